import type { CoreFunction, CoreValue, MemInst } from "./options.js";

/** One call of `realloc`, as the guest sees it. */
export type ReallocCall = readonly [
  oldPointer: number,
  oldSize: number,
  alignment: number,
  newSize: number,
];

/** A linear memory with a bump allocator that writes down its calls. */
export interface Heap {
  readonly memory: MemInst;
  readonly buffer: ArrayBuffer;
  readonly realloc: CoreFunction;
  readonly calls: ReallocCall[];
  /** Where the next allocation goes, before alignment. */
  next: number;
}

/** Makes a {@link Heap}; allocations start at `start` and move what they grow. */
export function makeHeap(size = 65536, start = 1024): Heap {
  const buffer = new ArrayBuffer(size);
  const heap: Heap = {
    memory: { bytes: new Uint8Array(buffer), addrtype: "i32" },
    buffer,
    calls: [],
    next: start,
    realloc: (...args: CoreValue[]) => {
      const [old = 0, oldSize = 0, align = 1, newSize = 0] = args.map((arg) => Number(arg) >>> 0);
      heap.calls.push([old, oldSize, align, newSize]);
      return bump(heap, old, oldSize, align, newSize);
    },
  };
  return heap;
}

function bump(heap: Heap, old: number, oldSize: number, align: number, newSize: number): number {
  if (newSize <= oldSize) {
    return old;
  }
  const pointer = Math.ceil(heap.next / align) * align;
  heap.next = pointer + newSize;
  heap.memory.bytes.copyWithin(pointer, old, old + oldSize);
  return pointer;
}
