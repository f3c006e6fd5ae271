import type {
  ClassDeclarationStructure,
  ConstructorDeclarationStructure,
  ConstructSignatureDeclarationStructure,
  ExportDeclarationStructure,
  FunctionDeclarationStructure,
  ImportDeclarationStructure,
  InterfaceDeclarationStructure,
  JSDocStructure,
  MethodDeclarationStructure,
  MethodSignatureStructure,
  OptionalKind,
  ParameterDeclarationStructure,
  PropertyDeclarationStructure,
  PropertySignatureStructure,
  SourceFileStructure,
  StatementStructures,
  TypeAliasDeclarationStructure,
  VariableStatementStructure,
} from "ts-morph";
import { invariant } from "../assert.js";
import { bracketed, group, line, printDoc, PRINT_WIDTH, type Doc } from "../abi/doc.js";
import type { Span } from "../source.js";
import type { Mark } from "./declaration-map.js";
import { spanOf } from "./placed.js";
import { structureKinds } from "./structure-kinds.js";
import { aliasDoc, signatureDoc, typeDoc } from "../abi/type-layout.js";
import { TextWriter } from "./text-writer.js";

type Text = string | ((writer: never) => void) | undefined;

/**
 * Prints one file: what ts-morph's printer gives for the same structures, laid out as prettier with its defaults does.
 *
 * Knows the kinds of structures in {@link structureKinds} and the members that the emitter uses; every text in them is
 * plain, as prettier prints it on one line. Bodies and initializers are taken as they are, indented to their place.
 */
export function printFile(file: SourceFileStructure): string {
  return printMarked(file).text;
}

/** Prints one file, and says where in it the names stand that have a place in WIT, in order. */
export function printMarked(file: SourceFileStructure): { text: string; marks: Mark[] } {
  invariant(Array.isArray(file.statements), "a file has a list of statements");
  const parts: string[] = [];
  const marks: Mark[] = [];
  let length = 0;
  const add = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  let previous: StatementStructures | string | undefined;
  for (const statement of file.statements) {
    invariant(typeof statement !== "function", "statements are data");
    if (previous !== undefined) {
      add(needsBlankLine(previous, statement) ? "\n\n" : "\n");
    }
    if (typeof statement === "string") {
      add(statement.replace(/^\n/, ""));
    } else {
      const printed = printStatement(statement);
      marks.push(...settleMarks(printed, length));
      add(printed.text);
    }
    previous = statement;
  }
  return { text: `${parts.join("")}\n`, marks };
}

/** A name that is about to be printed: it stands after `start`, at `offset` or soon after. */
interface RoughMark {
  readonly offset: number;
  readonly start: string;
  readonly name: string;
  readonly span: Span;
}

interface Writer extends TextWriter {
  readonly marks?: RoughMark[];
}

interface PrintedStatement {
  readonly text: string;
  readonly marks: readonly RoughMark[];
}

function printStatement(statement: StatementStructures): PrintedStatement {
  const marks: RoughMark[] = [];
  const writer: Writer = Object.assign(new TextWriter(), { marks });
  writeStatement(writer, statement);
  return { text: writer.toString(), marks };
}

/** `name` is going to be written after `start`. */
function mark(writer: Writer, structure: object, start: string, name: string): void {
  const span = spanOf(structure);
  if (span !== undefined) {
    writer.marks?.push({ offset: writer.length, start, name, span });
  }
}

function settleMarks({ text, marks }: PrintedStatement, base: number): Mark[] {
  return marks.map(({ offset, start, name, span }) => {
    const found = text.indexOf(start + name, offset);
    invariant(found >= 0, `${name} was printed`);
    return { offset: base + found + start.length, name, span };
  });
}

/** Statements that stand apart from others: what has a body, and what asks for it by an empty line as leading trivia. */
function needsBlankLine(
  previous: StatementStructures | string,
  next: StatementStructures | string,
): boolean {
  return hasBlock(previous) || hasBlock(next) || startsApart(next);
}

function hasBlock(statement: StatementStructures | string): boolean {
  if (typeof statement === "string") {
    return statement.endsWith("}");
  }
  const { kind } = statement;
  return (
    kind === structureKinds.interface ||
    kind === structureKinds.class ||
    kind === structureKinds.function
  );
}

