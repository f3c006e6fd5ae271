import type { AbiFunctionType } from "../../src/abi/abi-type.js";
import { callAndTrapOnThrow, LiftLowerContext } from "./context.js";
import { CoreValueIter } from "./flat-lifting.js";
import {
  flattenFunctype,
  maxFlatParams,
  maxFlatResults,
  paramTypes,
  resultTypes,
} from "./flattening.js";
import { liftFlatValues, lowerFlatValues } from "./lifting-lowering-values.js";
import type { CanonicalOptions, CoreFunction, CoreValue } from "./options.js";
import {
  ResourceHandle,
  Subtask,
  Task,
  type ComponentInstance,
  type ResourceType,
  type ResourceTypes,
} from "./runtime-state.js";
import type { SpecValue } from "./spec-value.js";
import { assert, Trap, trapIf } from "./trap.js";

/**
 * A component-level function (definitions.py `FuncInst`): takes its arguments from `onStart` and gives its result, a list
 * of none or one, to `onResolve`. `caller` is undefined where the host calls.
 */
export type FuncInst = (
  onStart: () => readonly SpecValue[],
  onResolve: (result: readonly SpecValue[]) => void,
  caller: ComponentInstance | undefined,
) => void;

/** Everything that one canonical definition is made with. */
export interface Definition {
  readonly type: AbiFunctionType;
  readonly opts: CanonicalOptions;
  readonly inst: ComponentInstance;
  readonly resources?: ResourceTypes;
}

/** Makes a component-level function of a core one (definitions.py `Store.lift`). */
export function lift(callee: CoreFunction, definition: Definition): FuncInst {
  const { inst } = definition;
  return (onStart, onResolve, caller) => {
    trapIf(!inst.mayEnterFrom(caller), "T1");
    inst.enterFrom(caller);
    canonLift(callee, definition, onStart, onResolve);
    inst.leaveTo(caller);
  };
}

/** Makes a core function of a component-level one (definitions.py `Store.lower`). */
export function lower(callee: FuncInst, definition: Definition): CoreFunction {
  return (...args) => canonLower(callee, definition, args);
}

/** Makes a component-level function of what a host does with lifted values. */
export function hostFunction(
  run: (...args: readonly SpecValue[]) => readonly SpecValue[],
): FuncInst {
  return (onStart, onResolve) => {
    onResolve(run(...onStart()));
  };
}

/** Calls a component-level function as the host does (definitions.py `Store.invoke`). */
export function invoke(f: FuncInst, args: readonly SpecValue[]): readonly SpecValue[] {
  let result: readonly SpecValue[] | undefined;
  f(
    () => args,
    (value) => {
      result = value;
    },
    undefined,
  );
  assert(result !== undefined);
  return result;
}

/** definitions.py `canon_lift`, without async options */
export function canonLift(
  callee: CoreFunction,
  { type, opts, inst, resources }: Definition,
  onStart: () => readonly SpecValue[],
  onResolve: (result: readonly SpecValue[]) => void,
): void {
  assert(!type.async);
  const task = new Task();
  const cx = new LiftLowerContext(opts, inst, task, resources);
  task.start();
  const flatArgs = lowerFlatValues(cx, maxFlatParams, onStart(), paramTypes(type));
  const flatType = flattenFunctype(type, "lift", cx.ptrType);
  assert(flatArgs.length === flatType.params.length);
  const flatResults = coreResults(callAndTrapOnThrow(callee, flatArgs));
  assert(flatResults.length === flatType.results.length, "as many core results as the type has");
  const result = liftFlatValues(
    cx,
    maxFlatResults,
    new CoreValueIter(flatResults),
    resultTypes(type),
  );
  task.return_();
  onResolve(result);
  if (opts.postReturn !== undefined) {
    assert(inst.mayLeave);
    inst.mayLeave = false;
    callAndTrapOnThrow(opts.postReturn, flatResults);
    inst.mayLeave = true;
  }
}

function coreResults(returned: unknown): readonly CoreValue[] {
  return returned === undefined ? [] : [returned as CoreValue];
}

/** definitions.py `canon_lower`, without async options */
export function canonLower(
  callee: FuncInst,
  { type, opts, inst, resources }: Definition,
  args: readonly CoreValue[],
): CoreValue | undefined {
  trapIf(!inst.mayLeave, "T2");
  const flatType = flattenFunctype(type, "lower", opts.memory?.addrtype);
  assert(args.length === flatType.params.length, "as many core arguments as the type has");
  const flatArgs = new CoreValueIter(args);
  const subtask = new Subtask();
  const cx = new LiftLowerContext(opts, inst, subtask, resources);
  let flatResults: readonly CoreValue[] = [];

  callee(
    () => {
      assert(subtask.state === "starting");
      subtask.state = "started";
      return liftFlatValues(cx, maxFlatParams, flatArgs, paramTypes(type));
    },
    (result) => {
      assert(subtask.state === "started");
      flatResults = lowerFlatValues(cx, maxFlatResults, result, resultTypes(type), flatArgs);
      subtask.state = "returned";
    },
    inst,
  );

  subtask.deliverResolve();
  assert(flatResults.length === flatType.results.length);
  return flatResults[0];
}

/** definitions.py `canon_resource_new` */
export function canonResourceNew(inst: ComponentInstance, rt: ResourceType, rep: number): number {
  trapIf(!inst.mayLeave, "T2");
  return inst.handles.add(new ResourceHandle(rt, rep, true));
}

/** definitions.py `canon_resource_drop` */
export function canonResourceDrop(inst: ComponentInstance, rt: ResourceType, i: number): void {
  trapIf(!inst.mayLeave, "T2");
  const h = inst.handles.remove(i);
  if (!(h instanceof ResourceHandle)) {
    throw new Trap("T47");
  }
  trapIf(h.rt !== rt, "T48");
  trapIf(h.numLends !== 0, "T49");
  if (h.own) {
    assert(h.borrowScope === undefined);
    runDestructor(inst, rt, h.rep);
  } else {
    assert(h.borrowScope !== undefined);
    h.borrowScope.numBorrows -= 1;
  }
}

/** Lifts and lowers the destructor as a function from u32 to nothing; the host's own one is called as it is. */
function runDestructor(inst: ComponentInstance, rt: ResourceType, rep: unknown): void {
  if (rt.impl === undefined) {
    rt.dtor?.(rep);
    return;
  }
  trapIf(!rt.impl.mayEnterFrom(inst), "T1");
  rt.impl.enterFrom(inst);
  callAndTrapOnThrow((value) => rt.dtor?.(value), [rep as number]);
  rt.impl.leaveTo(inst);
}

/** definitions.py `canon_resource_rep` */
export function canonResourceRep(inst: ComponentInstance, rt: ResourceType, i: number): unknown {
  const h = inst.handles.get(i);
  if (!(h instanceof ResourceHandle)) {
    throw new Trap("T50");
  }
  trapIf(h.rt !== rt, "T51");
  return h.rep;
}
