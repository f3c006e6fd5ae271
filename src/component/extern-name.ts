import { labelKey } from "../abi/label-keys.js";
import { findCompatible } from "../runtime/version-track.js";

/** The short name of an interface: `operations` of `docs:calculator/operations@1.0.0`. */
export function interfaceKey(name: string): string {
  const path = name.replace(/@.*$/, "");
  return labelKey(path.slice(path.lastIndexOf("/") + 1));
}

/** Finds what `given` has for a name: exactly, compatible, without version, or, for a plain name, in camel case. */
export function findByName(given: Readonly<Record<string, unknown>>, name: string): unknown {
  return findCompatible(given, name) ?? (name.includes(":") ? undefined : given[labelKey(name)]);
}

/** Tells whether a function's name says that it makes a resource. */
export function isConstructor(name: string): boolean {
  return name.startsWith("[constructor]");
}
