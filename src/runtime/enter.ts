import type { Bound } from "./bound.js";
import { cannotEnter, checkLeave, type InstanceState } from "./instance-state.js";
import { trap } from "./trap.js";

/** Marks all that a call from the host enters, or traps (definitions.py `enter_from` without a caller). */
export function enterFromHost(instance: InstanceState): void {
  for (let entered: InstanceState | undefined = instance; entered; entered = entered.parent) {
    if (!entered.mayEnter) {
      cannotEnter(entered);
    }
  }
  setMayEnter(instance, false);
}

/** Undoes {@link enterFromHost} after a call that returned (definitions.py `leave_to`). */
export function leaveToHost(instance: InstanceState): void {
  setMayEnter(instance, true);
}

function setMayEnter(instance: InstanceState, mayEnter: boolean): void {
  for (let entered: InstanceState | undefined = instance; entered; entered = entered.parent) {
    entered.mayEnter = mayEnter;
  }
}

/** Traps if the call of a lowered function may not enter its target: that is known before arguments are lifted. */
export function checkEntering({ entering }: Bound): void {
  if (entering !== undefined) {
    checkAll(entering);
  }
}

/** Traps because a lowered function cannot run yet, after what comes before a call (definitions.py `canon_lower`). */
export function cannotCall(
  { path, instance, entering = [] }: Pick<Bound, "path" | "instance" | "entering">,
  what: string,
): never {
  checkLeave(instance);
  checkAll(entering);
  trap("T97", `${path}: ${what} is not supported yet`);
}

/** Traps if one of these may not be entered. */
export function checkAll(entered: readonly InstanceState[]): void {
  for (const instance of entered) {
    if (!instance.mayEnter) {
      cannotEnter(instance);
    }
  }
}
