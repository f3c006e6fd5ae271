import { findRoot, type FoundValue, type InvalidValue } from "./invalid-value.js";

/** How many objects are searched: getters may make new ones without end. */
const maxSearched = 200_000;

/**
 * Finds where a wrong value stands among the arguments of a call, or in its result.
 *
 * @param roots the arguments by name
 */
export function findValue(
  error: InvalidValue,
  roots: Readonly<Record<string, unknown>>,
): FoundValue {
  const { owner, key } = error;
  try {
    return owner === undefined
      ? findRoot(error, roots)
      : [findPath(error, Object.entries(roots)), record(owner)[key]];
  } catch {
    // A getter gave the value once and throws now.
    return [key, undefined];
  }
}

/** @param pending what to look at, by path; objects inside are added */
function findPath({ owner, key }: InvalidValue, pending: [string, unknown][]): string {
  const seen = new Set<unknown>();
  for (const [path, value] of pending) {
    if (value === owner) {
      return path + segment(owner, key);
    }
    if (!seen.has(value)) {
      seen.add(value);
      for (const [name, member] of members(value)) {
        if (typeof member === "object" && pending.length < maxSearched) {
          pending.push([path + segment(value, name), member]);
        }
      }
    }
  }
  return String(key);
}

/** What may have a wrong value inside: numbers of typed arrays are found by their owner. */
function members(value: unknown): [string, unknown][] {
  try {
    return typeof value !== "object" || ArrayBuffer.isView(value)
      ? []
      : Object.entries(record(value));
  } catch {
    // A getter threw, or it is null.
    return [];
  }
}

/** An object as a record; a map by its keys as text. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  const plain: unknown = value instanceof Map ? Object.fromEntries(value) : value;
  return plain as Readonly<Record<string, unknown>>;
}

function segment(owner: unknown, key: string | number): string {
  if (owner instanceof Map) {
    return `.get(${JSON.stringify(key)})`;
  }
  return Array.isArray(owner) || typeof key === "number" ? `[${key}]` : `.${key}`;
}
