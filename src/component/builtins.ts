import type { CoreFunction } from "../runtime/bound.js";
import {
  backpressureDec,
  backpressureInc,
  contextGet,
  contextGetI64,
  contextSet,
  unsupportedBuiltin,
  type TaskState,
} from "../runtime/canon-builtins.js";
import { resourceDrop, resourceNew, resourceRep } from "../runtime/handles.js";
import type { InstanceState } from "../runtime/instance-state.js";
import type { ResourceType } from "../runtime/resource-type.js";
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

/** Makes the core function of any other built-in. */
export function otherBuiltin(
  builtin: CanonBuiltin,
  instance: InstanceState,
  task: TaskState,
): CoreFunction {
  switch (builtin.kind) {
    case "context.get": {
      const get = builtin.slotType === "i64" ? contextGetI64 : contextGet;
      return get(task, slotOf(builtin));
    }
    case "context.set":
      return contextSet(task, slotOf(builtin)) as CoreFunction;
    case "backpressure.inc":
      return backpressureInc(task);
    case "backpressure.dec":
      return backpressureDec(task);
    default:
      return unsupportedBuiltin(instance, builtin.kind);
  }
}

function slotOf({ slot }: { readonly slot: number }): 0 | 1 {
  return slot === 0 ? 0 : 1;
}
