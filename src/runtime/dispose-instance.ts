import type { ResourceHandle } from "./handle-table.js";
import type { InstanceState } from "./instance-state.js";
import { dispose } from "./resource-type.js";

/**
 * Ends the use of an instance and of those inside it: later calls trap. The guest's memory goes when nothing refers to it
 * any more.
 */
export function closeInstances(states: readonly InstanceState[]): void {
  for (const state of states) {
    // For ever: a call that is running would open the instance again at its end.
    Object.defineProperty(state, "mayEnter", {
      get: () => false,
      set() {
        // It stays closed.
      },
    });
  }
}

/**
 * {@link closeInstances}, and the host's objects that their handles own are disposed, all of them even if one throws.
 */
export function disposeInstances(states: readonly InstanceState[]): void {
  closeInstances(states);
  const errors = states.flatMap(clear);
  if (errors.length > 0) {
    throw new AggregateError(errors, "disposing resources failed");
  }
}

interface Disposed {
  readonly [dispose]?: () => void;
}

/** Empties the table of an instance and disposes the host's objects that it owned; gives what they threw. */
function clear(state: InstanceState): unknown[] {
  const errors: unknown[] = [];
  const entries = state.handles?.entries ?? [];
  state.handles = undefined;
  // A free index and a handle of another kind have no representation; that of a guest's resource is a number.
  for (const { representation, scope } of entries as readonly Partial<ResourceHandle>[]) {
    if (scope === undefined && representation !== undefined) {
      try {
        (representation as Disposed)[dispose]?.();
      } catch (error) {
        errors.push(error);
      }
    }
  }
  return errors;
}
