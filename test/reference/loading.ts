import type { AbiResource, AbiType, CaseType, FieldType } from "../../src/abi/abi-type.js";
import { alignment, discriminantType, maxCaseAlignment } from "./alignment.js";
import type { LiftLowerContext } from "./context.js";
import { despecialize } from "./despecialize.js";
import { alignTo, elemSize, elemSizeFlags } from "./element-size.js";
import { ptrSize, type PointerType } from "./options.js";
import { ResourceHandle, Subtask } from "./runtime-state.js";
import type {
  FlagsValue,
  RecordValue,
  RepValue,
  SpecValue,
  StringValue,
  VariantValue,
} from "./spec-value.js";
import { decodeLatin1, decodeUtf16, decodeUtf8 } from "./text.js";
import { assert, Trap, trapIf } from "./trap.js";

/** definitions.py `load` */
export function load(cx: LiftLowerContext, ptr: number, type: AbiType): SpecValue {
  assert(ptr === alignTo(ptr, alignment(type, cx.ptrType)));
  assert(ptr + elemSize(type, cx.ptrType) <= cx.memory.bytes.length);
  const t = despecialize(type);
  switch (t.kind) {
    case "bool":
      return convertIntToBool(loadInt(cx, ptr, 1));
    case "u8":
      return loadInt(cx, ptr, 1);
    case "u16":
      return loadInt(cx, ptr, 2);
    case "u32":
      return loadInt(cx, ptr, 4);
    case "u64":
      return loadBigint(cx, ptr, 8);
    case "s8":
      return loadInt(cx, ptr, 1, true);
    case "s16":
      return loadInt(cx, ptr, 2, true);
    case "s32":
      return loadInt(cx, ptr, 4, true);
    case "s64":
      return loadBigint(cx, ptr, 8, true);
    case "f32":
      return decodeI32AsFloat(loadInt(cx, ptr, 4));
    case "f64":
      return decodeI64AsFloat(loadBigint(cx, ptr, 8));
    case "char":
      return convertI32ToChar(loadInt(cx, ptr, 4));
    case "string":
      return loadString(cx, ptr);
    case "list":
      return loadList(cx, ptr, t.element, t.length);
    case "record":
      return loadRecord(cx, ptr, t.fields);
    case "variant":
      return loadVariant(cx, ptr, t.cases);
    case "flags":
      return loadFlags(cx, ptr, t.labels);
    case "own":
      return liftOwn(cx, loadInt(cx, ptr, 4), t.resource);
    case "borrow":
      return liftBorrow(cx, loadInt(cx, ptr, 4), t.resource);
    case "error-context":
    case "stream":
    case "future":
      throw new Error(`${t.kind}: the reference is synchronous`);
  }
}

/** definitions.py `load_int`, for up to 4 bytes */
export function loadInt(cx: LiftLowerContext, ptr: number, nbytes: number, signed = false): number {
  return Number(loadBigint(cx, ptr, nbytes, signed));
}

/** definitions.py `load_int` */
export function loadBigint(
  cx: LiftLowerContext,
  ptr: number,
  nbytes: number,
  signed = false,
): bigint {
  let value = 0n;
  for (const byte of cx.memory.bytes.slice(ptr, ptr + nbytes).reverse()) {
    value = (value << 8n) | BigInt(byte);
  }
  return signed ? BigInt.asIntN(8 * nbytes, value) : value;
}

function loadPointer(cx: LiftLowerContext, ptr: number): number {
  return Number(loadBigint(cx, ptr, ptrSize(cx.ptrType)));
}

/** definitions.py `convert_int_to_bool` */
export function convertIntToBool(i: number): boolean {
  assert(i >= 0);
  return i !== 0;
}

/** definitions.py `decode_i32_as_float`; JavaScript has one NaN, which stands for the canonical one */
export function decodeI32AsFloat(i: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, i);
  return view.getFloat32(0);
}

/** definitions.py `decode_i64_as_float` */
export function decodeI64AsFloat(i: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, i);
  return view.getFloat64(0);
}

/** definitions.py `convert_i32_to_char` */
export function convertI32ToChar(i: number): string {
  assert(i >= 0);
  trapIf(i >= 0x110000, "T21");
  trapIf(0xd800 <= i && i <= 0xdfff, "T22");
  return String.fromCodePoint(i);
}

function loadString(cx: LiftLowerContext, ptr: number): StringValue {
  const begin = loadPointer(cx, ptr);
  const taggedCodeUnits = loadPointer(cx, ptr + ptrSize(cx.ptrType));
  return loadStringFromRange(cx, begin, taggedCodeUnits);
}

/** definitions.py `utf16_tag` */
export function utf16Tag(pointerType: PointerType): number {
  return 2 ** (ptrSize(pointerType) * 8 - 1);
}

/** definitions.py `REALLOC_I32_MAX` */
export const reallocI32Max: number = 2 ** 32 - 1;
const maxStringByteLength = 2 ** 28 - 1;

