import { allocateElements } from "./allocate.js";
import type { Bound } from "./bound.js";
import { checkNumberList } from "./check-range.js";
import { invalid, invalidAt } from "./invalid-value.js";
import type { MemoryViews } from "./memory-views.js";

// Lists of numbers cross the boundary as blocks: one copy where the host passes the typed array of the element type, one
// checked copy for arrays and for typed arrays of another type, whose bytes are never reinterpreted.

type Key = string | number;

/** What a host may pass for a list of numbers. */
export type NumberList<Element extends number | bigint> = ArrayLike<Element>;

function allocateList(
  bound: Bound,
  value: ArrayLike<unknown>,
  expected: string,
  owner: unknown,
  key: Key,
  elementSize: number,
): number {
  if (!Array.isArray(value) && !isTypedArray(value)) {
    invalid(expected, value, owner, key);
  }
  const { length } = value;
  bound.memory.length = length;
  return allocateElements(bound, elementSize, elementSize, length);
}

function isTypedArray(value: unknown): boolean {
  return ArrayBuffer.isView(value) && "length" in value;
}

/** Checks all elements: four in a turn of the loop, which costs more than a check. */
function checkElements(
  values: ArrayLike<unknown>,
  isWrong: (value: unknown) => boolean,
  expected: string,
): void {
  const { length } = values;
  let index = 0;
  for (const end = length - 3; index < end; index += 4) {
    if (
      isWrong(values[index]) ||
      isWrong(values[index + 1]) ||
      isWrong(values[index + 2]) ||
      isWrong(values[index + 3])
    ) {
      break;
    }
  }
  for (; index < length; index++) {
    if (isWrong(values[index])) {
      invalidAt(expected, values, index);
    }
  }
}

/** Copies integers of 64 bits out of an array, for which an engine's `set` takes several times as long. */
function storeElements(
  view: BigInt64Array | BigUint64Array,
  start: number,
  values: ArrayLike<bigint>,
): void {
  for (let index = 0; index < values.length; index++) {
    view[start + index] = values[index] as bigint;
  }
}

// What no element may be: not the functions that scalars are checked by, for engines compile these for the arrays alone.

const isNoS8 = (value: unknown): boolean =>
  typeof value !== "number" || value !== (value << 24) >> 24;
const isNoU8 = (value: unknown): boolean => typeof value !== "number" || value !== (value & 0xff);
const isNoS16 = (value: unknown): boolean =>
  typeof value !== "number" || value !== (value << 16) >> 16;
const isNoU16 = (value: unknown): boolean =>
  typeof value !== "number" || value !== (value & 0xffff);
const isNoS32 = (value: unknown): boolean => typeof value !== "number" || value !== (value | 0);
const isNoU32 = (value: unknown): boolean => typeof value !== "number" || value !== value >>> 0;
const isNoS64 = (value: unknown): boolean =>
  typeof value !== "bigint" || value !== BigInt.asIntN(64, value);
const isNoU64 = (value: unknown): boolean =>
  typeof value !== "bigint" || value !== BigInt.asUintN(64, value);
const isNoNumber = (value: unknown): boolean => typeof value !== "number";

/** Copies a `list<s8>` out of memory. */
export function liftS8List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): Int8Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length, 1);
  const start = pointer;
  return memory.i8.slice(start, start + length);
}

/** Copies a `list<s8>` into memory; its length is left in `bound.memory.length`. */
export function lowerS8List(
  bound: Bound,
  value: NumberList<number>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<s8>", owner, key, 1);
  if (!(value instanceof Int8Array)) {
    checkElements(value, isNoS8, "s8");
  }
  bound.memory.i8.set(value, pointer);
  return pointer;
}

/** Copies a `list<u8>` out of memory. */
export function liftU8List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length, 1);
  const start = pointer;
  return memory.u8.slice(start, start + length);
}

/** Copies a `list<u8>` into memory; its length is left in `bound.memory.length`. */
export function lowerU8List(
  bound: Bound,
  value: NumberList<number>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<u8>", owner, key, 1);
  // Pixels are clamped bytes.
  if (!(value instanceof Uint8Array || value instanceof Uint8ClampedArray)) {
    checkElements(value, isNoU8, "u8");
  }
  bound.memory.u8.set(value, pointer);
  return pointer;
}

/** Copies a `list<s16>` out of memory. */
export function liftS16List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): Int16Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length * 2, 2);
  const start = pointer >>> 1;
  return memory.i16.slice(start, start + length);
}

