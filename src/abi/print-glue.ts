import { PRINT_WIDTH, printDoc, type Doc } from "./doc.js";
import { expressionDoc, ifHeadDoc, loopHeadDoc, signatureDoc, statementDoc } from "./glue-doc.js";
import type {
  Annotation,
  GlueConstant,
  GlueFactory,
  GlueFunction,
  GlueParameter,
  Statement,
  SwitchCase,
} from "./glue-form.js";
import { expressionText, plainStatementText, type Annotate } from "./glue-text.js";
import { typeDoc } from "./type-layout.js";

// The back-end that writes glue as text: JavaScript, or TypeScript where annotations are asked for. What it writes is
// what prettier's defaults would make of it. Nearly all of it fits on its line; only the rest is laid out as documents.

/** How code is printed, and where. */
interface Place {
  readonly annotate: Annotate | undefined;
  /** What the line begins with; what is inside stands two columns further right. */
  readonly indentation: string;
  /** How far right the caller puts all of the text. */
  readonly margin: number;
}

/** Prints a factory as the value of a constant: `const name = (bound: Bound) => { … };`. */
export function printFactory(name: string, factory: GlueFactory, annotate?: Annotate): string {
  const place: Place = { annotate, indentation: "", margin: 0 };
  const head = signature(place, `const ${name} = `, factory.params, undefined, " => {");
  return `${head}\n  ${factoryBody(factory, inside(place))}\n};`;
}

/** Prints what a factory does, as the body of a function at module scope. */
export function printFactoryBody(factory: GlueFactory, annotate?: Annotate): string {
  return factoryBody(factory, { annotate, indentation: "", margin: 2 });
}

function factoryBody({ prelude, inner }: GlueFactory, place: Place): string {
  const { params, result, body } = inner;
  const head = signature(place, "return ", params, result, ` => ${opening(body)}`);
  const before = prelude.map((each) => `${statementText(each, place)}\n${place.indentation}`);
  return `${before.join("")}${head}${rest(body, place)};`;
}

/** Prints a shared function or table. */
export function printDeclaration(
  declaration: GlueFunction | GlueConstant,
  annotate?: Annotate,
): string {
  const place: Place = { annotate, indentation: "", margin: 0 };
  const { name } = declaration;
  if ("body" in declaration) {
    const { params, result = voidType, body } = declaration;
    return `${signature(place, `function ${name}`, params, result, ` ${opening(body)}`)}${rest(body, place)}`;
  }
  const type = annotate === undefined ? "" : [": ", typeDoc(annotate(declaration.type))];
  return printDoc(
    [`const ${name}`, type, " = ", expressionDoc(declaration.value, annotate), ";"],
    0,
  );
}

const voidType: Annotation = { kind: "typescript", text: "void" };

/** What a statement, or a line of one, begins with; the parameters; what is given back; what follows on the line. */
function signature(
  place: Place,
  start: string,
  params: readonly GlueParameter[],
  result: Annotation | undefined,
  end: string,
): string {
  const { annotate } = place;
  const list =
    annotate === undefined
      ? params.map((param) => param.name)
      : params.map((param) => `${param.name}: ${annotate(param.type)}`);
  const returns = annotate === undefined || result === undefined ? "" : annotate(result);
  const text = `${start}(${list.join(", ")})${returns === "" ? "" : `: ${returns}`}${end}`;
  return fitted(text, () => [start, signatureDoc(params, returns, annotate), end], place);
}

function inside(place: Place): Place {
  return { ...place, indentation: `${place.indentation}  ` };
}

/** What begins a line: `text` if it is one that is short enough, else what `doc` comes to. */
function fitted(text: string, doc: () => Doc, { indentation, margin }: Place): string {
  const column = margin + indentation.length;
  return column + text.length <= PRINT_WIDTH && !text.includes("\n")
    ? text
    : printDoc(doc(), column).replaceAll("\n", `\n${indentation}`);
}

function block(statements: readonly Statement[], place: Place): string {
  return `${opening(statements)}${rest(statements, place)}`;
}

/** What stands of a block on the line that it opens on. */
function opening(statements: readonly Statement[]): string {
  return statements.length === 0 ? "{}" : "{";
}

