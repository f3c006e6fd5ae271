// Bundles what Node loads, for loading a few files takes a tenth to a third of the time that loading some hundred modules
// does: the tool into dist/ and dist/chunks/, what runs components into dist/node/. What only some runs need stays in
// chunks of its own. Others than Node take modules one by one, and their bundlers leave out what is not used.
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const chunks = join(dist, "chunks");
for (const directory of [chunks, join(dist, "node")]) {
  rmSync(directory, { recursive: true, force: true });
}

/**
 * @param {Record<string, string>} entryPoints
 * @param {string} chunkNames
 */
function bundle(entryPoints, chunkNames) {
  return build({
    absWorkingDir: root,
    entryPoints,
    outdir: "dist",
    chunkNames,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["yargs"],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    allowOverwrite: true,
    metafile: true,
    logLevel: "warning",
  });
}

const { metafile } = await bundle(
  { cli: "src/cli.ts", index: "src/index.ts", "node/wit": "src/wit.ts" },
  "chunks/[name]-[hash]",
);
chmodSync(join(dist, "cli.js"), 0o755);

await bundle(
  { "node/runtime": "src/runtime/index.ts", "node/component": "src/component/index.ts" },
  "node/[name]-[hash]",
);

const packages = new Set(
  Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  ),
);
const notices = [...packages].sort().map((name) => {
  const directory = join(root, "node_modules", name);
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
  const { license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const text = file === undefined ? license : readFileSync(join(directory, file), "utf8").trim();
  return `${name}\n\n${text}\n`;
});
writeFileSync(join(chunks, "LICENSES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));
