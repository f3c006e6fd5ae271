import { maxByteLength } from "./check-range.js";
import { renew, type MemoryViews } from "./memory-views.js";
import { trap } from "./trap.js";
import { Waitable } from "./waitables.js";

// Streams and futures (definitions.py, "Stream State" and "Future State"). Functions that pass them cannot be called yet,
// so that both ends are always of one component instance, and copies are of numbers only.

/** What passes through a stream or future. */
export interface Payload {
  /** Equal for equal types. */
  readonly key: string;
  /** Bytes of an element; 0 without a type. */
  readonly size: number;
  readonly alignment: number;
  /** definitions.py `none_or_number_type`. */
  readonly isNumber: boolean;
}

/** Places in the guest's memory that are read or written (definitions.py `BufferGuestImpl`). */
export class GuestBuffer {
  readonly memory: MemoryViews;
  readonly length: number;
  readonly #size: number;
  #pointer: number;
  progress = 0;

  constructor(memory: MemoryViews, { size, alignment }: Payload, pointer: number, length: number) {
    if (length > maxByteLength) {
      trap("T77", `buffer of ${length} elements is longer than ${maxByteLength}`);
    }
    if (size > 0 && length > 0) {
      renew(memory);
      if ((pointer & (alignment - 1)) !== 0) {
        trap("T78", `unaligned pointer: buffer at ${pointer} is not aligned to ${alignment}`);
      }
      if (pointer + length * size > memory.u8.length) {
        trap("T79", "buffer pointer/length out of bounds of memory");
      }
    }
    this.memory = memory;
    this.length = length;
    this.#size = size;
    this.#pointer = pointer;
  }

  get remaining(): number {
    return this.length - this.progress;
  }

  /** The next bytes, of which `count` elements are passed. */
  take(count: number): Uint8Array {
    const start = this.#pointer;
    renew(this.memory);
    this.progress += count;
    this.#pointer += count * this.#size;
    return this.memory.u8.subarray(start, this.#pointer);
  }
}

/** definitions.py `CopyResult`. */
export const copyResults = { completed: 0, dropped: 1, cancelled: 2 } as const;

/** One of {@link copyResults}. */
export type CopyResult = (typeof copyResults)[keyof typeof copyResults];

/** A read or write that waits for the other end. */
interface PendingCopy {
  readonly buffer: GuestBuffer;
  /** Something was copied; `reclaim` is due when the guest hears of it. */
  readonly onCopy: (reclaim: () => void) => void;
  readonly onDone: (result: CopyResult) => void;
}

/** What both ends share (definitions.py `SharedStreamImpl`, `SharedFutureImpl`). */
export class SharedCopy {
  readonly kind: "stream" | "future";
  readonly payload: Payload;
  #isDropped = false;
  #pending: PendingCopy | undefined;

  constructor(kind: "stream" | "future", payload: Payload) {
    this.kind = kind;
    this.payload = payload;
  }

  cancel(): void {
    this.#endPending(copyResults.cancelled);
  }

  drop(): void {
    this.#isDropped = true;
    this.#endPending(copyResults.dropped);
  }

  copy(copy: PendingCopy, isWrite: boolean): void {
    const pending = this.#pending;
    if (this.#isDropped) {
      copy.onDone(copyResults.dropped);
    } else if (pending === undefined) {
      this.#pending = copy;
    } else {
      if (!this.payload.isNumber) {
        trap("T80", `cannot read from and write to intra-component ${this.kind}`);
      }
      this.#meet(copy, pending, isWrite);
    }
  }

  #meet(copy: PendingCopy, pending: PendingCopy, isWrite: boolean): void {
    const { buffer } = copy;
    const count = Math.min(buffer.remaining, pending.buffer.remaining);
    const [from, to] = isWrite ? [buffer, pending.buffer] : [pending.buffer, buffer];
    if (this.kind === "future") {
      to.take(count).set(from.take(count));
      this.#endPending(copyResults.completed);
      copy.onDone(copyResults.completed);
    } else if (pending.buffer.remaining > 0) {
      if (count > 0) {
        to.take(count).set(from.take(count));
        pending.onCopy(() => {
          this.#pending = undefined;
        });
      }
      copy.onDone(copyResults.completed);
    } else if (isWrite && buffer.length === 0 && pending.buffer.length === 0) {
      copy.onDone(copyResults.completed);
    } else {
      this.#endPending(copyResults.completed);
      this.#pending = copy;
    }
  }

  #endPending(result: CopyResult): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.onDone(result);
  }
}

/** Where an end stands (definitions.py `CopyState`). */
export type CopyState = "idle" | "copying" | "done";

/** One end of a stream or future (definitions.py `CopyEnd`). */
export class CopyEnd extends Waitable {
  readonly shared: SharedCopy;
  readonly isWritable: boolean;
  state: CopyState = "idle";

  constructor(shared: SharedCopy, isWritable: boolean) {
    super();
    this.shared = shared;
    this.isWritable = isWritable;
  }
}
