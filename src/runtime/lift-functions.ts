import { bindFunction, type CanonOptions } from "./bind-function.js";
import type { Bound } from "./bound.js";
import type { CoreExports } from "./web-assembly.js";

/** Factories of glue by the properties of their functions. */
export type LiftTable = Readonly<Record<string, (bound: Bound) => unknown>>;

/**
 * Lifts functions of an interface from the core module that exports them under the names that toolchains give them
 * (BuildTargets.md): `a:b/c#get-size`, and `cabi_post_a:b/c#get-size` for what is due after the call.
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
    const exported = `${name}#${key.replace(/[A-Z]/g, "-$&").toLowerCase()}`;
    const path = `exports["${name}"].${key}()`;
    lifted[key] = lift(bindFunction(options, path, core[exported], core[`cabi_post_${exported}`]));
  }
  return lifted as { [Key in keyof Table]: ReturnType<Table[Key]> };
}
