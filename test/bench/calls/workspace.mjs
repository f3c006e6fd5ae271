// A temporary folder with the cases, the guest and generated glue: for each column a copy of its own, of the runtime as
// well, so that no column's types of values are seen by the code of another.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What is measured comes from outside this repository. */
export const benchFolder = process.env.WIT_TS_BENCH ?? join(root, "../shared/bench");

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} setup An expression over `g` (the glue) and `d` (the data): an object of what `body` uses.
 * @property {string} body The statement that is measured, over `i` and `acc`.
 * @property {number} [inner] How many calls across the boundary it makes. Default: 1.
 * @property {string} [only] The function without which the case is skipped.
 */

/**
 * @typedef {object} Workspace
 * @property {readonly Case[]} cases
 * @property {object} data
 * @property {(api: object) => readonly string[]} verify
 * @property {() => object} makeHost
 * @property {URL} folder As the glues of the benchmark are given it.
 * @property {URL} component The guest as a component.
 * @property {Uint8Array<ArrayBuffer>} core The guest as a core module.
 * @property {(name: string, edit?: (file: string, text: string) => string) => string} copy Makes the folder of a column:
 *   `world/`, `values/` (results as values) and `ahead/` (the component linked ahead of time) over a runtime of its own.
 */

/**
 * Makes the folder, and removes it afterwards.
 *
 * @param {(workspace: Workspace) => Promise<void>} use
 */
export async function withWorkspace(use) {
  const path = mkdtempSync(join(tmpdir(), "wit-ts-bench-"));
  try {
    cpSync(benchFolder, path, {
      recursive: true,
      filter: (source) => basename(source) !== "node_modules",
    });
    spawnSync("chmod", ["-R", "u+w", path]);
    const glue = join(path, "generated");
    generate(path, "wit", join(glue, "world"));
    generate(path, "wit", join(glue, "values"), "--results", "value");
    generate(path, join("out", "guest.component.wasm"), join(glue, "ahead"));
    const folder = pathToFileURL(`${path}/`);
    const { cases, data, makeHost, verify } = await import(new URL("cases.mjs", folder).href);
    await use({
      cases,
      data,
      verify,
      makeHost,
      folder,
      component: new URL("out/guest.component.wasm", folder),
      core: readFileSync(new URL("out/guest.wasm", folder)),
      copy: (name, edit) => copyColumn(glue, join(path, "columns", name), edit),
    });
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/**
 * @param {string} cwd
 * @param {string} source
 * @param {string} out
 * @param {readonly string[]} options
 */
function generate(cwd, source, out, ...options) {
  const cli = join(root, "dist", "cli.js");
  const args = [cli, "generate", source, "--emit", "js", "--out", out, ...options];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`generate ${source} ended with ${status}\n${stderr}`);
  }
}

/**
 * @param {string} glue
 * @param {string} to
 * @param {((file: string, text: string) => string) | undefined} edit
 */
function copyColumn(glue, to, edit) {
  const runtime = join(to, "node_modules", "wit-ts");
  mkdirSync(runtime, { recursive: true });
  cpSync(glue, to, { recursive: true });
  writeFileSync(join(to, "package.json"), '{ "type": "module" }\n');
  // Modules as they are compiled, which can be edited: not the bundles that Node loads otherwise.
  const exports = {
    "./runtime": "./dist/runtime/index.js",
    "./component": "./dist/component/index.js",
  };
  writeFileSync(join(runtime, "package.json"), JSON.stringify({ type: "module", exports }));
  for (const part of ["abi", "assert.js", "component", "runtime"]) {
    cpSync(join(root, "dist", part), join(runtime, "dist", part), { recursive: true });
  }
  if (edit !== undefined) {
    editFiles(to, [...generatedFiles, ...runtimeFiles], edit);
  }
  return to;
}

const generatedFiles = ["api", "host", "types"].flatMap((name) =>
  ["exports", "imports"].map((side) => `world/${side}/bench-abi-${name}.js`),
);

const runtimeFiles = [
  "allocate",
  "check-range",
  "handles",
  "lift-values",
  "lower-values",
  "numeric-lists",
  "strings",
].map((name) => `node_modules/wit-ts/dist/runtime/${name}.js`);

/**
 * @param {string} folder
 * @param {readonly string[]} files
 * @param {(file: string, text: string) => string} edit
 */
function editFiles(folder, files, edit) {
  for (const file of files) {
    const path = join(folder, file);
    try {
      writeFileSync(path, edit(basename(file, ".js"), readFileSync(path, "utf8")));
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOENT") {
        throw error;
      }
    }
  }
}
