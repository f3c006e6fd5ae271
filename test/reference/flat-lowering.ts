import type { AbiType, CaseType, FieldType } from "../../src/abi/abi-type.js";
import type { LiftLowerContext } from "./context.js";
import { despecialize } from "./despecialize.js";
import { flattenType, flattenVariant, type CoreType } from "./flattening.js";
import type { CoreValue } from "./options.js";
import {
  asBigint,
  asFlags,
  asList,
  asNumber,
  asRecord,
  asRep,
  asString,
  asText,
  asVariant,
  type FlagsValue,
  type RecordValue,
  type SpecValue,
  type StringValue,
  type VariantValue,
} from "./spec-value.js";
import {
  charToI32,
  encodeFloatAsI32,
  encodeFloatAsI64,
  fieldOf,
  lowerBorrow,
  lowerOwn,
  matchCase,
  packFlagsIntoInt,
  storeListIntoRange,
} from "./storing.js";
import { storeStringIntoRange } from "./storing-strings.js";
import { assert } from "./trap.js";

/** definitions.py `lower_flat`: integers come out unsigned */
export function lowerFlat(cx: LiftLowerContext, v: SpecValue, type: AbiType): CoreValue[] {
  const t = despecialize(type);
  switch (t.kind) {
    case "bool":
      return [v === true ? 1 : 0];
    case "u8":
    case "u16":
    case "u32":
      return [asNumber(v)];
    case "u64":
      return [asBigint(v)];
    case "s8":
    case "s16":
    case "s32":
      return [asNumber(v) >>> 0];
    case "s64":
      return [BigInt.asUintN(64, asBigint(v))];
    case "f32":
      return [Math.fround(asNumber(v))];
    case "f64":
      return [asNumber(v)];
    case "char":
      return [charToI32(asText(v))];
    case "string":
      return lowerFlatString(cx, asString(v));
    case "list":
      return lowerFlatList(cx, asList(v), t.element, t.length);
    case "record":
      return lowerFlatRecord(cx, asRecord(v), t.fields);
    case "variant":
      return lowerFlatVariant(cx, asVariant(v), t.cases);
    case "flags":
      return lowerFlatFlags(asFlags(v), t.labels);
    case "own":
      return [lowerOwn(cx, asRep(v).rep, t.resource)];
    case "borrow":
      return [lowerBorrow(cx, asRep(v).rep, t.resource)];
    case "error-context":
    case "stream":
    case "future":
      throw new Error(`${t.kind}: the reference is synchronous`);
  }
}

/** A pointer or length as the memory's core type. */
export function pointerToCore(cx: LiftLowerContext, pointer: number): CoreValue {
  return cx.ptrType === "i32" ? pointer : BigInt(pointer);
}

function lowerFlatString(cx: LiftLowerContext, v: StringValue): CoreValue[] {
  const [ptr, packedLength] = storeStringIntoRange(cx, v);
  return [pointerToCore(cx, ptr), pointerToCore(cx, packedLength)];
}

function lowerFlatList(
  cx: LiftLowerContext,
  v: readonly SpecValue[],
  element: AbiType,
  maybeLength: number | undefined,
): CoreValue[] {
  if (maybeLength !== undefined) {
    assert(maybeLength === v.length);
    return v.flatMap((e) => lowerFlat(cx, e, element));
  }
  const [ptr, length] = storeListIntoRange(cx, v, element);
  return [pointerToCore(cx, ptr), pointerToCore(cx, length)];
}

function lowerFlatRecord(
  cx: LiftLowerContext,
  v: RecordValue,
  fields: readonly FieldType[],
): CoreValue[] {
  return fields.flatMap((field) => lowerFlat(cx, fieldOf(v, field), field.type));
}

function lowerFlatVariant(
  cx: LiftLowerContext,
  v: VariantValue,
  cases: readonly CaseType[],
): CoreValue[] {
  const [caseIndex, c] = matchCase(v, cases);
  const [discriminant, ...flatTypes] = flattenVariant(cases, cx.ptrType);
  assert(discriminant === "i32");
  const payload: CoreValue[] = [];
  if (c.type !== undefined) {
    assert(v.payload !== undefined);
    const haves = flattenType(c.type, cx.ptrType);
    for (const [i, value] of lowerFlat(cx, v.payload, c.type).entries()) {
      const have = haves[i];
      const want = flatTypes.shift();
      assert(have !== undefined && want !== undefined);
      payload.push(widen(value, have, want));
    }
  }
  for (const rest of flatTypes) {
    payload.push(rest === "i64" ? 0n : 0);
  }
  return [caseIndex, ...payload];
}

/** The coercion that definitions.py does in place */
function widen(value: CoreValue, have: CoreType, want: CoreType): CoreValue {
  switch (`${have} ${want}` as const) {
    case "f32 i32":
      return encodeFloatAsI32(Number(value));
    case "i32 i64":
      return BigInt(value);
    case "f32 i64":
      return BigInt(encodeFloatAsI32(Number(value)));
    case "f64 i64":
      return encodeFloatAsI64(Number(value));
    default:
      assert(have === want);
      return value;
  }
}

function lowerFlatFlags(v: FlagsValue, labels: readonly string[]): CoreValue[] {
  assert(0 < labels.length && labels.length <= 32);
  return [packFlagsIntoInt(v, labels)];
}
