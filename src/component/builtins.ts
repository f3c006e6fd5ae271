import { resourceDrop, resourceNew, resourceRep } from "../runtime/handles.js";
import { cannotLeave, type InstanceState } from "../runtime/instance-state.js";
import type { ResourceType } from "../runtime/resource-type.js";
import { trap } from "../runtime/trap.js";
import type { CoreFunction } from "../runtime/bound.js";
import type { CanonBuiltin } from "./model.js";

/** Makes the core function of a resource built-in. */
export function resourceBuiltin(
  kind: "resource.new" | "resource.drop" | "resource.rep",
  instance: InstanceState,
  type: ResourceType,
): CoreFunction {
  switch (kind) {
    case "resource.new":
      return resourceNew(instance, type) as CoreFunction;
    case "resource.drop":
      return resourceDrop(instance, type) as CoreFunction;
    case "resource.rep":
      return resourceRep(instance, type) as CoreFunction;
  }
}

/** Built-ins that may be called from realloc and post-return (definitions.py: those without `may_leave`). */
const alwaysAllowed: ReadonlySet<CanonBuiltin["kind"]> = new Set([
  "context.get",
  "context.set",
  "backpressure.inc",
  "backpressure.dec",
  "thread.index",
] as const);

/** Makes the core function of a built-in that cannot run yet: it checks what comes first, then says so. */
export function unsupportedBuiltin(
  kind: CanonBuiltin["kind"],
  instance: InstanceState,
): CoreFunction {
  return () => {
    if (!instance.mayLeave && !alwaysAllowed.has(kind)) {
      cannotLeave(instance);
    }
    return trap("T97", `canon ${kind} is not supported yet`);
  };
}

/** Makes the core function of an import that is lowered with the `async` option, which cannot run yet. */
export function unsupportedLower(path: string, instance: InstanceState): CoreFunction {
  return () => {
    if (!instance.mayLeave) {
      cannotLeave(instance);
    }
    return trap("T97", `${path}: an async lowered function is not supported yet`);
  };
}
