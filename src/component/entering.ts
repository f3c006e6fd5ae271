import type { LiftedFunction } from "../abi/compile-function.js";
import { cannotEnter, enteringSet, type InstanceState } from "../runtime/instance-state.js";

/** What a call into an instance enters beside what its glue takes care of. */
export interface Entering {
  /** Marks the instance and all around it that the call enters, and traps where one may not be entered. */
  enter(): void;
  /** Undoes {@link Entering.enter} after a call that returned. */
  leave(): void;
  /** Wraps glue, which enters its own instance only, where the call enters others too, or not even that one. */
  wrap(glue: LiftedFunction): LiftedFunction;
}

/** Computes once what calls from `caller` (`undefined`: the host) into `instance` enter (definitions.py `entering_set`). */
export function enteringFrom(instance: InstanceState, caller: InstanceState | undefined): Entering {
  const all = enteringSet(instance, caller);
  return {
    enter() {
      enterAll(all);
    },
    leave() {
      leaveAll(all);
    },
    wrap(glue) {
      if (all.length === 0) {
        return throughInside(instance, glue as (...values: unknown[]) => unknown);
      }
      const others = all.filter((entered) => entered !== instance);
      return others.length === 0
        ? glue
        : throughOthers(instance, others, glue as (...values: unknown[]) => unknown);
    },
  };
}

function enterAll(entered: readonly InstanceState[]): void {
  for (const instance of entered) {
    if (!instance.mayEnter) {
      cannotEnter(instance);
    }
  }
  for (const instance of entered) {
    instance.mayEnter = false;
  }
}

function leaveAll(entered: readonly InstanceState[]): void {
  for (const instance of entered) {
    instance.mayEnter = true;
  }
}

/** A call from inside the instance, which is running already: not a re-entrance. */
function throughInside(
  instance: InstanceState,
  glue: (...values: unknown[]) => unknown,
): LiftedFunction {
  return (...values: unknown[]) => {
    instance.mayEnter = true;
    const result = glue(...values);
    instance.mayEnter = false;
    return result;
  };
}

function throughOthers(
  instance: InstanceState,
  others: readonly InstanceState[],
  glue: (...values: unknown[]) => unknown,
): LiftedFunction {
  return (...values: unknown[]) => {
    if (!instance.mayEnter) {
      cannotEnter(instance);
    }
    enterAll(others);
    try {
      const result = glue(...values);
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
