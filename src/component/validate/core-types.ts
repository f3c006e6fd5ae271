import type {
  CoreExternType,
  CoreFieldType,
  CoreLimits,
  CoreReferenceType,
  CoreSubType,
  CoreValueType,
} from "../model.js";

/** A core type after canonicalization: the same object exactly when the types are the same. */
export interface CoreType {
  readonly id: number;
  readonly kind: "function" | "struct" | "array";
  readonly final: boolean;
  /** Value types in the form of {@link valueTypeName}; empty unless a function. */
  readonly params: readonly string[];
  readonly results: readonly string[];
  readonly supertype: CoreType | undefined;
}

/** The type of a core import or export, with type indices resolved. */
export type CoreExtern =
  | { readonly kind: "core-function"; readonly type: CoreType }
  | { readonly kind: "core-table"; readonly element: string; readonly limits: CoreLimits }
  | {
      readonly kind: "core-memory";
      readonly limits: CoreLimits;
      readonly pageSizeLog2: number;
    }
  | { readonly kind: "core-global"; readonly type: string; readonly mutable: boolean }
  | { readonly kind: "core-tag"; readonly type: CoreType };

/** The type of a core module. */
export interface CoreModuleType {
  readonly imports: readonly {
    readonly module: string;
    readonly name: string;
    readonly type: CoreExtern;
  }[];
  readonly exports: ReadonlyMap<string, CoreExtern>;
  readonly size: number;
}

/** Resolves an index of a core type index space. */
export type CoreTypeAt = (index: number) => CoreType;

const abbreviations: Readonly<Record<string, string>> = {
  none: "nullref",
  noextern: "nullexternref",
  nofunc: "nullfuncref",
  noexn: "nullexnref",
  nocont: "nullcontref",
};

/** Writes a value type so that equal types give equal strings: `i32`, `funcref`, `(ref null 7)`. */
export function valueTypeName(type: CoreValueType, at: CoreTypeAt): string {
  return typeof type === "string" ? type : referenceName(type, (index) => String(at(index).id));
}

function referenceName(type: CoreReferenceType, indexName: (index: number) => string): string {
  if (typeof type.heap === "string" && type.nullable) {
    return abbreviations[type.heap] ?? `${type.heap}ref`;
  }
  const heap = typeof type.heap === "string" ? type.heap : indexName(type.heap);
  return type.nullable ? `(ref null ${heap})` : `(ref ${heap})`;
}

/** Canonicalizes core types: equal recursive groups give the same objects. */
export class CoreTypeInterner {
  readonly #groups = new Map<string, readonly CoreType[]>();
  #nextId = 0;

  /**
   * Interns a recursive group whose first member will get the index `base`.
   *
   * @param at resolves indices below `base`
   */
  group(types: readonly CoreSubType[], base: number, at: CoreTypeAt): readonly CoreType[] {
    const indexName = (index: number): string =>
      index >= base && index < base + types.length ? `+${index - base}` : String(at(index).id);
    const key = types.map((type) => subTypeKey(type, indexName)).join(";");
    const known = this.#groups.get(key);
    if (known !== undefined) {
      return known;
    }
    const firstId = this.#nextId;
    this.#nextId += types.length;
    const members: CoreType[] = [];
    const name = (index: number): string =>
      index >= base ? String(firstId + index - base) : String(at(index).id);
    for (const [position, type] of types.entries()) {
      const [parent] = type.supertypes;
      const { composite } = type;
      const isFunction = composite.kind === "function";
      const valueName = (value: CoreValueType): string =>
        typeof value === "string" ? value : referenceName(value, name);
      members.push({
        id: firstId + position,
        kind: composite.kind,
        final: type.final,
        params: isFunction ? composite.params.map(valueName) : [],
        results: isFunction ? composite.results.map(valueName) : [],
        supertype:
          parent === undefined ? undefined : parent >= base ? members[parent - base] : at(parent),
      });
    }
    this.#groups.set(key, members);
    return members;
  }

  /** Interns a function type of numbers. */
  functionType(params: readonly CoreValueType[], results: readonly CoreValueType[]): CoreType {
    const composite = { kind: "function", params, results } as const;
    const type = { final: true, supertypes: [], composite, position: 0, groupSize: 1 };
    const [interned] = this.group([type], 0, () => {
      throw new RangeError("function types of numbers refer to no other type");
    });
    // A group of one gives one type.
    return interned as CoreType;
  }
}

