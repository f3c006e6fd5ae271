// Calls across the boundary: generated glue against glue written by hand, and whatever other glue is set up beside it.
//
// The cases, the guest and the hand-written glue are not part of this repository: they are read from ../shared/bench, or
// from the folder that WIT_TS_BENCH names. They are copied to a temporary folder, where glue for their world is generated.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs the benchmark and prints the ratio of each case to the hand-written glue, and their geometric mean.
 *
 * @param {readonly string[]} args passed on: `--case regex`, `--samples n`, `--glue name` for more columns
 */
export function run(args) {
  const source = process.env.WIT_TS_BENCH ?? join(root, "../shared/bench");
  if (!existsSync(join(source, "bench.mjs"))) {
    console.log(`skipped: there is no benchmark at ${source}; set WIT_TS_BENCH`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "wit-ts-bench-"));
  try {
    cpSync(source, folder, { recursive: true });
    execute("chmod", ["-R", "u+w", folder], folder);
    generateGlue(folder);
    const json = join(folder, "result.json");
    const given = args.includes("--glue") ? args : ["--glue", "hand,wit-ts", ...args];
    execute(process.execPath, ["bench.mjs", "--quiet", ...given, "--json", json], folder);
    report(JSON.parse(readFileSync(json, "utf8")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function generateGlue(folder) {
  const out = join(folder, "out", "wit-ts");
  const cli = join(root, "dist", "cli.js");
  execute(process.execPath, [cli, "generate", "wit", "--emit", "js", "--out", out], folder);
  writeFileSync(join(out, "package.json"), '{ "type": "module" }\n');
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  if (!existsSync(join(folder, "node_modules", "wit-ts"))) {
    symlinkSync(root, join(folder, "node_modules", "wit-ts"), "dir");
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function execute(command, args, cwd) {
  const env = { ...process.env, WIT_TS_COMPONENT: join(root, "dist", "component", "index.js") };
  const { status } = spawnSync(command, args, { cwd, env, stdio: "inherit" });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${status}`);
  }
}

/**
 * Ratios of the tenth percentiles: noise on a shared machine only adds.
 *
 * @param {{ node: string, glues: string[], results: { case: string, glue: Record<string, { p10: number }> }[] }} result
 */
function report({ node, glues, results }) {
  const [base, ...others] = glues;
  for (const other of others) {
    const rows = results.flatMap(({ case: name, glue }) => {
      const [a, b] = [glue[base], glue[other]];
      return a && b ? [{ name, base: a.p10, other: b.p10, ratio: b.p10 / a.p10 }] : [];
    });
    rows.sort((a, b) => b.ratio - a.ratio);
    for (const row of rows) {
      console.log(
        `${row.ratio.toFixed(2).padStart(6)}  ${row.name.padEnd(28)} ${base} ${row.base.toPrecision(4)} ns, ${other} ${row.other.toPrecision(4)} ns`,
      );
    }
    const mean = Math.exp(rows.reduce((sum, row) => sum + Math.log(row.ratio), 0) / rows.length);
    console.log(
      `${node}: ${other} / ${base}, geometric mean of ${rows.length} cases: ${mean.toFixed(3)}`,
    );
  }
}
