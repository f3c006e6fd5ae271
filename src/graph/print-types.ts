import { InvariantError, assertNever, invariant } from "../assert.js";
import { typeAt } from "./graph-access.js";
import type { FunctionItem, PackageGraph, Type, TypeKind } from "./package-graph.js";

/** Words that WIT reads as something else unless `%` stands before them; two that it once did are among them. */
const keywords: ReadonlySet<string> = new Set(
  `use type func u8 u16 u32 u64 s8 s16 s32 s64 f32 f64 float32 float64 char resource record flags variant enum bool
  string option result future stream list own borrow _ as from static interface tuple world import export package with
  include constructor error-context async map`.split(/\s+/),
);

/** Writes a name, with `%` before a keyword. */
export function printName(name: string): string {
  return keywords.has(name) ? `%${name}` : name;
}

/** Writes a type where it is used: by its name, or in full when it has none. */
export function printType(graph: PackageGraph, type: Type): string {
  if (typeof type === "string") {
    return type;
  }
  const definition = typeAt(graph, type);
  return definition.name === undefined
    ? printKind(graph, definition.kind)
    : printName(definition.name);
}

/** Writes what stands after `type name =`. */
export function printAliased(graph: PackageGraph, kind: TypeKind): string {
  // `type a = own<r>` is not `type a = r`: here the handle must be written.
  return kind.kind === "own"
    ? `own<${printResource(graph, kind.resource)}>`
    : printKind(graph, kind);
}

function printKind(graph: PackageGraph, kind: TypeKind): string {
  const print = (type: Type): string => printType(graph, type);
  switch (kind.kind) {
    case "alias":
      return print(kind.type);
    case "own":
      return printResource(graph, kind.resource);
    case "borrow":
      return `borrow<${printResource(graph, kind.resource)}>`;
    case "tuple":
      return `tuple<${kind.types.map(print).join(", ")}>`;
    case "option":
      return `option<${print(kind.type)}>`;
    case "result": {
      const parts = [kind.ok === undefined ? "_" : print(kind.ok)];
      if (kind.err !== undefined) {
        parts.push(print(kind.err));
      }
      return kind.ok === undefined && kind.err === undefined
        ? "result"
        : `result<${parts.join(", ")}>`;
    }
    case "list":
      return `list<${print(kind.element)}>`;
    case "fixed-length-list":
      return `list<${print(kind.element)}, ${kind.length}>`;
    case "map":
      return `map<${print(kind.key)}, ${print(kind.value)}>`;
    case "future":
    case "stream":
      return kind.payload === undefined ? kind.kind : `${kind.kind}<${print(kind.payload)}>`;
    case "record":
    case "flags":
    case "variant":
    case "enum":
    case "resource":
      throw new InvariantError(`a ${kind.kind} has a name`);
    default:
      return assertNever(kind);
  }
}

function printResource(graph: PackageGraph, id: number): string {
  const { name } = typeAt(graph, id);
  invariant(name !== undefined, "a resource has a name");
  return printName(name);
}

/** Writes a function's type: `async func(a: t) -> r`, or `constructor(a: t)`. */
export function printFunctionType(graph: PackageGraph, item: FunctionItem): string {
  const params = (item.kind.kind === "method" ? item.params.slice(1) : item.params).map(
    ({ name, type }) => `${printName(name)}: ${printType(graph, type)}`,
  );
  const keyword = item.kind.kind === "constructor" ? "constructor" : "func";
  const result =
    item.result === undefined || isPlainConstructor(graph, item)
      ? ""
      : ` -> ${printType(graph, item.result)}`;
  return `${item.async ? "async " : ""}${keyword}(${params.join(", ")})${result}`;
}

/** Tells whether the result is the resource itself, which a constructor does not write. */
function isPlainConstructor(graph: PackageGraph, { kind, result }: FunctionItem): boolean {
  if (kind.kind !== "constructor" || typeof result !== "number") {
    return false;
  }
  const resultKind = typeAt(graph, result).kind;
  return resultKind.kind === "own" && resultKind.resource === kind.resource;
}
