import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { bindExports } from "../../src/runtime/bind-exports.js";
import { GuestResource } from "../../src/runtime/guest-resource.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import type { ResourceType } from "../../src/runtime/resource-type.js";
import type { ExportFunction, ExportResource } from "../../src/runtime/world-binding.js";

/** A table of functions that are only named here. */
const functions = (...names: readonly string[]): Readonly<Record<string, ExportFunction>> =>
  Object.fromEntries(names.map((name) => [name, { signature: "", lift: () => () => undefined }]));

test("the exports of a world are its functions, and interfaces under long and short names", () => {
  const state = new InstanceState("guest");
  const exports = bindExports(
    {
      name: "docs:test/world",
      imports: {},
      exports: {
        $root: { functions: functions("run", "not-there") },
        "docs:test/one": { shortKey: "one", functions: functions("do-it") },
        "docs:test/two": { functions: functions("do-it") },
      },
    },
    {},
    [state],
    (_, interfaceName, mangled) =>
      mangled === "not-there" ? undefined : `${interfaceName} ${mangled}`,
  );
  expect(exports).toEqual({
    run: "$root run",
    one: { doIt: "docs:test/one do-it" },
    "docs:test/one": { doIt: "docs:test/one do-it" },
    "docs:test/two": { doIt: "docs:test/two do-it" },
  });
  expect(exports["one"]).toBe(exports["docs:test/one"]);
  (exports as unknown as Disposable)[Symbol.dispose]();
  expect(state.mayEnter).toBe(false);
});

test("the functions of a resource come together, and its class is what lifted handles are of", () => {
  const type: ResourceType = { name: "thing" };
  const bound: unknown[] = [];
  const thing: ExportResource = {
    key: "Thing",
    handle: GuestResource,
    bind: (...given) => {
      bound.push(given);
      return class extends GuestResource {};
    },
  };
  const binding = {
    functions: functions("f", "[constructor]thing", "[method]thing.get-it", "[static]thing.make"),
    resources: { thing, other: { ...thing, key: "Other" } },
  };
  const exports = bindExports(
    { name: "docs:test/world", imports: {}, exports: { "docs:test/things": binding } },
    { "[export]docs:test/things.thing": type },
    [],
    (_, __, mangled) => mangled,
  );
  const things = exports["docs:test/things"] as { readonly Thing: new () => object };
  expect(Object.keys(things)).toEqual(["f", "Thing"]);
  const members = {
    constructor: "[constructor]thing",
    getIt: "[method]thing.get-it",
    make: "[static]thing.make",
  };
  expect(bound).toEqual([[type, members]]);
  expect(type.functions).toEqual(members);
  expect(type.wrap?.(5)).toBeInstanceOf(things.Thing);
});

test("many functions are found as fast as few", () => {
  setFlagsFromString("--allow-natives-syntax");
  const isFast = runInThisContext("(object) => %HasFastProperties(object)") as (
    object: unknown,
  ) => boolean;
  const names = (prefix: string): readonly string[] =>
    Array.from({ length: 200 }, (_, index) => `${prefix}${index}`);
  const type: ResourceType = { name: "thing" };
  const thing = { key: "Thing", handle: GuestResource, bind: () => class extends GuestResource {} };
  const exports = bindExports(
    {
      name: "docs:test/world",
      imports: {},
      exports: {
        $root: { functions: functions(...names("r")) },
        "docs:test/many": {
          functions: functions(...names("f"), ...names("[method]thing.m")),
          resources: { thing },
        },
      },
    },
    { "[export]docs:test/many.thing": type },
    [],
    () => () => undefined,
  );
  expect([exports, exports["docs:test/many"], type.functions].map(isFast)).toEqual([
    true,
    true,
    true,
  ]);
});