/** Copies a `list<s16>` into memory; its length is left in `bound.memory.length`. */
export function lowerS16List(
  bound: Bound,
  value: NumberList<number>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<s16>", owner, key, 2);
  if (!(value instanceof Int16Array)) {
    checkElements(value, isNoS16, "s16");
  }
  bound.memory.i16.set(value, pointer >>> 1);
  return pointer;
}

/** Copies a `list<u16>` out of memory. */
export function liftU16List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): Uint16Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length * 2, 2);
  const start = pointer >>> 1;
  return memory.u16.slice(start, start + length);
}

/** Copies a `list<u16>` into memory; its length is left in `bound.memory.length`. */
export function lowerU16List(
  bound: Bound,
  value: NumberList<number>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<u16>", owner, key, 2);
  if (!(value instanceof Uint16Array)) {
    checkElements(value, isNoU16, "u16");
  }
  bound.memory.u16.set(value, pointer >>> 1);
  return pointer;
}

/** Copies a `list<s32>` out of memory. */
export function liftS32List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): Int32Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length * 4, 4);
  const start = pointer >>> 2;
  return memory.i32.slice(start, start + length);
}

/** Copies a `list<s32>` into memory; its length is left in `bound.memory.length`. */
export function lowerS32List(
  bound: Bound,
  value: NumberList<number>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<s32>", owner, key, 4);
  if (!(value instanceof Int32Array)) {
    checkElements(value, isNoS32, "s32");
  }
  bound.memory.i32.set(value, pointer >>> 2);
  return pointer;
}

/** Copies a `list<u32>` out of memory. */
export function liftU32List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): Uint32Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length * 4, 4);
  const start = pointer >>> 2;
  return memory.u32.slice(start, start + length);
}

/** Copies a `list<u32>` into memory; its length is left in `bound.memory.length`. */
export function lowerU32List(
  bound: Bound,
  value: NumberList<number>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<u32>", owner, key, 4);
  if (!(value instanceof Uint32Array)) {
    checkElements(value, isNoU32, "u32");
  }
  bound.memory.u32.set(value, pointer >>> 2);
  return pointer;
}

/** Copies a `list<s64>` out of memory. */
export function liftS64List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): BigInt64Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length * 8, 8);
  const start = pointer >>> 3;
  return memory.i64.slice(start, start + length);
}

/** Copies a `list<s64>` into memory; its length is left in `bound.memory.length`. */
export function lowerS64List(
  bound: Bound,
  value: NumberList<bigint>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<s64>", owner, key, 8);
  if (value instanceof BigInt64Array) {
    bound.memory.i64.set(value, pointer >>> 3);
  } else {
    checkElements(value, isNoS64, "s64");
    storeElements(bound.memory.i64, pointer >>> 3, value);
  }
  return pointer;
}

/** Copies a `list<u64>` out of memory. */
export function liftU64List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): BigUint64Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length * 8, 8);
  const start = pointer >>> 3;
  return memory.u64.slice(start, start + length);
}

/** Copies a `list<u64>` into memory; its length is left in `bound.memory.length`. */
export function lowerU64List(
  bound: Bound,
  value: NumberList<bigint>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<u64>", owner, key, 8);
  if (value instanceof BigUint64Array) {
    bound.memory.u64.set(value, pointer >>> 3);
  } else {
    checkElements(value, isNoU64, "u64");
    storeElements(bound.memory.u64, pointer >>> 3, value);
  }
  return pointer;
}

/** Copies a `list<f32>` out of memory. */
export function liftF32List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): Float32Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length * 4, 4);
  const start = pointer >>> 2;
  return memory.f32.slice(start, start + length);
}

/** Copies a `list<f32>` into memory; its length is left in `bound.memory.length`. */
export function lowerF32List(
  bound: Bound,
  value: NumberList<number>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<f32>", owner, key, 4);
  if (!(value instanceof Float32Array)) {
    checkElements(value, isNoNumber, "f32");
  }
  bound.memory.f32.set(value, pointer >>> 2);
  return pointer;
}

/** Copies a `list<f64>` out of memory. */
export function liftF64List(
  memory: MemoryViews,
  pointer: number,
  length: number,
): Float64Array<ArrayBuffer> {
  checkNumberList(memory, pointer, length * 8, 8);
  const start = pointer >>> 3;
  return memory.f64.slice(start, start + length);
}

/** Copies a `list<f64>` into memory; its length is left in `bound.memory.length`. */
export function lowerF64List(
  bound: Bound,
  value: NumberList<number>,
  owner: unknown,
  key: Key,
): number {
  const pointer = allocateList(bound, value, "list<f64>", owner, key, 8);
  if (!(value instanceof Float64Array)) {
    checkElements(value, isNoNumber, "f64");
  }
  bound.memory.f64.set(value, pointer >>> 3);
  return pointer;
}