function startsApart(structure: object | string): boolean {
  return typeof structure === "string"
    ? structure.startsWith("\n")
    : "leadingTrivia" in structure && structure.leadingTrivia === "\n";
}

function writeStatement(writer: Writer, statement: StatementStructures): void {
  switch (statement.kind) {
    case structureKinds.importDeclaration:
      return printImport(writer, statement);
    case structureKinds.exportDeclaration:
      return printExport(writer, statement);
    case structureKinds.interface:
      return printInterface(writer, statement);
    case structureKinds.typeAlias:
      return printTypeAlias(writer, statement);
    case structureKinds.variableStatement:
      return printVariables(writer, statement);
    case structureKinds.function:
      return printFunction(writer, statement);
    case structureKinds.class:
      return printClass(writer, statement);
    default:
      invariant(false, `structures of kind ${statement.kind} are not printed`);
  }
}

function printImport(writer: Writer, structure: ImportDeclarationStructure): void {
  const start = structure.isTypeOnly === true ? "import type " : "import ";
  const from = ` from ${JSON.stringify(structure.moduleSpecifier)};`;
  if (structure.namespaceImport !== undefined) {
    writer.write(`${start}* as ${structure.namespaceImport}${from}`);
    return;
  }
  writeSpecifiers(writer, start, structure.namedImports, from);
}

function printExport(writer: Writer, structure: ExportDeclarationStructure): void {
  const start = structure.isTypeOnly === true ? "export type " : "export ";
  const { moduleSpecifier } = structure;
  const from = moduleSpecifier === undefined ? ";" : ` from ${JSON.stringify(moduleSpecifier)};`;
  if (structure.namespaceExport !== undefined) {
    writer.write(`${start}* as ${structure.namespaceExport}${from}`);
    return;
  }
  if (structure.namedExports === undefined && moduleSpecifier !== undefined) {
    writer.write(`${start}*${from}`);
    return;
  }
  writeSpecifiers(writer, start, structure.namedExports, from);
}

/** `start { a, b } end`; one alone stays on the line. */
function writeSpecifiers(
  writer: Writer,
  start: string,
  list: ImportDeclarationStructure["namedImports"] | ExportDeclarationStructure["namedExports"],
  end: string,
): void {
  invariant(typeof list !== "function", "specifiers are data");
  const items = (list ?? []).map((item): string => {
    if (typeof item === "string") {
      return item;
    }
    invariant(typeof item !== "function", "specifiers are data");
    const { name, alias } = item;
    return `${item.isTypeOnly === true ? "type " : ""}${name}${alias === undefined ? "" : ` as ${alias}`}`;
  });
  const text = `${start}${items.length === 0 ? "{}" : `{ ${items.join(", ")} }`}${end}`;
  if (items.length === 1) {
    writer.write(text);
  } else {
    writeFitting(writer, text, () => [start, bracketed("{", items, "}", line), end]);
  }
}

function printInterface(writer: Writer, structure: InterfaceDeclarationStructure): void {
  printDocs(writer, structure.docs);
  const bases = Array.isArray(structure.extends) ? structure.extends.map(plain) : [];
  const start = `${modifiers(structure)}interface `;
  mark(writer, structure, start, structure.name);
  printHeader(writer, `${start}${structure.name}`, bases);
  printBlock(writer, [
    ...(structure.constructSignatures ?? []).map((member) => memberPrinter(member, printConstruct)),
    ...(structure.properties ?? []).map((member) => memberPrinter(member, printProperty)),
    ...(structure.methods ?? []).map((member) => memberPrinter(member, printMethodSignature)),
  ]);
}

function printHeader(writer: Writer, header: string, bases: readonly string[]): void {
  invariant(bases.length <= 1, "declarations extend one other at most");
  const [base = ""] = bases;
  writer.write(base === "" ? `${header} ` : `${header} extends ${base} `);
}

interface MemberPrinter {
  readonly apart: boolean;
  print(writer: Writer): void;
}

function memberPrinter<T extends object>(
  member: T,
  print: (writer: Writer, member: T) => void,
): MemberPrinter {
  return {
    apart: startsApart(member),
    print: (writer) => {
      print(writer, member);
    },
  };
}

