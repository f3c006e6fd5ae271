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
  printDoc,
  PRINT_WIDTH,
  softline,
  type Doc,
} from "./doc.js";
import type {
  Annotation,
  BinaryOperator,
  Expression,
  GlueConstant,
  GlueFactory,
  GlueFunction,
  GlueParameter,
  Statement,
  SwitchCase,
} from "./glue-form.js";
import {
  bindsLess,
  continuesChain,
  expressionText,
  isMatrix,
  isShorthand,
  literalText,
  memberText,
  needsParentheses,
  propertyName,
  statementText,
  type Annotate,
} from "./glue-text.js";
import { typeDoc } from "./type-layout.js";

// The back-end that writes glue as text: JavaScript, or TypeScript where annotations are asked for. What it writes is
// what prettier's defaults would make of it.

/** Prints a factory as the value of a constant: `const name = (bound: Bound) => { … };`. */
export function printFactory(name: string, factory: GlueFactory, annotate?: Annotate): string {
  const params = group(parameterList(factory.params, annotate));
  return printDoc(
    [
      `const ${name} = `,
      params,
      " => {",
      indent([hardline, factoryBody(factory, annotate)]),
      hardline,
      "};",
    ],
    0,
  );
}

/** Prints what a factory does, as the body of a function at module scope. */
export function printFactoryBody(factory: GlueFactory, annotate?: Annotate): string {
  return printDoc(factoryBody(factory, annotate), 2);
}

function factoryBody({ prelude, inner }: GlueFactory, annotate: Annotate | undefined): Doc {
  const returned: Doc = [
    "return ",
    signature(inner.params, inner.result, annotate),
    " => ",
    blockDoc(inner.body, annotate, 2),
    ";",
  ];
  return join(hardline, [...prelude.map((each) => statementDoc(each, annotate, 2)), returned]);
}

/** Prints a shared function or table. */
export function printDeclaration(
  declaration: GlueFunction | GlueConstant,
  annotate?: Annotate,
): string {
  if ("body" in declaration) {
    return printDoc(
      [
        "function ",
        declaration.name,
        signature(declaration.params, declaration.result ?? voidType, annotate),
        " ",
        blockDoc(declaration.body, annotate, 0),
      ],
      0,
    );
  }
  const type = annotate === undefined ? "" : [": ", typeDoc(annotate(declaration.type))];
  return printDoc(
    [`const ${declaration.name}`, type, " = ", expressionDoc(declaration.value, annotate), ";"],
    0,
  );
}

const voidType: Annotation = { kind: "typescript", text: "void" };

function signature(
  params: readonly GlueParameter[],
  result: Annotation | undefined,
  annotate: Annotate | undefined,
): Doc {
  const returns =
    annotate === undefined || result === undefined ? "" : [": ", typeDoc(annotate(result))];
  return group([parameterList(params, annotate), returns]);
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

/** A block; `column` is where the line stands that it opens on. */
function blockDoc(
  statements: readonly Statement[],
  annotate: Annotate | undefined,
  column: number,
): Doc {
  return statements.length === 0
    ? "{}"
    : ["{", indent([hardline, statementDocs(statements, annotate, column + 2)]), hardline, "}"];
}

function statementDocs(
  statements: readonly Statement[],
  annotate: Annotate | undefined,
  column: number,
): Doc {
  return join(
    hardline,
    statements.map((statement) => statementDoc(statement, annotate, column)),
  );
}

/** Whether a text can stand on one line from `column` on. */
function isOneLine(text: string, column: number): boolean {
  return column + text.length <= PRINT_WIDTH && !text.includes("\n");
}

function statementDoc(statement: Statement, annotate: Annotate | undefined, column: number): Doc {
  const text = statementText(statement, annotate);
  if (text !== undefined && isOneLine(text, column)) {
    return text;
  }
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
    case "if":
      return ifDoc(statement, annotate, column);
    case "switch":
      return [
        "switch (",
        value(statement.subject),
        ") {",
        indent([
          hardline,
          join(hardline, [
            ...statement.cases.map((each) => caseDoc(each, annotate, column + 2)),
            [
              "default:",
              indent([hardline, statementDocs(statement.otherwise, annotate, column + 4)]),
            ],
          ]),
        ]),
        hardline,
        "}",
      ];
    case "loop":
      return loopDoc(statement, annotate, column);
    case "entries":
      return [
        `for (const [${statement.names.join(", ")}] of `,
        value(statement.map),
        ") ",
        blockDoc(statement.body, annotate, column),
      ];
    case "try":
      return [
        "try ",
        blockDoc(statement.body, annotate, column),
        ` catch (${statement.error}) `,
        blockDoc(statement.handler, annotate, column),
      ];
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

function ifDoc(
  statement: Extract<Statement, { kind: "if" }>,
  annotate: Annotate | undefined,
  column: number,
): Doc {
  const { test, then, otherwise } = statement;
  const text = `if (${expressionText(test, annotate)}) `;
  const head: Doc = [
    // A brace or two follow.
    isOneLine(text, column + 2)
      ? text
      : group(["if (", indent([softline, expressionDoc(test, annotate)]), softline, ") "]),
    blockDoc(then, annotate, column),
  ];
  return otherwise === undefined ? head : [head, " else ", blockDoc(otherwise, annotate, column)];
}

/** A case in braces where it declares something, ended by `break` where it does not return. */
function caseDoc(each: SwitchCase, annotate: Annotate | undefined, column: number): Doc {
  const last = each.body[each.body.length - 1];
  const isOpen = last?.kind !== "return" && last?.kind !== "throw";
  const body = [
    ...each.body.map((statement) => statementDoc(statement, annotate, column + 2)),
    ...(isOpen ? ["break;"] : []),
  ];
  const contents = indent([hardline, join(hardline, body)]);
  const isScoped = each.body.some(
    (statement) => statement.kind === "declare" || statement.kind === "destructure",
  );
  return isScoped
    ? [`case ${JSON.stringify(each.value)}: {`, contents, hardline, "}"]
    : [`case ${JSON.stringify(each.value)}:`, contents];
}

function loopDoc(
  statement: Extract<Statement, { kind: "loop" }>,
  annotate: Annotate | undefined,
  column: number,
): Doc {
  const { index, pointer } = statement;
  const start: Doc =
    pointer === undefined
      ? `let ${index} = 0`
      : [`let ${index} = 0, ${pointer.name} = `, expressionDoc(pointer.start, annotate)];
  const test: Doc = [`${index} < `, expressionDoc(statement.length, annotate)];
  const step =
    pointer === undefined ? `${index}++` : `${index}++, ${pointer.name} += ${pointer.step}`;
  return [
    group(["for (", indent([softline, start, ";", line, test, ";", line, step]), softline, ") "]),
    blockDoc(statement.body, annotate, column),
  ];
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

function expressionDoc(expression: Expression, annotate: Annotate | undefined): Doc {
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
      return group(binaryDoc(expression, annotate));
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

function binaryDoc(expression: BinaryExpression, annotate: Annotate | undefined): Doc {
  return [...chainDocs(expression, annotate)];
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
    return expressionDoc(expression, annotate);
  }
  if (expression.kind !== "binary") {
    return ["(", expressionDoc(expression, annotate), ")"];
  }
  // In parentheses, what follows the first operand is indented.
  const [first = "", ...rest] = chainDocs(expression, annotate);
  return ["(", group([first, indent(rest)]), ")"];
}
