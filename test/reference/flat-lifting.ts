import type { AbiType, CaseType, FieldType } from "../../src/abi/abi-type.js";
import { coreToPointer, type LiftLowerContext } from "./context.js";
import { despecialize } from "./despecialize.js";
import { flattenVariant, type CoreType } from "./flattening.js";
import {
  convertI32ToChar,
  convertIntToBool,
  decodeI32AsFloat,
  decodeI64AsFloat,
  liftBorrow,
  liftOwn,
  loadListFromRange,
  loadStringFromRange,
  unpackFlagsFromInt,
} from "./loading.js";
import type { CoreValue } from "./options.js";
import type {
  FlagsValue,
  RecordValue,
  SpecValue,
  StringValue,
  VariantValue,
} from "./spec-value.js";
import { assert, Trap } from "./trap.js";

/** Gives core values one by one: i32 as unsigned numbers, i64 as unsigned bigints. */
export interface CoreValues {
  next(type: CoreType): CoreValue;
}

/** definitions.py `CoreValueIter` over what core WebAssembly passed, whose integers are signed */
export class CoreValueIter implements CoreValues {
  readonly #values: readonly CoreValue[];
  #i = 0;

  constructor(values: readonly CoreValue[]) {
    this.#values = values;
  }

  next(type: CoreType): CoreValue {
    const v = this.#values[this.#i];
    this.#i += 1;
    switch (type) {
      case "i32":
        assert(typeof v === "number", "an i32");
        return v >>> 0;
      case "i64":
        assert(typeof v === "bigint", "an i64");
        return BigInt.asUintN(64, v);
      case "f32":
      case "f64":
        assert(typeof v === "number", "a float");
        return v;
    }
  }

  done(): boolean {
    return this.#i === this.#values.length;
  }
}

/** definitions.py `lift_flat` */
export function liftFlat(cx: LiftLowerContext, vi: CoreValues, type: AbiType): SpecValue {
  const t = despecialize(type);
  switch (t.kind) {
    case "bool":
      return convertIntToBool(nextNumber(vi, "i32"));
    case "u8":
      return liftFlatUnsigned(vi, 32, 8);
    case "u16":
      return liftFlatUnsigned(vi, 32, 16);
    case "u32":
      return liftFlatUnsigned(vi, 32, 32);
    case "u64":
      return liftFlatUnsigned(vi, 64, 64);
    case "s8":
      return liftFlatSigned(vi, 32, 8);
    case "s16":
      return liftFlatSigned(vi, 32, 16);
    case "s32":
      return liftFlatSigned(vi, 32, 32);
    case "s64":
      return liftFlatSigned(vi, 64, 64);
    case "f32":
      return Math.fround(nextNumber(vi, "f32"));
    case "f64":
      return nextNumber(vi, "f64");
    case "char":
      return convertI32ToChar(nextNumber(vi, "i32"));
    case "string":
      return liftFlatString(cx, vi);
    case "list":
      return liftFlatList(cx, vi, t.element, t.length);
    case "record":
      return liftFlatRecord(cx, vi, t.fields);
    case "variant":
      return liftFlatVariant(cx, vi, t.cases);
    case "flags":
      return liftFlatFlags(vi, t.labels);
    case "own":
      return liftOwn(cx, nextNumber(vi, "i32"), t.resource);
    case "borrow":
      return liftBorrow(cx, nextNumber(vi, "i32"), t.resource);
    case "error-context":
    case "stream":
    case "future":
      throw new Error(`${t.kind}: the reference is synchronous`);
  }
}

function nextNumber(vi: CoreValues, type: CoreType): number {
  const v = vi.next(type);
  assert(typeof v === "number");
  return v;
}

function liftFlatUnsigned(vi: CoreValues, coreWidth: 32 | 64, width: number): SpecValue {
  const i = BigInt.asUintN(width, BigInt(vi.next(`i${coreWidth}`)));
  return width === 64 ? i : Number(i);
}

function liftFlatSigned(vi: CoreValues, coreWidth: 32 | 64, width: number): SpecValue {
  const i = BigInt.asIntN(width, BigInt(vi.next(`i${coreWidth}`)));
  return width === 64 ? i : Number(i);
}

function nextPointer(cx: LiftLowerContext, vi: CoreValues): number {
  return coreToPointer(vi.next(cx.ptrType), cx.ptrType);
}

function liftFlatString(cx: LiftLowerContext, vi: CoreValues): StringValue {
  const ptr = nextPointer(cx, vi);
  const packedLength = nextPointer(cx, vi);
  return loadStringFromRange(cx, ptr, packedLength);
}

function liftFlatList(
  cx: LiftLowerContext,
  vi: CoreValues,
  element: AbiType,
  maybeLength: number | undefined,
): readonly SpecValue[] {
  if (maybeLength !== undefined) {
    return Array.from({ length: maybeLength }, () => liftFlat(cx, vi, element));
  }
  const ptr = nextPointer(cx, vi);
  const length = nextPointer(cx, vi);
  return loadListFromRange(cx, ptr, length, element);
}

function liftFlatRecord(
  cx: LiftLowerContext,
  vi: CoreValues,
  fields: readonly FieldType[],
): RecordValue {
  const record = new Map<string, SpecValue>();
  for (const field of fields) {
    record.set(field.label, liftFlat(cx, vi, field.type));
  }
  return { kind: "record", fields: record };
}

function liftFlatVariant(
  cx: LiftLowerContext,
  vi: CoreValues,
  cases: readonly CaseType[],
): VariantValue {
  const [discriminant, ...flatTypes] = flattenVariant(cases, cx.ptrType);
  assert(discriminant === "i32");
  const c = cases[nextNumber(vi, "i32")];
  if (c === undefined) {
    throw new Trap("T31");
  }
  const coerced: CoreValues = {
    next(want) {
      const have = flatTypes.shift();
      assert(have !== undefined);
      return coerce(vi.next(have), have, want);
    },
  };
  const payload = c.type === undefined ? undefined : liftFlat(cx, coerced, c.type);
  for (const have of flatTypes) {
    vi.next(have);
  }
  return payload === undefined
    ? { kind: "variant", label: c.label }
    : { kind: "variant", label: c.label, payload };
}

/** What definitions.py does in `CoerceValueIter` */
function coerce(x: CoreValue, have: CoreType, want: CoreType): CoreValue {
  switch (`${have} ${want}` as const) {
    case "i32 f32":
      return decodeI32AsFloat(Number(x));
    case "i64 i32":
      return wrapI64ToI32(BigInt(x));
    case "i64 f32":
      return decodeI32AsFloat(wrapI64ToI32(BigInt(x)));
    case "i64 f64":
      return decodeI64AsFloat(BigInt(x));
    default:
      assert(have === want);
      return x;
  }
}

function wrapI64ToI32(i: bigint): number {
  return Number(BigInt.asUintN(32, i));
}

function liftFlatFlags(vi: CoreValues, labels: readonly string[]): FlagsValue {
  assert(0 < labels.length && labels.length <= 32);
  return unpackFlagsFromInt(nextNumber(vi, "i32"), labels);
}
