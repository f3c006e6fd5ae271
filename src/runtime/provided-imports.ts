import type { Unversioned } from "./types.js";

/** Gives imports: those that it is given, and what it has for others. */
export type ImportProvider = (imports: object) => object;

/** How an instance is made. */
export interface InstantiateOptions {
  /** Asked, one after the other, for imports that are missing. */
  readonly providers?: readonly ImportProvider[];
}

/** The imports that have to be given: with providers, any may be missing. */
export type GivenImports<Imports, Options> = Options extends {
  readonly providers: readonly ImportProvider[];
}
  ? Partial<Imports> | Partial<Unversioned<Imports>>
  : // One type where there are no versions: what is missing from a union is named only where the rest fits one of it.
    Imports extends Unversioned<Imports>
    ? Imports
    : Imports | Unversioned<Imports>;

/** The given imports, completed; a host in JavaScript may give none at all. */
export function providedImports(
  imports: object | undefined = {},
  options: InstantiateOptions | undefined,
): object {
  return (options?.providers ?? []).reduce((given, provide) => provide(given), imports);
}