/** definitions.py `load_string_from_range` */
export function loadStringFromRange(
  cx: LiftLowerContext,
  ptr: number,
  taggedCodeUnits: number,
): StringValue {
  const tag = utf16Tag(cx.ptrType);
  let align = 1;
  let byteLength = taggedCodeUnits;
  let decode: (bytes: Uint8Array) => string | undefined = decodeUtf8;
  switch (cx.opts.stringEncoding) {
    case "utf8":
      break;
    case "utf16":
      align = 2;
      byteLength = 2 * taggedCodeUnits;
      decode = decodeUtf16;
      break;
    case "latin1+utf16":
      align = 2;
      if (taggedCodeUnits >= tag) {
        byteLength = 2 * (taggedCodeUnits - tag);
        decode = decodeUtf16;
      } else {
        decode = decodeLatin1;
      }
      break;
  }
  trapIf(byteLength > maxStringByteLength, "T23");
  trapIf(ptr !== alignTo(ptr, align), "T24");
  trapIf(ptr + byteLength > cx.memory.bytes.length, "T25");
  const text = decode(cx.memory.bytes.slice(ptr, ptr + byteLength));
  if (text === undefined) {
    throw new Trap("T26");
  }
  return { kind: "string", text, encoding: cx.opts.stringEncoding, taggedCodeUnits };
}

const maxListByteLength = 2 ** 28 - 1;

function loadList(
  cx: LiftLowerContext,
  ptr: number,
  element: AbiType,
  maybeLength: number | undefined,
): readonly SpecValue[] {
  if (maybeLength !== undefined) {
    return loadListFromValidRange(cx, ptr, maybeLength, element);
  }
  const begin = loadPointer(cx, ptr);
  const length = loadPointer(cx, ptr + ptrSize(cx.ptrType));
  return loadListFromRange(cx, begin, length, element);
}

/** definitions.py `load_list_from_range` */
export function loadListFromRange(
  cx: LiftLowerContext,
  ptr: number,
  length: number,
  element: AbiType,
): readonly SpecValue[] {
  trapIf(length * elemSize(element, cx.ptrType) > maxListByteLength, "T27");
  trapIf(ptr !== alignTo(ptr, alignment(element, cx.ptrType)), "T28");
  trapIf(ptr + length * elemSize(element, cx.ptrType) > cx.memory.bytes.length, "T29");
  return loadListFromValidRange(cx, ptr, length, element);
}

function loadListFromValidRange(
  cx: LiftLowerContext,
  ptr: number,
  length: number,
  element: AbiType,
): readonly SpecValue[] {
  const a: SpecValue[] = [];
  const size = elemSize(element, cx.ptrType);
  for (let i = 0; i < length; i++) {
    a.push(load(cx, ptr + i * size, element));
  }
  return a;
}

function loadRecord(cx: LiftLowerContext, ptr: number, fields: readonly FieldType[]): RecordValue {
  const record = new Map<string, SpecValue>();
  for (const field of fields) {
    ptr = alignTo(ptr, alignment(field.type, cx.ptrType));
    record.set(field.label, load(cx, ptr, field.type));
    ptr += elemSize(field.type, cx.ptrType);
  }
  return { kind: "record", fields: record };
}

function loadVariant(cx: LiftLowerContext, ptr: number, cases: readonly CaseType[]): VariantValue {
  const discSize = elemSize(discriminantType(cases), cx.ptrType);
  const caseIndex = loadInt(cx, ptr, discSize);
  ptr += discSize;
  const c = cases[caseIndex];
  if (c === undefined) {
    throw new Trap("T30");
  }
  ptr = alignTo(ptr, maxCaseAlignment(cases, cx.ptrType));
  return c.type === undefined
    ? { kind: "variant", label: c.label }
    : { kind: "variant", label: c.label, payload: load(cx, ptr, c.type) };
}

function loadFlags(cx: LiftLowerContext, ptr: number, labels: readonly string[]): FlagsValue {
  const i = loadInt(cx, ptr, elemSizeFlags(labels));
  return unpackFlagsFromInt(i, labels);
}

/** definitions.py `unpack_flags_from_int` */
export function unpackFlagsFromInt(i: number, labels: readonly string[]): FlagsValue {
  return {
    kind: "flags",
    labels: new Map(labels.map((label, bit) => [label, ((i >>> bit) & 1) === 1])),
  };
}

/** definitions.py `lift_own` */
export function liftOwn(cx: LiftLowerContext, i: number, resource: AbiResource): RepValue {
  const h = cx.inst.handles.remove(i);
  if (!(h instanceof ResourceHandle)) {
    throw new Trap("T41");
  }
  trapIf(h.rt !== cx.resourceType(resource), "T42");
  trapIf(h.numLends !== 0, "T43");
  trapIf(!h.own, "T44");
  return { kind: "rep", rep: h.rep };
}

/** definitions.py `lift_borrow` */
export function liftBorrow(cx: LiftLowerContext, i: number, resource: AbiResource): RepValue {
  assert(cx.borrowScope instanceof Subtask);
  const h = cx.inst.handles.get(i);
  if (!(h instanceof ResourceHandle)) {
    throw new Trap("T45");
  }
  trapIf(h.rt !== cx.resourceType(resource), "T46");
  cx.borrowScope.addLender(h);
  return { kind: "rep", rep: h.rep };
}
