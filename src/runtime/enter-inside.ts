import { checkAll } from "./enter.js";
import type { InstanceState } from "./instance-state.js";

// What calls between the instances of one component enter.

/** The instances that a call from `caller` (`undefined`: the host) into `instance` enters. */
export function enteringSet(
  instance: InstanceState,
  caller: InstanceState | undefined,
): readonly InstanceState[] {
  const outside = new Set<InstanceState>();
  for (let inside = caller; inside !== undefined; inside = inside.parent) {
    outside.add(inside);
  }
  const entering: InstanceState[] = [];
  for (
    let inside: InstanceState | undefined = instance;
    inside !== undefined;
    inside = inside.parent
  ) {
    if (!outside.has(inside)) {
      entering.push(inside);
    }
  }
  return entering;
}

/** Marks all that a call enters; traps if one of them may not be entered (definitions.py `enter_from`). */
export function enterAll(entered: readonly InstanceState[]): void {
  checkAll(entered);
  for (const instance of entered) {
    instance.mayEnter = false;
  }
}

/** Undoes {@link enterAll} after a call that returned (definitions.py `leave_to`). */
export function leaveAll(entered: readonly InstanceState[]): void {
  for (const instance of entered) {
    instance.mayEnter = true;
  }
}

/**
 * Runs something in an instance that is running already, with borrows and lends of its own: what the outer call was given
 * and has lent is not the inner one's to count.
 */
export function runInside<Result>(instance: InstanceState, run: () => Result): Result {
  const { scope, lent } = instance;
  instance.scope = undefined;
  instance.lent = [];
  const result = run();
  instance.scope = scope;
  instance.lent = lent;
  return result;
}
