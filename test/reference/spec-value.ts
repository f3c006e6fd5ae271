import type { StringEncoding } from "./options.js";
import { assert } from "./trap.js";

/**
 * A lifted value as definitions.py has it, after despecialization: tuples are records with the labels "0", "1", …;
 * enums, options and results are variants; maps are lists of pairs. `js-mapping.ts` turns it into what hosts see.
 *
 * Integers of 64 bits are bigints, all others numbers; a char is a JavaScript string.
 */
export type SpecValue =
  | boolean
  | number
  | bigint
  | string
  | StringValue
  | readonly SpecValue[]
  | RecordValue
  | VariantValue
  | FlagsValue
  | RepValue;

/** A string and how its source held it (definitions.py `String`). */
export interface StringValue {
  readonly kind: "string";
  /** Well-formed: no lone surrogate. */
  readonly text: string;
  /** A host has its strings in any encoding: see `hostString`. */
  readonly encoding: StringEncoding | "host";
  readonly taggedCodeUnits: number;
}

export interface RecordValue {
  readonly kind: "record";
  readonly fields: ReadonlyMap<string, SpecValue>;
}

export interface VariantValue {
  readonly kind: "variant";
  readonly label: string;
  readonly payload?: SpecValue;
}

export interface FlagsValue {
  readonly kind: "flags";
  readonly labels: ReadonlyMap<string, boolean>;
}

/** What an own or borrow handle stands for: the representation that its implementor chose. */
export interface RepValue {
  readonly kind: "rep";
  readonly rep: unknown;
}

export function asNumber(value: SpecValue): number {
  assert(typeof value === "number", "a number");
  return value;
}

export function asBigint(value: SpecValue): bigint {
  assert(typeof value === "bigint", "a bigint");
  return value;
}

export function asText(value: SpecValue): string {
  assert(typeof value === "string", "a char");
  return value;
}

export function asString(value: SpecValue): StringValue {
  assert(isTagged(value) && value.kind === "string", "a string");
  return value;
}

export function asList(value: SpecValue): readonly SpecValue[] {
  assert(Array.isArray(value), "a list");
  return value as readonly SpecValue[];
}

export function asRecord(value: SpecValue): RecordValue {
  assert(isTagged(value) && value.kind === "record", "a record");
  return value;
}

export function asVariant(value: SpecValue): VariantValue {
  assert(isTagged(value) && value.kind === "variant", "a variant");
  return value;
}

export function asFlags(value: SpecValue): FlagsValue {
  assert(isTagged(value) && value.kind === "flags", "flags");
  return value;
}

export function asRep(value: SpecValue): RepValue {
  assert(isTagged(value) && value.kind === "rep", "a representation");
  return value;
}

function isTagged(
  value: SpecValue,
): value is StringValue | RecordValue | VariantValue | FlagsValue | RepValue {
  return typeof value === "object" && "kind" in value;
}
