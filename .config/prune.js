// Leaves in dist/ what somebody can reach: what package.json exports and runs, with all that it imports, and all of the
// runtime, which `wit-ts generate --runtime inline` copies. The rest of what the compiler wrote is in the bundles.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

/**
 * The scripts that a part of package.json names, whatever the conditions, and the declarations beside them.
 *
 * @param {string | Record<string, unknown>} value
 * @returns {string[]}
 */
function entries(value) {
  if (typeof value !== "string") {
    return Object.values(value).flatMap(entries);
  }
  return value.endsWith(".js")
    ? [value, value.replace(/\.js$/, ".d.ts")].map((path) => resolve(root, path))
    : [];
}

/**
 * What a file imports: a script scripts, a declaration file declaration files.
 *
 * @param {string} file
 */
function imports(file) {
  const extension = file.endsWith(".d.ts") ? ".d.ts" : ".js";
  const specifiers = readFileSync(file, "utf8").matchAll(
    /\b(?:from|import)\s*\(?\s*"(\.[^"]+)\.js"/g,
  );
  return Array.from(specifiers, ([, path]) => resolve(dirname(file), path + extension));
}

const { exports, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const found = readdirSync(dist, { recursive: true, withFileTypes: true });
const files = found.filter((entry) => entry.isFile()).map(pathOf);
const kept = new Set(entries([exports, bin]).filter(existsSync));
for (const file of files) {
  if (dirname(file) === join(dist, "runtime") || file.endsWith("LICENSES.txt")) {
    kept.add(file);
  }
}
for (const file of kept) {
  for (const imported of imports(file).filter(existsSync)) {
    kept.add(imported);
  }
}
for (const file of files) {
  if (!kept.has(file)) {
    rmSync(file);
  }
}
const directories = found.filter((entry) => entry.isDirectory()).map(pathOf);
for (const directory of directories.sort().reverse()) {
  if (readdirSync(directory).length === 0) {
    rmSync(directory, { recursive: true });
  }
}

/** @param {import("node:fs").Dirent} entry */
function pathOf({ parentPath, name }) {
  return join(parentPath, name);
}
