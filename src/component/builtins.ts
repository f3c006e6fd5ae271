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

/** What an instance has beside its handles (definitions.py `ComponentInstance` and the storage of `Thread`). */
export interface TaskState {
  backpressure: number;
  /** Of the running call; each starts with zeros. */
  context: [number | bigint, number | bigint];
}

/** Makes the state of an instance that is in no call. */
export function makeTaskState(): TaskState {
  return { backpressure: 0, context: [0, 0] };
}

const MAX_BACKPRESSURE = 2 ** 16;

/**
 * Makes the core function of any other built-in. Those that need tasks cannot run yet: they check what comes first, then
 * say so.
 */
export function otherBuiltin(
  builtin: CanonBuiltin,
  instance: InstanceState,
  task: TaskState,
): CoreFunction {
  switch (builtin.kind) {
    case "context.get":
    case "context.set":
      return contextBuiltin(builtin, task);
    case "backpressure.inc":
      return () => {
        if (++task.backpressure === MAX_BACKPRESSURE) {
          trap("T16", "backpressure counter overflow");
        }
      };
    case "backpressure.dec":
      return () => {
        if (--task.backpressure < 0) {
          trap("T17", "backpressure counter underflow");
        }
      };
    default:
      return () => {
        if (!instance.mayLeave) {
          cannotLeave(instance);
        }
        return trap("T97", `canon ${builtin.kind} is not supported yet`);
      };
  }
}

function contextBuiltin(
  { kind, slot, slotType }: Extract<CanonBuiltin, { kind: "context.get" | "context.set" }>,
  task: TaskState,
): CoreFunction {
  const index = slot === 0 ? 0 : 1;
  if (kind === "context.set") {
    return (value = 0) => {
      task.context[index] = value;
    };
  }
  return slotType === "i64" ? () => BigInt(task.context[index]) : () => task.context[index];
}

/** Gives each call of a lifted function storage of its own. */
export function withContext(
  task: TaskState,
  glue: (...values: unknown[]) => unknown,
): (...values: unknown[]) => unknown {
  return (...values) => {
    const outer = task.context;
    task.context = [0, 0];
    try {
      return glue(...values);
    } finally {
      task.context = outer;
    }
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
