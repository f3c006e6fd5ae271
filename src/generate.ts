import { basename, extname, resolve } from "node:path";
import { invariant } from "./assert.js";
import type { Diagnostic } from "./diagnostic.js";
import type { EmitOptions } from "./emit/emit-options.js";
import { emitWorlds } from "./emit/emit-worlds.js";
import { fileScope } from "./emit/file-names.js";
import { INLINE_RUNTIME, inlineRuntime } from "./files/inline-runtime.js";
import { relativePaths } from "./files/relative-path.js";
import { writeOutput, type WriteOutputResult } from "./files/write-output.js";
import type { PackageGraph, WorldId } from "./graph/package-graph.js";
import { selectWorlds } from "./graph/select-world.js";
import { loadInput } from "./load-wit.js";
import { validateGraph } from "./resolve/validate-graph.js";
import { toolVersion } from "./tool-version.js";

/** What `wit-ts generate` can be asked for. */
export interface GenerateOptions {
  /** A WIT directory, a `.wit` file, or a `.wasm` binary. */
  readonly input: string;
  /** The output directory. */
  readonly out: string;
  /** Worlds of the root package by name, or any by `ns:pkg/name@version`. Absent: all worlds of the root package. */
  readonly world?: string | readonly string[];
  /** `types` leaves the glue out. Default: `host`. */
  readonly target?: "host" | "types";
  /** Names of `@unstable` features that are on. Default: none. */
  readonly features?: readonly string[] | "all";
  /** Extension in the import paths of generated files. Default: `js`. */
  readonly importExtension?: "js" | "ts";
  /** `js` writes `.js`, `.d.ts` and `.d.ts.map` files, whose maps lead to the WIT. Default: `ts`. */
  readonly emit?: "ts" | "js";
  /** How a function's own `result` is said: by return and throw, or as a `Result`. Default: `throw`. */
  readonly results?: "throw" | "value";
  /** `inline` copies what is needed of the runtime to `runtime/` below the output directory. Default: `package`. */
  readonly runtime?: "package" | "inline";
  /** Write nothing; the result says what is stale. */
  readonly check?: boolean;
  /** Overwrite files that were edited or that wit-ts did not write. */
  readonly force?: boolean;
}

/** Which files were written, by path below the output directory. With an error among the diagnostics: none. */
export type GenerateResult = WriteOutputResult;

/** Runs the whole pipeline: reads WIT or a binary, emits TypeScript for its worlds, and writes the files. */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const { input, out, features = [], target = "host", importExtension = "js" } = options;
  const { check = false, force = false, results = "throw", emit = "ts" } = options;

  const { graph, kind, component, diagnostics } = await loadInput(input, { features });
  if (graph === undefined) {
    return nothing(diagnostics);
  }
  const names = options.world === undefined ? undefined : [options.world].flat();
  const selected = selectWorlds(graph, names);
  const { worlds } = selected;
  if (worlds === undefined) {
    return nothing([...diagnostics, ...selected.diagnostics]);
  }
  const packages = new Set(worlds.flatMap((world) => graph.worlds[world]?.package ?? []));
  const problems = [...diagnostics, ...validateGraph(graph, [...packages])];
  if (problems.some(({ severity }) => severity === "error")) {
    return nothing(problems);
  }
  const source = basename(resolve(input));
  const sourcePath = relativePaths(out);
  // A binary does not name its world: `root` stands for it, so the output is named after the file.
  const isNamedByFile =
    (kind === "component" || kind === "core-module-with-world") &&
    packages.has(graph.root) &&
    worlds.length === 1;
  const emitOptions: EmitOptions = {
    ...{ target, emit, importExtension, results, toolVersion, source },
    ...(isNamedByFile ? { fileName: binaryName(source) } : {}),
    ...(options.runtime === "inline" ? { runtimeModule: INLINE_RUNTIME } : {}),
    sourcePath: ({ file }) => sourcePath(file),
  };
  const linked =
    component === undefined || target === "types"
      ? undefined
      : (await import("./link-binary.js")).linkBinary(graph, worlds, component, emitOptions);
  problems.push(...(linked?.diagnostics ?? []));
  if (problems.some(({ severity }) => severity === "error")) {
    return nothing(problems);
  }
  const files = linked?.files ?? emitWorlds(graph, worlds, emitOptions);
  const runtime = options.runtime === "inline" ? inlineRuntime(files) : [];
  const modules = linked?.modules ?? [];
  const result = writeOutput(out, [...files, ...modules, ...runtime], {
    source: originOf(graph, source, names === undefined ? [] : worlds),
    check,
    force,
  });
  return { ...result, diagnostics: [...problems, ...result.diagnostics] };
}

/**
 * `docs:calculator`, or `docs:calculator/client` when only this world was asked for; a binary counts by its file's name.
 */
function originOf(graph: PackageGraph, file: string, asked: readonly WorldId[]): string {
  const worlds = asked.flatMap((world) => graph.worlds[world] ?? []);
  const owners = worlds.length === 0 ? [graph.root] : worlds.map((world) => world.package);
  const origins = owners.map((id) => {
    const owner = graph.packages[id];
    invariant(owner !== undefined, "a world's package is in the graph");
    const { namespace, name } = owner.name;
    return extname(file) === ".wasm" ? file : `${namespace}:${name}`;
  });
  const [only] = worlds.length === 1 ? worlds : [];
  return `${[...new Set(origins)].sort().join(", ")}${only === undefined ? "" : `/${only.name}`}`;
}

/** `calculator` for `calculator.wasm`, `calculator.component.wasm` and `calculator.core.wasm`; fit for a file's name. */
function binaryName(file: string): string {
  const name = basename(file, extname(file)).replace(/(?<=.)\.(component|core)$/, "");
  return fileScope().declare(name);
}

function nothing(diagnostics: readonly Diagnostic[]): GenerateResult {
  return { written: [], removed: [], unchanged: [], diagnostics };
}
