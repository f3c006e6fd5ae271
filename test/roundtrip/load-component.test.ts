import { fc } from "../fast-check.js";
import { describe, expect, test } from "vitest";
import type { AbiResource, AbiType } from "../../src/abi/abi-type.js";
import { loadComponent } from "../../src/component/load-component.js";
import { ComponentError } from "../../src/runtime/component-error.js";
import { isComponentError } from "../../src/runtime/is-component-error.js";
import { abiType, hostValue } from "../reference/arbitrary.js";
import { camelCase, fromJs, normalize, toJs } from "../reference/js-mapping.js";
import type { StringEncoding } from "../reference/options.js";
import { labels, show, t } from "../reference/types.js";
import { guestInterface, hostInterface, type EchoFunction } from "./echo-module.js";
import { buildEchoComponent, echo, sink, type GuestOptions } from "./guest-builder.js";

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Gives a value as a function's result: the error of a `result` is thrown. */
function giveBack(type: AbiType | undefined, value: unknown): unknown {
  if (type?.kind !== "result") {
    return value;
  }
  const { tag, val } = value as { readonly tag: "ok" | "err"; readonly val?: unknown };
  if (tag === "err") {
    throw new ComponentError(val);
  }
  return val;
}

/** The other way: what a function returned or threw, as a value. */
function taken(type: AbiType | undefined, run: () => unknown): unknown {
  if (type?.kind !== "result") {
    return normalize(run());
  }
  try {
    return normalize({ tag: "ok", val: run() });
  } catch (error) {
    if (isComponentError(error)) {
      return normalize({ tag: "err", val: error.payload });
    }
    throw error;
  }
}

async function instantiate(
  functions: readonly EchoFunction[],
  options: GuestOptions = {},
  extra: Readonly<Record<string, unknown>> = {},
): Promise<Functions> {
  const component = await loadComponent(buildEchoComponent(functions, options));
  const host = Object.fromEntries(
    functions.map(({ name, type }) => [
      camelCase(name),
      (...args: unknown[]) => giveBack(type.result, args.length === 1 ? args[0] : args),
    ]),
  );
  const { exports } = await component.instantiate({ [hostInterface]: { ...host, ...extra } });
  return (exports as Readonly<Record<string, Functions>>)[guestInterface] ?? {};
}

function expectEcho(
  guest: Functions,
  { name, type }: EchoFunction,
  args: readonly unknown[],
): void {
  const types = type.params.map((p) => p.type);
  const values = types.map((each, i) => toJs(each, fromJs(each, args[i])));
  const want = normalize(values.length === 1 ? values[0] : values);
  for (const key of [camelCase(name), camelCase(`call-${name}`)]) {
    const got = taken(type.result, () => guest[key]?.(...args));
    expect(got, `${key}: ${types.map(show).join(", ")}`).toStrictEqual(want);
  }
}

const encodings: readonly StringEncoding[] = ["utf8", "utf16", "latin1+utf16"];
const wide = Array.from({ length: 17 }, (_, i) => (i % 2 === 0 ? t.u64 : t.u8));

describe.each(encodings)("a component with %s strings", { timeout: 60_000 }, (stringEncoding) => {
  test("echoes values of every type", async () => {
    const cases: [AbiType[], unknown[]][] = [
      [[t.bool], [true]],
      [[t.s8], [-128]],
      [[t.u32], [0xffffffff]],
      [[t.s64], [-(2n ** 63n)]],
      [[t.u64], [2n ** 64n - 1n]],
      [[t.f32], [-0]],
      [[t.f64], [Number.NaN]],
      [[t.char], ["\u{10ffff}"]],
      [[t.string], ["a\u00e9\u20ac\u{1f600}\ud800"]],
      [[t.list(t.u8)], [new Uint8Array([1, 2, 3])]],
      [[t.list(t.string)], [["", "x", "\u00e9"]]],
      [[t.list(t.u16, 3)], [[1, 2, 3]]],
      [[t.record({ a: t.u8, "b-c": t.option(t.u64) })], [{ a: 1 }]],
      [wide, wide.map((_, i) => (i % 2 === 0 ? BigInt(i) : i))],
      [wide.slice(1), wide.slice(1).map((_, i) => (i % 2 === 0 ? i : BigInt(i)))],
      [[t.variant({ a: t.tuple(t.f32, t.f64), b: t.string })], [{ tag: "a", val: [0.5, 2] }]],
      [[t.result(t.f64, t.string)], [{ tag: "err", val: "no" }]],
      [[t.result()], [{ tag: "err" }]],
      [[t.option(t.option(t.u8))], [{ tag: "some" }]],
      [[t.enum(...labels(300))], ["l299"]],
      [[t.flags(...labels(32))], [Object.fromEntries(labels(32).map((l, i) => [l, i > 15]))]],
      [[t.map(t.string, t.u8)], [new Map([["a", 1]])]],
    ];
    const functions = cases.map(([types], i) => echo(`f${i}`, ...types));
    const guest = await instantiate(functions, { stringEncoding });
    functions.forEach((f, i) => expectEcho(guest, f, cases[i]?.[1] ?? []));
    expect(guest["postReturnCount"]?.()).toBe(2 * functions.length);
  });

  test("echoes random values", async () => {
    const functionsAndValues = fc.array(
      fc
        .array(abiType({ depth: 2 }), { minLength: 1, maxLength: 3 })
        .chain((types) =>
          fc.tuple(...types.map((type) => hostValue(type))).map((args) => ({ types, args })),
        ),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(functionsAndValues, fc.boolean(), async (all, postReturn) => {
        const functions = all.map(({ types }, i) => echo(`f${i}`, ...types));
        const guest = await instantiate(functions, { stringEncoding, postReturn });
        functions.forEach((f, i) => expectEcho(guest, f, all[i]?.args ?? []));
      }),
      { numRuns: 40 },
    );
  });
});

test("a component hands resources of the host back", async () => {
  class Thing {
    readonly name = "thing";
  }
  const thing: AbiResource = { key: "thing", name: "thing", definedBy: "host" };
  const functions = [echo("own", t.own(thing)), sink("borrow", t.borrow(thing))];
  const guest = await instantiate(functions, {}, { Thing });
  const object = new Thing();
  expect(guest["own"]?.(object)).toBe(object);
  expect(guest["callOwn"]?.(object)).toBe(object);
  expect(guest["borrow"]?.(object)).toBeUndefined();
  expect(() => guest["own"]?.({})).toThrow(TypeError);
  expect(guest["own"]?.(object)).toBe(object);
});
