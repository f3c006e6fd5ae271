import type { Source } from "../source.js";

/** What decides how files are written, beside the graph. */
export interface EmitOptions {
  /** `types` leaves the glue out. Default: `host`. */
  readonly target?: "host" | "types";
  /** `js` writes JavaScript and declarations, of which the declarations have maps. Default: `ts`. */
  readonly emit?: "ts" | "js";
  /** Gives the path of a source of WIT relative to the output directory, for links and maps; without it, there are none. */
  readonly sourcePath?: (source: Source) => string | undefined;
  /** Extension in import paths. Default: `js`. */
  readonly importExtension?: "js" | "ts";
  /** How a function's own `result` is said: by return and throw, or as a `Result`. Default: `throw`. */
  readonly results?: "throw" | "value";
  /** Where the runtime is; a path that starts with `./` is below the output directory. Default: `wit-ts/runtime`. */
  readonly runtimeModule?: string;
  /** What the preamble says about where the WIT was read from, beside the interface or world. */
  readonly source?: string;
  /** What the file of the only world is called, without extension. Default: the world's name. */
  readonly fileName?: string;
  /** The version of wit-ts, for the preamble. */
  readonly toolVersion?: string;
}
