import { bindFunction, type CanonOptions } from "./bind-function.js";
import type { Bound } from "./bound.js";
import { enteringSet } from "./enter-inside.js";
import type { InstanceState } from "./instance-state.js";

type Resources = NonNullable<CanonOptions["resources"]>;

/** Binds the glue of a function that another component instance calls. */
export function bindCallee(
  options: CanonOptions,
  resources: Resources,
  path: string,
  core: unknown,
  postReturn?: unknown,
): Bound {
  return bindFunction({ ...options, resources }, path, core, postReturn);
}

/** Binds the glue of a function that calls `callee`, another component instance. */
export function bindCaller(
  options: CanonOptions,
  resources: Resources,
  path: string,
  callee: InstanceState,
): Bound {
  const bound = bindFunction({ ...options, resources }, path);
  const caller = { ...bound, callee, entering: enteringSet(callee, options.instance) };
  options.waiting?.push(caller);
  return caller;
}
