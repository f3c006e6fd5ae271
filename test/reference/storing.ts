import type { AbiResource, AbiType, CaseType, FieldType } from "../../src/abi/abi-type.js";
import { alignment, discriminantType, maxCaseAlignment } from "./alignment.js";
import type { LiftLowerContext } from "./context.js";
import { despecialize } from "./despecialize.js";
import { alignTo, elemSize, elemSizeFlags } from "./element-size.js";
import { reallocI32Max } from "./loading.js";
import { ptrSize } from "./options.js";
import { ResourceHandle, Task } from "./runtime-state.js";
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
import { storeStringIntoRange } from "./storing-strings.js";
import { assert, trapIf } from "./trap.js";

/** definitions.py `store` */
export function store(cx: LiftLowerContext, v: SpecValue, type: AbiType, ptr: number): void {
  assert(ptr === alignTo(ptr, alignment(type, cx.ptrType)));
  assert(ptr + elemSize(type, cx.ptrType) <= cx.memory.bytes.length);
  const t = despecialize(type);
  switch (t.kind) {
    case "bool":
      return storeInt(cx, v === true ? 1 : 0, ptr, 1);
    case "u8":
    case "s8":
      return storeInt(cx, asNumber(v), ptr, 1);
    case "u16":
    case "s16":
      return storeInt(cx, asNumber(v), ptr, 2);
    case "u32":
    case "s32":
      return storeInt(cx, asNumber(v), ptr, 4);
    case "u64":
    case "s64":
      return storeInt(cx, asBigint(v), ptr, 8);
    case "f32":
      return storeInt(cx, encodeFloatAsI32(asNumber(v)), ptr, 4);
    case "f64":
      return storeInt(cx, encodeFloatAsI64(asNumber(v)), ptr, 8);
    case "char":
      return storeInt(cx, charToI32(asText(v)), ptr, 4);
    case "string":
      return storeString(cx, asString(v), ptr);
    case "list":
      return storeList(cx, asList(v), ptr, t.element, t.length);
    case "record":
      return storeRecord(cx, asRecord(v), ptr, t.fields);
    case "variant":
      return storeVariant(cx, asVariant(v), ptr, t.cases);
    case "flags":
      return storeFlags(cx, asFlags(v), ptr, t.labels);
    case "own":
      return storeInt(cx, lowerOwn(cx, asRep(v).rep, t.resource), ptr, 4);
    case "borrow":
      return storeInt(cx, lowerBorrow(cx, asRep(v).rep, t.resource), ptr, 4);
    case "error-context":
    case "stream":
    case "future":
      throw new Error(`${t.kind}: the reference is synchronous`);
  }
}

