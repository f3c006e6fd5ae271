import type { PrimitiveName } from "../model.js";
import { describeValueType, type DefinedType, type ValueType } from "./types.js";

/** Why one type is not a subtype of another; `undefined`: it is one. */
export type Mismatch = string | undefined;

/** Puts the place of a mismatch before it. */
export function within(place: string, mismatch: Mismatch): Mismatch {
  return mismatch === undefined ? undefined : `${place}: ${mismatch}`;
}

/** Pairs of types that are known to match. */
const matching = new WeakMap<object, WeakSet<object>>();

/** Checks each pair of types once: types share their parts, so that a small binary can stand for a huge tree. */
export function checkOnce(actual: object, expected: object, check: () => Mismatch): Mismatch {
  if (actual === expected || matching.get(actual)?.has(expected) === true) {
    return undefined;
  }
  const mismatch = check();
  if (mismatch === undefined) {
    const known = matching.get(actual) ?? new WeakSet();
    matching.set(actual, known.add(expected));
  }
  return mismatch;
}

/** Checks that two value types are equal. */
export function valueMismatch(actual: ValueType, expected: ValueType): Mismatch {
  const a = primitiveOf(actual);
  const b = primitiveOf(expected);
  if (a !== undefined && b !== undefined) {
    return a === b ? undefined : `expected primitive \`${b}\` found primitive \`${a}\``;
  }
  return typeof actual === "string" || typeof expected === "string"
    ? `expected ${describeValueType(expected)}, found ${describeValueType(actual)}`
    : definedMismatch(actual, expected);
}

function primitiveOf(type: ValueType): PrimitiveName | undefined {
  if (typeof type === "string") {
    return type;
  }
  return type.kind === "primitive" ? type.primitive : undefined;
}

/** Checks that two defined types are equal. */
export function definedMismatch(actual: DefinedType, expected: DefinedType): Mismatch {
  return checkOnce(actual, expected, () => shapeMismatch(actual, expected));
}

function shapeMismatch(actual: DefinedType, expected: DefinedType): Mismatch {
  const other = (): string =>
    `expected ${expected.kind}, found ${actual.kind === "primitive" ? actual.primitive : actual.kind}`;
  switch (actual.kind) {
    case "primitive":
      return expected.kind === "primitive"
        ? valueMismatch(actual.primitive, expected.primitive)
        : other();
    case "record":
      return expected.kind === "record" ? fieldsMismatch(actual, expected) : other();
    case "variant":
      return expected.kind === "variant" ? casesMismatch(actual, expected) : other();
    case "list":
      if (expected.kind !== "list") {
        return other();
      }
      return actual.length === expected.length
        ? valueMismatch(actual.element, expected.element)
        : actual.length === undefined || expected.length === undefined
          ? "expected list, found list"
          : `expected fixed-length ${expected.length}, found size ${actual.length}`;
    case "tuple":
      return expected.kind === "tuple" ? tupleMismatch(actual.types, expected.types) : other();
    case "flags":
    case "enum":
      if (expected.kind !== actual.kind) {
        return other();
      }
      return actual.labels.length === expected.labels.length &&
        actual.labels.every((label, index) => label === expected.labels[index])
        ? undefined
        : `mismatch in ${actual.kind} elements`;
    case "option":
      return expected.kind === "option" ? valueMismatch(actual.type, expected.type) : other();
    case "result":
      return expected.kind === "result"
        ? (optionalMismatch(actual.ok, expected.ok, "ok", "variant") ??
            optionalMismatch(actual.err, expected.err, "err", "variant"))
        : other();
    case "own":
    case "borrow":
      if (expected.kind !== actual.kind) {
        return other();
      }
      return actual.resource.resource === expected.resource.resource
        ? undefined
        : "resource types are not the same";
    case "stream":
    case "future":
      return expected.kind === actual.kind
        ? optionalMismatch(actual.payload, expected.payload, actual.kind)
        : other();
    case "map":
      return expected.kind === "map"
        ? (within("type mismatch in map key", valueMismatch(actual.key, expected.key)) ??
            within("type mismatch in map value", valueMismatch(actual.value, expected.value)))
        : other();
  }
}

type Kind<K extends DefinedType["kind"]> = Extract<DefinedType, { readonly kind: K }>;

function fieldsMismatch(actual: Kind<"record">, expected: Kind<"record">): Mismatch {
  if (actual.fields.length !== expected.fields.length) {
    return `expected ${expected.fields.length} fields, found ${actual.fields.length}`;
  }
  for (const [index, { label, type }] of actual.fields.entries()) {
    const other = expected.fields[index];
    if (other?.label !== label) {
      return `expected field name \`${other?.label}\`, found \`${label}\``;
    }
    const mismatch = valueMismatch(type, other.type);
    if (mismatch !== undefined) {
      return within(`type mismatch in record field \`${label}\``, mismatch);
    }
  }
  return undefined;
}

function casesMismatch(actual: Kind<"variant">, expected: Kind<"variant">): Mismatch {
  if (actual.cases.length !== expected.cases.length) {
    return `expected ${expected.cases.length} cases, found ${actual.cases.length}`;
  }
  for (const [index, { label, type }] of actual.cases.entries()) {
    const other = expected.cases[index];
    if (other?.label !== label) {
      return `expected case named \`${other?.label}\`, found \`${label}\``;
    }
    if (type === undefined && other.type !== undefined) {
      return `expected case \`${label}\` to have a type, found none`;
    }
    if (type !== undefined && other.type === undefined) {
      return `expected case \`${label}\` to have no type`;
    }
    if (type !== undefined && other.type !== undefined) {
      const mismatch = valueMismatch(type, other.type);
      if (mismatch !== undefined) {
        return within(`type mismatch in variant case \`${label}\``, mismatch);
      }
    }
  }
  return undefined;
}

function tupleMismatch(actual: readonly ValueType[], expected: readonly ValueType[]): Mismatch {
  if (actual.length !== expected.length) {
    return `expected ${expected.length} types, found ${actual.length}`;
  }
  for (const [index, type] of actual.entries()) {
    const mismatch = valueMismatch(type, expected[index] ?? type);
    if (mismatch !== undefined) {
      return within(`type mismatch in tuple field ${index}`, mismatch);
    }
  }
  return undefined;
}

function optionalMismatch(
  actual: ValueType | undefined,
  expected: ValueType | undefined,
  what: string,
  whole = "",
): Mismatch {
  if (actual === undefined) {
    return expected === undefined ? undefined : `expected ${what} type, but found none`;
  }
  return expected === undefined
    ? `expected ${what} type to not be present`
    : within(`type mismatch in ${what} ${whole}`.trimEnd(), valueMismatch(actual, expected));
}
