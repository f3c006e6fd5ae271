import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

// The benchmarks depend on the text of the glue and of the runtime: here each runs, for as short as it can.

const root = fileURLToPath(new URL("../..", import.meta.url));
const shared = fileURLToPath(new URL("../../../shared/bench/cases.mjs", import.meta.url));
const run = promisify(execFile);

/** What a benchmark of `dist` prints. */
async function bench(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ["test/bench/bench.mjs", ...args], { cwd: root });
  return stdout;
}

describe.skipIf(!existsSync(shared))("calls (needs ../shared/bench)", () => {
  const shortest = ["--samples", "1", "--case", "^noop$"];

  it.each([
    { what: "compares glue", args: ["--columns", "hand,wit-ts,core,ahead"] },
    { what: "compares checks", args: ["--checks"] },
    { what: "compares instances", args: ["--instances", "2"] },
  ])("$what, all of which passes values as it should", async ({ args }) => {
    const printed = await bench("calls", ...args, ...shortest);
    expect(printed).toContain("noop");
    expect(printed).not.toMatch(/deviates|left out|skipped/);
  });
});
