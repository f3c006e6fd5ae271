import { assertNever } from "../assert.js";
import {
  bracketed,
  group,
  hardline,
  ifBreak,
  indent,
  indentAfter,
  join,
  line,
  softline,
  type Doc,
} from "./doc.js";
import type { BinaryOperator, Expression, GlueParameter } from "./glue-form.js";
import {
  bindsLess,
  continuesChain,
  isMatrix,
  isShorthand,
  literalText,
  memberText,
  needsParentheses,
  propertyName,
  type Annotate,
  type PlainStatement,
} from "./glue-text.js";
import { typeDoc } from "./type-layout.js";

// Glue that is too long for one line, as documents: line breaks stand where prettier's defaults would put them.

/** Lays out a statement. */
export function statementDoc(statement: PlainStatement, annotate: Annotate | undefined): Doc {
  const value = (expression: Expression): Doc => expressionDoc(expression, annotate);
  switch (statement.kind) {
    case "declare": {
      const type =
        annotate === undefined || statement.type === undefined
          ? ""
          : [": ", typeDoc(annotate(statement.type))];
      const head: Doc = [statement.constant ? "const " : "let ", statement.name, type];
      if (statement.value === undefined) {
        return [head, ";"];
      }
      return type === ""
        ? [assignment([head, " ="], statement.value, annotate), ";"]
        : [typedAssignment([head, " ="], statement.value, annotate), ";"];
    }
    case "destructure":
      return [
        "const ",
        bracketed("{", statement.names, "}", line),
        " = ",
        value(statement.value),
        ";",
      ];
    case "assign":
      return [assignment([value(statement.target), " ="], statement.value, annotate), ";"];
    case "expression":
      return [value(statement.value), ";"];
    case "return":
      return statement.value === undefined
        ? "return;"
        : ["return ", returned(statement.value, annotate), ";"];
    case "throw":
      return ["throw ", returned(statement.value, annotate), ";"];
    default:
      return assertNever(statement);
  }
}

/** Lays out `if (test) `. */
export function ifHeadDoc(test: Expression, annotate: Annotate | undefined): Doc {
  return group(["if (", indent([softline, expressionDoc(test, annotate)]), softline, ") "]);
}

/** Lays out `for (let index = 0; index < length; index++) `. */
export function loopHeadDoc(start: Doc, test: Doc, step: string): Doc {
  const parts = [softline, start, ";", line, test, ";", line, step];
  return group(["for (", indent(parts), softline, ") "]);
}

/** Lays out parameters in parentheses and, for TypeScript, what is given back. */
export function signatureDoc(
  params: readonly GlueParameter[],
  result: string,
  annotate: Annotate | undefined,
): Doc {
  return group([parameterList(params, annotate), result === "" ? "" : [": ", typeDoc(result)]]);
}

function parameterList(params: readonly GlueParameter[], annotate: Annotate | undefined): Doc {
  if (params.length === 0) {
    return "()";
  }
  const docs = params.map((param) =>
    annotate === undefined ? param.name : [param.name, ": ", typeDoc(annotate(param.type))],
  );
  return ["(", indent([softline, join([",", line], docs)]), ifBreak(","), softline, ")"];
}

/** What stands right of `=` or `:`, on a line of its own where prettier breaks there. */
function assignment(head: Doc, value: Expression, annotate: Annotate | undefined): Doc {
  const doc = expressionDoc(value, annotate);
  return breaksAfterOperator(value)
    ? group([head, group(indent([line, doc]))])
    : group([head, " ", doc]);
}

/** What follows a type that may break: the line breaks after `=` before the type does. */
function typedAssignment(head: Doc, value: Expression, annotate: Annotate | undefined): Doc {
  if (breaksAfterOperator(value)) {
    return assignment(head, value, annotate);
  }
  const gap = group(indent(line));
  return group([group(head), gap, indentAfter(gap, expressionDoc(value, annotate))]);
}

function breaksAfterOperator(value: Expression): boolean {
  switch (value.kind) {
    case "binary":
      return true;
    case "conditional":
      return value.test.kind === "binary";
    case "literal":
      return typeof value.value === "string";
    default:
      return false;
  }
}

/** The operand of `return` or `throw`: operators that break get parentheses. */
function returned(value: Expression, annotate: Annotate | undefined): Doc {
  const doc = expressionDoc(value, annotate);
  return value.kind === "binary"
    ? group([ifBreak("("), indent([softline, doc]), softline, ifBreak(")")])
    : doc;
}

