import type { AbiType } from "./abi-type.js";
import { assign, type Expression } from "./glue-form.js";
import { once, type GlueScope } from "./glue-module.js";
import { at, viewElement, type Place } from "./glue-value.js";
import { elemSize, fieldOffsets } from "./layout.js";

/** Where a value is lowered to: an address in memory, or flat core values, one after the other. */
export interface Sink {
  /** Of a value in memory: aligned, and known to be in bounds. */
  readonly place: Place | undefined;
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
export function memorySink(place: Place): Sink {
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
export function flatSink(values: Expression[]): Sink {
  const sink: Sink = {
    place: undefined,
    integer: (_, __, value) => values.push(value),
    float: (_, __, value) => values.push(value),
    range(scope, { pointer, length }) {
      values.push(once(scope, "pointer", pointer), once(scope, "length", length));
    },
    fields: (types) => types.map(() => sink),
  };
  return sink;
}
