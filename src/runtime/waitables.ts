import { handlesOf, type HandleEntry } from "./handle-table.js";
import type { InstanceState } from "./instance-state.js";
import { trap, type TrapCode } from "./trap.js";

// What a guest can wait for (definitions.py, "Waitable State"). Only synchronous tasks run yet, one at a time, so that
// waiting for what is not there already would last for ever: it traps.

/** What has happened, to which handle, with what result (definitions.py `EventTuple`). */
export type WaitableEvent = readonly [code: number, index: number, payload: number];

/** definitions.py `EventCode`. */
export const eventCodes = {
  none: 0,
  streamRead: 2,
  streamWrite: 3,
  futureRead: 4,
  futureWrite: 5,
} as const;

/** A handle that something can happen to (definitions.py `Waitable`). */
export abstract class Waitable {
  declare readonly type?: undefined;
  /** Makes the event when it is delivered. */
  pendingEvent: (() => WaitableEvent) | undefined = undefined;
  set: WaitableSet | undefined = undefined;

  /** Delivers the event that is pending, if there is one. */
  takeEvent(): WaitableEvent | undefined {
    const event = this.pendingEvent;
    this.pendingEvent = undefined;
    return event?.();
  }

  /** Moves to another set, or out of every set. */
  join(set: WaitableSet | undefined): void {
    this.set?.elements.delete(this);
    this.set = set;
    set?.elements.add(this);
  }
}

/** Handles that are waited for together (definitions.py `WaitableSet`). */
export class WaitableSet {
  declare readonly type?: undefined;
  readonly elements: Set<Waitable>;

  constructor() {
    this.elements = new Set();
  }

  /** Delivers one of the events that are pending, if there is any. */
  takeEvent(): WaitableEvent | undefined {
    for (const element of this.elements) {
      const event = element.takeEvent();
      if (event !== undefined) {
        return event;
      }
    }
    return undefined;
  }
}

/** A kind of handle other than resources, as `instanceof` tells it. */
type HandleClass<Entry> = abstract new (...args: never[]) => Entry;

/** Finds a handle of the instance; traps with `code` where it is of another kind. */
export function findHandle<Entry extends HandleEntry>(
  instance: InstanceState,
  index: number,
  kind: HandleClass<Entry>,
  code: TrapCode,
  what: string,
): Entry {
  const entry = handlesOf(instance).get(index);
  return entry instanceof kind ? entry : trap(code, `handle index ${index} is not a ${what}`);
}

/** Traps because a synchronous task would have to wait, and nothing else runs that it could wait for. */
export function cannotBlock(): never {
  trap("T8", "cannot block a synchronous task before returning");
}
