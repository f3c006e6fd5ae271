import { restoreResource, type GuestResource } from "./guest-resource.js";
import type { ResourceHandle } from "./handle-table.js";
import type { InstanceState } from "./instance-state.js";

/** Own handles that arguments put into a guest's table, not final before the guest is called. */
export interface Transfers {
  count: number;
  readonly indices: number[];
  /** The objects of guest-defined resources. Emptied, not shortened: arrays that shrink are allocated anew when they grow. */
  readonly values: (object | undefined)[];
  /** Gives the host back the own handles of a call that an argument after them stopped. */
  readonly undo: (instance: InstanceState) => void;
}

/** Remembers an own handle until the guest is called. */
export function recordTransfer(
  instance: InstanceState,
  index: number,
  value: object | undefined,
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
      transfers.values[transfers.count] = undefined;
    }
  }
}

function undo({ transfers, handles }: InstanceState): void {
  while (transfers !== undefined && handles !== undefined && transfers.count > 0) {
    transfers.count--;
    const value = transfers.values[transfers.count];
    const index = transfers.indices[transfers.count] ?? 0;
    const handle = handles.get(index) as ResourceHandle;
    handles.free(index);
    transfers.values[transfers.count] = undefined;
    if (value !== undefined) {
      restoreResource(value as GuestResource, handle.representation as number);
    }
  }
}
