import { disposeInstances } from "./dispose-instance.js";
import type { InstanceState } from "./instance-state.js";
import { dispose } from "./resource-type.js";
import type { WorldExports } from "./types.js";

/**
 * Completes the exports of an instance with what ends its use.
 *
 * @param states all that ends with it
 * @param exports everything else of `Exports`, as glue has it
 */
export function makeExports<Exports extends WorldExports>(
  states: readonly InstanceState[],
  exports: object,
): Exports {
  const end = {
    [dispose]: () => {
      disposeInstances(states);
    },
  };
  return Object.assign(exports, end) as unknown as Exports;
}
