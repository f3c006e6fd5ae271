import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AbiType } from "../../src/abi/abi-type.js";
import { camelCase } from "../reference/js-mapping.js";
import { t } from "../reference/types.js";
import { thing, type EchoWorld } from "./arbitrary-world.js";
import { makeGuest, type EchoGuest } from "./echo-guest.js";
import { gadget, guestInterface } from "./echo-module.js";
import {
  createOutputDirectory,
  generateModule,
  loadModule,
  typeCheck,
  type OutputDirectory,
  type Way,
} from "./generated-world.js";
import { buildEchoComponent, echo } from "./guest-builder.js";
import { printWorld } from "./print-world.js";

/**
 * What generated types let through, the checks at run time accept, and the other way round: for each type, what only one of
 * them accepts of `expressions`.
 */
interface Case {
  readonly type: AbiType;
  /** Beyond what a type can say: ranges and lengths. */
  readonly byTypes?: readonly string[];
  /** Arrays and typed arrays where they stand for no other value, and `undefined` where a property could be left out. */
  readonly byChecks?: readonly string[];
}

const otherArrays = ["Float64Array.of(1)", "new Uint8ClampedArray(1)"];
const shape = t.variant({ dot: undefined, line: t.u8, label: t.option(t.u8), end: t.result() });

const cases: Readonly<Record<string, Case>> = {
  bool: { type: t.bool },
  u32: { type: t.u32, byTypes: ["1.5", "NaN"] },
  s64: { type: t.s64 },
  f64: { type: t.f64 },
  char: { type: t.char, byTypes: ['"ab"'] },
  string: { type: t.string },
  enum: { type: t.enum("a", "b") },
  bytes: { type: t.list(t.u8), byTypes: ["[1.5]"], byChecks: otherArrays },
  longs: { type: t.list(t.u64) },
  strings: { type: t.list(t.string) },
  "maybe-bytes": { type: t.option(t.list(t.u8)), byTypes: ["[1.5]"], byChecks: otherArrays },
  nested: { type: t.list(t.list(t.u8)), byChecks: ["[[]]", "[[1]]", "[Float64Array.of(1)]"] },
  fixed: {
    type: t.list(t.u8, 1),
    byTypes: ["[]", "[1.5]", "[1, 2]", "Object.freeze([1, 2])"],
    byChecks: ["Uint8Array.of(1)", "new Uint8Array(new SharedArrayBuffer(1))", ...otherArrays],
  },
  pair: { type: t.tuple(t.u8, t.option(t.u8)) },
  record: { type: t.record({ a: t.u8, b: t.option(t.u8) }), byChecks: ["{ a: 1, b: undefined }"] },
  flags: { type: t.flags("a", "b"), byChecks: ["{ a: undefined }"] },
  option: { type: t.option(t.u8), byTypes: ["1.5", "NaN"] },
  "option-of-option": {
    type: t.option(t.option(t.u8)),
    byChecks: ["undefined", '{ tag: "some" }'],
  },
  variant: { type: shape, byChecks: ['{ tag: "label" }', '{ tag: "dot", val: 1 }'] },
  results: { type: t.tuple(t.result(t.u8, t.string), t.result(undefined, t.string)) },
  table: { type: t.map(t.string, t.u8) },
};

const expressions = [
  ...["null", "undefined", "true", "1", "-0", "1.5", "NaN", "1n", '"a"', '"ab"', "() => 1"],
  ...["{ a: 1 }", "{ a: true }", '{ a: "x" }', "{ a: undefined }", "{ a: 1, b: undefined }"],
  ...["Object.freeze({ a: 1, b: 2 })", "new (class { a = 1 })()", "new Number(1)", "new Date(0)"],
  ...["[]", "[1]", "[1.5]", "[1n]", '["a"]', "[null]", "[[]]", "[[1]]", "[1, 2]", "[1, undefined]"],
  ...["Object.freeze([1, 2])", 'Object.freeze(["a"])', "new Set([1])", "[Float64Array.of(1)]"],
  ...["Uint8Array.of(1)", "new Uint8Array(new SharedArrayBuffer(1))", "[Uint8Array.of(1)]"],
  ...["new Uint8ClampedArray(1)", "Float64Array.of(1)", "BigUint64Array.of(1n)"],
  ...['new Map([["a", 1]])', "new Map([[1, 1]])", 'Object.freeze(new Map([["a", 1]]))'],
  ...['{ tag: "dot" }', '{ tag: "dot", val: 1 }', '{ tag: "line" }', '{ tag: "line", val: 1 }'],
  ...['{ tag: "label" }', '{ tag: "label", val: undefined }', '{ tag: "end", val: { tag: "ok" } }'],
  ...['{ tag: "none" }', '{ tag: "some" }', '{ tag: "some", val: undefined }'],
  ...['[{ tag: "ok", val: 1 }, { tag: "ok" }]', '[{ tag: "err", val: "" }, { tag: "err" }]'],
];

