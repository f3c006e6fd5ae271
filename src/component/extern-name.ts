import { labelKey, typeKey } from "../abi/label-keys.js";

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

/** A name without its version. */
export function withoutVersion(name: string): string {
  return name.replace(/@[^/]*$/, "");
}

/** The part of a version that compatible versions share (Explainer.md, "Canonical Interface Name"); `undefined`: none. */
export function compatibilityTrack(name: string): string | undefined {
  const match = /^(.*@)(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$/.exec(name);
  if (match === null) {
    return undefined;
  }
  const [, path = "", major = "0", minor = "0", patch = "0", rest = ""] = match;
  if (rest.startsWith("-")) {
    return name;
  }
  return major !== "0"
    ? `${path}${major}`
    : minor !== "0"
      ? `${path}0.${minor}`
      : `${path}0.0.${patch}`;
}

/** Finds what `given` has for `name`: under the name itself, a compatible version of it, or without version. */
export function findByName(given: Readonly<Record<string, unknown>>, name: string): unknown {
  if (given[name] !== undefined) {
    return given[name];
  }
  const track = compatibilityTrack(name);
  if (track !== undefined) {
    for (const [key, value] of Object.entries(given)) {
      if (value !== undefined && compatibilityTrack(key) === track) {
        return value;
      }
    }
  }
  return given[withoutVersion(name)] ?? (name.includes(":") ? undefined : given[labelKey(name)]);
}
