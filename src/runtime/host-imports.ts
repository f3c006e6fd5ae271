import type { HostClass } from "./resource-type.js";
import { findCompatible } from "./version-track.js";
import { functionKey, type ImportBinding, type ImportFunction } from "./world-binding.js";

/** What a host gives: interfaces by name, functions and classes of the world itself by their own. */
export type HostImports = object;

type HostObject = Readonly<Record<string, unknown>>;

/** A host function as glue calls it, or what is missing. */
export type HostFunction =
  | { readonly kind: "found"; readonly host: unknown }
  | { readonly kind: "missing"; readonly problem: string };

/** The name under which a world's own functions stand in its tables. */
export const rootName = "$root";

/** Finds the host's object for an interface; for the world itself that is the imports object. */
export function hostObject(imports: HostImports, name: string): HostObject | undefined {
  if (name === rootName) {
    return imports as HostObject;
  }
  const found = findCompatible(imports as HostObject, name);
  return typeof found === "object" && found !== null
    ? (found as HostObject)
    : typeof found === "function"
      ? (found as unknown as HostObject)
      : undefined;
}

/**
 * Reads a host function once, bound to the object that has it: `[method]` functions are found on the handle's object at
 * the call and need none.
 */
export function hostFunction(
  imports: HostImports,
  interfaceName: string,
  mangled: string,
  binding: ImportBinding,
): HostFunction {
  const declared = binding.functions[mangled] as ImportFunction;
  if (mangled.startsWith("[method]")) {
    return { kind: "found", host: undefined };
  }
  const object = hostObject(imports, interfaceName);
  const isStatic = mangled.startsWith("[static]");
  const owner = isStatic ? hostClass(object, mangled, binding) : object;
  if (mangled.startsWith("[constructor]")) {
    const found = hostClass(object, mangled, binding);
    return typeof found === "function"
      ? { kind: "found", host: found }
      : missing(interfaceName, mangled, declared);
  }
  const host = (owner as HostObject | undefined)?.[functionKey(mangled, declared)];
  return typeof host === "function"
    ? { kind: "found", host: host.bind(owner) as unknown }
    : missing(interfaceName, mangled, declared);
}

function missing(interfaceName: string, mangled: string, declared: ImportFunction): HostFunction {
  const place = interfaceName === rootName ? "" : `${interfaceName} `;
  return { kind: "missing", problem: `missing import ${place}${mangled}: ${declared.signature}` };
}

/** The class that the host gives for a resource, found by a mangled function name or the resource's own name. */
export function hostClass(
  object: HostObject | undefined,
  name: string,
  binding: ImportBinding,
): HostClass | undefined {
  const key = binding.resources?.[resourceOfFunction(name)]?.key;
  const found = key === undefined ? undefined : object?.[key];
  return typeof found === "function" ? (found as unknown as HostClass) : undefined;
}

/** `[method]r.m` → `r`; a name that is not mangled stays. */
export function resourceOfFunction(mangled: string): string {
  return mangled.replace(/^\[[a-z]+\]|\..*/g, "");
}
