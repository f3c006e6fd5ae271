/** What decides how files are written, beside the graph. */
export interface EmitOptions {
  /** `types` leaves the glue out. Default: `host`. */
  readonly target?: "host" | "types";
  /** Extension in import paths. Default: `js`. */
  readonly importExtension?: "js" | "ts";
  /** How a function's own `result` is said: by return and throw, or as a `Result`. Default: `throw`. */
  readonly results?: "throw" | "value";
  /** Where the runtime is; a path that starts with `./` is below the output directory. Default: `wit-ts/runtime`. */
  readonly runtimeModule?: string;
  /** What the preamble says about where the WIT was read from, beside the interface or world. */
  readonly source?: string;
  /** The version of wit-ts, for the preamble. */
  readonly toolVersion?: string;
}