/** definitions.py `store_int`, two's complement for negative numbers */
export function storeInt(
  cx: LiftLowerContext,
  v: number | bigint,
  ptr: number,
  nbytes: number,
): void {
  let rest = BigInt.asUintN(8 * nbytes, BigInt(v));
  const bytes = cx.memory.bytes;
  for (let i = 0; i < nbytes; i++) {
    bytes[ptr + i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}

/** definitions.py `encode_float_as_i32`, deterministic profile: every NaN becomes the canonical one */
export function encodeFloatAsI32(f: number): number {
  if (Number.isNaN(f)) {
    return 0x7fc00000;
  }
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, f);
  return view.getUint32(0);
}

/** definitions.py `encode_float_as_i64`, deterministic profile */
export function encodeFloatAsI64(f: number): bigint {
  if (Number.isNaN(f)) {
    return 0x7ff8000000000000n;
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, f);
  return view.getBigUint64(0);
}

/** definitions.py `char_to_i32` */
export function charToI32(c: string): number {
  const i = c.codePointAt(0) ?? -1;
  assert(String.fromCodePoint(i) === c, "one code point");
  assert((0 <= i && i <= 0xd7ff) || (0xe000 <= i && i <= 0x10ffff), "a scalar value");
  return i;
}

function storeString(cx: LiftLowerContext, v: StringValue, ptr: number): void {
  const [begin, taggedCodeUnits] = storeStringIntoRange(cx, v);
  storeInt(cx, begin, ptr, ptrSize(cx.ptrType));
  storeInt(cx, taggedCodeUnits, ptr + ptrSize(cx.ptrType), ptrSize(cx.ptrType));
}

function storeList(
  cx: LiftLowerContext,
  v: readonly SpecValue[],
  ptr: number,
  element: AbiType,
  maybeLength: number | undefined,
): void {
  if (maybeLength !== undefined) {
    assert(maybeLength === v.length);
    storeListIntoValidRange(cx, v, ptr, element);
    return;
  }
  const [begin, length] = storeListIntoRange(cx, v, element);
  storeInt(cx, begin, ptr, ptrSize(cx.ptrType));
  storeInt(cx, length, ptr + ptrSize(cx.ptrType), ptrSize(cx.ptrType));
}

/** definitions.py `store_list_into_range` */
export function storeListIntoRange(
  cx: LiftLowerContext,
  v: readonly SpecValue[],
  element: AbiType,
): [ptr: number, length: number] {
  const byteLength = v.length * elemSize(element, cx.ptrType);
  assert(byteLength <= reallocI32Max);
  const ptr = cx.allocate(alignment(element, cx.ptrType), byteLength);
  trapIf(ptr !== alignTo(ptr, alignment(element, cx.ptrType)), "T38");
  trapIf(ptr + byteLength > cx.memory.bytes.length, "T39");
  storeListIntoValidRange(cx, v, ptr, element);
  return [ptr, v.length];
}

function storeListIntoValidRange(
  cx: LiftLowerContext,
  v: readonly SpecValue[],
  ptr: number,
  element: AbiType,
): void {
  const size = elemSize(element, cx.ptrType);
  for (const [i, e] of v.entries()) {
    store(cx, e, element, ptr + i * size);
  }
}

function storeRecord(
  cx: LiftLowerContext,
  v: RecordValue,
  ptr: number,
  fields: readonly FieldType[],
): void {
  for (const field of fields) {
    ptr = alignTo(ptr, alignment(field.type, cx.ptrType));
    store(cx, fieldOf(v, field), field.type, ptr);
    ptr += elemSize(field.type, cx.ptrType);
  }
}

/** The value of one field, which a valid record has. */
export function fieldOf(v: RecordValue, field: FieldType): SpecValue {
  const value = v.fields.get(field.label);
  assert(value !== undefined, `a value for ${field.label}`);
  return value;
}

function storeVariant(
  cx: LiftLowerContext,
  v: VariantValue,
  ptr: number,
  cases: readonly CaseType[],
): void {
  const [caseIndex, c] = matchCase(v, cases);
  const discSize = elemSize(discriminantType(cases), cx.ptrType);
  storeInt(cx, caseIndex, ptr, discSize);
  ptr += discSize;
  ptr = alignTo(ptr, maxCaseAlignment(cases, cx.ptrType));
  if (c.type !== undefined) {
    assert(v.payload !== undefined);
    store(cx, v.payload, c.type, ptr);
  }
}

/** definitions.py `match_case` */
export function matchCase(v: VariantValue, cases: readonly CaseType[]): [number, CaseType] {
  const index = cases.findIndex((c) => c.label === v.label);
  const c = cases[index];
  assert(c !== undefined, `a case ${v.label}`);
  return [index, c];
}

function storeFlags(
  cx: LiftLowerContext,
  v: FlagsValue,
  ptr: number,
  labels: readonly string[],
): void {
  storeInt(cx, packFlagsIntoInt(v, labels), ptr, elemSizeFlags(labels));
}

/** definitions.py `pack_flags_into_int` */
export function packFlagsIntoInt(v: FlagsValue, labels: readonly string[]): number {
  let i = 0;
  for (const [shift, label] of labels.entries()) {
    i += v.labels.get(label) === true ? 2 ** shift : 0;
  }
  return i;
}

/** definitions.py `lower_own` */
export function lowerOwn(cx: LiftLowerContext, rep: unknown, resource: AbiResource): number {
  return cx.inst.handles.add(new ResourceHandle(cx.resourceType(resource), rep, true));
}

/** definitions.py `lower_borrow` */
export function lowerBorrow(cx: LiftLowerContext, rep: unknown, resource: AbiResource): number {
  assert(cx.borrowScope instanceof Task);
  const rt = cx.resourceType(resource);
  if (cx.inst === rt.impl) {
    assert(typeof rep === "number", "the guest's own representation");
    return rep;
  }
  const h = new ResourceHandle(rt, rep, false, cx.borrowScope);
  cx.borrowScope.numBorrows += 1;
  return cx.inst.handles.add(h);
}
