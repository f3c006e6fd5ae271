/* The package's entry `wit-ts/wit`: WIT text in, graph, text or JSON out. Runs in browsers. */
import {
  type ResolveOptions,
  type ResolveResult,
  resolvePackages,
} from "./resolve/resolve-packages.js";
import type { SourceGroup } from "./resolve/source-package.js";
import { parse } from "./syntax/parse.js";

export type { Diagnostic, Hint, Severity } from "./diagnostic.js";
export type { DiagnosticCode } from "./diagnostic-codes.js";
export type * from "./graph/package-graph.js";
export { type PrintWitOptions, printWit } from "./graph/print-wit.js";
export { type SelectedWorld, selectWorld } from "./graph/select-world.js";
export { validateGraph } from "./resolve/validate-graph.js";
export { toResolveJson } from "./graph/resolve-json.js";
export type { Json, JsonObject } from "./graph/resolve-json.js";
export type { Source, Span } from "./source.js";
export { formatWit } from "./syntax/format.js";

/** Options of {@link loadWitText}. */
export interface LoadWitTextOptions extends ResolveOptions {
  /** What diagnostics call the text; by default `input.wit`. */
  readonly file?: string;
}

/** The packages of a text, or what is wrong with them. */
export type LoadWitTextResult = ResolveResult;

/** Resolves one WIT text: a package with those nested in it. Never rejects: problems are diagnostics. */
export async function loadWitText(
  text: string,
  options: LoadWitTextOptions = {},
): Promise<LoadWitTextResult> {
  const source = { file: options.file ?? "input.wit", text };
  return Promise.resolve(
    resolvePackages({ main: { files: [parse(source)] }, dependencies: [], decoded: [] }, options),
  );
}

/**
 * Resolves files given as text, by path, as if they stood in a directory: those without `/` form the main package,
 * `deps/x/*.wit` and `deps/x.wit` the others. Never rejects: problems are diagnostics.
 */
export async function loadWitFiles(
  files: ReadonlyMap<string, string> | Readonly<Record<string, string>>,
  options: ResolveOptions = {},
): Promise<ResolveResult> {
  const texts: ReadonlyMap<string, string> =
    files instanceof Map ? files : new Map(Object.entries(files));
  const main: string[] = [];
  const dependencies = new Map<string, string[]>();
  for (const path of [...texts.keys()].sort()) {
    const parts = path.replace(/^\.\//, "").split("/");
    const [first, entry] = parts;
    if (!path.endsWith(".wit")) {
      continue;
    }
    if (parts.length === 1) {
      main.push(path);
    } else if (first === "deps" && entry !== undefined && parts.length <= 3) {
      const group = dependencies.get(entry) ?? [];
      group.push(path);
      dependencies.set(entry, group);
    }
  }
  const group = (paths: readonly string[]): SourceGroup => ({
    files: paths.map((file) => parse({ file, text: texts.get(file) ?? "" })),
  });
  return Promise.resolve(
    resolvePackages(
      { main: group(main), dependencies: [...dependencies.values()].map(group), decoded: [] },
      options,
    ),
  );
}
