import type { Bound, ReallocFunction } from "./bound.js";
import { checkAgain, maxByteLength } from "./check-range.js";
import type { MemoryViews } from "./memory-views.js";
import { guestThrew, trap } from "./trap.js";

/**
 * The trap for a misaligned result of `realloc`, by what it was called for: spilled values, a string, a list. The next
 * number is the trap for a result out of bounds.
 */
export type ReallocTrap = 34 | 36 | 38;

/**
 * Calls the guest's `realloc` for a new block and checks what it returns; always calls it, also for size 0
 * (definitions.py `LiftLowerContext.allocate`).
 */
export function allocate(
  bound: Bound,
  alignment: number,
  size: number,
  trapNumber?: ReallocTrap,
): number {
  return reallocate(bound, 0, 0, alignment, size, trapNumber);
}

/** Allocates a block for the elements of a list (definitions.py `store_list_into_range`). */
export function allocateElements(
  bound: Bound,
  alignment: number,
  elementSize: number,
  length: number,
): number {
  const size = length * elementSize;
  // What a proxy of an array gives as its length may be anything.
  if (size > maxByteLength || length !== length >>> 0) {
    trap("T27", `list of ${length} elements is too long`);
  }
  return allocate(bound, alignment, size);
}

/** Calls the guest's `realloc` (definitions.py `LiftLowerContext.reallocate`) and renews the views. */
export function reallocate(
  bound: Bound,
  oldPointer: number,
  oldSize: number,
  alignment: number,
  newSize: number,
  trapNumber: ReallocTrap = 38,
): number {
  const { instance, memory, realloc } = bound;
  instance.mayLeave = false;
  let pointer: number;
  try {
    pointer = (realloc as ReallocFunction)(oldPointer, oldSize, alignment, newSize) >>> 0;
  } catch (error) {
    throw guestThrew("realloc", error);
  }
  instance.mayLeave = true;
  if ((pointer & (alignment - 1)) !== 0 || pointer + newSize >= memory.u8.length) {
    checkBlock(memory, pointer, alignment, newSize, trapNumber);
  }
  return pointer;
}

function checkBlock(
  memory: MemoryViews,
  pointer: number,
  alignment: number,
  size: number,
  trapNumber: ReallocTrap,
): void {
  checkAgain(
    memory,
    pointer,
    alignment,
    size,
    trapNumber,
    "realloc return: result not aligned (unaligned pointer)",
    "realloc return: beyond end of memory (list content out-of-bounds)",
  );
}

/**
 * Leaves the guest's post-return function, if it has one, to {@link endCallee}: its caller, another component, takes the
 * result over first.
 */
export function deferPostReturn(bound: Bound, result: number): void {
  if (bound.postReturn !== undefined) {
    bound.instance.ending = bound;
    bound.instance.endingResult = result;
  }
}

/** Calls the post-return function that the called component has been left with. */
export function endCallee({ callee }: Bound): void {
  const ending = callee?.ending;
  if (ending !== undefined) {
    const { instance } = ending;
    instance.ending = undefined;
    callPostReturn(ending, instance.endingResult);
  }
}

/** Calls the guest's post-return function, if it has one, with what the call returned. */
export function callPostReturn(bound: Bound, result?: number | bigint): void {
  const { instance, postReturn } = bound;
  if (postReturn !== undefined) {
    instance.mayLeave = false;
    // One without parameters ignores what is not there.
    postReturn(result as number);
    instance.mayLeave = true;
  }
}
