import { assertNever } from "../assert.js";
import type { AbiFunctionType, AbiType, VariantLike } from "./abi-type.js";
import type { ScalarKind } from "./layout.js";

/** The types of core values that the canonical ABI uses. */
export type CoreValueType = "i32" | "i64" | "f32" | "f64";

/** More flat parameters than this go through memory (definitions.py `MAX_FLAT_PARAMS`). */
export const maxFlatParams = 16;
/** The same for a lowered async function (definitions.py `MAX_FLAT_ASYNC_PARAMS`). */
export const maxFlatAsyncParams = 4;
/** More flat results than this go through memory (definitions.py `MAX_FLAT_RESULTS`). */
export const maxFlatResults = 1;

/** The type of a core function (definitions.py `CoreFuncType`). */
export interface CoreSignature {
  readonly params: readonly CoreValueType[];
  readonly results: readonly CoreValueType[];
}

/** How a function type is called, by its `canon` options. */
export interface FlatteningOptions {
  readonly context: "lift" | "lower";
  /** The `async` option of the definition, not the type's own effect. */
  readonly async?: boolean;
  readonly callback?: boolean;
}

const flattened = new WeakMap<AbiType, readonly CoreValueType[]>();

/** The core signature of a lifted or lowered function (definitions.py `flatten_functype`). */
export function flattenFunctionType(
  type: AbiFunctionType,
  options: FlatteningOptions,
): CoreSignature {
  const params = flattenTypes(type.params.map((param) => param.type));
  const results = type.result === undefined ? [] : flattenType(type.result);
  const lift = options.context === "lift";
  if (options.async === true) {
    return lift
      ? { params: spill(params, maxFlatParams), results: options.callback === true ? ["i32"] : [] }
      : {
          params: [...spill(params, maxFlatAsyncParams), ...pointerFor(results, 0)],
          results: ["i32"],
        };
  }
  const flatParams = spill(params, maxFlatParams);
  return results.length <= maxFlatResults
    ? { params: flatParams, results }
    : lift
      ? { params: flatParams, results: ["i32"] }
      : { params: [...flatParams, "i32"], results: [] };
}

function spill(types: readonly CoreValueType[], limit: number): readonly CoreValueType[] {
  return types.length > limit ? ["i32"] : types;
}

function pointerFor(types: readonly CoreValueType[], limit: number): readonly CoreValueType[] {
  return types.length > limit ? ["i32"] : [];
}

/**
 * The flat types of several values one after the other (definitions.py `flatten_types`). No function passes more than 16
 * flat, so the value that goes beyond is the last: many values cannot make the sequence long.
 */
export function flattenTypes(types: Iterable<AbiType>): readonly CoreValueType[] {
  const flat: CoreValueType[] = [];
  for (const type of types) {
    flat.push(...flattenType(type));
    if (flat.length > maxFlatParams) {
      break;
    }
  }
  return flat;
}

/** The core values that a value consists of when it is passed flat (definitions.py `flatten_type`). */
export function flattenType(type: AbiType): readonly CoreValueType[] {
  let flat = flattened.get(type);
  if (flat === undefined) {
    flat = computeFlat(type);
    flattened.set(type, flat);
  }
  return flat;
}

function computeFlat(type: AbiType): readonly CoreValueType[] {
  switch (type.kind) {
    case "string":
    case "map":
      return ["i32", "i32"];
    case "list":
      return type.length === undefined
        ? ["i32", "i32"]
        : flattenTypes(repeat(type.element, type.length));
    case "record":
      return flattenTypes(type.fields.map((field) => field.type));
    case "tuple":
      return flattenTypes(type.types);
    case "variant":
    case "option":
    case "result":
      return ["i32", ...joinPayloads(payloadTypes(type))];
    default:
      return [scalarType(type)];
  }
}

function scalarType({ kind }: { readonly kind: ScalarKind | "enum" | "flags" }): CoreValueType {
  switch (kind) {
    case "f32":
    case "f64":
      return kind;
    case "s64":
    case "u64":
      return "i64";
    default:
      return "i32";
  }
}

function* repeat(type: AbiType, count: number): Generator<AbiType, void, undefined> {
  for (let index = 0; index < count; index++) {
    yield type;
  }
}

/** The slots that all payloads of a variant share (definitions.py `flatten_variant`, without the discriminant). */
export function joinPayloads(types: readonly (AbiType | undefined)[]): readonly CoreValueType[] {
  const slots: CoreValueType[] = [];
  for (const type of types) {
    const flat = type === undefined ? [] : flattenType(type);
    flat.forEach((have, index) => {
      const slot = slots[index];
      slots[index] = slot === undefined ? have : join(slot, have);
    });
  }
  return slots;
}

/** The slot type that holds either of two (definitions.py `join`). */
function join(a: CoreValueType, b: CoreValueType): CoreValueType {
  if (a === b) {
    return a;
  }
  const both = new Set([a, b]);
  return both.has("i32") && both.has("f32") ? "i32" : "i64";
}

/** The payload types of what the canonical ABI treats as a variant (definitions.py `despecialize`). */
export function payloadTypes(type: VariantLike): readonly (AbiType | undefined)[] {
  switch (type.kind) {
    case "variant":
      return type.cases.map((variantCase) => variantCase.type);
    case "option":
      return [undefined, type.type];
    case "result":
      return [type.ok, type.err];
    default:
      return assertNever(type);
  }
}
