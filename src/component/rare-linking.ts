import type { LiftedFunction } from "../abi/compile-function.js";
import { flattenFunctionType, type CoreValueType } from "../abi/flatten.js";
import type { Bound, CoreFunction } from "../runtime/bound.js";
import {
  backpressureDec,
  backpressureInc,
  contextGet,
  contextGetI64,
  contextSet,
  makeTaskState,
  unsupportedLower,
  withContext,
  withEndedContext,
  type TaskState,
} from "../runtime/canon-builtins.js";
import { enterFromCaller } from "../runtime/enter-from-caller.js";
import { enteringSet } from "../runtime/enter-inside.js";
import type { InstanceState } from "../runtime/instance-state.js";
import type {
  LinkPlan,
  PlannedBuiltin,
  PlannedCanon,
  PlannedLift,
  PlannedLower,
} from "./link-plan.js";
import { functionPath, present, type Linker } from "./linker.js";
import { taskBuiltin } from "./task-linking.js";

// What few components need when they are linked: calls between component instances, strings in other encodings than
// UTF-8, built-ins of tasks. It is a chunk of its own.

export { resourceDropOther } from "../runtime/resource-drop-other.js";

// What glue for such components calls beside the usual.
export * from "../runtime/rare-runtime.js";

/** Makes the core function of a canonical definition: a call of another component instance, or a built-in. */
export function makeCanon(
  linker: Linker,
  index: number,
  canon: Exclude<PlannedCanon, { readonly kind: "resource" }>,
): CoreFunction {
  const instance = linker.state(canon.instance);
  if (canon.kind === "builtin") {
    return otherBuiltin(linker, canon, taskOf(instance));
  }
  if (canon.options.async || canon.function.kind !== "lift") {
    return unsupportedLower(
      instance,
      functionPath(canon.function),
      undefined,
      entered(linker, canon),
    );
  }
  return lowerLift(linker, index, canon, canon.function.lift);
}

/**
 * The callee of a lifted function, if it is a canonical definition: it takes and gives core values then, as it does where
 * a core module is between.
 */
export function liftedCanon(linker: Linker, { core, type }: PlannedLift): CoreFunction | undefined {
  if (core.kind !== "canon") {
    return undefined;
  }
  const called = linker.core(core) as CoreFunction;
  const { params, results } = flattenFunctionType(type, { context: "lift" });
  return (...values) =>
    narrow(
      results[0],
      called(...values.map((value, index) => narrow(params[index], value) as typeof value)),
    );
}

function narrow(type: CoreValueType | undefined, value: unknown): unknown {
  switch (type) {
    case "i32":
      return (value as number) | 0;
    case "i64":
      return BigInt.asIntN(64, value as bigint);
    case "f32":
      return Math.fround(value as number);
    default:
      return value;
  }
}

/** What a call of a lowered function enters; nothing, where it calls the host. */
function entered(
  linker: Linker,
  { instance, function: target }: PlannedLower,
): readonly InstanceState[] {
  const lift = target.kind === "lift" ? linker.program.plan.lifts[target.lift] : undefined;
  return lift === undefined ? [] : enteringSet(linker.state(lift.instance), linker.state(instance));
}

/** A call from one component instance to another. */
function lowerLift(linker: Linker, index: number, canon: PlannedLower, lift: number): CoreFunction {
  const caller = linker.state(canon.instance);
  const path = linker.liftPath(lift);
  const callee = linker.state(present(linker.program.plan.lifts[lift]).instance);
  const bound = Object.assign(
    linker.bound(path, caller, linker.resourcesByKey(canon.resources), canon.options),
    { callee, entering: entered(linker, canon) },
  );
  const target = linker.lift(lift, path, caller, false);
  return linker.program.glue.lower(index)(bound, target) as CoreFunction;
}

/** Makes glue of a lifted function enter what a call from `caller` enters, with storage for `context` built-ins. */
export function enterLift(
  linker: Linker,
  instance: number,
  caller: InstanceState | undefined,
  glue: LiftedFunction,
): LiftedFunction {
  const state = linker.state(instance);
  return enterFromCaller(state, caller, ownContext(linker, state, glue));
}

/** Gives each call of what runs as a task in an instance storage for `context` built-ins, where it has some. */
export function ownContext<Called>(
  linker: Linker,
  instance: InstanceState,
  called: Called,
): Called {
  return hasContext(linker, instance) ? withContext(taskOf(instance), called) : called;
}

/** Gives what runs next in an instance storage for `context` built-ins. */
export function renewContext(instance: InstanceState): void {
  taskOf(instance).context = [0, 0];
}

/** The post-return function of a call from another component, which it outlives. */
export function calleePostReturn(linker: Linker, bound: Bound): Bound["postReturn"] {
  const { instance, postReturn } = bound;
  return postReturn !== undefined && hasContext(linker, instance)
    ? withEndedContext(taskOf(instance), postReturn)
    : postReturn;
}

function hasContext({ program, states }: Linker, instance: InstanceState): boolean {
  return instancesWithContext(program.plan).has(states.indexOf(instance));
}

const withContexts = new WeakMap<LinkPlan, ReadonlySet<number>>();

/** Finds the instances of a plan that have `context` built-ins. */
function instancesWithContext(plan: LinkPlan): ReadonlySet<number> {
  let found = withContexts.get(plan);
  if (found === undefined) {
    found = new Set(
      plan.canons.flatMap((canon) =>
        canon.kind === "builtin" && canon.builtin.kind.startsWith("context.") ? canon.instance : [],
      ),
    );
    withContexts.set(plan, found);
  }
  return found;
}

const tasks = new WeakMap<InstanceState, TaskState>();

function taskOf(instance: InstanceState): TaskState {
  let task = tasks.get(instance);
  if (task === undefined) {
    task = makeTaskState();
    tasks.set(instance, task);
  }
  return task;
}

function otherBuiltin(linker: Linker, canon: PlannedBuiltin, task: TaskState): CoreFunction {
  const { builtin } = canon;
  switch (builtin.kind) {
    case "context.get": {
      const get = builtin.slotType === "i64" ? contextGetI64 : contextGet;
      return get(task, slotOf(builtin));
    }
    case "context.set":
      return contextSet(task, slotOf(builtin));
    case "backpressure.inc":
      return backpressureInc(task);
    case "backpressure.dec":
      return backpressureDec(task);
    default:
      return taskBuiltin(linker, canon);
  }
}

function slotOf({ slot }: { readonly slot: number }): 0 | 1 {
  return slot === 0 ? 0 : 1;
}
