import { labelKey, typeKey } from "../abi/label-keys.js";
import { findCompatible } from "../runtime/version-track.js";

/** What a host finds a function under, by its `externname`. */
export type FunctionPlace =
  | { readonly kind: "function"; readonly key: string }
  | { readonly kind: "constructor"; readonly resource: string }
  | { readonly kind: "method" | "static"; readonly resource: string; readonly key: string };

/** Takes an `externname` of a function apart; names of resources are those of classes. */
export function functionPlace(name: string): FunctionPlace {
  const member = /^\[(constructor|method|static)\]([^.]*)(?:\.(.*))?$/.exec(name);
  if (member === null) {
    return { kind: "function", key: labelKey(name) };
  }
  const [, kind, resource = "", key = ""] = member;
  return kind === "method" || kind === "static"
    ? { kind, resource: typeKey(resource), key: labelKey(key) }
    : { kind: "constructor", resource: typeKey(resource) };
}

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
