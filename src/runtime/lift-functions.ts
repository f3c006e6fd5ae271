import { bindFunction, type CanonOptions } from "./bind-function.js";
import type { Bound } from "./bound.js";
import { tableNames } from "./table-names.js";
import type { CoreExports } from "./web-assembly.js";

/** Factories of glue by the properties of their functions. */
export type LiftTable = Readonly<Record<string, (bound: Bound) => unknown>>;

/**
 * Lifts functions of an interface from the core module that exports them under the names that toolchains give them,
 * see {@link tableNames}.
 *
 * @param name of the interface
 * @param table has only properties that are the WIT name in camel case, and none of resources
 */
export function liftFunctions<Table extends LiftTable>(
  options: CanonOptions,
  core: CoreExports,
  name: string,
  table: Table,
): { [Key in keyof Table]: ReturnType<Table[Key]> } {
  const lifted: Record<string, unknown> = {};
  for (const [key, lift] of Object.entries(table)) {
    const { exported, postReturn, path } = tableNames(name, key);
    lifted[key] = lift(bindFunction(options, `exports${path}`, core[exported], core[postReturn]));
  }
  // V8 would look up each of many functions at every call in the object that grew.
  return { ...lifted } as { [Key in keyof Table]: ReturnType<Table[Key]> };
}
