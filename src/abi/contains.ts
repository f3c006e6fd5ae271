import type { AbiFunctionType, AbiType } from "./abi-type.js";

/** The types that a type is made of. */
export function partsOf(type: AbiType): readonly AbiType[] {
  switch (type.kind) {
    case "list":
      return [type.element];
    case "record":
      return type.fields.map((field) => field.type);
    case "tuple":
      return type.types;
    case "variant":
      return type.cases.flatMap((each) => each.type ?? []);
    case "option":
      return [type.type];
    case "result":
      return [type.ok ?? [], type.err ?? []].flat();
    case "map":
      return [type.key, type.value];
    case "stream":
    case "future":
      return type.payload === undefined ? [] : [type.payload];
    default:
      return [];
  }
}

/** Tells whether a type, or one that it is made of, satisfies `predicate` (definitions.py `contains`). */
export function contains(
  type: AbiType | undefined,
  predicate: (type: AbiType) => boolean,
): boolean {
  return type !== undefined && search(type, predicate, new Set());
}

function search(type: AbiType, predicate: (type: AbiType) => boolean, seen: Set<AbiType>): boolean {
  if (seen.has(type)) {
    return false;
  }
  seen.add(type);
  return predicate(type) || partsOf(type).some((part) => search(part, predicate, seen));
}

/** What glue cannot run yet, in words for an error; `undefined` for functions that it can. */
export function unsupportedPart(type: AbiFunctionType): string | undefined {
  if (type.async) {
    return "an async function";
  }
  const types = [...type.params.map((param) => param.type), type.result];
  for (const kind of ["stream", "future", "error-context"] as const) {
    if (types.some((each) => contains(each, (part) => part.kind === kind))) {
      return `a function with ${kind === "error-context" ? "an" : "a"} ${kind}`;
    }
  }
  return undefined;
}
