import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { bundle, type Bundle } from "../bundle.js";
import { closure, report, sizeOf } from "./measure.js";

// What an application gets of the module of a world, the runtime included. The loader is imported when the world is
// instantiated first, and not counted.

const root = fileURLToPath(new URL("../..", import.meta.url));
const benchPath = fileURLToPath(new URL("../../../shared/bench/wit", import.meta.url));
const loader = "wit-ts/component";

let temporary: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "wit-ts-size-"));
  await writeFile(
    join(temporary, "add.wit"),
    "package test:add; world adder { export add: func(left: u32, right: u32) -> u32; }",
  );
});

afterAll(async () => {
  await rm(temporary, { recursive: true });
});

/** Generates a world, and bundles a program that imports the one name. */
async function worldBundle(
  input: string,
  world: string,
  name: "instantiate" | "instantiateSync",
): Promise<Bundle> {
  const out = join(temporary, world);
  const { diagnostics } = await generate({ input, out });
  expect(diagnostics).toEqual([]);
  const text = `export { ${name} } from ${JSON.stringify(join(out, `${world}.ts`))};`;
  return bundle({ texts: { entry: text }, external: [loader] });
}

function entrySize(bundled: Bundle): number {
  return sizeOf(bundled, closure(bundled, "entry.js"));
}

describe("the module of a world", () => {
  it("is small for one function", async () => {
    const input = join(temporary, "add.wit");
    const alone = entrySize(await worldBundle(input, "adder", "instantiate"));
    report({ "world with one function (aim 1,500)": alone });
    expect(alone).toBeLessThan(1_240);
  });

  it("has the linker of core modules only for what links without waiting", async () => {
    const input = join(temporary, "add.wit");
    const linker = "src/runtime/instantiate-core-module.ts";
    const waiting = await worldBundle(input, "adder", "instantiate");
    const sync = await worldBundle(input, "adder", "instantiateSync");
    const modulesOf = ({ outputs }: Bundle): string[] =>
      [...outputs.values()].flatMap(({ inputs }) => Object.keys(inputs));
    report({ "world with one function, instantiateSync": entrySize(sync) });
    expect(modulesOf(waiting)).not.toContain(linker);
    expect(modulesOf(sync)).toContain(linker);
    expect(entrySize(sync)).toBeLessThan(4_815);
  });

  it("grows little with the calculator", async () => {
    const input = join(root, "examples/calculator/wit");
    const size = entrySize(await worldBundle(input, "calculator", "instantiate"));
    report({ "world of the calculator": size });
    expect(size).toBeLessThan(5_705);
  });

  it.skipIf(!existsSync(benchPath))("stays small for a world with every type", async () => {
    const size = entrySize(await worldBundle(benchPath, "bench", "instantiate"));
    report({ "world with every type (aim 8,192)": size });
    expect(size).toBeLessThan(9_175);
  });
});