/** Whatever has no property of theirs, the checks take for flags of which none is set. */
const isWeak = (name: string, expression: string): boolean =>
  name === "flags" && /^(new|\[|\{ tag|Object|Uint|Big|Float)/.test(expression);

const functions = Object.entries(cases).map(([name, { type }]) => echo(name, type));
const world: EchoWorld = {
  functions: [...functions, echo("resources", t.own(gadget), t.list(t.own(thing)))],
  ...{ sharedTypes: false, typeNames: [], postReturn: true },
};

function accepts({ functions: exports }: EchoGuest, name: string, value: unknown): boolean {
  try {
    exports[camelCase(name)]?.(value);
    return true;
  } catch (error) {
    expect(error instanceof TypeError || error instanceof RangeError, String(error)).toBe(true);
    return false;
  }
}

describe("what generated types let through", { timeout: 60_000 }, () => {
  let output: OutputDirectory;
  let guest: EchoGuest;
  let values: readonly unknown[];
  /** Those that the compiler refuses, as `name <- expression`. */
  let refused: ReadonlySet<string>;

  beforeAll(async () => {
    output = await createOutputDirectory();
    const out = join(output.path, "world");
    await mkdir(out);
    const input = join(output.path, "echo.wit");
    await writeFile(input, printWorld(world));
    const { exports } = await generateModule({ input, out }, "echo");
    const instantiate = exports["instantiate"] as (
      ...args: unknown[]
    ) => ReturnType<Way["instantiate"]>;
    const component = await output.loadComponent(
      buildEchoComponent(world.functions, { stringEncoding: "utf8", postReturn: true }),
    );
    guest = await makeGuest(
      {
        ...{ name: "a world", results: "throw", postReturn: true },
        instantiate: (imports) => instantiate(component, imports),
      },
      world,
    );
    const valuesFile = join(output.path, "values.js");
    await writeFile(valuesFile, `export const values = [${expressions.join(", ")}];`);
    values = loadModule(valuesFile)["values"] as readonly unknown[];

    const places = Object.keys(cases).flatMap((name) =>
      expressions.map((expression) => ({ name, expression })),
    );
    const lines = places.map(({ name, expression }, index) => {
      const key = JSON.stringify(camelCase(name));
      return `export const x${index}: Parameters<Guest[${key}]>[0] = ${expression};`;
    });
    const guestType = `import("./echo.js").Exports["${guestInterface}"]`;
    await writeFile(join(out, "use.ts"), [`type Guest = ${guestType};`, ...lines].join("\n"));
    const messages = await typeCheck(output.path);
    refused = new Set(
      Array.from(messages.matchAll(/use\.ts\((\d+),/g), ([, line]) => {
        const place = places[Number(line) - 2];
        return `${place?.name} <- ${place?.expression}`;
      }),
    );
  }, 60_000);
  afterAll(async () => {
    await output[Symbol.asyncDispose]();
  });

  test.each(Object.entries(cases))("the checks of %s accept", (name, { byTypes, byChecks }) => {
    const onlyTypes: string[] = [];
    const onlyChecks: string[] = [];
    for (const [index, expression] of expressions.entries()) {
      const isAccepted = accepts(guest, name, values[index]);
      const isLetThrough = !refused.has(`${name} <- ${expression}`);
      if (!isAccepted && isLetThrough) {
        onlyTypes.push(expression);
      } else if (isAccepted && !isLetThrough && !isWeak(name, expression)) {
        onlyChecks.push(expression);
      }
    }
    expect(onlyTypes.sort()).toEqual([...(byTypes ?? [])].sort());
    expect(onlyChecks.sort()).toEqual([...(byChecks ?? [])].sort());
  });
});
