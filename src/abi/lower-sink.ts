import type { AbiType } from "./abi-type.js";
import type { CoreValueType } from "./flatten.js";
import { assign, literal, name, runtimeCall, variable, type Expression } from "./glue-form.js";
import { internal, once, type GlueScope } from "./glue-module.js";
import { at, viewElement, type Place } from "./glue-value.js";
import { elemSize, fieldOffsets } from "./layout.js";

/** Where a value is lowered to: an address in memory, or flat core values, one after the other. */
export type Sink = MemorySink | FlatSink;

/** A sink that stores to memory. */
export interface MemorySink extends SinkOperations {
  /** Of a value in memory: aligned, and known to be in bounds. */
  readonly place: Place;
}

/** A sink that collects flat core values. */
export interface FlatSink extends SinkOperations {
  readonly place: undefined;
  /** Takes the next flat value from a variable of a type, which is zero unless it is assigned. */
  readonly slot: (scope: GlueScope, wanted: string, type: CoreValueType) => Slot;
}

/** Assigns a flat value of a variant, from a value of a type that may be narrower. */
export type Slot = (scope: GlueScope, value: Expression, type: CoreValueType) => void;

interface SinkOperations {
  /** Takes an integer of 1, 2, 4 or 8 bytes in memory. */
  integer(scope: GlueScope, size: number, value: Expression): void;
  float(scope: GlueScope, kind: "f32" | "f64", value: Expression): void;
  range(scope: GlueScope, range: Range): void;
  /** The sinks of values one after the other. */
  fields(types: readonly AbiType[]): readonly Sink[];
}

/** Where a string, list or map was put. The pointer has to be evaluated once, and before the length. */
export interface Range {
  readonly pointer: Expression;
  readonly length: Expression;
}

/**
 * Storing of CanonicalABI.md. What lowers a single number may run a host's getter, but does not make the memory grow: the
 * instance cannot be entered meanwhile.
 */
export function memorySink(place: Place): MemorySink {
  const store = (
    scope: GlueScope,
    view: string,
    size: number,
    value: Expression,
    offset = 0,
  ): void => {
    scope.statements.push(assign(viewElement(view, size, at(place, offset)), value));
  };
  return {
    place,
    integer(scope, size, value) {
      store(scope, `u${size * 8}`, size, value);
    },
    float(scope, kind, value) {
      store(scope, kind, elemSize({ kind }), value);
    },
    range(scope, { pointer, length }) {
      store(scope, "u32", 4, once(scope, "start", pointer));
      store(scope, "u32", 4, length, 4);
    },
    fields: (types) => fieldOffsets(types).map((offset) => memorySink(at(place, offset))),
  };
}

/** Flat Lowering of CanonicalABI.md: adds to `values`. */
export function flatSink(values: Expression[]): FlatSink {
  return makeFlatSink(
    (scope, value, _, wanted) => {
      values.push(wanted === undefined ? value : once(scope, wanted, value));
    },
    (scope, wanted, type) => {
      const slot = internal(scope, wanted);
      scope.statements.push(variable(slot, undefined, literal(type === "i64" ? 0n : 0)));
      values.push(name(slot));
      return (inner, value, have) => {
        inner.statements.push(assign(name(slot), intoSlot(value, have, type)));
      };
    },
  );
}

/** The payload of a variant's case: assigns to slots that another case may need wider. */
export function slotSink(slots: readonly Slot[]): FlatSink {
  let next = 0;
  return makeFlatSink(
    (scope, value, type) => slots[next++]?.(scope, value, type),
    (_, __, type) => {
      const slot = slots[next++];
      return (scope, value, have) => slot?.(scope, intoSlot(value, have, type), type);
    },
  );
}

function makeFlatSink(
  put: (scope: GlueScope, value: Expression, type: CoreValueType, wanted?: string) => void,
  slot: FlatSink["slot"],
): FlatSink {
  const sink: FlatSink = {
    place: undefined,
    integer(scope, size, value) {
      put(scope, value, size === 8 ? "i64" : "i32");
    },
    float(scope, kind, value) {
      put(scope, value, kind);
    },
    range(scope, { pointer, length }) {
      put(scope, pointer, "i32", "pointer");
      put(scope, length, "i32", "length");
    },
    fields: (types) => types.map(() => sink),
    slot,
  };
  return sink;
}

/** Makes a flat value fit a slot that another payload may need wider (definitions.py `lower_flat_variant`). */
function intoSlot(value: Expression, have: CoreValueType, want: CoreValueType): Expression {
  if (have === want) {
    return value;
  }
  if (have === "f64") {
    return runtimeCall("bitsOfF64", value);
  }
  const bits = have === "f32" ? runtimeCall("bitsOfF32", value) : value;
  return want === "i32" ? bits : runtimeCall("widen", bits);
}
