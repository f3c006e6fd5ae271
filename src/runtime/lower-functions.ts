import { bindWaiting, type CanonOptions } from "./bind-function.js";
import type { Bound } from "./bound.js";
import { importedFunction } from "./read-imports.js";
import { tableNames } from "./table-names.js";

/**
 * Factories of glue by the properties of their functions. Where properties are any string, the compiler takes the type of
 * `toString` from Object.
 */
export type LowerTable<Key extends string> = Readonly<
  Record<Key, (bound: Bound, host: never) => unknown>
>;

/**
 * Lowers functions of an interface that the host gives.
 *
 * @param missing where a function that is not there is noted
 * @param host what the host gives for the interface
 * @param name of the interface
 * @param table has only properties that are the WIT name in camel case, and none of resources
 * @returns the core functions by the WIT names
 */
export function lowerFunctions<Key extends string>(
  options: CanonOptions,
  missing: string[],
  host: object | undefined,
  name: string,
  table: LowerTable<Key>,
): Readonly<Record<string, unknown>> {
  const lowered: Record<string, unknown> = {};
  for (const [key, lower] of Object.entries<LowerTable<string>[string]>(table)) {
    const { label, path } = tableNames(name, key);
    const text = `${name} ${label}`;
    const given = importedFunction(missing, host as Record<string, never> | undefined, key, text);
    lowered[label] = lower(bindWaiting(options, `imports${path}`), given);
  }
  return lowered;
}
