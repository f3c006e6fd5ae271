import { expect, test } from "vitest";
import { coreOf } from "../../src/runtime/bound.js";
import { GuestResource } from "../../src/runtime/guest-resource.js";
import { instantiateCoreModule } from "../../src/runtime/instantiate-core-module.js";
import { webAssembly } from "../../src/runtime/web-assembly.js";
import type { WorldBinding } from "../../src/runtime/world-binding.js";
import { coreModule, i32, op } from "../component/assembler.js";

const counters = "docs:test/counters";
const dropped: WorldBinding["exports"][string]["functions"][string] = {
  signature: "func() -> u32",
  key: "dropped",
  lift: (bound) => coreOf(bound),
};
const world: WorldBinding = {
  name: "docs:test/world",
  imports: {},
  exports: {
    [counters]: {
      functions: { dropped },
      resources: { counter: { key: "Counter", bind: () => GuestResource, handle: GuestResource } },
    },
  },
};

test("what a module drops while it is initialized is destroyed", () => {
  const module = coreModule({
    imports: [
      {
        module: `[export]${counters}`,
        name: "[resource-new]counter",
        params: [i32],
        results: [i32],
      },
      { module: `[export]${counters}`, name: "[resource-drop]counter", params: [i32] },
    ],
    memory: 1,
    globals: [0],
    functions: [
      {
        export: "_initialize",
        body: [...op.const(5), ...op.call(0), ...op.call(1)],
      },
      {
        export: `${counters}#[dtor]counter`,
        params: [i32],
        body: [...op.get(0), ...op.globalSet(0)],
      },
      { export: `${counters}#dropped`, results: [i32], body: op.globalGet(0) },
    ],
  });
  const compiled = new webAssembly.Module(new Uint8Array(module));
  const exports = instantiateCoreModule(world, compiled, {});
  const instance = exports[counters] as { readonly dropped: () => number };
  expect(instance.dropped()).toBe(5);
});

test.each([
  ["__proto__", "f"],
  ["constructor", "f"],
  ["toString", "call"],
  ["[export]__proto__", "[resource-drop]counter"],
])("an import of %s is none of the world's", (from, name) => {
  const module = coreModule({ imports: [{ module: from, name }], memory: 1 });
  const compiled = new webAssembly.Module(new Uint8Array(module));
  expect(() => instantiateCoreModule({ ...world, exports: {} }, compiled, {})).toThrow(
    `the world has no import for ${from} ${name}`,
  );
});
