import { enterAll, enteringSet, leaveAll, runInside } from "./enter-inside.js";
import { cannotEnter, type InstanceState } from "./instance-state.js";

/**
 * Wraps a lifted function so that a call from `caller` (`undefined`: the host) enters exactly the instances that it must
 * (definitions.py `entering_set`). Its glue enters its own instance by itself: the wrapper enters the others, or, for a
 * call from inside that instance, makes up for the glue's entering it.
 */
export function enterFromCaller<Lifted>(
  instance: InstanceState,
  caller: InstanceState | undefined,
  lifted: Lifted,
): Lifted {
  const entered = enteringSet(instance, caller);
  const others = entered.filter((other) => other !== instance);
  if (entered.length > 0 && others.length === 0) {
    return lifted;
  }
  const call = lifted as (...values: unknown[]) => unknown;
  const wrapped =
    entered.length === 0 ? throughInside(instance, call) : throughOthers(instance, others, call);
  return wrapped as Lifted;
}

/** A call from inside the instance, which is running already: not a re-entrance. */
function throughInside(
  instance: InstanceState,
  call: (...values: unknown[]) => unknown,
): (...values: unknown[]) => unknown {
  return (...values) =>
    runInside(instance, () => {
      instance.mayEnter = true;
      const result = call(...values);
      instance.mayEnter = false;
      return result;
    });
}

function throughOthers(
  instance: InstanceState,
  others: readonly InstanceState[],
  call: (...values: unknown[]) => unknown,
): (...values: unknown[]) => unknown {
  return (...values) => {
    if (!instance.mayEnter) {
      cannotEnter(instance);
    }
    enterAll(others);
    try {
      const result = call(...values);
      leaveAll(others);
      return result;
    } catch (error) {
      // An error result or a wrong argument leaves the instance open; a trap does not.
      if (isOpen(instance)) {
        leaveAll(others);
      }
      throw error;
    }
  };
}

function isOpen(instance: InstanceState): boolean {
  return instance.mayEnter;
}
