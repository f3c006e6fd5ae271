import { restoreResource, type GuestResource } from "./guest-resource.js";
import type { ResourceHandle } from "./handle-table.js";
import type { InstanceState } from "./instance-state.js";

/** What arguments did to handles of the host, not final before the guest is called. */
export interface Transfers {
  count: number;
  /** Those of own handles in the guest's table; 0, which is none, for what was lent. */
  readonly indices: number[];
  /**
   * The objects of guest-defined resources, and what ends a lend. Emptied, not shortened: arrays that shrink are
   * allocated anew when they grow.
   */
  readonly values: (object | (() => void) | undefined)[];
  /** Gives the host back the own handles of a call that an argument after them stopped. */
  readonly undo: (instance: InstanceState) => void;
}

/**
 * Remembers, until the guest is called, an own handle or what ends a lend.
 *
 * @param index 0 for a lend
 * @param value the object of a guest-defined resource; ends the lend
 */
export function recordTransfer(
  instance: InstanceState,
  index: number,
  value: object | (() => void) | undefined,
): void {
  const transfers = (instance.transfers ??= { count: 0, indices: [], values: [], undo });
  transfers.indices[transfers.count] = index;
  transfers.values[transfers.count] = value;
  transfers.count++;
}

/** Makes the own handles final that were put into the guest's table: nothing can fail before the guest has them. */
export function keepTransfers({ transfers }: InstanceState): void {
  if (transfers !== undefined) {
    while (transfers.count > 0) {
      transfers.count--;
      const value = transfers.values[transfers.count];
      transfers.values[transfers.count] = undefined;
      if (typeof value === "function") {
        value();
      }
    }
  }
}

function undo({ transfers, handles }: InstanceState): void {
  while (transfers !== undefined && transfers.count > 0) {
    transfers.count--;
    const value = transfers.values[transfers.count];
    const index = transfers.indices[transfers.count] ?? 0;
    transfers.values[transfers.count] = undefined;
    if (typeof value === "function") {
      value();
      continue;
    }
    const handle = handles?.get(index) as ResourceHandle;
    handles?.free(index);
    if (value !== undefined) {
      restoreResource(value as GuestResource, handle.representation as number);
    }
  }
}
