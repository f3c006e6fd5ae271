/**
 * wit-ts reads WIT, or a component binary, and writes TypeScript. The folders read in the order of the pipeline:
 *
 * - `files/`      WIT directories in, generated files out
 * - `syntax/`     text → syntax tree, and text → formatted text
 * - `resolve/`    syntax trees → {@link PackageGraph}
 * - `graph/`      the one data structure that all stages share, and its printers
 * - `component/`  component binaries: decode, validate, link, run (`wit-ts/component`)
 * - `wit-binary/` {@link PackageGraph} ↔ component types
 * - `abi/`        the canonical ABI of a type, and the glue of a function with its back-ends
 * - `emit/`       {@link PackageGraph} → TypeScript files
 * - `runtime/`    what glue calls while it runs (`wit-ts/runtime`)
 * - `wasi/`       WASI for components, as preview2-shim implements it (`wit-ts/wasi`)
 * - `cli/`        the command line
 */
export type { Diagnostic, Hint, Severity } from "./diagnostic.js";
export type { DiagnosticCode } from "./diagnostic-codes.js";
export { generate, type GenerateOptions, type GenerateResult } from "./generate.js";
export type * from "./graph/package-graph.js";
export { printWit } from "./graph/print-wit.js";
export { toResolveJson } from "./graph/resolve-json.js";
export { loadWit, type LoadWitOptions } from "./load-wit.js";
export { renderDiagnostic } from "./render-diagnostic.js";
export type { Position, Source, Span } from "./source.js";
export { formatWit, loadWitFiles, loadWitText } from "./wit.js";
