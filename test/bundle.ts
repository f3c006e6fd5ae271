import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A file of a bundle; the first ones are those of the entry points. */
export interface BundledFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/** What a bundler makes of entry points. */
export interface Bundle {
  readonly files: readonly BundledFile[];
  /** What each file imports and is made of, by name. */
  readonly outputs: Metafile["outputs"];
}

/**
 * Bundles modules for browsers, with the package's own sources in the place of what it publishes.
 *
 * @param entryPoints paths from the repository's root, by the name of the file that each becomes
 */
export async function bundle(entryPoints: Readonly<Record<string, string>>): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    alias: {
      "wit-ts/runtime": "./src/runtime/index.ts",
      "wit-ts/component": "./src/component/index.ts",
    },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    // Reading file URLs is for Node: no browser gets there.
    external: ["node:*"],
    outdir: "/",
    write: false,
    metafile: true,
    legalComments: "none",
  });
  const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  return {
    files: outputFiles.map(({ path, contents }) => ({ name: nameOf(path), contents })),
    outputs: Object.fromEntries(
      Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]),
    ),
  };
}
