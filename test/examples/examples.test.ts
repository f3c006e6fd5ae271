import { execFile, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { compile } from "../compile.js";
import { compilers } from "../strictest.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
const deno = join(root, "node_modules", "deno", "bin.cjs");
const bun = process.env["BUN"] ?? "bun";
const ofBun: [string, string[]][] =
  spawnSync(bun, ["--version"]).status === 0 ? [["Bun", [bun]]] : [];

if (ofBun.length === 0) {
  console.warn("no bun (npm install -g bun, or BUN=<path>): the examples are not run on it");
}

interface Example {
  readonly name: string;
  readonly program: string;
}

const examples: readonly Example[] = [
  { name: "calculator", program: "calculator.js" },
  { name: "wasi-cli", program: "hello.js" },
];

describe.each(examples)("examples/$name", ({ name }) => {
  const directory = join(root, "examples", name);

  it("has the generated code that its WIT gives", async () => {
    const input = join(directory, "wit");
    const out = join(directory, "src", "generated");
    const { written, removed, diagnostics } = await generate({ input, out, check: true });
    expect({ written, removed, diagnostics }).toEqual({
      written: [],
      removed: [],
      diagnostics: [],
    });
  });

  it.each(compilers)("compiles with %s", async (compiler) => {
    expect(await compile(compiler, directory, "--noEmit")).toBe("");
  });
});

describe("the programs", () => {
  beforeAll(async () => {
    for (const { name } of examples) {
      const directory = join(root, "examples", name);
      rmSync(join(directory, "dist"), { recursive: true, force: true });
      expect(await compile("typescript", directory)).toBe("");
    }
  }, 60_000);

  it.each([
    ["Node", [process.execPath]],
    ["Deno", [process.execPath, deno, "run", "--quiet", "--allow-read"]],
    ...ofBun,
  ])("calculator prints its results on %s", async (_name, command) => {
    expect(await runProgram(command, "calculator", "calculator.js")).toEqual([
      "0.1 + 0.2 = 0.30000000000000004",
      "1 / 4 = 0.25",
      "√2 = 1.4142135623730951",
      "1 / 0: division-by-zero",
      "log: budget: 1 calculation",
      "log: budget: 2 calculations",
      "subtract(1200, 850) = 350",
      "multiply(1e+300, 1e+300) = Infinity, too large for 64 bits",
      "log: trip: 1 calculation",
      "3 entries, the last gives 180",
    ]);
  });

  it.each([
    ["Node", [process.execPath]],
    ["Deno", [process.execPath, deno, "run", "--quiet", "--allow-read", "--allow-env"]],
    ...ofBun,
  ])("wasi-cli greets what it is given on %s", async (_name, command) => {
    const hello = async (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string[]> =>
      runProgram(command, "wasi-cli", "hello.js", args, env);
    expect(await hello([])).toEqual(["hello, world"]);
    expect(await hello(["you"])).toEqual(["hello, you"]);
    expect(await hello([], { NAME: "größe" })).toEqual(["hello, größe"]);
  });
});

/** Runs a compiled example, and gives its lines; it must say nothing on standard error, warnings included. */
async function runProgram(
  [runtime = "", ...flags]: readonly string[],
  example: string,
  program: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<string[]> {
  const path = join(root, "examples", example, "dist", program);
  const { NAME: _name, ...rest } = process.env;
  const { stdout, stderr } = await run(runtime, [...flags, path, ...args], {
    env: { ...rest, DENO_NO_UPDATE_CHECK: "1", ...env },
  });
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}
