import { invalid } from "./invalid-value.js";

// Checks of host values, one for each WIT type that JavaScript does not distinguish by itself. Each returns what the
// core function gets. `owner` and `key` say where the value stands, see `invalid`.

type Key = string | number;

export function lowerBool(value: unknown, owner: unknown, key: Key): number {
  return value === true ? 1 : value === false ? 0 : invalid("bool", value, owner, key);
}

export function lowerS8(value: number, owner: unknown, key: Key): number {
  return typeof value === "number" && (value << 24) >> 24 === value
    ? value
    : invalid("s8", value, owner, key);
}

export function lowerU8(value: number, owner: unknown, key: Key): number {
  return typeof value === "number" && (value & 0xff) === value
    ? value
    : invalid("u8", value, owner, key);
}

export function lowerS16(value: number, owner: unknown, key: Key): number {
  return typeof value === "number" && (value << 16) >> 16 === value
    ? value
    : invalid("s16", value, owner, key);
}

export function lowerU16(value: number, owner: unknown, key: Key): number {
  return typeof value === "number" && (value & 0xffff) === value
    ? value
    : invalid("u16", value, owner, key);
}

export function lowerS32(value: number, owner: unknown, key: Key): number {
  return typeof value === "number" && (value | 0) === value
    ? value
    : invalid("s32", value, owner, key);
}

export function lowerU32(value: number, owner: unknown, key: Key): number {
  return typeof value === "number" && value >>> 0 === value
    ? value
    : invalid("u32", value, owner, key);
}

export function lowerS64(value: bigint, owner: unknown, key: Key): bigint {
  return typeof value === "bigint" && BigInt.asIntN(64, value) === value
    ? value
    : invalid("s64", value, owner, key);
}

export function lowerU64(value: bigint, owner: unknown, key: Key): bigint {
  return typeof value === "bigint" && BigInt.asUintN(64, value) === value
    ? value
    : invalid("u64", value, owner, key);
}

export function lowerF32(value: number, owner: unknown, key: Key): number {
  return typeof value === "number" ? value : invalid("f32", value, owner, key);
}

export function lowerF64(value: number, owner: unknown, key: Key): number {
  return typeof value === "number" ? value : invalid("f64", value, owner, key);
}

/** Gives the one Unicode scalar value that `value` consists of. */
export function lowerChar(value: string, owner: unknown, key: Key): number {
  if (typeof value === "string") {
    const codePoint = value.codePointAt(0);
    if (
      codePoint !== undefined &&
      value.length === (codePoint > 0xffff ? 2 : 1) &&
      (codePoint & 0xfffff800) !== 0xd800
    ) {
      return codePoint;
    }
  }
  return invalid("char", value, owner, key);
}

/** One flag of a `flags` value, as 0 or 1; a missing one is not set. */
export function lowerFlag(value: unknown, owner: unknown, key: Key): number {
  return value === true
    ? 1
    : value === false || value === undefined
      ? 0
      : invalid("bool", value, owner, key);
}

/** Accepts what can have fields: records, flags, variants. */
export function checkObject(value: unknown, expected: string, owner: unknown, key: Key): void {
  if (typeof value !== "object" || value === null) {
    invalid(expected, value, owner, key);
  }
}

/** Accepts an array, of `length` elements where it is given. */
export function checkArray(
  value: unknown,
  expected: string,
  owner: unknown,
  key: Key,
  length?: number,
): void {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    invalid(expected, value, owner, key);
  }
}

/** Accepts an array or any typed array, of exactly `length` elements: a fixed-length list of numbers. */
export function checkNumbers(
  value: unknown,
  expected: string,
  owner: unknown,
  key: Key,
  length: number,
): void {
  if (
    !(Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value)) ||
    value.length !== length
  ) {
    invalid(expected, value, owner, key);
  }
}

export function checkMap(value: unknown, expected: string, owner: unknown, key: Key): void {
  if (!(value instanceof Map)) {
    invalid(expected, value, owner, key);
  }
}
