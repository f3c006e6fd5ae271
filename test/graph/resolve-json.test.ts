import { expect, test } from "vitest";
import { toResolveJson } from "../../src/graph/resolve-json.js";
import { loadWitText } from "../../src/wit.js";

const text = `
/// Package.
package a:b@1.0.0;

/// Interface.
@since(version = 1.0.0)
interface i {
  /// Record.
  @since(version = 1.0.0)
  @deprecated(version = 1.0.0)
  record r {
    /// Field.
    x: u8,
  }
  @unstable(feature = f)
  flags fs { one }
  enum e { first }
  variant v { none, some(r) }
  resource s {
    constructor();
    m: func(x: option<u8>) -> result<string>;
    make: static func() -> list<r>;
  }
  f: async func(t: tuple<u8, borrow<s>>, l: list<u8, 2>, m: map<u8, u8>);
  g: func(a: future, b: stream<u8>) -> result<_, string>;
}

world w {
  use i.{r};
  import j: interface {}
  export i;
  export run: func() -> r;
}
`;

const { graph } = await loadWitText(text, { features: "all" });
const json = graph && toResolveJson(graph);

test("the graph as JSON has types of all kinds", () => {
  const anonymous = { name: null, owner: null };
  const own = { owner: { interface: 0 } };
  const stable = { stability: { stable: { since: "1.0.0", deprecated: "1.0.0" } } };
  const field = { name: "x", type: "u8", docs: { contents: "Field." } };
  const cases = [
    { name: "none", type: null },
    { name: "some", type: 0 },
  ];
  const unstable = { stability: { unstable: { feature: "f" } } };
  expect(json?.["types"]).toEqual([
    {
      ...{ name: "r", kind: { record: { fields: [field] } }, docs: { contents: "Record." } },
      ...{ ...own, ...stable },
    },
    { name: "fs", kind: { flags: { flags: [{ name: "one" }] } }, ...own, ...unstable },
    { name: "e", kind: { enum: { cases: [{ name: "first" }] } }, ...own },
    { name: "v", kind: { variant: { cases } }, ...own },
    { name: "s", kind: "resource", ...own },
    { kind: { handle: { borrow: 4 } }, ...anonymous },
    { kind: { option: "u8" }, ...anonymous },
    { kind: { result: { ok: "string", err: null } }, ...anonymous },
    { kind: { list: 0 }, ...anonymous, ...stable },
    { kind: { tuple: { types: ["u8", 5] } }, ...anonymous },
    { kind: { "fixed-length-list": ["u8", 2] }, ...anonymous },
    { kind: { map: ["u8", "u8"] }, ...anonymous },
    { kind: { future: null }, ...anonymous },
    { kind: { stream: "u8" }, ...anonymous },
    { kind: { result: { ok: null, err: "string" } }, ...anonymous },
    { name: "r", kind: { type: 0 }, owner: { world: 0 } },
    { kind: { handle: { own: 4 } }, ...anonymous },
  ]);
});

test("the graph as JSON has functions of all kinds", () => {
  const params = (types: Readonly<Record<string, unknown>>): unknown[] =>
    Object.entries(types).map(([name, type]) => ({ name, type }));
  const functions: { readonly name: string; readonly [key: string]: unknown }[] = [
    { name: "[constructor]s", kind: { constructor: 4 }, params: [], result: 16 },
    { name: "[method]s.m", kind: { method: 4 }, params: params({ self: 5, x: 6 }), result: 7 },
    { name: "[static]s.make", kind: { static: 4 }, params: [], result: 8 },
    { name: "f", kind: "async-freestanding", params: params({ t: 9, l: 10, m: 11 }) },
    { name: "g", kind: "freestanding", params: params({ a: 12, b: 13 }), result: 14 },
  ];
  expect(json?.["interfaces"]).toEqual([
    {
      ...{ name: "i", package: 0, docs: { contents: "Interface." } },
      stability: { stable: { since: "1.0.0" } },
      types: { r: 0, fs: 1, e: 2, v: 3, s: 4 },
      functions: Object.fromEntries(functions.map((each) => [each.name, each])),
    },
    { name: null, package: 0, types: {}, functions: {} },
  ]);
});

test("the graph as JSON has items of worlds by their names", () => {
  const own = { interface: { id: 0 } };
  const run = { name: "run", kind: "freestanding", params: [], result: 15 };
  expect(json?.["worlds"]).toEqual([
    {
      ...{ name: "w", package: 0 },
      imports: { "interface-0": own, r: { type: 15 }, j: { interface: { id: 1 } } },
      exports: { "interface-0": own, run: { function: run } },
    },
  ]);
  const docs = { contents: "Package." };
  expect(json?.["packages"]).toEqual([
    { name: "a:b@1.0.0", docs, interfaces: { i: 0 }, worlds: { w: 0 } },
  ]);
});
