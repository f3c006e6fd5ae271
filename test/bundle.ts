import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What stands for the modules that the package publishes. */
const sources: Readonly<Record<string, string>> = {
  "wit-ts/runtime": "./src/runtime/index.ts",
  "wit-ts/component": "./src/component/index.ts",
  "wit-ts/wasi": "./src/wasi/wasi.ts",
};

/** What a bundler makes of entry points. */
export interface Bundle {
  /** The files by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What each file imports and is made of, by name. */
  readonly outputs: ReadonlyMap<string, Metafile["outputs"][string]>;
}

/** What becomes a file that pages load, by the file's name. */
export interface Entries {
  /** Paths from the repository's root. */
  readonly paths?: Readonly<Record<string, string>>;
  /** Modules as text, whose imports are relative to the repository's root. */
  readonly texts?: Readonly<Record<string, string>>;
  /** What to leave out. */
  readonly external?: readonly string[];
}

/** Bundles modules for browsers, with the package's own sources in the place of what it publishes. */
export async function bundle({ paths = {}, texts = {}, external = [] }: Entries): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      ...paths,
      ...Object.fromEntries(Object.keys(texts).map((name) => [name, `text:${name}`])),
    },
    plugins: [textPlugin(texts)],
    alias: Object.fromEntries(Object.entries(sources).filter(([name]) => !external.includes(name))),
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    external: [...external],
    outdir: "/",
    write: false,
    metafile: true,
    legalComments: "none",
  });
  return {
    files: new Map(outputFiles.map(({ path, contents }) => [nameOf(path), contents])),
    outputs: new Map(
      Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]),
    ),
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function textPlugin(texts: Readonly<Record<string, string>>): Plugin {
  return {
    name: "texts",
    setup(builder) {
      builder.onResolve({ filter: /^text:/ }, ({ path }) => ({
        path: path.slice(5),
        namespace: "text",
      }));
      builder.onLoad({ filter: /.*/, namespace: "text" }, ({ path }) => ({
        contents: texts[path] ?? "",
        loader: "ts",
        resolveDir: root,
      }));
    },
  };
}
