import { expect, test } from "vitest";
import type { Bound } from "../../src/runtime/bound.js";
import { simpleHostFailed } from "../../src/runtime/call-failures.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import { prepareTraps } from "../../src/runtime/trap.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";

test.each([
  ["of a host function is a trap of the host", undefined, "T96"],
  ["between components is a trap of the callee", new InstanceState("callee"), "T11"],
])("a stack that ends in a call %s", (_, callee, code) => {
  prepareTraps(compileTrapHelper);
  const bound: Bound = {
    ...{ path: "f()", instance: new InstanceState("caller"), memory: new MemoryViews() },
    ...{ realloc: undefined, postReturn: undefined, core: undefined, resources: {}, callee },
  };
  const cause = new RangeError("Maximum call stack size exceeded");
  expect(simpleHostFailed(bound, cause, {})).toMatchObject({ code, cause });
});
