import type { ComponentModel } from "./component/model.js";
import { type Diagnostic, errorInFile } from "./diagnostic.js";
import { type WitUnit, readWitPath } from "./files/wit-directory.js";
import type { PackageGraph } from "./graph/package-graph.js";
import {
  type ResolveOptions,
  type ResolveResult,
  resolvePackages,
} from "./resolve/resolve-packages.js";
import type { DecodedPackages } from "./resolve/merge-graph.js";
import type { SourceGroup } from "./resolve/source-package.js";
import { parse } from "./syntax/parse.js";
import type { DecodedBinary } from "./wit-binary/decode-binary.js";

/** Options of {@link loadWit}. */
export type LoadWitOptions = ResolveOptions;

/** The packages of a path, or what is wrong with them. */
export type LoadWitResult = ResolveResult;

/**
 * Reads a WIT directory with its `deps`, a WIT file, or a WIT package as a WebAssembly binary, and resolves it.
 * Whatever is wrong with the input is a diagnostic: then there is no graph.
 */
export async function loadWit(path: string, options: LoadWitOptions = {}): Promise<LoadWitResult> {
  const { graph, diagnostics } = await loadInput(path, options);
  return { ...(graph && { graph }), diagnostics };
}

/** What a path holds: packages, and the binary that they were read from. */
export type LoadedInput = LoadWitResult & {
  /** What sort of binary the path is; absent for text. */
  readonly kind?: DecodedBinary["kind"];
  readonly component?: ComponentModel;
};

/** Does what {@link loadWit} does, and gives the component if the path is one. */
export async function loadInput(path: string, options: LoadWitOptions = {}): Promise<LoadedInput> {
  const { main, dependencies, diagnostics: problems } = readWitPath(path);
  if (main?.kind === "binary") {
    const { graph, diagnostic, kind, component } = await decode(main);
    return graph && problems.length === 0
      ? { graph, diagnostics: [], ...(kind && { kind }), ...(component && { component }) }
      : { diagnostics: diagnostic ? [...problems, diagnostic] : problems };
  }
  if (!main) {
    return { diagnostics: problems };
  }
  const decoded: DecodedPackages[] = [];
  const undecodable: Diagnostic[] = [];
  for (const unit of dependencies) {
    if (unit.kind === "binary") {
      const { kind, graph, diagnostic } = await decode(unit);
      if (graph && kind === "wit-package") {
        decoded.push({ file: unit.file, graph });
      } else {
        undecodable.push(diagnostic ?? noWitPackage(unit.file));
      }
    }
  }
  const text = dependencies.flatMap((unit) => (unit.kind === "text" ? [parseGroup(unit)] : []));
  const earlier = [...problems, ...undecodable];
  const result = resolvePackages(
    {
      main: parseGroup(main),
      dependencies: text,
      decoded,
      incomplete: earlier.length > 0,
    },
    options,
  );
  return earlier.length > 0 ? { diagnostics: [...earlier, ...result.diagnostics] } : result;
}

function parseGroup(unit: WitUnit & { readonly kind: "text" }): SourceGroup {
  return { files: unit.sources.map(parse) };
}

interface Decoded {
  readonly kind?: DecodedBinary["kind"];
  readonly graph?: PackageGraph;
  readonly component?: ComponentModel;
  readonly diagnostic?: Diagnostic;
}

async function decode({ file, bytes }: WitUnit & { readonly kind: "binary" }): Promise<Decoded> {
  const { decodeBinary } = await import("./wit-binary/decode-binary.js");
  try {
    const decoded = decodeBinary(bytes);
    return decoded.kind === "core-module"
      ? {
          diagnostic: errorInFile(
            file,
            "no-wit-in-binary",
            "the core module does not say its world",
            [
              {
                message: "a `component-type` section would: it is lost when a module is optimised",
              },
            ],
          ),
        }
      : decoded;
  } catch (error) {
    if (
      error instanceof Error &&
      (error.name === "InvalidComponentError" || error.name === "UnsupportedError")
    ) {
      return { diagnostic: errorInFile(file, "invalid-binary", error.message) };
    }
    throw error;
  }
}

function noWitPackage(file: string): Diagnostic {
  return errorInFile(
    file,
    "no-wit-package",
    "found a component instead of a WIT package in a WebAssembly file",
    [{ message: "`deps` holds packages: `wasm-tools component wit --wasm` makes one" }],
  );
}
