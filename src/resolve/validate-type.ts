import type { DiagnosticCode } from "../diagnostic-codes.js";
import { type Hint, errorAt } from "../diagnostic.js";
import type { PackageGraph, Type, TypeDefinition } from "../graph/package-graph.js";
import type { Span } from "../source.js";
import type { Report } from "./report.js";
import { checkLabels } from "./validate-names.js";

const maxFlags = 32;

const maxFixedLength = 1 << 30;

const maxMembers = 10_000;

/** Reports what a component cannot have in one type, apart from the types that it contains. */
export function checkType(
  graph: PackageGraph,
  { kind, name }: TypeDefinition,
  place: Span | undefined,
  report: Report,
): void {
  const fail = (code: DiagnosticCode, message: string, hints: readonly Hint[] = []): void =>
    report(() => errorAt(place, code, message, hints));
  const label = name === undefined ? "" : ` \`${name}\``;
  switch (kind.kind) {
    case "record":
      if (kind.fields.length === 0) {
        fail("empty-type", `record${label} must have at least one field`);
      }
      checkLabels(kind.fields, `field of record${label}`, report);
      checkCount(kind.fields.length, "fields", fail);
      break;
    case "variant":
      checkLabels(kind.cases, `case of variant${label}`, report);
      checkCount(kind.cases.length, "cases", fail);
      break;
    case "enum":
      checkLabels(kind.cases, `case of enum${label}`, report);
      checkCount(kind.cases.length, "cases", fail);
      break;
    case "flags":
      if (kind.flags.length === 0) {
        fail("empty-type", `flags${label} must have at least one flag`);
      }
      if (kind.flags.length > maxFlags) {
        fail("too-many-flags", `flags${label} has ${kind.flags.length} flags: 32 is the most`, [
          { message: "split it into several, or use a list of an enum" },
        ]);
      }
      checkLabels(kind.flags, `flag of${label}`, report);
      break;
    case "tuple":
      if (kind.types.length === 0) {
        fail("empty-type", "a tuple must have at least one type");
      }
      checkCount(kind.types.length, "types", fail);
      break;
    case "fixed-length-list":
      if (kind.length === 0) {
        fail("fixed-length", "a list of fixed length must have at least one element");
      } else if (kind.length > maxFixedLength) {
        fail("fixed-length", `a list of fixed length has at most ${maxFixedLength} elements`);
      }
      break;
    case "stream":
      if (kind.payload !== undefined && isChar(graph, kind.payload)) {
        fail("stream-of-char", "`stream<char>` is not possible", [
          { message: "use `stream<u8>` and say which encoding it holds" },
        ]);
      }
      break;
    case "option":
    case "result":
    case "list":
    case "map":
    case "future":
    case "resource":
    case "own":
    case "borrow":
    case "alias":
      break;
  }
}

function checkCount(
  count: number,
  what: string,
  fail: (code: DiagnosticCode, message: string) => void,
): void {
  if (count > maxMembers) {
    fail("too-many-members", `${count} ${what} are too many: ${maxMembers} is the most`);
  }
}

function isChar(graph: PackageGraph, type: Type): boolean {
  for (let current: Type | undefined = type; current !== undefined;) {
    if (typeof current === "string") {
      return current === "char";
    }
    const kind: TypeDefinition["kind"] | undefined = graph.types[current]?.kind;
    current = kind?.kind === "alias" ? kind.type : undefined;
  }
  return false;
}
