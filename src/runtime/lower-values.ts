import { invalid, invalidAt } from "./invalid-value.js";

// Checks of host values, one for each WIT type that JavaScript does not distinguish by itself. Each returns what the
// core function gets. `owner` and `key` say where the value stands, see `invalidAt`. V8 inlines functions of at
// most 27 bytes of bytecode wherever they are called, and longer ones while its budget lasts: hence the functions of two
// arguments that reject, and the order of operands.

type Key = string | number;

/** A property whose name all objects inherit, where the object has it itself. */
export function ownMember<T extends object, K extends keyof T>(owner: T, key: K): T[K] {
  // What is missing gets checked as what it should be.
  return (Object.hasOwn(owner, key) ? owner[key] : undefined) as T[K];
}

/** Checks a `bool`; gives 1 or 0. */
export function lowerBool(value: unknown, owner: unknown, key: Key): number {
  if (value === true) {
    return 1;
  }
  if (value !== false) {
    notBool(owner, key);
  }
  return 0;
}

/** Checks an `s8`. */
export function lowerS8(value: number, owner: unknown, key: Key): number {
  if (typeof value !== "number" || value !== (value << 24) >> 24) {
    notS8(owner, key);
  }
  return value;
}

/** Checks a `u8`. */
export function lowerU8(value: number, owner: unknown, key: Key): number {
  if (typeof value !== "number" || value !== (value & 0xff)) {
    notU8(owner, key);
  }
  return value;
}

/** Checks an `s16`. */
export function lowerS16(value: number, owner: unknown, key: Key): number {
  if (typeof value !== "number" || value !== (value << 16) >> 16) {
    notS16(owner, key);
  }
  return value;
}

/** Checks a `u16`. */
export function lowerU16(value: number, owner: unknown, key: Key): number {
  if (typeof value !== "number" || value !== (value & 0xffff)) {
    notU16(owner, key);
  }
  return value;
}

/** Checks an `s32`. */
export function lowerS32(value: number, owner: unknown, key: Key): number {
  if (typeof value !== "number" || value !== (value | 0)) {
    notS32(owner, key);
  }
  return value;
}

/** Checks a `u32`. */
export function lowerU32(value: number, owner: unknown, key: Key): number {
  if (typeof value !== "number" || value !== value >>> 0) {
    notU32(owner, key);
  }
  return value;
}

/** Checks an `s64`. */
export function lowerS64(value: bigint, owner: unknown, key: Key): bigint {
  if (typeof value !== "bigint" || BigInt.asIntN(64, value) !== value) {
    notS64(owner, key);
  }
  return value;
}

/** Compares signed integers where it can: engines do that in registers as long as they have met none of more bits. */
export function lowerU64(value: bigint, owner: unknown, key: Key): bigint {
  if (typeof value !== "bigint") {
    notU64(owner, key);
  }
  const low = BigInt.asIntN(64, value);
  if (low < 0n ? isNoLargeU64(value) : low !== value) {
    notU64(owner, key);
  }
  return value;
}

function isNoLargeU64(value: bigint): boolean {
  return BigInt.asUintN(64, value) !== value;
}

/** Checks an `f32`, which is rounded where it is stored or passed. */
export function lowerF32(value: number, owner: unknown, key: Key): number {
  if (typeof value !== "number") {
    notF32(owner, key);
  }
  return value;
}

/** Checks an `f64`. */
export function lowerF64(value: number, owner: unknown, key: Key): number {
  if (typeof value !== "number") {
    notF64(owner, key);
  }
  return value;
}

/** Gives the one Unicode scalar value that `value` consists of. */
export function lowerChar(value: string, owner: unknown, key: Key): number {
  if (typeof value === "string") {
    const codePoint = value.codePointAt(0) ?? 0;
    if (value.length === (codePoint > 0xffff ? 2 : 1) && (codePoint & 0xfffff800) !== 0xd800) {
      return codePoint;
    }
  }
  return invalid("char", value, owner, key);
}

/** One flag of a `flags` value, as 0 or 1; a missing one is not set. */
export function lowerFlag(value: unknown, owner: unknown, key: Key): number {
  if (value === true) {
    return 1;
  }
  if (value !== false && value !== undefined) {
    notBool(owner, key);
  }
  return 0;
}

/** Accepts what can have fields: records, flags, variants. */
export function checkObject(value: unknown, owner: unknown, key: Key): void {
  if (typeof value !== "object" || value === null) {
    notObject(owner, key);
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

/** Accepts a `Map`. */
export function checkMap(value: unknown, expected: string, owner: unknown, key: Key): void {
  if (!(value instanceof Map)) {
    invalid(expected, value, owner, key);
  }
}

function notObject(owner: unknown, key: Key): never {
  invalidAt("an object", owner, key);
}

function notBool(owner: unknown, key: Key): never {
  invalidAt("bool", owner, key);
}

function notS8(owner: unknown, key: Key): never {
  invalidAt("s8", owner, key);
}

function notU8(owner: unknown, key: Key): never {
  invalidAt("u8", owner, key);
}

function notS16(owner: unknown, key: Key): never {
  invalidAt("s16", owner, key);
}

function notU16(owner: unknown, key: Key): never {
  invalidAt("u16", owner, key);
}

function notS32(owner: unknown, key: Key): never {
  invalidAt("s32", owner, key);
}

function notU32(owner: unknown, key: Key): never {
  invalidAt("u32", owner, key);
}

function notS64(owner: unknown, key: Key): never {
  invalidAt("s64", owner, key);
}

function notU64(owner: unknown, key: Key): never {
  invalidAt("u64", owner, key);
}

function notF32(owner: unknown, key: Key): never {
  invalidAt("f32", owner, key);
}

function notF64(owner: unknown, key: Key): never {
  invalidAt("f64", owner, key);
}
