/**
 * A value from the host that does not fit its WIT type, on its way from where it was found to where the call was made.
 * Knows its owner and key there; the path from the call's arguments is searched only when the error is reported, so that
 * lowering costs nothing for it.
 */
export class InvalidValue {
  // Declared only: bundles are smaller.
  declare readonly expected: string;
  /** The value; `undefined` for one that is still where it was found. */
  declare readonly got: unknown;
  declare readonly owner: unknown;
  declare readonly key: string | number;

  constructor(expected: string, got: unknown, owner: unknown, key: string | number) {
    this.expected = expected;
    this.got = got;
    this.owner = owner;
    this.key = key;
  }
}

/**
 * Rejects a value of the host.
 *
 * @param expected what it must be, in WIT terms: `u32`, `record six`
 * @param owner the object that holds it; `undefined` for an argument or a result itself
 * @param key its property or index there, or the argument's name
 */
export function invalid(
  expected: string,
  got: unknown,
  owner: unknown,
  key: string | number,
): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- never leaves the glue
  throw new InvalidValue(expected, got, owner, key);
}

/** {@link invalid}, with the value read again where it stands: its owner, or the arguments themselves. */
export function invalidAt(expected: string, owner: unknown, key: string | number): never {
  invalid(expected, undefined, owner, key);
}

/** Rejects a variant or result whose tag names no case. */
export function invalidTag(value: { readonly tag?: unknown }, expected: string): never {
  invalid(expected, value.tag, value, "tag");
}

/** The key of a map's entry as paths show it. */
export function mapKey(key: unknown): string {
  return String(key);
}

/** An `option<option<T>>` in its tagged form; `undefined` is none at every level. */
export function taggedOption<Option extends { readonly tag: string }>(
  value: Option | null | undefined,
  owner: unknown,
  key: string | number,
): Option | { readonly tag: "none" } {
  if (value === undefined) {
    return { tag: "none" };
  }
  return typeof value === "object" && value !== null ? value : invalid("option", value, owner, key);
}

/** Where a wrong value stands, and what stands there. */
export type FoundValue = readonly [place: string | number, value: unknown];

/** Finds a value in the arguments or the result of a call. */
export type FindValue = (
  error: InvalidValue,
  roots: Readonly<Record<string, unknown>>,
) => FoundValue;

/** Finds a value that is an argument or the result itself. */
export const findRoot: FindValue = ({ key }, roots) => [key, roots[key]];

/**
 * Turns an {@link InvalidValue} into the error that the host sees: a RangeError where the JavaScript type is right, a
 * TypeError otherwise.
 *
 * @param path the call: `exports["a:b/c"].send()`
 * @param roots the call's arguments, or its result, by name
 * @param find finds the value among them
 */
export function invalidValueError(
  error: InvalidValue,
  path: string,
  roots: Readonly<Record<string, unknown>>,
  find: FindValue,
): TypeError | RangeError {
  const { expected } = error;
  const [place, value] = find(error, roots);
  const got = error.got ?? value;
  const Failure = ofRightType.test(`${typeof got} ${expected}`) ? RangeError : TypeError;
  return new Failure(`${path}: ${place} must be ${expected}, got ${describe(got, show)}`);
}

/** What messages say of a value of the host, whose getters and conversions may throw. */
export function describe(value: unknown, show: (value: unknown) => string = String): string {
  try {
    return show(value);
  } catch {
    return "something";
  }
}

/** The JavaScript type of a value, and the WIT type that it was meant for: a number is for 8, 16 and 32 bits. */
const ofRightType = /^(number [su][813]|bigint [su]6|string (char|one of ))/;

function show(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value).slice(0, 42);
  }
  if (typeof value === "bigint") {
    return `${value}n`;
  }
  return Object(value) === value ? showObject(value as object) : String(value);
}

function showObject(value: object): string {
  if (Array.isArray(value)) {
    return `an array of ${value.length}`;
  }
  const { name } = Object(value.constructor) as { readonly name?: unknown };
  return typeof name === "string" && !/^(Object)?$/.test(name) ? `a ${name}` : "an object";
}
