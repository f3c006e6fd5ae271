// The WIT front end: text in memory to a resolved graph, without reading files.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "../../dist/syntax/parse.js";
import { loadWitFiles } from "../../dist/wit.js";

/** Packages that others wrote stand beside the repository. */
const corpus = fileURLToPath(new URL("../../../shared/corpus/wit-real", import.meta.url));

/** How often all packages are read; the best pass counts, for the machine does other things too. */
const passes = 7;

/**
 * @typedef {object} WitPackage
 * @property {string} name
 * @property {Map<string, string>} files By path, as `loadWitFiles` takes them.
 * @property {number} bytes
 */

/** Measures throughput, time per package and growth. */
export async function run() {
  const packages = existsSync(corpus) ? await realPackages() : generatedPackages();
  await measureThroughput(packages);
  await measureGrowth();
}

/** @param {readonly WitPackage[]} packages */
async function measureThroughput(packages) {
  const bytes = packages.reduce((sum, { bytes }) => sum + bytes, 0);
  const files = packages.reduce((sum, { files }) => sum + files.size, 0);
  console.log(`  ${packages.length} packages, ${files} files, ${megabytes(bytes)} MB`);

  /** @type {number[]} */
  const parsing = [];
  /** @type {number[]} */
  const resolving = [];
  const best = packages.map(() => Infinity);
  for (let pass = 0; pass < passes; pass++) {
    let parsed = 0;
    let resolved = 0;
    for (const [index, { files }] of packages.entries()) {
      const start = performance.now();
      for (const [file, text] of files) {
        parse({ file, text });
      }
      const middle = performance.now();
      await loadWitFiles(files, { features: "all" });
      const end = performance.now();
      parsed += middle - start;
      resolved += end - middle;
      best[index] = Math.min(best[index] ?? Infinity, end - middle);
    }
    parsing.push(parsed);
    resolving.push(resolved);
  }
  const rate = (/** @type {number} */ time) => `${(bytes / 1000 / time).toFixed(1)} MB/s`;
  const line = (/** @type {string} */ what, /** @type {readonly number[]} */ times) =>
    console.log(
      `  ${what}: ${rate(Math.min(...times))} (first pass, with start-up: ${rate(times[0] ?? 0)})`,
    );
  line("parse", parsing);
  line("parse and resolve", resolving);

  const sorted = best.toSorted((left, right) => left - right);
  const at = (/** @type {number} */ share) =>
    milliseconds(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  const slowest = packages[best.indexOf(Math.max(...best))];
  console.log(
    `  per package: median ${at(0.5)}, 90 % within ${at(0.9)}, slowest ${at(1)}` +
      ` (${slowest?.name}, ${megabytes(slowest?.bytes ?? 0)} MB)`,
  );
}

async function measureGrowth() {
  console.log("  functions  time        per function  against a tenth");
  let previous;
  for (const count of [1, 10, 100, 1_000, 10_000]) {
    const files = new Map([["world.wit", packageWithFunctions(count)]]);
    let time = Infinity;
    for (let round = 0; round < Math.max(10, 2_000 / count); round++) {
      const start = performance.now();
      await loadWitFiles(files);
      time = Math.min(time, performance.now() - start);
    }
    const ratio = previous === undefined ? "" : `× ${(time / previous).toFixed(1)}`;
    console.log(
      `  ${String(count).padEnd(9)}  ${milliseconds(time).padEnd(10)}  ` +
        `${`${((1000 * time) / count).toFixed(2)} µs`.padEnd(12)}  ${ratio}`.trimEnd(),
    );
    previous = time;
  }
}

/**
 * The packages that the corpus says are valid, as far as they are text.
 *
 * @returns {Promise<WitPackage[]>}
 */
async function realPackages() {
  const rows = readFileSync(join(corpus, "manifest.tsv"), "utf8").split("\n").slice(1);
  const packages = rows
    .map((row) => row.split("\t"))
    .filter(([, , verdict]) => verdict === "accepted")
    .map(([, path = ""]) => readPackage(path));
  const resolved = await Promise.all(
    packages.map(({ files }) => loadWitFiles(files, { features: "all" })),
  );
  return packages.filter((_, index) => resolved[index]?.graph !== undefined);
}

/**
 * @param {string} path
 * @returns {WitPackage}
 */
function readPackage(path) {
  const root = join(corpus, path);
  const isFile = statSync(root).isFile();
  const paths = isFile ? [basename(root)] : witFiles(root, "");
  const files = new Map(
    paths.map((file) => [file, readFileSync(isFile ? root : join(root, file), "utf8")]),
  );
  return packageOf(path, files);
}

/**
 * The `.wit` files of a directory, and those of its `deps`.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function witFiles(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!statSync(join(root, path)).isDirectory()) {
      return path.endsWith(".wit") ? [path] : [];
    }
    return path === "deps" || folder === "deps" ? witFiles(root, path) : [];
  });
}

/** What is measured where there is no corpus. */
function generatedPackages() {
  console.log("  ../shared/corpus is not there: measuring generated packages");
  return Array.from({ length: 300 }, (_, index) =>
    packageOf(`generated ${index}`, new Map([["world.wit", packageWithFunctions(1 + index)]])),
  );
}

/**
 * @param {string} name
 * @param {Map<string, string>} files
 * @returns {WitPackage}
 */
function packageOf(name, files) {
  let bytes = 0;
  for (const text of files.values()) {
    bytes += Buffer.byteLength(text);
  }
  return { name, files, bytes };
}

/**
 * A package with `count` functions, a hundred to an interface, each of which has a few types.
 *
 * @param {number} count
 */
function packageWithFunctions(count) {
  const interfaces = Array.from({ length: Math.ceil(count / 100) }, (_, index) => {
    const functions = Array.from(
      { length: Math.min(100, count - 100 * index) },
      (_, number) =>
        `  /// Function ${number}.\n  get-value-${number}: func(at: point, names: list<string>) -> result<shape, string>;`,
    );
    return `interface api-${index} {
  record point { x: f64, y: f64 }
  variant shape { empty, circle(point), named(tuple<string, u32>) }
${functions.join("\n")}
}
`;
  });
  const imports = interfaces.map((_, index) => `  import api-${index};\n`).join("");
  return `package bench:functions@1.0.0;\n\n${interfaces.join("\n")}\nworld all {\n${imports}}\n`;
}

/** @param {number} time */
function milliseconds(time) {
  return `${time < 10 ? time.toFixed(3) : time.toFixed(1)} ms`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1);
}
