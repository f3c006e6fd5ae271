import { ResourceHandle } from "./handle-table.js";
import type { InstanceState } from "./instance-state.js";
import { dispose } from "./resource-type.js";

/**
 * Ends the use of an instance and of those inside it: later calls trap, and the host's objects that their handles own are
 * disposed, all of them even if one throws. The guest's memory goes when nothing refers to it any more.
 */
export function disposeInstances(states: readonly InstanceState[]): void {
  const errors: unknown[] = [];
  for (const state of states) {
    state.mayEnter = false;
    for (const handle of state.handles.clear()) {
      if (
        handle instanceof ResourceHandle &&
        handle.scope === undefined &&
        handle.type.instance === undefined
      ) {
        try {
          (handle.representation as { readonly [dispose]?: () => void })[dispose]?.();
        } catch (error) {
          errors.push(error);
        }
      }
    }
  }
  if (errors.length > 0) {
    throw new AggregateError(errors, `disposing ${states[0]?.name ?? "an instance"} failed`);
  }
}
