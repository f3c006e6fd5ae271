import { beforeAll, beforeEach, expect, test } from "vitest";
import {
  backpressureDec,
  backpressureInc,
  contextGet,
  contextGetI64,
  contextSet,
  makeTaskState,
  unsupportedBuiltin,
  unsupportedLower,
  withContext,
  withEndedContext,
  type TaskState,
} from "../../src/runtime/canon-builtins.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";
import { prepareTraps } from "../../src/runtime/trap.js";

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

let task: TaskState;

beforeEach(() => {
  task = makeTaskState();
});

test("backpressure counts from 0 to 65535", () => {
  const [inc, dec] = [backpressureInc(task), backpressureDec(task)];
  expect(dec).toThrow(expect.objectContaining({ code: "T17" }));
  task.backpressure = 0;
  for (let count = 1; count < 65536; count++) {
    inc();
  }
  expect(inc).toThrow(expect.objectContaining({ code: "T16" }));
  task.backpressure = 1;
  dec();
  expect(task.backpressure).toBe(0);
});

test("the slots of a context start with zeros of their type", () => {
  expect(([0, 1] as const).map((slot) => contextGet(task, slot)())).toEqual([0, 0]);
  expect(([0, 1] as const).map((slot) => contextGetI64(task, slot)())).toEqual([0n, 0n]);
  contextSet(task, 1)(7n);
  expect(contextGetI64(task, 1)()).toBe(7n);
  expect(contextGetI64(task, 0)()).toBe(0n);
});

test("each call has a context of its own, which its post-return function goes on with", () => {
  const [get, set] = [contextGet(task, 0), contextSet(task, 0)];
  const next = (by: number): unknown => {
    const found = get();
    set(by);
    return found;
  };
  const call = withContext(task, next);
  const postReturn = withEndedContext(task, next);
  expect([next(1), call(2), call(3), postReturn(4), postReturn(5), next(6)]).toEqual([
    ...[0, 0, 0, 3, 4, 1],
  ]);
});

test("a call that throws leaves the context of its caller", () => {
  contextSet(task, 0)(1);
  const call = withContext(task, () => {
    contextSet(task, 0)(2);
    throw new Error("from the guest");
  });
  expect(call).toThrow("from the guest");
  expect(contextGet(task, 0)()).toBe(1);
});

test("what is not supported yet traps behind what comes first", () => {
  const [instance, callee] = [new InstanceState("guest"), new InstanceState("callee")];
  const builtin = unsupportedBuiltin(instance, "thread.new-indirect");
  const lower = unsupportedLower(instance, "f()", undefined, [callee]);
  const codes = (): unknown[] =>
    [builtin, lower].map((call) => {
      try {
        return call();
      } catch (error) {
        return (error as { readonly code?: string }).code;
      }
    });
  expect(codes()).toEqual(["T97", "T97"]);
  callee.mayEnter = false;
  expect(codes()).toEqual(["T97", "T1"]);
  instance.mayLeave = false;
  expect(codes()).toEqual(["T2", "T2"]);
});
