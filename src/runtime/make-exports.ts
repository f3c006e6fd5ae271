import { closeInstances } from "./dispose-instance.js";
import type { InstanceState } from "./instance-state.js";
import { dispose } from "./resource-type.js";
import type { WorldExports } from "./types.js";

/**
 * Completes the exports of an instance with what ends its use.
 *
 * @param states all that ends with it
 * @param exports everything else of `Exports`, as glue has it
 * @param end `disposeInstances` where the host defines resources
 */
export function makeExports<Exports extends WorldExports>(
  states: readonly InstanceState[],
  exports: object,
  end: (states: readonly InstanceState[]) => void = closeInstances,
): Exports {
  const disposable: { [dispose]?: () => void } = exports;
  disposable[dispose] = () => {
    end(states);
  };
  return exports as Exports;
}
