import { assertNever } from "../assert.js";
import type { Annotation, BinaryOperator, Expression, Statement } from "./glue-form.js";

// Glue on one line: how most of it is printed, and quicker to make than a document whose line breaks are still open.

/** Gives the TypeScript text of a type, on one line; absent for JavaScript. */
export type Annotate = (annotation: Annotation) => string;

/** A statement without a block. */
export type PlainStatement = Exclude<
  Statement,
  { readonly kind: "if" | "switch" | "loop" | "entries" | "try" }
>;

/** A statement on one line, which it may be too long for. */
export function plainStatementText(
  statement: PlainStatement,
  annotate: Annotate | undefined,
): string {
  switch (statement.kind) {
    case "declare": {
      const { name, type, value } = statement;
      const annotation = annotate === undefined || type === undefined ? "" : `: ${annotate(type)}`;
      const head = `${statement.constant ? "const" : "let"} ${name}${annotation}`;
      return value === undefined ? `${head};` : `${head} = ${expressionText(value, annotate)};`;
    }
    case "destructure":
      return `const { ${statement.names.join(", ")} } = ${expressionText(statement.value, annotate)};`;
    case "assign":
      return `${expressionText(statement.target, annotate)} = ${expressionText(statement.value, annotate)};`;
    case "expression":
      return `${expressionText(statement.value, annotate)};`;
    case "return":
      return statement.value === undefined
        ? "return;"
        : `return ${expressionText(statement.value, annotate)};`;
    case "throw":
      return `throw ${expressionText(statement.value, annotate)};`;
    default:
      return assertNever(statement);
  }
}

/** An expression on one line; it has a line break where it must have one. */
export function expressionText(expression: Expression, annotate: Annotate | undefined): string {
  switch (expression.kind) {
    case "literal":
      return literalText(expression.value);
    case "name":
    case "runtime":
      return expression.name;
    case "property":
      return operandText(expression.object, annotate) + memberText(expression.key);
    case "element":
      return `${operandText(expression.object, annotate)}[${expressionText(expression.index, annotate)}]`;
    case "binary":
      return binaryText(expression, annotate);
    case "not":
      return `!${operandText(expression.operand, annotate)}`;
    case "conditional": {
      const { test, whenTrue, whenFalse } = expression;
      return `${expressionText(test, annotate)} ? ${branchText(whenTrue, annotate)} : ${branchText(whenFalse, annotate)}`;
    }
    case "call":
      return `${operandText(expression.callee, annotate)}(${listText(expression.args, annotate)})`;
    case "new": {
      const { callee, typeArguments, args } = expression;
      const types =
        annotate === undefined || typeArguments === undefined
          ? ""
          : `<${typeArguments.map(annotate).join(", ")}>`;
      return `new ${callee}${types}(${listText(args, annotate)})`;
    }
    case "object": {
      const properties = expression.properties.map(([key, value]) =>
        isShorthand(key, value) ? key : `${propertyName(key)}: ${expressionText(value, annotate)}`,
      );
      return properties.length === 0 ? "{}" : `{ ${properties.join(", ")} }`;
    }
    case "array":
      return isMatrix(expression.elements) ? "\n" : `[${listText(expression.elements, annotate)}]`;
    case "cast":
      return annotate === undefined
        ? expressionText(expression.value, annotate)
        : `${expressionText(expression.value, annotate)} as ${annotate(expression.type)}`;
    default:
      return assertNever(expression);
  }
}

function listText(items: readonly Expression[], annotate: Annotate | undefined): string {
  return items.map((each) => expressionText(each, annotate)).join(", ");
}

function branchText(expression: Expression, annotate: Annotate | undefined): string {
  return expression.kind === "cast"
    ? operandText(expression, annotate)
    : expressionText(expression, annotate);
}

function operandText(expression: Expression, annotate: Annotate | undefined): string {
  const text = expressionText(expression, annotate);
  return needsParentheses(expression, annotate !== undefined) ? `(${text})` : text;
}

type Binary = Extract<Expression, { kind: "binary" }>;

function binaryText(expression: Binary, annotate: Annotate | undefined): string {
  const { operator, left, right } = expression;
  const leftText = continuesChain(left, operator)
    ? binaryText(left, annotate)
    : binaryOperandText(left, operator, annotate);
  return `${leftText} ${operator} ${binaryOperandText(right, operator, annotate)}`;
}

function binaryOperandText(
  expression: Expression,
  operator: BinaryOperator,
  annotate: Annotate | undefined,
): string {
  const text = expressionText(expression, annotate);
  return bindsLess(expression, operator, annotate !== undefined) ? `(${text})` : text;
}

/** Whether only simple expressions may stand without parentheses, and this is none. */
export function needsParentheses({ kind }: Expression, isTyped: boolean): boolean {
  return (
    kind === "binary" || kind === "conditional" || kind === "not" || (kind === "cast" && isTyped)
  );
}

/** Whether prettier prints the left operand and what follows as one chain. */
export function continuesChain(left: Expression, operator: BinaryOperator): left is Binary {
  return (
    left.kind === "binary" && left.operator === operator && (operator === "|" || operator === "+")
  );
}

/** Whether an operand needs parentheses beside the operator. */
export function bindsLess(
  expression: Expression,
  operator: BinaryOperator,
  isTyped: boolean,
): boolean {
  switch (expression.kind) {
    case "conditional":
      return true;
    case "cast":
      return isTyped;
    case "binary":
      return bitwise.has(operator) || precedence[expression.operator] <= precedence[operator];
    default:
      return false;
  }
}

const precedence: Readonly<Record<BinaryOperator, number>> = {
  "*": 6,
  "+": 5,
  "<<": 4,
  ">>": 4,
  ">>>": 4,
  "<": 3,
  "===": 2,
  "!==": 2,
  "&": 1,
  "|": 0,
};
const bitwise: ReadonlySet<BinaryOperator> = new Set(["<<", ">>", ">>>", "&", "|"]);

/** Several arrays of several elements, or objects of several properties, stand on lines of their own. */
export function isMatrix(elements: readonly Expression[]): boolean {
  return (
    elements.length > 1 &&
    (elements.every((each) => each.kind === "array" && each.elements.length > 1) ||
      elements.every((each) => each.kind === "object" && each.properties.length > 1))
  );
}

/** A literal as it stands in code. */
export function literalText(value: string | number | bigint | boolean | undefined): string {
  switch (typeof value) {
    case "string":
      return stringText(value);
    case "bigint":
      return `${value}n`;
    default:
      return String(value);
  }
}

/** In double quotes, or in single ones where that needs fewer escapes. */
function stringText(value: string): string {
  const text = JSON.stringify(value);
  if (!value.includes('"')) {
    return text;
  }
  const doubleQuotes = value.split('"').length;
  return doubleQuotes > value.split("'").length
    ? `'${text.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
    : text;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** `.key`, or `["key"]`. */
export function memberText(key: string): string {
  return identifier.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** A key as it stands in an object. */
export function propertyName(key: string): string {
  return identifier.test(key) ? key : JSON.stringify(key);
}

/** Whether `{ key }` says it all. */
export function isShorthand(key: string, value: Expression): boolean {
  return value.kind === "name" && value.name === key;
}
