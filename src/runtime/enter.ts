import type { Bound } from "./bound.js";
import { cannotEnter, cannotLeave, enteringSet, type InstanceState } from "./instance-state.js";
import { trap } from "./trap.js";

/** Marks all that a call from `caller` enters; traps if one of them may not be entered (definitions.py `enter_from`). */
export function enterFrom(instance: InstanceState, caller: InstanceState | undefined): void {
  if (!isAlone(instance, caller)) {
    enterAll(enteringSet(instance, caller));
  } else if (instance.mayEnter) {
    instance.mayEnter = false;
  } else {
    cannotEnter(instance);
  }
}

/** Undoes {@link enterFrom} after a call that returned (definitions.py `leave_to`). */
export function leaveTo(instance: InstanceState, caller: InstanceState | undefined): void {
  if (isAlone(instance, caller)) {
    instance.mayEnter = true;
  } else {
    leaveAll(enteringSet(instance, caller));
  }
}

/** The common case, without a list: the host calls an instance that is not inside another. */
function isAlone(instance: InstanceState, caller: InstanceState | undefined): boolean {
  return caller === undefined && instance.parent === undefined;
}

/** {@link enterFrom} where the instances are known. */
export function enterAll(entered: readonly InstanceState[]): void {
  checkAll(entered);
  for (const instance of entered) {
    instance.mayEnter = false;
  }
}

/** {@link leaveTo} where the instances are known. */
export function leaveAll(entered: readonly InstanceState[]): void {
  for (const instance of entered) {
    instance.mayEnter = true;
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
  if (!instance.mayLeave) {
    cannotLeave(instance);
  }
  checkAll(entering);
  trap("T97", `${path}: ${what} is not supported yet`);
}

function checkAll(entered: readonly InstanceState[]): void {
  for (const instance of entered) {
    if (!instance.mayEnter) {
      cannotEnter(instance);
    }
  }
}

/**
 * Runs something in an instance that is running already, with borrows and lends of its own: what the outer call was given
 * and has lent is not the inner one's to count.
 */
export function runInside<Result>(instance: InstanceState, run: () => Result): Result {
  const { scope, lent } = instance;
  instance.scope = { borrows: 0 };
  instance.lent = [];
  const result = run();
  instance.scope = scope;
  instance.lent = lent;
  return result;
}
