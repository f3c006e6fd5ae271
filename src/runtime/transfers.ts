import { restoreResource } from "./guest-resource.js";
import { ResourceHandle } from "./handle-table.js";
import type { InstanceState } from "./instance-state.js";

/** An own handle that an argument put into a guest's table: not final before the guest is called. */
export interface Transfer {
  readonly index: number;
  /** The object that the host passed. */
  readonly value: object;
}

/** Makes the own handles final that were put into the guest's table: nothing can fail before the guest has them. */
export function keepTransfers(instance: InstanceState): void {
  instance.transfers.length = 0;
}

/** Gives the host back the own handles of a call that an argument after them stopped. */
export function undoTransfers(instance: InstanceState): void {
  for (const { index, value } of instance.transfers.reverse()) {
    const handle = instance.handles.remove(index);
    if (handle instanceof ResourceHandle && handle.type.instance !== undefined) {
      restoreResource(value, handle.representation as number);
    }
  }
  instance.transfers.length = 0;
}
