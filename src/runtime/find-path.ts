import { findRoot, type FoundValue, type InvalidValue } from "./invalid-value.js";

/**
 * Finds where a wrong value stands among the arguments of a call, or in its result.
 *
 * @param roots the arguments by name
 */
export function findValue(
  error: InvalidValue,
  roots: Readonly<Record<string, unknown>>,
): FoundValue {
  return error.owner === undefined
    ? findRoot(error, roots)
    : { place: findPath(error, roots), value: readMember(error.owner, error.key) };
}

function readMember(owner: unknown, key: string | number): unknown {
  if (owner instanceof Map) {
    for (const [entryKey, value] of owner) {
      if (String(entryKey) === key) {
        return value;
      }
    }
  }
  return (owner as Readonly<Record<string, unknown>>)[key];
}

function findPath(error: InvalidValue, roots: Readonly<Record<string, unknown>>): string {
  const seen = new Set<unknown>();
  const pending = Object.entries(roots);
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const [path, value] = next;
    if (value === error.owner) {
      return path + segment(value, error.key);
    }
    if (typeof value === "object" && value !== null && !seen.has(value)) {
      seen.add(value);
      if (!ArrayBuffer.isView(value)) {
        const entries = value instanceof Map ? mapEntries(value) : Object.entries(value);
        for (const [key, child] of entries) {
          if (typeof child === "object") {
            pending.push([path + segment(value, key), child]);
          }
        }
      }
    }
  }
  return String(error.key);
}

function mapEntries(map: ReadonlyMap<unknown, unknown>): [string, unknown][] {
  return [...map].map(([key, value]) => [String(key), value]);
}

function segment(owner: unknown, key: string | number): string {
  if (owner instanceof Map) {
    return `.get(${JSON.stringify(key)})`;
  }
  return Array.isArray(owner) || ArrayBuffer.isView(owner) || typeof key === "number"
    ? `[${key}]`
    : `.${key}`;
}
