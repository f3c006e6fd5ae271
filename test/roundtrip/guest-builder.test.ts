import { fc } from "../fast-check.js";
import { describe, expect, test } from "vitest";
import type { AbiResource, AbiType } from "../../src/abi/abi-type.js";
import { webAssembly } from "../../src/runtime/web-assembly.js";
import { abiType, hostValue } from "../reference/arbitrary.js";
import { flattenFunctype } from "../reference/flattening.js";
import { fromJs, normalize, toJs } from "../reference/js-mapping.js";
import type { StringEncoding } from "../reference/options.js";
import { labels, show, t } from "../reference/types.js";
import { buildEchoModule, echo, sink } from "./guest-builder.js";
import { instantiateOnReference } from "./reference-host.js";

const wide = Array.from({ length: 17 }, (_, i) => (i % 2 === 0 ? t.u64 : t.u8));

/** Parameter types, and values for them. */
const cases: [AbiType[], unknown[]][] = [
  [[t.u8], [7]],
  [[t.s64], [-1n]],
  [[t.f32], [1.5]],
  [[t.f64], [-0]],
  [[t.char], ["😀"]],
  [[t.string], ["grün 😀"]],
  [[t.list(t.u8)], [[1, 2, 3]]],
  [[t.list(t.string)], [["a", "", "é"]]],
  [[t.list(t.u16, 3)], [[1, 2, 3]]],
  [[t.record({ a: t.u8, "b-c": t.option(t.u64), d: t.string })], [{ a: 1, bC: 2n, d: "x" }]],
  [[t.tuple(...wide)], [wide.map((_, i) => (i % 2 === 0 ? BigInt(i) : i))]],
  [[t.variant({ a: t.f32, b: t.u64, c: undefined })], [{ tag: "a", val: 0.5 }]],
  [[t.variant({ a: t.tuple(t.f32, t.f64), b: t.string })], [{ tag: "a", val: [0.5, 2] }]],
  [[t.result(t.f64, t.s32)], [{ tag: "err", val: -5 }]],
  [[t.option(t.option(t.u8))], [{ tag: "some" }]],
  [[t.enum(...labels(300))], ["l299"]],
  [[t.flags(...labels(17))], [Object.fromEntries(labels(17).map((l, i) => [l, i % 3 === 0]))]],
  [[t.map(t.string, t.u8)], [new Map([["a", 1]])]],
  [
    [t.u8, t.string, t.bool],
    [1, "two", true],
  ],
  [wide, wide.map((_, i) => (i % 2 === 0 ? BigInt(i) : i))],
];

function run(types: AbiType[], values: unknown[], encoding: StringEncoding = "utf8"): unknown[] {
  const functions = [echo("f", ...types)];
  const core = buildEchoModule(functions);
  expect(webAssembly.validate(core)).toBe(true);
  const guest = instantiateOnReference(core, functions, encoding);
  const results = [guest.call("f", ...values), guest.call("call-f", ...values)];
  expect(guest.call("post-return-count")).toBe(2);
  return results.map((r) => normalize(types.length === 1 ? [r] : r));
}

describe("an echo guest on the reference", () => {
  test.each(cases.map(([types, values]) => ({ name: types.map(show).join(", "), types, values })))(
    "$name",
    ({ types, values }) => {
      const want = normalize(values);
      expect(run(types, values)).toStrictEqual([want, want]);
    },
  );

  test.each<StringEncoding>(["utf8", "utf16", "latin1+utf16"])(
    "random values in %s",
    (encoding) => {
      const functionAndValues = fc
        .array(abiType({ depth: 2 }), { minLength: 1, maxLength: 3 })
        .chain((types) =>
          fc.tuple(...types.map((type) => hostValue(type))).map((v) => ({ types, v })),
        );
      fc.assert(
        fc.property(functionAndValues, ({ types, v }) => {
          const want = normalize(types.map((type, i) => toJs(type, fromJs(type, v[i]))));
          expect(run(types, v, encoding)).toStrictEqual([want, want]);
        }),
        { numRuns: 100 },
      );
    },
  );

  test("handles of host resources", () => {
    const thing: AbiResource = { key: "thing", name: "thing", definedBy: "host" };
    const functions = [echo("own", t.own(thing)), sink("borrow", t.borrow(thing))];
    const core = buildEchoModule(functions);
    expect(webAssembly.validate(core)).toBe(true);
    const guest = instantiateOnReference(core, functions);
    const object = {};
    expect(guest.call("own", object)).toBe(object);
    expect(guest.call("call-own", object)).toBe(object);
    expect(guest.call("borrow", object)).toBeUndefined();
    expect(guest.instance.handles.entries()).toEqual([]);
  });

  test("memory grows under a long list", () => {
    const functions = [echo("f", t.list(t.u32))];
    const guest = instantiateOnReference(buildEchoModule(functions), functions);
    const value = Uint32Array.from({ length: 50_000 }, (_, i) => i);
    expect(guest.call("f", value)).toEqual(value);
    expect(guest.call("realloc-count")).toBe(1);
  });
});

test("parameters and results spill as the specification says", () => {
  const { type } = echo("f", ...wide);
  expect(flattenFunctype(type, "lower")).toEqual({ params: ["i32", "i32"], results: [] });
});
