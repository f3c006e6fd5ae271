import type { CoreFunction } from "./bound.js";
import { cannotCall } from "./enter.js";
import { checkLeave, type InstanceState } from "./instance-state.js";
import { trap } from "./trap.js";

// The core functions of canonical built-ins that are not about resources.

/** What an instance has beside its handles (definitions.py `ComponentInstance` and the storage of `Thread`). */
export interface TaskState {
  backpressure: number;
  /** Of the running call; each starts with zeros. */
  context: Context;
  /** Of the call that ended last: its post-return function may be due. */
  ended: Context;
}

type Context = [number | bigint, number | bigint];

/** Makes the state of an instance that is in no call. */
export function makeTaskState(): TaskState {
  return { backpressure: 0, context: [0, 0], ended: [0, 0] };
}

const MAX_BACKPRESSURE = 2 ** 16;

/** The core function of `canon backpressure.inc`. */
export function backpressureInc(task: TaskState): () => void {
  return () => {
    if (++task.backpressure === MAX_BACKPRESSURE) {
      trap("T16", "backpressure counter overflow");
    }
  };
}

/** The core function of `canon backpressure.dec`. */
export function backpressureDec(task: TaskState): () => void {
  return () => {
    if (--task.backpressure < 0) {
      trap("T17", "backpressure counter underflow");
    }
  };
}

/** The core function of `canon context.get` for a slot that holds an i32. */
export function contextGet(task: TaskState, slot: 0 | 1): () => number | bigint {
  return () => task.context[slot];
}

/** The core function of `canon context.get` for a slot that holds an i64. */
export function contextGetI64(task: TaskState, slot: 0 | 1): () => bigint {
  return () => BigInt(task.context[slot]);
}

/** The core function of `canon context.set`. */
export function contextSet(task: TaskState, slot: 0 | 1): (value: number | bigint) => void {
  return (value) => {
    task.context[slot] = value;
  };
}

/** Gives each call of a lifted function, `realloc` or destructor storage of its own. */
export function withContext<Called>(task: TaskState, called: Called): Called {
  return inContext(task, () => [0, 0], called);
}

/** Gives a post-return function that runs after its call has ended the storage of that call. */
export function withEndedContext<Called>(task: TaskState, called: Called): Called {
  return inContext(task, () => task.ended, called);
}

function inContext<Called>(task: TaskState, context: () => Context, called: Called): Called {
  const call = called as (...values: unknown[]) => unknown;
  const wrapped = (...values: unknown[]): unknown => {
    const outer = task.context;
    task.context = context();
    try {
      return call(...values);
    } finally {
      task.ended = task.context;
      task.context = outer;
    }
  };
  return wrapped as Called;
}

/** The core function of a built-in that cannot run yet: it checks what comes first, then says so. */
export function unsupportedBuiltin(instance: InstanceState, name: string): CoreFunction {
  return () => {
    checkLeave(instance);
    return trap("T97", `canon ${name} is not supported yet`);
  };
}

/** The core function of an import that cannot run yet because it is `what`; `entering`: what its call would enter. */
export function unsupportedLower(
  instance: InstanceState,
  path: string,
  what = "an async lowered function",
  entering: readonly InstanceState[] = [],
): CoreFunction {
  return () => cannotCall({ path, instance, entering }, what);
}
