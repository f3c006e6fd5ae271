// The kinds of glue that are compared.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { benchFolder } from "./workspace.mjs";

/**
 * @typedef {object} Glue
 * @property {() => object} make Makes an instance and gives its functions, as the cases call them.
 * @property {object} [values] Functions of an instance whose results are values.
 * @property {boolean} [isSingle] It gives the same instance every time.
 */

/**
 * @typedef {object} Column
 * @property {string} name
 * @property {() => string | undefined} [missing] Why the column cannot be measured.
 * @property {(workspace: import("./workspace.mjs").Workspace, name: string) => Promise<Glue>} load
 */

const api = "bench:abi/api";
const host = "bench:abi/host";

/** @type {readonly Column[]} */
export const columns = [
  { name: "hand", load: loadHand },
  // A component through the glue of its world.
  { name: "wit-ts", load: (workspace, name) => loadWorld(workspace, workspace.copy(name)) },
  // The same glue over the core module; then as bundlers make one file of it and the runtime.
  { name: "core", load: (workspace, name) => loadCore(workspace, workspace.copy(name)) },
  { name: "bundle", load: loadBundle },
  // The component linked ahead of time, then without generated code.
  { name: "ahead", load: loadAhead },
  { name: "function", load: (workspace, name) => loadDynamic(workspace, name, "function") },
  { name: "closures", load: (workspace, name) => loadDynamic(workspace, name, "closures") },
  jco("jco", "jco"),
  jco("jco 1.10", "jco-1.10.2"),
];

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} name
 * @returns {Promise<Glue>}
 */
async function loadHand({ folder, makeHost }, name) {
  // A query makes another instance of the module.
  const { load } = await import(new URL(`glue/hand.mjs?${name}`, folder).href);
  const { api: first, instantiate } = load({ dir: folder, host: makeHost(), variant: undefined });
  return { make: startingWith(first, instantiate) };
}

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} folder the column's
 */
async function loadWorld(workspace, folder) {
  const { loadComponent } = await importFrom(folder, "node_modules/wit-ts/dist/component/index.js");
  const source = await loadComponent(new Uint8Array(readFileSync(workspace.component)));
  return instantiateWorld(workspace, folder, "bench.js", source);
}

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} folder the column's
 * @param {string} file of the world
 */
export function loadCore(workspace, folder, file = "bench.js") {
  return instantiateWorld(workspace, folder, file, new WebAssembly.Module(workspace.core));
}

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} name
 */
async function loadBundle(workspace, name) {
  const folder = workspace.copy(name);
  await build({
    entryPoints: ["world", "values"].map((world) => join(folder, world, "bench.js")),
    outdir: folder,
    entryNames: "[dir]/bundle",
    bundle: true,
    minify: true,
    format: "esm",
    external: ["wit-ts/component"],
    logLevel: "error",
  });
  return loadCore(workspace, folder, "bundle.js");
}

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} folder
 * @param {string} file
 * @param {object} source a loaded component or a core module
 * @returns {Promise<Glue>}
 */
async function instantiateWorld({ makeHost }, folder, file, source) {
  const imports = { [host]: makeHost() };
  const world = await importFrom(folder, `world/${file}`);
  const values = await importFrom(folder, `values/${file}`);
  const first = (await world.instantiate(source, imports))[api];
  return {
    make: startingWith(first, () => world.instantiateSync(source, imports)[api]),
    values: (await values.instantiate(source, imports))[api],
  };
}

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} name
 * @returns {Promise<Glue>}
 */
async function loadAhead({ copy, makeHost }, name) {
  const linked = await importFrom(copy(name), "ahead/guest.js");
  const modules = await linked.compileModules();
  const imports = { [host]: makeHost() };
  return { make: () => linked.instantiateSync(modules, imports)[api] };
}

/**
 * Without generated code: glue that is made when the component is loaded.
 *
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} name
 * @param {"function" | "closures"} backend
 * @returns {Promise<Glue>}
 */
async function loadDynamic({ component, copy, makeHost }, name, backend) {
  const { loadComponent } = await importFrom(
    copy(name),
    "node_modules/wit-ts/dist/component/index.js",
  );
  const loaded = await loadComponent(new Uint8Array(readFileSync(component)), { backend });
  const { exports } = await loaded.instantiate({ [host]: makeHost() });
  return { make: () => exports[api], isSingle: true };
}

/**
 * @param {string} name
 * @param {string} folder where build.sh of the benchmark puts it
 * @returns {Column}
 */
function jco(name, folder) {
  return {
    name,
    missing: () =>
      existsSync(join(benchFolder, "out", folder, "bench.js"))
        ? undefined
        : `no out/${folder} in ${benchFolder}: run build.sh in a copy, and name it in WIT_TS_BENCH`,
    async load(workspace) {
      const { load } = await import(new URL("glue/jco.mjs", workspace.folder).href);
      const options = { dir: workspace.folder, host: workspace.makeHost(), variant: folder };
      const { api: first, instantiate } = await load(options);
      return { make: startingWith(first, instantiate) };
    },
  };
}

/**
 * @param {object} first
 * @param {() => object} make
 */
function startingWith(first, make) {
  /** @type {object | undefined} */
  let next = first;
  return () => {
    const given = next ?? make();
    next = undefined;
    return given;
  };
}

/**
 * @param {string} folder
 * @param {string} file
 */
function importFrom(folder, file) {
  return import(pathToFileURL(join(folder, file)).href);
}
