import type { AbiFunctionType, AbiResource, AbiType } from "./abi-type.js";

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

/** The resources of which there are handles of a kind in types. */
export function resourcesIn(
  types: readonly AbiType[],
  kind: "own" | "borrow",
): readonly AbiResource[] {
  const found: AbiResource[] = [];
  for (const type of types) {
    contains(type, (part) => {
      if (part.kind === kind) {
        found.push(part.resource);
      }
      return false;
    });
  }
  return found;
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
  const ranks = [...type.params.map((param) => param.type), type.result ?? []]
    .flat()
    .map(unsupportedRank);
  const kind = unsupportedKinds[Math.min(unsupportedKinds.length, ...ranks)];
  return kind && `a function with ${kind === "error-context" ? "an" : "a"} ${kind}`;
}

/** What is named first comes first. */
const unsupportedKinds = ["stream", "future", "error-context"] as const;

const ranks = /* @__PURE__ */ new WeakMap<AbiType, number>();

/** Where the first kind among a type's parts stands in {@link unsupportedKinds}; each type is searched once. */
function unsupportedRank(type: AbiType): number {
  let rank = ranks.get(type);
  if (rank === undefined) {
    const own = unsupportedKinds.findIndex((kind) => kind === type.kind);
    rank = Math.min(own < 0 ? unsupportedKinds.length : own, ...partsOf(type).map(unsupportedRank));
    ranks.set(type, rank);
  }
  return rank;
}
