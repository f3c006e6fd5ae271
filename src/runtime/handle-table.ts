import type { InstanceState } from "./instance-state.js";
import { dispose, type ResourceType } from "./resource-type.js";
import { trap } from "./trap.js";

/** What counts the borrows that a call gave out and that must be dropped before it returns. */
export interface BorrowScope {
  borrows: number;
}

/** One entry of a handle table that stands for a resource (definitions.py `ResourceHandle`). */
export class ResourceHandle {
  readonly type: ResourceType;
  /** The guest's representation, or the host's object itself. */
  readonly representation: unknown;
  /** Absent: an own handle. */
  readonly scope: BorrowScope | undefined;
  /** What to tell when a borrow ends. */
  readonly onDrop: (() => void) | undefined;
  lends = 0;

  constructor(
    type: ResourceType,
    representation: unknown,
    scope?: BorrowScope,
    onDrop?: () => void,
  ) {
    this.type = type;
    this.representation = representation;
    this.scope = scope;
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
  readonly #entries: (HandleEntry | undefined)[] = [undefined];
  readonly #free: number[] = [];

  get(index: number): HandleEntry {
    const entry = this.#entries[index];
    if (entry === undefined) {
      trap(index >= this.#entries.length ? "T18" : "T19", `unknown handle index ${index}`);
    }
    return entry;
  }

  add(entry: HandleEntry): number {
    const reused = this.#free.pop();
    if (reused !== undefined) {
      this.#entries[reused] = entry;
      return reused;
    }
    const index = this.#entries.length;
    if (index > maxLength) {
      trap("T20", `more than ${maxLength} handles in one component instance`);
    }
    this.#entries.push(entry);
    return index;
  }

  remove(index: number): HandleEntry {
    const entry = this.get(index);
    this.free(index);
    return entry;
  }

  /** Removes an entry that {@link get} has just given. */
  free(index: number): void {
    this.#entries[index] = undefined;
    this.#free.push(index);
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
    this.#free.length = 0;
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
  return (instance.handles ??= new HandleTable());
}
