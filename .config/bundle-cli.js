// Bundles the command line into dist/cli.js and dist/chunks/: loading a few files takes a third of the time that
// loading some hundred modules does. What only some runs need stays in chunks of its own.
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const chunks = join(root, "dist/chunks");

rmSync(chunks, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli.ts"],
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["yargs", "prettier", "ts-morph"],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  allowOverwrite: true,
  metafile: true,
  logLevel: "warning",
});
chmodSync(join(root, "dist/cli.js"), 0o755);
rmSync(join(root, "dist/cli.js.map"), { force: true });

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
