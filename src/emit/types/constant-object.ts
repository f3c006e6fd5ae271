import type { VariableStatementStructure } from "ts-morph";
import {
  group,
  ifBreak,
  indent,
  join,
  line,
  printDoc,
  PRINT_WIDTH,
  type Doc,
} from "../../abi/doc.js";
import type { ModuleBuilder } from "../module-builder.js";
import { structureKinds } from "../structure-kinds.js";
import { signatureDoc } from "../../abi/type-layout.js";

/** A property of a constant object: a value, or a function that makes one. */
export type ObjectMember =
  | {
      readonly kind: "value";
      readonly key: string;
      readonly value: string;
      readonly docs: readonly string[];
    }
  | {
      readonly kind: "maker";
      readonly key: string;
      readonly params: readonly { readonly name: string; readonly type: string }[];
      readonly result: string;
      readonly value: string;
      readonly docs: readonly string[];
    };

/** `export const name = { … } as const`, beside the type of the same name; unused, it leaves no code behind. */
export function constantObject(
  { options: { emit } }: ModuleBuilder,
  name: string,
  docs: string,
  members: readonly ObjectMember[],
): VariableStatementStructure {
  const isValues = members.every(({ kind }) => kind === "value");
  if (emit === "js") {
    return constantStatement({
      name,
      type: objectText(members, typeLines),
      initializer: objectText(members, scriptLines),
      docs: [docs],
      isExported: true,
    });
  }
  const object = objectText(members, memberLines);
  return constantStatement({
    name,
    initializer: isValues ? `${object} as const` : object,
    docs: [docs],
    isExported: true,
  });
}

function objectText(
  members: readonly ObjectMember[],
  linesOf: (member: ObjectMember) => readonly string[],
): string {
  const lines = members.flatMap((member) => [...commentLines(member.docs), ...linesOf(member)]);
  return lines.length === 0 ? "{}" : `{\n${lines.map((each) => `  ${each}\n`).join("")}}`;
}

/** A constant at module scope. */
export function constantStatement(constant: {
  readonly name: string;
  readonly type?: string;
  readonly initializer: string;
  readonly docs: readonly string[];
  readonly isExported: boolean;
}): VariableStatementStructure {
  const { name, type, initializer, docs, isExported } = constant;
  return {
    kind: structureKinds.variableStatement,
    isExported,
    declarationKind: CONST,
    docs: [...docs],
    declarations: [{ name, initializer, ...(type === undefined ? {} : { type }) }],
    leadingTrivia: "\n",
  };
}

/** ts-morph's `VariableDeclarationKind.Const`, without loading ts-morph. */
const CONST = "const" as NonNullable<VariableStatementStructure["declarationKind"]>;

function commentLines(docs: readonly string[]): string[] {
  return docs.flatMap((text) => {
    if (!text.startsWith("\n")) {
      return [`/** ${text} */`];
    }
    const lines = text.slice(1).split("\n");
    return ["/**", ...lines.map((each) => (each === "" ? " *" : ` * ${each}`)), " */"];
  });
}

function memberLines(member: ObjectMember): string[] {
  const { key } = member;
  if (member.kind === "value") {
    return [`${key}: ${member.value},`];
  }
  const params = member.params.map(({ name, type }) => `${name}: ${type}`).join(", ");
  const head = `${key}: (${params}): ${member.result} =>`;
  const value = `(${member.value})`;
  if (2 + head.length + 1 + value.length + 1 <= PRINT_WIDTH) {
    return [`${head} ${value},`];
  }
  const start = signatureDoc(`${key}: `, member.params, member.result);
  return makerLines(start, member.value);
}

function makerLines(start: Doc, value: string): string[] {
  const body = value.slice(2, -2).split(", ");
  const object = group(["({", indent([line, join([",", line], body)]), ifBreak(","), line, "}),"]);
  return printDoc([start, " => ", object], 2).split("\n");
}

/** A member as JavaScript. */
function scriptLines(member: ObjectMember): string[] {
  if (member.kind === "value") {
    return memberLines(member);
  }
  const params = member.params.map(({ name }) => name).join(", ");
  return makerLines(`${member.key}: (${params})`, member.value);
}

/** A member in the type of the object. */
function typeLines(member: ObjectMember): string[] {
  const { key } = member;
  return member.kind === "value"
    ? [`readonly ${key}: ${member.value};`]
    : printDoc([signatureDoc(key, member.params, member.result), ";"], 2).split("\n");
}
