import { assertNever } from "../assert.js";
import type { AbiType, VariantLike } from "./abi-type.js";
import { flattenType, joinPayloads, payloadTypes, type CoreValueType } from "./flatten.js";
import {
  binary,
  cast,
  literal,
  runtimeCall,
  typescript,
  unsigned,
  type Expression,
} from "./glue-form.js";
import { at, viewElement, type NumberKind, type Place } from "./glue-value.js";
import { discriminantSize, elemSize, fieldOffsets, payloadOffset } from "./layout.js";

/**
 * Where a value is lifted from: an address in memory, or flat core values, which are taken one after the other
 * (definitions.py `CoreValueIter`). Core values come as JavaScript has them: an i32 or i64 is signed.
 */
export interface Source {
  /** Of a value in memory: aligned, and known to be in bounds. */
  readonly place: Place | undefined;
  /** An integer of 1, 2 or 4 bytes in memory; its sign says nothing. */
  integer(size: 1 | 2 | 4): Expression;
  number(kind: NumberKind): Expression;
  /** The address and the length of a string, list or map. */
  range(): readonly [pointer: Expression, length: Expression];
  /** The sources of values one after the other. */
  fields(types: readonly AbiType[]): readonly Source[];
  cases(type: VariantLike): CaseSource;
}

/** A variant: its discriminant, not checked yet, and where the payload of a type comes from. */
export interface CaseSource {
  readonly discriminant: Expression;
  readonly payload: (type: AbiType) => Source;
}

/** Loading of CanonicalABI.md. */
export function memorySource(place: Place): Source {
  const integerAt = (offset: number, size: number): Expression =>
    load(`u${size * 8}`, size, at(place, offset));
  return {
    place,
    integer: (size) => integerAt(0, size),
    number: (kind) => load(kind, elemSize({ kind }), place),
    range: () => [integerAt(0, 4), integerAt(4, 4)],
    fields: (types) => fieldOffsets(types).map((offset) => memorySource(at(place, offset))),
    cases(type) {
      const types = payloadTypes(type);
      return {
        discriminant: integerAt(0, discriminantSize(types.length)),
        payload: () => memorySource(at(place, payloadOffset(types))),
      };
    },
  };
}

function load(kind: string, size: number, place: Place): Expression {
  const isBig = size === 8 && kind !== "f64";
  return cast(
    viewElement(kind.replace("s", "i"), size, place),
    typescript(isBig ? "bigint" : "number"),
  );
}

/** Flat Lifting of CanonicalABI.md. */
export function flatSource(values: readonly Expression[]): Source {
  let next = 0;
  const take = (): Expression => values[next++] ?? literal(0);
  const source: Source = {
    place: undefined,
    integer: take,
    number: (kind) => flatNumber(kind, take()),
    range: () => [unsigned(take()), unsigned(take())],
    fields: (types) => types.map(() => source),
    cases(type) {
      const discriminant = unsigned(take());
      const slotTypes = joinPayloads(payloadTypes(type));
      const slots = slotTypes.map(take);
      return {
        discriminant,
        payload: (payload) =>
          flatSource(
            flattenType(payload).map((want, index) =>
              outOfSlot(slots[index] ?? literal(0), slotTypes[index], want),
            ),
          ),
      };
    },
  };
  return source;
}

function flatNumber(kind: NumberKind, value: Expression): Expression {
  switch (kind) {
    case "u8":
      return binary(value, "&", 0xff);
    case "u16":
      return binary(value, "&", 0xffff);
    case "u32":
      return unsigned(value);
    case "u64":
      return runtimeCall("liftU64", value);
    case "s8":
      return signExtended(value, 24);
    case "s16":
      return signExtended(value, 16);
    default:
      return value;
  }
}

/** The low bits of an i32, signed (definitions.py `lift_flat_signed`). */
function signExtended(value: Expression, bits: number): Expression {
  return binary(binary(value, "<<", bits), ">>", bits);
}

/** Takes a payload's value out of a slot that others needed wider (definitions.py `CoerceValueIter`). */
function outOfSlot(
  value: Expression,
  have: CoreValueType | undefined,
  want: CoreValueType,
): Expression {
  if (have === want) {
    return value;
  }
  switch (want) {
    case "i32":
      return runtimeCall("wrap", value);
    case "f32":
      return runtimeCall("f32OfBits", have === "i64" ? runtimeCall("wrap", value) : value);
    case "f64":
      return runtimeCall("f64OfBits", value);
    case "i64":
      return value;
    default:
      return assertNever(want);
  }
}
