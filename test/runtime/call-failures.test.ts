import { beforeAll, expect, test } from "vitest";
import type { Bound } from "../../src/runtime/bound.js";
import {
  callFailed,
  notSupported,
  simpleHostFailed,
  thrownPayload,
} from "../../src/runtime/call-failures.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import { prepareTraps } from "../../src/runtime/trap.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

const boundTo = (callee?: InstanceState): Bound => ({
  ...{ path: "f()", instance: new InstanceState("caller"), memory: new MemoryViews() },
  ...{ realloc: undefined, postReturn: undefined, core: undefined, resources: {}, callee },
});

/** Whatever is done with it throws. */
function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test.each([
  ["of a host function is a trap of the host", undefined, "T96"],
  ["between components is a trap of the callee", new InstanceState("callee"), "T11"],
])("a stack that ends in a call %s", (_, callee, code) => {
  const cause = new RangeError("Maximum call stack size exceeded");
  expect(simpleHostFailed(boundTo(callee), cause, {})).toMatchObject({ code, cause });
});

test("what a host function throws is a trap even if nothing can be asked of it", () => {
  const error = simpleHostFailed(boundTo(), revokedProxy(), {});
  expect(error).toMatchObject({ code: "T96", message: "f() threw something" });
});

test("what a getter of an argument throws leaves the instance open, whatever it is", () => {
  const bound = boundTo();
  bound.instance.mayEnter = false;
  const error = revokedProxy();
  expect(callFailed(bound, error, {}, false) === error).toBe(true);
  expect(bound.instance.mayEnter).toBe(true);
});

test.each([
  ["an error with a payload", Object.assign(new Error("no"), { payload: 5 }), 5],
  ["an error with a payload of nothing", Object.assign(new Error("no"), { payload: undefined })],
  ["what is no error", "text", "text"],
  ["nothing", undefined],
])("the error result is %s", (_, thrown, want?: unknown) => {
  expect(thrownPayload(thrown)).toBe(want);
});

test("any other error is no error result", () => {
  const error = new Error("no");
  expect(() => thrownPayload(error)).toThrow(error);
});

test("a function that cannot run traps where the guest calls it, and is an error for the host", () => {
  const what = "an async function";
  const trap = { code: "T97", message: "f(): an async function is not supported yet" };
  expect(() => notSupported(boundTo(), what)).toThrow(expect.objectContaining(trap));
  const exported = { ...boundTo(), core: () => 0 };
  expect(() => notSupported(exported, what)).toThrow(new Error(trap.message));
});
