import type { Bound } from "./bound.js";
import type { InstanceState } from "./instance-state.js";
import type { MemoryViews } from "./memory-views.js";
import type { ResourceType } from "./resource-type.js";

/** What functions of one component instance have in common: the options of a `canon` definition. */
export interface CanonOptions {
  readonly instance: InstanceState;
  readonly memory?: MemoryViews;
  readonly realloc?: unknown;
  readonly resources?: Readonly<Record<string, ResourceType>>;
}

/**
 * Binds the glue of one function.
 *
 * @param path for messages
 * @param core the export to lift; none where a host function is lowered
 */
export function bindFunction(
  options: CanonOptions,
  path: string,
  core?: unknown,
  postReturn?: unknown,
): Bound {
  // Validation has shown what the exports of core modules are, and which functions need a memory or resources.
  return { ...options, path, core, postReturn } as Bound;
}
