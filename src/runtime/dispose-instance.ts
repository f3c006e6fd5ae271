import type { InstanceState } from "./instance-state.js";

/**
 * Ends the use of an instance and of those inside it: later calls trap, and the host's objects that their handles own are
 * disposed, all of them even if one throws. The guest's memory goes when nothing refers to it any more.
 */
export function disposeInstances(states: readonly InstanceState[]): void {
  let failure: AggregateError | undefined;
  for (const state of states) {
    state.mayEnter = false;
    failure = state.handles?.clear(failure) ?? failure;
  }
  if (failure !== undefined) {
    throw failure;
  }
}
