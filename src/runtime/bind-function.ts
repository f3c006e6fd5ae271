import type { Bound } from "./bound.js";
import type { InstanceState } from "./instance-state.js";
import type { MemoryViews } from "./memory-views.js";
import type { ResourceType } from "./resource-type.js";

/** What functions of one component instance have in common: the options of a `canon` definition. */
export interface CanonOptions {
  readonly instance: InstanceState;
  readonly memory?: MemoryViews;
  realloc?: unknown;
  readonly resources?: Readonly<Record<string, ResourceType>>;
  /** What was bound before the `realloc` is there: it gets it by `setRealloc`. */
  readonly waiting?: Bound[];
}

/**
 * Binds the glue of one function. All that glue is bound to has the same shape, whatever is in it: a copy of the options
 * would be slower at every call.
 *
 * @param path for messages
 * @param core the export to lift; none where a host function is lowered
 */
export function bindFunction(
  { instance, memory, realloc, resources }: CanonOptions,
  path: string,
  core?: unknown,
  postReturn?: unknown,
): Bound {
  // Validation has shown what the exports of core modules are, and which functions need a memory or resources.
  return { path, instance, memory, resources, realloc, core, postReturn } as Bound;
}

/** {@link bindFunction} for a function that is lowered before its `realloc` is there. */
export function bindWaiting(options: CanonOptions, path: string): Bound {
  const bound = bindFunction(options, path);
  options.waiting?.push(bound);
  return bound;
}
