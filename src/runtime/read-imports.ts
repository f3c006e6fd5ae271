import { LinkError } from "./link-error.js";
import type { HostClass } from "./resource-type.js";
import { findCompatible } from "./version-track.js";

/** Finds what the host gives for an interface: under its name, a compatible version of it, or without version. */
export function importedInterface<Imports extends object, Name extends keyof Imports & string>(
  imports: Imports,
  name: Name,
): Imports[Name] | undefined {
  return findCompatible(imports as Readonly<Record<string, Imports[Name]>>, name);
}

/**
 * Reads a function of the host once, bound to what has it.
 *
 * @param missing where a function that is not there is noted, as `text`
 */
export function importedFunction<Owner extends object, Key extends keyof Owner>(
  missing: string[],
  owner: Owner | undefined,
  key: Key,
  text: string,
): Owner[Key] {
  const found = owner?.[key];
  if (typeof found === "function") {
    return (found as HostFunction).bind(owner) as Owner[Key];
  }
  missing.push(`missing import ${text}: a function`);
  // Nobody calls what is missing: linking ends with an error then.
  return undefined as Owner[Key];
}

type HostFunction = (...args: never[]) => unknown;

/** Reads a class of the host once; without `text` it may be missing. */
export function importedClass<Owner extends object, Key extends keyof Owner>(
  missing: string[],
  owner: Owner | undefined,
  key: Key,
): (Owner[Key] & HostClass) | undefined;
export function importedClass<Owner extends object, Key extends keyof Owner>(
  missing: string[],
  owner: Owner | undefined,
  key: Key,
  text: string,
): Owner[Key] & HostClass;
export function importedClass<Owner extends object, Key extends keyof Owner>(
  missing: string[],
  owner: Owner | undefined,
  key: Key,
  text?: string,
): (Owner[Key] & HostClass) | undefined {
  const found = owner?.[key];
  if (typeof found === "function") {
    return found as Owner[Key] & HostClass;
  }
  if (text !== undefined) {
    missing.push(`missing import ${text}: a class`);
  }
  return undefined;
}

/** @throws LinkError that names all that is missing */
export function checkImports(name: string, missing: readonly string[]): void {
  if (missing.length > 0) {
    throw new LinkError(`cannot instantiate ${name}`, missing);
  }
}
