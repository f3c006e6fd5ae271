import type { InstanceState } from "./instance-state.js";
import type { MemoryViews } from "./memory-views.js";
import type { ResourceType } from "./resource-type.js";

/** A core WebAssembly function as JavaScript sees it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the engine's own type: results depend on the function
export type CoreFunction = (...args: (number | bigint)[]) => any;

export type ReallocFunction = (
  oldPointer: number,
  oldSize: number,
  alignment: number,
  newSize: number,
) => number;

/**
 * Everything that the glue of one function is bound to: what the options of its `canon lift` or `canon lower` name, and
 * the component instance that it belongs to. A glue factory gets it once and keeps it.
 *
 * `memory` and `realloc` may be filled after the glue was made (a core module's imports exist before its memory), but
 * before the first call.
 */
export interface Bound {
  /** For messages: `exports["docs:calculator/operations"].divide()`. */
  readonly path: string;
  readonly instance: InstanceState;
  readonly memory: MemoryViews;
  /** The function that is lifted; absent where a host function is lowered. */
  readonly core?: CoreFunction;
  realloc?: ReallocFunction;
  readonly postReturn?: CoreFunction;
  /** The resource types of the function, in the order in which its signature first names them. */
  readonly resources: readonly ResourceType[];
}
