import type { InstanceState } from "./instance-state.js";
import type { MemoryViews } from "./memory-views.js";
import type { ResourceType } from "./resource-type.js";

/** A core WebAssembly function as JavaScript sees it; it returns a number, a bigint or nothing. */
export type CoreFunction = (...args: (number | bigint)[]) => unknown;

/** The guest's `realloc` (CanonicalABI.md, `canonopt`): gives the address of `newSize` bytes. */
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
 * `realloc` may be filled after the glue was made (a core module's imports exist before its exports), but before the
 * first call.
 */
export interface Bound {
  /** For messages: `exports["docs:calculator/operations"].divide()`. */
  readonly path: string;
  readonly instance: InstanceState;
  readonly memory: MemoryViews;
  /** The function that is lifted; absent where a host function is lowered. */
  readonly core?: CoreFunction | undefined;
  realloc?: ReallocFunction | undefined;
  readonly postReturn?: CoreFunction | undefined;
  /** The component instance that a lowered function calls, where it calls one. */
  readonly callee?: InstanceState | undefined;
  /** The instances that a call of a lowered function enters, where it calls another component instance. */
  readonly entering?: readonly InstanceState[] | undefined;
  /** The instance's resource types by the key that the glue knows them by (`AbiResource.key`). */
  readonly resources: Readonly<Record<string, ResourceType>>;
}

/** The function to lift; the loader has checked that there is one. */
export function coreOf(bound: Bound): CoreFunction {
  return bound.core as CoreFunction;
}

/** The resource type that glue knows as `key`; whoever bound it has all that the glue asks for. */
export function resourceOf(bound: Bound, key: string): ResourceType {
  return bound.resources[key] as ResourceType;
}
