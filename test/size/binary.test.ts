import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { adder } from "../component/guests.js";

// What an application gets of the code for one component, the runtime included: one file, minified, gzipped, in bytes.

const root = fileURLToPath(new URL("../..", import.meta.url));
const benchPath = fileURLToPath(
  new URL("../../../shared/bench/out/guest.component.wasm", import.meta.url),
);

let temporary: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "wit-ts-size-"));
});

afterAll(async () => {
  await rm(temporary, { recursive: true });
});

async function outputSize(name: string, input: string): Promise<number> {
  const out = join(temporary, name);
  const { diagnostics } = await generate({ input, out });
  expect(diagnostics).toEqual([]);
  const entry = JSON.stringify(join(out, `${name}.ts`));
  const { outputFiles } = await build({
    stdin: { contents: `export { instantiate } from ${entry};`, resolveDir: root, loader: "ts" },
    alias: { "wit-ts/runtime": "./src/runtime/index.ts" },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    // Only worlds import it, in a chunk of its own.
    external: ["*/instantiate-core-module.js"],
    write: false,
    legalComments: "none",
  });
  const size = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
  console.log(`${name.padEnd(50)} ${size.toLocaleString("en").padStart(7)} B`);
  return size;
}

describe("code for one component", () => {
  it("is small for one function", async () => {
    const input = join(temporary, "add.wasm");
    await writeFile(input, adder());
    expect(await outputSize("add", input)).toBeLessThan(1536);
  });

  it("grows little with the calculator", async () => {
    const input = join(root, "examples/calculator/calculator.wasm");
    expect(await outputSize("calculator", input)).toBeLessThan(7000);
  });

  // The aim is 8 × 1024.
  it.skipIf(!existsSync(benchPath))("stays small for a component with every type", async () => {
    expect(await outputSize("guest", benchPath)).toBeLessThan(11_000);
  });
});