/** What follows the {@link opening} of a block. */
function rest(statements: readonly Statement[], place: Place): string {
  return statements.length === 0 ? "" : `${indented(statements, place)}\n${place.indentation}}`;
}

/** Statements on lines of their own, two columns further right. */
function indented(statements: readonly Statement[], place: Place): string {
  const inner = inside(place);
  const start = `\n${inner.indentation}`;
  return statements.map((each) => start + statementText(each, inner)).join("");
}

/** A statement, without the indentation of its first line. */
function statementText(statement: Statement, place: Place): string {
  const { annotate } = place;
  switch (statement.kind) {
    case "if":
      return ifText(statement, place);
    case "switch":
      return switchText(statement, place);
    case "loop":
      return loopText(statement, place);
    case "entries": {
      const { names, map, body } = statement;
      const start = `for (const [${names.join(", ")}] of `;
      const end = `) ${opening(body)}`;
      const text = `${start}${expressionText(map, annotate)}${end}`;
      const head = fitted(text, () => [start, expressionDoc(map, annotate), end], place);
      return `${head}${rest(body, place)}`;
    }
    case "try":
      return `try ${block(statement.body, place)} catch (${statement.error}) ${block(statement.handler, place)}`;
    default:
      return fitted(
        plainStatementText(statement, annotate),
        () => statementDoc(statement, annotate),
        place,
      );
  }
}

function ifText(
  { test, then, otherwise }: Extract<Statement, { kind: "if" }>,
  place: Place,
): string {
  const { annotate } = place;
  const end = opening(then);
  const text = `if (${expressionText(test, annotate)}) ${end}`;
  const head = fitted(text, () => [ifHeadDoc(test, annotate), end], place);
  return otherwise === undefined
    ? `${head}${rest(then, place)}`
    : `${head}${rest(then, place)} else ${block(otherwise, place)}`;
}

function switchText(
  { subject, cases, otherwise }: Extract<Statement, { kind: "switch" }>,
  place: Place,
): string {
  const { annotate, indentation } = place;
  const text = `switch (${expressionText(subject, annotate)}) {`;
  const inner = inside(place);
  const parts = [
    fitted(text, () => ["switch (", expressionDoc(subject, annotate), ") {"], place),
    ...cases.map((each) => caseText(each, inner)),
    `default:${indented(otherwise, inner)}`,
  ];
  return `${parts.join(`\n${inner.indentation}`)}\n${indentation}}`;
}

/** A case in braces where it declares something, ended by `break` where it does not return. */
function caseText({ value, body }: SwitchCase, place: Place): string {
  const last = body.at(-1);
  const isOpen = last?.kind !== "return" && last?.kind !== "throw";
  const isScoped = body.some(({ kind }) => kind === "declare" || kind === "destructure");
  const { indentation } = place;
  const contents = `${indented(body, place)}${isOpen ? `\n${indentation}  break;` : ""}`;
  return isScoped
    ? `case ${JSON.stringify(value)}: {${contents}\n${indentation}}`
    : `case ${JSON.stringify(value)}:${contents}`;
}

function loopText(statement: Extract<Statement, { kind: "loop" }>, place: Place): string {
  const { annotate } = place;
  const { index, length, pointer, body } = statement;
  const start = (value: string): string =>
    pointer === undefined ? `let ${index} = 0` : `let ${index} = 0, ${pointer.name} = ${value}`;
  const step =
    pointer === undefined ? `${index}++` : `${index}++, ${pointer.name} += ${pointer.step}`;
  const end = opening(body);
  const from = pointer === undefined ? "" : expressionText(pointer.start, annotate);
  const text = `for (${start(from)}; ${index} < ${expressionText(length, annotate)}; ${step}) ${end}`;
  const doc = (): Doc => {
    const first = pointer === undefined ? "" : expressionDoc(pointer.start, annotate);
    const test = [`${index} < `, expressionDoc(length, annotate)];
    return [loopHeadDoc([start(""), first], test, step), end];
  };
  return `${fitted(text, doc, place)}${rest(body, place)}`;
}
