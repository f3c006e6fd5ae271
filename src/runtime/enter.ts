import type { Bound } from "./bound.js";
import { cannotEnter, enteringSet, type InstanceState } from "./instance-state.js";

/** Marks all that a call from `caller` enters; traps if one of them may not be entered (definitions.py `enter_from`). */
export function enterFrom(instance: InstanceState, caller: InstanceState | undefined): void {
  if (isAlone(instance, caller)) {
    if (!instance.mayEnter) {
      cannotEnter(instance);
    }
    instance.mayEnter = false;
    return;
  }
  const entering = enteringSet(instance, caller);
  for (const entered of entering) {
    if (!entered.mayEnter) {
      cannotEnter(entered);
    }
  }
  for (const entered of entering) {
    entered.mayEnter = false;
  }
}

/** Undoes {@link enterFrom} after a call that returned (definitions.py `leave_to`). */
export function leaveTo(instance: InstanceState, caller: InstanceState | undefined): void {
  if (isAlone(instance, caller)) {
    instance.mayEnter = true;
    return;
  }
  for (const entered of enteringSet(instance, caller)) {
    entered.mayEnter = true;
  }
}

/** The common case, without a list: the host calls an instance that is not inside another. */
function isAlone(instance: InstanceState, caller: InstanceState | undefined): boolean {
  return caller === undefined && instance.parent === undefined;
}

/** Traps if the call of a lowered function may not enter its target: that is known before arguments are lifted. */
export function checkEntering({ entering }: Bound): void {
  if (entering !== undefined) {
    for (const entered of entering) {
      if (!entered.mayEnter) {
        cannotEnter(entered);
      }
    }
  }
}
