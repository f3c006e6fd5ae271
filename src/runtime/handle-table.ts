import type { InstanceState } from "./instance-state.js";
import type { ResourceType } from "./resource-type.js";
import { trap } from "./trap.js";

/** What counts the borrows that a call gave out and that must be dropped before it returns. */
export interface BorrowScope {
  borrows: number;
  /** Takes back the borrow handles of a call that an argument after them stopped. */
  readonly takeBack: (instance: InstanceState, scope: BorrowScope) => void;
}

/** What a guest lent to the host's function that it is calling. */
export interface Lent {
  endLend(): void;
}

/** One entry of a handle table that stands for a resource (definitions.py `ResourceHandle`). */
export class ResourceHandle implements Lent {
  // Declared only: one is made for every handle, and defining fields takes as long again.
  declare readonly type: ResourceType;
  /** The guest's representation, or the host's object itself. */
  declare readonly representation: unknown;
  /** Absent: an own handle. */
  declare readonly scope: BorrowScope | undefined;
  declare lends: number;
  /** Learns that a borrow handle is dropped, where somebody has to. */
  declare onDrop?: () => void;

  constructor(type: ResourceType, representation: unknown, scope?: BorrowScope) {
    this.type = type;
    this.representation = representation;
    this.scope = scope;
    this.lends = 0;
  }

  endLend(): void {
    this.lends--;
  }
}

/** Entries other than resources: waitables, error contexts. They have no `type`. */
export interface OtherHandle {
  readonly type?: undefined;
}

/** What an index of a handle table stands for. */
export type HandleEntry = ResourceHandle | OtherHandle;

const maxLength = 2 ** 28 - 1;

/** Handles of one component instance, indexed from 1, reused last in first out (definitions.py `Table`). */
export class HandleTable {
  /** A number stands for a free index: the one that was freed before it, or 0. */
  readonly entries: (HandleEntry | number)[] = [0];
  #lastFree = 0;

  /** Finds an entry by an i32, of any sign: no entry has a negative index. */
  get(index: number): HandleEntry {
    const entry = this.entries[index];
    return typeof entry === "object" ? entry : this.#unknown(index);
  }

  #unknown(i32: number): never {
    const index = i32 >>> 0;
    trap(index >= this.entries.length ? "T18" : "T19", `unknown handle index ${index}`);
  }

  add(entry: HandleEntry): number {
    const { entries } = this;
    let index = this.#lastFree;
    if (index === 0) {
      index = entries.length;
      if (index > maxLength) {
        trap("T20", `more than ${maxLength} handles in one component instance`);
      }
    } else {
      this.#lastFree = entries[index] as number;
    }
    entries[index] = entry;
    return index;
  }

  /** Removes an entry that is there. */
  free(index: number): void {
    this.entries[index] = this.#lastFree;
    this.#lastFree = index;
  }
}

/** The handles of an instance, which many have none of. */
export function handlesOf(instance: InstanceState): HandleTable {
  return (instance.handles ??= new HandleTable());
}