function printBlock(writer: Writer, members: readonly MemberPrinter[]): void {
  if (members.length === 0) {
    writer.write("{}");
    return;
  }
  writer.writeLine("{");
  writer.indent(() => {
    members.forEach((member, index) => {
      if (index > 0 && member.apart) {
        writer.newLine();
      }
      member.print(writer);
      writer.newLine();
    });
  });
  writer.write("}");
}

function printConstruct(
  writer: Writer,
  structure: OptionalKind<ConstructSignatureDeclarationStructure>,
): void {
  printDocs(writer, structure.docs);
  mark(writer, structure, "", "new");
  printSignature(writer, "new ", structure.parameters, structure.returnType, ";");
}

function printMethodSignature(
  writer: Writer,
  structure: OptionalKind<MethodSignatureStructure>,
): void {
  printDocs(writer, structure.docs);
  const name = `${structure.name}${structure.hasQuestionToken === true ? "?" : ""}`;
  mark(writer, structure, "", structure.name);
  printSignature(writer, name, structure.parameters, structure.returnType, ";");
}

function printProperty(
  writer: Writer,
  structure: OptionalKind<PropertySignatureStructure | PropertyDeclarationStructure>,
): void {
  printDocs(writer, structure.docs);
  const questionToken = structure.hasQuestionToken === true ? "?" : "";
  mark(writer, structure, modifiers(structure), structure.name);
  const start = `${modifiers(structure)}${structure.name}${questionToken}`;
  const initializer = plain(structure.initializer);
  const end = initializer === "" ? ";" : ` = ${initializer};`;
  const type = plain(structure.type);
  const text = type === "" ? `${start}${end}` : `${start}: ${type}${end}`;
  writeFitting(writer, text, () => (type === "" ? text : group([start, ": ", typeDoc(type), end])));
}

function printTypeAlias(writer: Writer, structure: TypeAliasDeclarationStructure): void {
  printDocs(writer, structure.docs);
  const start = `${modifiers(structure)}type ${structure.name}`;
  mark(writer, structure, `${modifiers(structure)}type `, structure.name);
  const type = plain(structure.type);
  writeFitting(writer, `${start} = ${type};`, () => group([aliasDoc(start, type), ";"]));
}

function printVariables(writer: Writer, structure: VariableStatementStructure): void {
  printDocs(writer, structure.docs);
  const [declaration] = structure.declarations;
  invariant(declaration !== undefined && structure.declarations.length === 1, "one name each");
  const start = `${modifiers(structure)}${structure.declarationKind ?? "let"} ${declaration.name}`;
  mark(writer, structure, start.slice(0, -declaration.name.length), declaration.name);
  const initializer = plain(declaration.initializer);
  const end = initializer === "" ? ";" : ` = ${initializer};`;
  const type = plain(declaration.type);
  writer.write(type === "" ? `${start}${end}` : `${start}: ${type}${end}`);
}

function printFunction(writer: Writer, structure: FunctionDeclarationStructure): void {
  printDocs(writer, structure.docs);
  const star = structure.isGenerator === true ? "*" : "";
  const typeParameters = (structure.typeParameters ?? []).map(plain);
  const types = typeParameters.length === 0 ? "" : `<${typeParameters.join(", ")}>`;
  const start = `${modifiers(structure)}function${star} ${structure.name ?? ""}${types}`;
  if (structure.hasDeclareKeyword === true) {
    printSignature(writer, start, structure.parameters, structure.returnType, ";");
    return;
  }
  printSignature(writer, start, structure.parameters, structure.returnType, " {");
  printBody(writer, structure.statements);
}

function printClass(writer: Writer, structure: ClassDeclarationStructure): void {
  printDocs(writer, structure.docs);
  const base = plain(structure.extends);
  const header = `${modifiers(structure)}class ${structure.name ?? ""}`;
  printHeader(writer, header, [base]);
  const functions = [
    ...(structure.ctors ?? []).map((member) => memberPrinter(member, printConstructor)),
    ...(structure.methods ?? []).map((member) => memberPrinter(member, printMethod)),
  ];
  const properties = (structure.properties ?? []).map((member) =>
    memberPrinter(member, printProperty),
  );
  printBlock(writer, [...properties, ...functions.map((member) => ({ ...member, apart: true }))]);
}

