import type { Bound } from "./bound.js";
import type { BorrowScope, HandleTable, Lent } from "./handle-table.js";
import type { Transfers } from "./transfers.js";
import { trap } from "./trap.js";

/** The state of one component instance (definitions.py `ComponentInstance`). */
export class InstanceState {
  /** For messages. */
  declare readonly name: string;
  declare readonly parent: InstanceState | undefined;
  /** False while a call is inside, and for ever after a trap: the instance is poisoned. */
  mayEnter = true;
  /** False while the guest's `realloc` or post-return runs. */
  mayLeave = true;
  /** Made with the first handle. */
  handles: HandleTable | undefined = undefined;
  /** Counts the borrows given to the running synchronous call; made with the first. */
  scope: BorrowScope | undefined = undefined;
  /** Handles and borrowed objects of the host function that this instance is calling, where that can be observed. */
  lent: Lent[] = [];

  /** The function of this instance whose result another component takes over: its post-return function is due. */
  declare ending?: Bound | undefined;
  /** What that post-return function is called with. */
  declare endingResult?: number;
  /** Own handles that the arguments of a call which did not start yet gave to the guest. */
  transfers: Transfers | undefined = undefined;

  constructor(name: string, parent?: InstanceState) {
    this.name = name;
    this.parent = parent;
  }
}

/** Traps because a call would enter `instance` while it is running, or after it trapped or was disposed. */
export function cannotEnter(instance: InstanceState): never {
  trap("T1", `cannot enter component instance: ${instance.name} is running, trapped or disposed`);
}

/** Traps because `instance` calls out while its `realloc` or post-return runs. */
export function cannotLeave(instance: InstanceState): never {
  trap(
    "T2",
    `cannot leave component instance: ${instance.name} calls out of realloc or post-return`,
  );
}

/** Traps if `instance` may not call out: {@link cannotLeave}. */
export function checkLeave(instance: InstanceState): void {
  if (!instance.mayLeave) {
    cannotLeave(instance);
  }
}