/** Lays out an expression. */
export function expressionDoc(expression: Expression, annotate: Annotate | undefined): Doc {
  const nested = (each: Expression): Doc => expressionDoc(each, annotate);
  switch (expression.kind) {
    case "literal":
      return literalText(expression.value);
    case "name":
    case "runtime":
      return expression.name;
    case "property":
      return [operand(expression.object, annotate), memberText(expression.key)];
    case "element":
      return [operand(expression.object, annotate), elementDoc(expression.index, annotate)];
    case "binary":
      return group(operationDoc(expression, annotate));
    case "not":
      return ["!", operand(expression.operand, annotate)];
    case "conditional":
      return group([
        nested(expression.test),
        indent([
          [line, "? ", indent(branchDoc(expression.whenTrue, annotate))],
          [line, ": ", indent(branchDoc(expression.whenFalse, annotate))],
        ]),
      ]);
    case "call":
      return [operand(expression.callee, annotate), argumentsDoc(expression.args, annotate)];
    case "new": {
      const typeArguments =
        annotate === undefined || expression.typeArguments === undefined
          ? ""
          : typeArgumentsDoc(expression.typeArguments.map((each) => typeDoc(annotate(each))));
      return ["new ", expression.callee, typeArguments, argumentsDoc(expression.args, annotate)];
    }
    case "object":
      return objectDoc(expression.properties, annotate);
    case "array":
      return arrayDoc(expression.elements, annotate);
    case "cast": {
      const { value, type } = expression;
      return annotate === undefined
        ? nested(value)
        : [
            value.kind === "cast" ? expressionDoc(value, annotate) : nested(value),
            " as ",
            typeDoc(annotate(type)),
          ];
    }
    default:
      return assertNever(expression);
  }
}

/** A number stays beside its brackets. */
function elementDoc(index: Expression, annotate: Annotate | undefined): Doc {
  const doc = expressionDoc(index, annotate);
  return index.kind === "literal" && typeof index.value === "number"
    ? ["[", doc, "]"]
    : group(["[", indent([softline, doc]), softline, "]"]);
}

function arrayDoc(elements: readonly Expression[], annotate: Annotate | undefined): Doc {
  const docs = elements.map((each) => expressionDoc(each, annotate));
  return isMatrix(elements)
    ? ["[", indent([hardline, join([",", hardline], docs)]), ",", hardline, "]"]
    : bracketed("[", docs, "]");
}

/** A branch of a conditional, where casts stand in parentheses. */
function branchDoc(expression: Expression, annotate: Annotate | undefined): Doc {
  return expression.kind === "cast" && annotate !== undefined
    ? operand(expression, annotate)
    : expressionDoc(expression, annotate);
}

/** A lone plain name stays beside its brackets. */
function typeArgumentsDoc(docs: readonly Doc[]): Doc {
  const [only] = docs;
  return docs.length === 1 && typeof only === "string" && /^[\w$]+$/.test(only)
    ? ["<", only, ">"]
    : group(["<", indent([softline, join([",", line], docs)]), softline, ">"]);
}

/** An expression where only simple ones need no parentheses. */
function operand(expression: Expression, annotate: Annotate | undefined): Doc {
  const doc = expressionDoc(expression, annotate);
  return needsParentheses(expression, annotate !== undefined) ? ["(", doc, ")"] : doc;
}

function argumentsDoc(args: readonly Expression[], annotate: Annotate | undefined): Doc {
  const docs = args.map((each) => expressionDoc(each, annotate));
  const last = args[args.length - 1];
  if (last?.kind === "object" && last.properties.length > 0) {
    // The last argument hugs the parentheses: only its braces break.
    return ["(", join(", ", docs), ")"];
  }
  return bracketed("(", docs, ")");
}

function objectDoc(
  properties: readonly (readonly [string, Expression])[],
  annotate: Annotate | undefined,
): Doc {
  const docs = properties.map(([key, value]) =>
    isShorthand(key, value) ? key : assignment([propertyName(key), ":"], value, annotate),
  );
  return bracketed("{", docs, "}", line);
}

type BinaryExpression = Extract<Expression, { kind: "binary" }>;

/** An operation that is no operand of another. Behind one of plain operands, the second may stay where the first broke. */
function operationDoc(expression: BinaryExpression, annotate: Annotate | undefined): Doc {
  const [first = "", ...rest] = chainDocs(expression, annotate);
  const isPlain = [expression.left, expression.right].every(
    (each) => shown(each, annotate).kind !== "binary",
  );
  return [first, isPlain ? group(rest) : rest];
}

/** What is printed of an expression: without annotations, no cast is. */
function shown(expression: Expression, annotate: Annotate | undefined): Expression {
  return expression.kind === "cast" && annotate === undefined
    ? shown(expression.value, annotate)
    : expression;
}

/** The first operand of a chain of operators, then each operator with the operand behind it. */
function chainDocs(expression: BinaryExpression, annotate: Annotate | undefined): readonly Doc[] {
  const { operator, left, right } = expression;
  const before = continuesChain(left, operator)
    ? chainDocs(left, annotate)
    : [binaryOperand(left, operator, annotate)];
  return [...before, [` ${operator}`, line, binaryOperand(right, operator, annotate)]];
}

function binaryOperand(
  expression: Expression,
  operator: BinaryOperator,
  annotate: Annotate | undefined,
): Doc {
  if (!bindsLess(expression, operator, annotate !== undefined)) {
    return expression.kind === "binary"
      ? group([...chainDocs(expression, annotate)])
      : expressionDoc(expression, annotate);
  }
  if (expression.kind !== "binary") {
    return ["(", expressionDoc(expression, annotate), ")"];
  }
  // In parentheses, what follows the first operand is indented.
  const [first = "", ...rest] = chainDocs(expression, annotate);
  return ["(", group([first, indent(rest)]), ")"];
}
