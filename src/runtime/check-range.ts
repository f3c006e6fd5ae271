import { renew, type MemoryViews } from "./memory-views.js";
import { trap } from "./trap.js";

/** Most bytes of one string or list (definitions.py `MAX_LIST_BYTE_LENGTH`, `MAX_STRING_BYTE_LENGTH`). */
export const maxByteLength: number = 2 ** 28 - 1;

/**
 * Checks the place of values that a guest returns or passes through memory (definitions.py `lift_flat_values`), and renews
 * the views if the memory grew.
 *
 * @param pointer an i32, of any sign
 * @returns the address, unsigned
 */
export function checkLoad(
  memory: MemoryViews,
  pointer: number,
  alignment: number,
  size: number,
): number {
  const address = pointer >>> 0;
  if ((address & (alignment - 1)) !== 0 || address + size >= memory.u8.length) {
    checkLoadAgain(memory, address, alignment, size);
  }
  return address;
}

/** {@link checkLoad} for the place that a guest gives for results (definitions.py `lower_flat_values`). */
export function checkStore(
  memory: MemoryViews,
  pointer: number,
  alignment: number,
  size: number,
): number {
  const address = pointer >>> 0;
  if ((address & (alignment - 1)) !== 0 || address + size >= memory.u8.length) {
    checkStoreAgain(memory, address, alignment, size);
  }
  return address;
}

// V8 inlines a function by the size of its bytecode, and every argument of a call adds to that. So checkLoad and checkStore
// do no more than compare; what is left, even saying which trap it would be, is a function of its own for each.

function checkLoadAgain(
  memory: MemoryViews,
  address: number,
  alignment: number,
  size: number,
): void {
  checkAgain(memory, address, alignment, size, 32);
}

function checkStoreAgain(
  memory: MemoryViews,
  address: number,
  alignment: number,
  size: number,
): void {
  checkAgain(memory, address, alignment, size, 34);
}

/**
 * Renews the views, whose length is 0 when the memory grew, and checks a range once more.
 *
 * @param trapNumber the trap for a range that is not aligned; the next number is the one for a range beyond the memory
 */
export function checkAgain(
  memory: MemoryViews,
  address: number,
  alignment: number,
  size: number,
  trapNumber: 32 | 34 | 36 | 38,
  unaligned = "unaligned pointer",
  beyond = "pointer out of bounds of memory",
): void {
  renew(memory);
  if ((address & (alignment - 1)) !== 0) {
    trap(`T${trapNumber}`, `${unaligned}: ${address} is no multiple of ${alignment}`);
  }
  if (address + size > memory.u8.length) {
    trap(`T${trapNumber + 1}`, `${beyond}: ${address}`);
  }
}

/** About how many bytes of the host's memory an element takes beside its own: those of an object. */
const elementCost = 32;

/** How many bytes all that one list leads to may take: its parts may overlap, so a small memory can hold any size of value. */
const maxLifted = 2 ** 29;

/** Checks the range of a list that a guest gives (definitions.py `load_list_from_range`). */
export function checkList(
  memory: MemoryViews,
  pointer: number,
  length: number,
  alignment: number,
  elementSize: number,
): void {
  checkNumberList(memory, pointer, length * elementSize, alignment);
  memory.lifted += length * elementCost;
}

/** {@link checkList} for a list that is copied as a block. */
export function checkNumberList(
  memory: MemoryViews,
  pointer: number,
  size: number,
  alignment: number,
): void {
  if (
    size > maxByteLength ||
    (pointer & (alignment - 1)) !== 0 ||
    pointer + size > memory.u8.length
  ) {
    badList(pointer, size, alignment);
  }
  memory.lifted += size;
}

/**
 * Bounds what a list of strings or lists costs the host; due before each element.
 *
 * @param before what `memory.lifted` was before the list
 */
export function checkLifted(memory: MemoryViews, before: number): void {
  if (memory.lifted - before > maxLifted) {
    trap("T98", `a list leads to more than ${maxLifted} bytes`);
  }
}

function badList(pointer: number, size: number, alignment: number): never {
  if (size > maxByteLength) {
    trap("T27", `list of ${size} bytes is longer than ${maxByteLength}`);
  }
  if ((pointer & (alignment - 1)) !== 0) {
    trap("T28", `unaligned pointer: list at ${pointer} is not aligned to ${alignment}`);
  }
  trap("T29", "list content out-of-bounds: list pointer/length out of bounds of memory");
}

/** Checks a discriminant that was loaded (definitions.py `load_variant`). */
export function checkCase(index: number, count: number): number {
  return index < count ? index : badCase(index, count);
}

/** Traps on a discriminant with no case. */
export function badCase(index: number, count: number): never {
  trap("T30", `invalid variant discriminant: ${index} of ${count} cases`);
}

/** Checks a discriminant that was passed flat (definitions.py `lift_flat_variant`). */
export function checkFlatCase(index: number, count: number): number {
  return index < count ? index : badFlatCase(index, count);
}

/** Traps on a flat discriminant with no case. */
export function badFlatCase(index: number, count: number): never {
  trap("T31", `invalid variant discriminant: ${index} of ${count} cases`);
}
