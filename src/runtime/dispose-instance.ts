import { ResourceHandle } from "./handle-table.js";
import type { InstanceState } from "./instance-state.js";
import { dispose } from "./resource-type.js";

/**
 * Ends the use of an instance: later calls trap, and the host's objects that its handles own are disposed. The guest's
 * memory goes when nothing refers to it any more.
 */
export function disposeInstance(instance: InstanceState): void {
  instance.mayEnter = false;
  const errors: unknown[] = [];
  for (const handle of instance.handles.clear()) {
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
  if (errors.length > 0) {
    throw new AggregateError(errors, `disposing ${instance.name} failed`);
  }
}