function subTypeKey(type: CoreSubType, indexName: (index: number) => string): string {
  const { composite } = type;
  const value = (item: CoreValueType | "i8" | "i16"): string =>
    typeof item === "string" ? item : referenceName(item, indexName);
  const field = (item: CoreFieldType): string => (item.mutable ? "mut " : "") + value(item.type);
  const head = `${type.final ? "final" : "sub"} ${type.supertypes.map(indexName).join(" ")}`;
  switch (composite.kind) {
    case "function":
      return `${head} func ${composite.params.map(value).join(",")}>${composite.results.map(value).join(",")}`;
    case "struct":
      return `${head} struct ${composite.fields.map(field).join(",")}`;
    case "array":
      return `${head} array ${field(composite.element)}`;
  }
}

/** Resolves the type of a core import or export. */
export function resolveCoreExtern(type: CoreExternType, at: CoreTypeAt): CoreExtern {
  switch (type.kind) {
    case "core-function":
    case "core-tag":
      return { kind: type.kind, type: at(type.type) };
    case "core-table":
      return {
        kind: type.kind,
        element: valueTypeName(type.element, at),
        limits: type.limits,
      };
    case "core-global":
      return { kind: type.kind, type: valueTypeName(type.type, at), mutable: type.mutable };
    case "core-memory":
      return type;
  }
}

/** How messages call a core import or export. */
export function describeCoreExtern(extern: CoreExtern): string {
  return extern.kind === "core-function" ? "func" : extern.kind.slice("core-".length);
}

/** Says why `actual` cannot be given where `expected` is imported; `undefined`: it can. */
export function coreMismatch(actual: CoreExtern, expected: CoreExtern): string | undefined {
  switch (actual.kind) {
    case "core-function":
    case "core-tag":
      if (expected.kind === actual.kind) {
        return isSubType(actual.type, expected.type)
          ? undefined
          : `expected: ${functionText(expected.type)}, found: ${functionText(actual.type)}`;
      }
      break;
    case "core-table":
      if (expected.kind === actual.kind) {
        return actual.element !== expected.element
          ? `expected table element type ${expected.element}, found ${actual.element}`
          : limitsMismatch(actual.limits, expected.limits, "table", "tables");
      }
      break;
    case "core-memory":
      if (expected.kind === actual.kind) {
        return actual.pageSizeLog2 !== expected.pageSizeLog2
          ? "mismatch in page size for memories"
          : limitsMismatch(actual.limits, expected.limits, "memory", "memories");
      }
      break;
    case "core-global":
      if (expected.kind === actual.kind) {
        if (actual.mutable !== expected.mutable) {
          return "global types differ in mutability";
        }
        return actual.type === expected.type
          ? undefined
          : `expected global type ${expected.type}, found ${actual.type}`;
      }
      break;
  }
  return `expected ${describeCoreExtern(expected)}, found ${describeCoreExtern(actual)}`;
}

function isSubType(actual: CoreType, expected: CoreType): boolean {
  for (let type: CoreType | undefined = actual; type !== undefined; type = type.supertype) {
    if (type === expected) {
      return true;
    }
  }
  return false;
}

/** Writes a function type for messages. */
export function functionText(type: CoreType): string {
  if (type.kind !== "function") {
    return type.kind;
  }
  const list = (what: string, types: readonly string[]): string =>
    types.length === 0 ? "" : ` (${what} ${types.join(" ")})`;
  return `(func${list("param", type.params)}${list("result", type.results)})`;
}

function limitsMismatch(
  actual: CoreLimits,
  expected: CoreLimits,
  one: string,
  many: string,
): string | undefined {
  if (actual.shared !== expected.shared) {
    return `mismatch in the shared flag for ${many}`;
  }
  if (actual.addressType !== expected.addressType) {
    return `mismatch in index type used for ${many}`;
  }
  const enough =
    actual.minimum >= expected.minimum &&
    (expected.maximum === undefined ||
      (actual.maximum !== undefined && actual.maximum <= expected.maximum));
  return enough ? undefined : `mismatch in ${one} limits`;
}