function printConstructor(
  writer: Writer,
  structure: OptionalKind<ConstructorDeclarationStructure>,
): void {
  printDocs(writer, structure.docs);
  printSignature(
    writer,
    `${modifiers(structure)}constructor`,
    structure.parameters,
    undefined,
    " {",
  );
  printBody(writer, structure.statements);
}

function printMethod(writer: Writer, structure: OptionalKind<MethodDeclarationStructure>): void {
  printDocs(writer, structure.docs);
  const start = `${modifiers(structure)}${structure.name}`;
  printSignature(writer, start, structure.parameters, structure.returnType, " {");
  printBody(writer, structure.statements);
}

/** After `{`: the statements, one level further in, and `}`. */
function printBody(writer: Writer, statements: FunctionDeclarationStructure["statements"]): void {
  const texts = Array.isArray(statements) ? statements.map(plain) : [plain(statements)];
  const text = texts.filter((statement) => statement !== "").join("\n");
  if (text !== "") {
    writer.newLine();
    writer.indent(() => {
      writer.writeLine(text);
    });
  }
  writer.write("}");
}

function printSignature(
  writer: Writer,
  start: string,
  parameters: readonly OptionalKind<ParameterDeclarationStructure>[] | undefined,
  returnType: Text,
  end: string,
): void {
  const result = plain(returnType);
  const params = (parameters ?? []).map((parameter) => {
    const rest = parameter.isRestParameter === true ? "..." : "";
    const mark = parameter.hasQuestionToken === true ? "?" : "";
    const type = plain(parameter.type);
    const initializer = plain(parameter.initializer);
    const value = initializer === "" ? "" : ` = ${initializer}`;
    return { name: `${rest}${parameter.name}${mark}`, type, value };
  });
  const list = params.map(
    ({ name, type, value }) => `${type === "" ? name : `${name}: ${type}`}${value}`,
  );
  const text = `${start}(${list.join(", ")})${result === "" ? "" : `: ${result}`}${end}`;
  writeFitting(writer, text, () => [signatureDoc(start, params, result), end]);
}

function printDocs(
  writer: Writer,
  docs: readonly (OptionalKind<JSDocStructure> | Text)[] | undefined,
): void {
  for (const doc of docs ?? []) {
    const text = typeof doc === "object" ? plain(doc.description) : plain(doc);
    const lines = text.split("\n");
    if (lines.length === 1) {
      writer.writeLine(`/** ${text} */`);
      continue;
    }
    writer.writeLine("/**");
    for (const content of lines[0] === "" ? lines.slice(1) : lines) {
      writer.writeLine(content === "" ? " *" : ` * ${content}`);
    }
    writer.writeLine(" */");
  }
}

interface Modified {
  readonly isExported?: boolean;
  readonly hasDeclareKeyword?: boolean;
  readonly scope?: string | undefined;
  readonly isStatic?: boolean;
  readonly hasOverrideKeyword?: boolean;
  readonly isAbstract?: boolean;
  readonly isAsync?: boolean;
  readonly isReadonly?: boolean;
}

function modifiers(structure: object): string {
  const flags: Modified = structure;
  const exported = flags.isExported === true ? "export " : "";
  const declared = flags.hasDeclareKeyword === true ? "declare " : "";
  const scope = flags.scope === undefined ? "" : `${flags.scope} `;
  const isStatic = flags.isStatic === true ? "static " : "";
  const overriding = flags.hasOverrideKeyword === true ? "override " : "";
  const abstract = flags.isAbstract === true ? "abstract " : "";
  const async = flags.isAsync === true ? "async " : "";
  const readonly = flags.isReadonly === true ? "readonly " : "";
  return exported + declared + scope + isStatic + overriding + abstract + async + readonly;
}

/** Writes `text` as it is where it has no lines of its own and is short enough, else laid out. */
function writeFitting(writer: Writer, text: string, doc: () => Doc): void {
  const fits = writer.columns + text.length <= PRINT_WIDTH && !text.includes("\n");
  writer.write(fits ? text : printDoc(doc(), writer.columns));
}

function plain(text: Text | object): string {
  invariant(text === undefined || typeof text === "string", "texts in structures are plain");
  return text ?? "";
}
