import type { AbiType } from "./abi-type.js";
import { perform, type Expression } from "./glue-form.js";
import { define, type GlueScope } from "./glue-module.js";
import { address, at, memory, type Place } from "./glue-value.js";
import { fieldOffsets } from "./layout.js";

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

/** Storing of CanonicalABI.md. */
export function memorySink(place: Place): Sink {
  const storeAt = (scope: GlueScope, offset: number, type: string, value: Expression): void => {
    scope.statements.push(perform(`store${type}`, memory, address(at(place, offset)), value));
  };
  return {
    place,
    integer(scope, size, value) {
      storeAt(scope, 0, `U${size * 8}`, value);
    },
    float(scope, kind, value) {
      storeAt(scope, 0, kind.toUpperCase(), value);
    },
    range(scope, { pointer, length }) {
      storeAt(scope, 0, "U32", pointer);
      storeAt(scope, 4, "U32", length);
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
      if (pointer.kind === "name") {
        values.push(pointer, length);
      } else {
        values.push(define(scope, "pointer", pointer), define(scope, "length", length));
      }
    },
    fields: (types) => types.map(() => sink),
  };
  return sink;
}
