import type { InstanceState } from "./instance-state.js";
import { dispose, type ResourceType } from "./resource-type.js";
import { trap } from "./trap.js";

/** What counts the borrows that a call gave out and that must be dropped before it returns. */
export interface BorrowScope {
  borrows: number;
}

/** One entry of a handle table that stands for a resource (definitions.py `ResourceHandle`). */
export class ResourceHandle {
  // Declared only: one is made for every handle, and defining fields takes as long again.
  declare readonly type: ResourceType;
  /** The guest's representation, or the host's object itself. */
  declare readonly representation: unknown;
  /** Absent: an own handle. */
  declare readonly scope: BorrowScope | undefined;
  declare lends: number;

  constructor(type: ResourceType, representation: unknown, scope?: BorrowScope) {
    this.type = type;
    this.representation = representation;
    this.scope = scope;
    this.lends = 0;
  }
}

/** A borrow handle for the host's object of a guest-defined resource, which learns when it is dropped. */
export class LentHandle extends ResourceHandle {
  declare readonly onDrop: () => void;

  constructor(type: ResourceType, representation: unknown, scope: BorrowScope, onDrop: () => void) {
    super(type, representation, scope);
    this.onDrop = onDrop;
  }
}

/** Entries other than resources (waitables, error contexts) come with async; they have no `type`. */
export interface OtherHandle {
  readonly type?: undefined;
}

export type HandleEntry = ResourceHandle | OtherHandle;

const maxLength = 2 ** 28 - 1;

/** Handles of one component instance, indexed from 1, reused last in first out (definitions.py `Table`). */
export class HandleTable {
  /** A number stands for a free index: the one that was freed before it, or 0. */
  readonly #entries: (HandleEntry | number)[] = [0];
  #lastFree = 0;

  get(index: number): HandleEntry {
    const entry = this.#entries[index];
    return typeof entry === "object" ? entry : this.#unknown(index);
  }

  #unknown(index: number): never {
    trap(index >= this.#entries.length ? "T18" : "T19", `unknown handle index ${index}`);
  }

  add(entry: HandleEntry): number {
    const entries = this.#entries;
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

  remove(index: number): HandleEntry {
    const entry = this.get(index);
    this.free(index);
    return entry;
  }

  /** Removes an entry that {@link get} has just given. */
  free(index: number): void {
    this.#entries[index] = this.#lastFree;
    this.#lastFree = index;
  }

  /** Takes back the borrow handles of a call that an argument after them stopped. */
  takeBack(scope: BorrowScope): void {
    for (let index = this.#entries.length - 1; scope.borrows > 0 && index > 0; index--) {
      const entry = this.#entries[index];
      if (entry instanceof ResourceHandle && entry.scope === scope) {
        this.free(index);
        scope.borrows--;
        if (entry instanceof LentHandle) {
          entry.onDrop();
        }
      }
    }
  }

  /**
   * Empties the table and disposes the host's objects that it owned, all of them.
   *
   * @param failure what others threw before
   * @returns all that was thrown, if anything was
   */
  clear(failure: AggregateError | undefined): AggregateError | undefined {
    const errors: unknown[] = failure?.errors ?? [];
    const entries = this.#entries.splice(1);
    this.#lastFree = 0;
    for (const entry of entries) {
      if (
        entry instanceof ResourceHandle &&
        entry.scope === undefined &&
        entry.type.instance === undefined
      ) {
        try {
          (entry.representation as { readonly [dispose]?: () => void })[dispose]?.();
        } catch (error) {
          errors.push(error);
        }
      }
    }
    return errors.length === 0
      ? undefined
      : new AggregateError(errors, "disposing resources failed");
  }
}

/** The handles of an instance, which many have none of. */
export function handlesOf(instance: InstanceState): HandleTable {
  return instance.handles ?? makeTable(instance);
}

function makeTable(instance: InstanceState): HandleTable {
  const made = new HandleTable();
  instance.handles = made;
  return made;
}
