import { allocateElements } from "./allocate.js";
import type { Bound } from "./bound.js";
import { checkNumberList } from "./check-range.js";
import {
  checkNumbers,
  lowerF32,
  lowerF64,
  lowerS16,
  lowerS32,
  lowerS64,
  lowerS8,
  lowerU16,
  lowerU32,
  lowerU64,
  lowerU8,
} from "./lower-values.js";
import type { MemoryViews } from "./memory-views.js";

// Lists of numbers cross the boundary as blocks: one copy where the host passes the typed array of the element type. Of
// arrays and of typed arrays of another type, whose bytes are never reinterpreted, each element is read once, checked and
// stored, so that one which changes meanwhile gets nothing unchecked in, and nothing beyond the block. Each function has
// a loop of its own, which engines compile for its types alone, and two elements in a turn, which costs as much as a check.

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
  checkNumbers(value, expected, owner, key);
  const { length } = value;
  bound.memory.length = length;
  return allocateElements(bound, elementSize, elementSize, length);
}

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
  const { length, i8 } = bound.memory;
  if (value instanceof Int8Array) {
    i8.set(value, pointer);
  } else {
    for (let index = 0; index < length; index++) {
      i8[pointer + index] = lowerS8(value[index] as number, value, index);
      if (++index < length) {
        i8[pointer + index] = lowerS8(value[index] as number, value, index);
      }
    }
  }
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
  const { length, u8 } = bound.memory;
  if (value instanceof Uint8Array) {
    u8.set(value, pointer);
  } else {
    for (let index = 0; index < length; index++) {
      u8[pointer + index] = lowerU8(value[index] as number, value, index);
      if (++index < length) {
        u8[pointer + index] = lowerU8(value[index] as number, value, index);
      }
    }
  }
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
  const { length, i16 } = bound.memory;
  const start = pointer >>> 1;
  if (value instanceof Int16Array) {
    i16.set(value, start);
  } else {
    for (let index = 0; index < length; index++) {
      i16[start + index] = lowerS16(value[index] as number, value, index);
      if (++index < length) {
        i16[start + index] = lowerS16(value[index] as number, value, index);
      }
    }
  }
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
  const { length, u16 } = bound.memory;
  const start = pointer >>> 1;
  if (value instanceof Uint16Array) {
    u16.set(value, start);
  } else {
    for (let index = 0; index < length; index++) {
      u16[start + index] = lowerU16(value[index] as number, value, index);
      if (++index < length) {
        u16[start + index] = lowerU16(value[index] as number, value, index);
      }
    }
  }
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
  const { length, i32 } = bound.memory;
  const start = pointer >>> 2;
  if (value instanceof Int32Array) {
    i32.set(value, start);
  } else {
    for (let index = 0; index < length; index++) {
      i32[start + index] = lowerS32(value[index] as number, value, index);
      if (++index < length) {
        i32[start + index] = lowerS32(value[index] as number, value, index);
      }
    }
  }
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
  const { length, u32 } = bound.memory;
  const start = pointer >>> 2;
  if (value instanceof Uint32Array) {
    u32.set(value, start);
  } else {
    for (let index = 0; index < length; index++) {
      u32[start + index] = lowerU32(value[index] as number, value, index);
      if (++index < length) {
        u32[start + index] = lowerU32(value[index] as number, value, index);
      }
    }
  }
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
  const { length, i64 } = bound.memory;
  const start = pointer >>> 3;
  if (value instanceof BigInt64Array) {
    i64.set(value, start);
  } else {
    for (let index = 0; index < length; index++) {
      i64[start + index] = lowerS64(value[index] as bigint, value, index);
      if (++index < length) {
        i64[start + index] = lowerS64(value[index] as bigint, value, index);
      }
    }
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
  const { length, u64 } = bound.memory;
  const start = pointer >>> 3;
  if (value instanceof BigUint64Array) {
    u64.set(value, start);
  } else {
    for (let index = 0; index < length; index++) {
      u64[start + index] = lowerU64(value[index] as bigint, value, index);
      if (++index < length) {
        u64[start + index] = lowerU64(value[index] as bigint, value, index);
      }
    }
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
  const { length, f32 } = bound.memory;
  const start = pointer >>> 2;
  if (value instanceof Float32Array) {
    f32.set(value, start);
  } else {
    for (let index = 0; index < length; index++) {
      f32[start + index] = lowerF32(value[index] as number, value, index);
      if (++index < length) {
        f32[start + index] = lowerF32(value[index] as number, value, index);
      }
    }
  }
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
  const { length, f64 } = bound.memory;
  const start = pointer >>> 3;
  if (value instanceof Float64Array) {
    f64.set(value, start);
  } else {
    for (let index = 0; index < length; index++) {
      f64[start + index] = lowerF64(value[index] as number, value, index);
      if (++index < length) {
        f64[start + index] = lowerF64(value[index] as number, value, index);
      }
    }
  }
  return pointer;
}
