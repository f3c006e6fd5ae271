import type { AnyType, DefinedTypeShape, Extern, Resource, TypeInfo, ValueType } from "./types.js";

/** Bounds what a walk over any type can cost, whatever the sharing inside it. */
const MAX_TYPE_SIZE = 1_000_000;
const MAX_TYPE_DEPTH = 100;

const noResources: ReadonlySet<Resource> = new Set();

/** The info of a type with nothing in it. */
export const leafInfo: TypeInfo = {
  size: 1,
  depth: 1,
  hasBorrow: false,
  hasPointer: false,
  free: noResources,
};

const stringInfo: TypeInfo = { ...leafInfo, hasPointer: true };

/** Reports what is invalid: messages get their place from the caller. */
export type Fail = (message: string) => never;

/** Combines the infos of a type's parts. */
export function combineInfo(parts: readonly TypeInfo[], fail: Fail): TypeInfo {
  let size = 1;
  let depth = 1;
  let hasBorrow = false;
  let hasPointer = false;
  const free = unionOf(parts.map((part) => part.free));
  for (const part of parts) {
    size += part.size;
    depth = Math.max(depth, part.depth + 1);
    hasBorrow ||= part.hasBorrow;
    hasPointer ||= part.hasPointer;
  }
  checkSize(size, fail);
  if (depth > MAX_TYPE_DEPTH) {
    fail("type nesting is too deep");
  }
  return { size, depth, hasBorrow, hasPointer, free };
}

/** Checks the size of a type that is written out as a tree. */
export function checkSize(size: number, fail: Fail): void {
  if (size > MAX_TYPE_SIZE) {
    fail(`effective type size exceeds the limit of ${MAX_TYPE_SIZE}`);
  }
}

/** Returns one of the sets where it is enough. */
function unionOf(sets: readonly ReadonlySet<Resource>[]): ReadonlySet<Resource> {
  const different = [...new Set(sets)].filter((set) => set.size > 0);
  const [first = noResources, ...others] = different;
  return others.length === 0 ? first : new Set(different.flatMap((set) => [...set]));
}

/** Info of a value type. */
export function valueInfo(type: ValueType): TypeInfo {
  return typeof type === "string" ? (type === "string" ? stringInfo : leafInfo) : type.info;
}

/** Computes the info of a defined type from its parts. */
export function shapeInfo(shape: DefinedTypeShape, fail: Fail): TypeInfo {
  switch (shape.kind) {
    case "primitive":
      return valueInfo(shape.primitive);
    case "flags":
    case "enum":
      return leafInfo;
    case "own":
      return { ...leafInfo, free: new Set([shape.resource.resource]) };
    case "borrow":
      return { ...leafInfo, hasBorrow: true, free: new Set([shape.resource.resource]) };
    case "list":
    case "map": {
      const info = combineInfo(shapeParts(shape).map(valueInfo), fail);
      const fixed = shape.kind === "list" && shape.length !== undefined;
      return fixed ? info : { ...info, hasPointer: true };
    }
    case "stream":
    case "future":
      return { ...combineInfo(shapeParts(shape).map(valueInfo), fail), hasPointer: false };
    default:
      return combineInfo(shapeParts(shape).map(valueInfo), fail);
  }
}

/** The value types directly inside a defined type. */
export function shapeParts(shape: DefinedTypeShape): readonly ValueType[] {
  switch (shape.kind) {
    case "record":
      return shape.fields.map((field) => field.type);
    case "variant":
      return shape.cases.flatMap((item) => item.type ?? []);
    case "list":
      return [shape.element];
    case "tuple":
      return shape.types;
    case "option":
      return [shape.type];
    case "result":
      return [shape.ok ?? [], shape.err ?? []].flat();
    case "stream":
    case "future":
      return shape.payload === undefined ? [] : [shape.payload];
    case "map":
      return [shape.key, shape.value];
    default:
      return [];
  }
}

/** Info of whatever a type index stands for. */
export function anyTypeInfo(type: AnyType): TypeInfo {
  return type.kind === "resource" ? { ...leafInfo, free: new Set([type.resource]) } : type.info;
}

/** Info of an import or export. */
export function externInfo(extern: Extern): TypeInfo {
  switch (extern.kind) {
    case "core-module":
      return { ...leafInfo, size: extern.type.size };
    case "value":
      return valueInfo(extern.type);
    case "type":
      return anyTypeInfo(extern.created);
    default:
      return extern.type.info;
  }
}

/** Info of a component or instance type: depth starts anew, and what it binds is not free. */
export function scopeInfo(
  externs: Iterable<Extern>,
  bound: ReadonlySet<Resource>,
  fail: Fail,
): TypeInfo {
  const parts = [...externs].map((extern) => ({ ...externInfo(extern), depth: 1 }));
  const info = combineInfo(parts, fail);
  const free = new Set([...info.free].filter((resource) => !bound.has(resource)));
  return { ...info, depth: 1, free: free.size === 0 ? noResources : free };
}
