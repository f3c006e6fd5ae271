import type { Fail } from "./type-info.js";
import type { DefinedType, ValueType } from "./types.js";

/**
 * The bound on the size of values (Binary.md, "Type Definitions"): it is stated for 64-bit addresses, unlike every layout
 * that is used at run time, so that a type is valid whatever memory it meets.
 */
const MAX_BYTE_SIZE = 2 ** 28;

interface Measure {
  readonly size: number;
  readonly alignment: number;
}

const measures = new WeakMap<DefinedType, Measure>();

const pair: Measure = { size: 16, alignment: 8 };
const primitiveSizes: Readonly<Record<string, number>> = {
  bool: 1,
  s8: 1,
  u8: 1,
  s16: 2,
  u16: 2,
  s64: 8,
  u64: 8,
  f64: 8,
};

/** Checks that a value of `type` takes less than 2^28 bytes. */
export function checkByteSize(type: DefinedType, fail: Fail): void {
  if (measure(type).size >= MAX_BYTE_SIZE) {
    fail(`${type.kind} type exceeds maximum byte size of ${MAX_BYTE_SIZE - 1}`);
  }
}

function measure(type: ValueType): Measure {
  if (typeof type === "string") {
    const size = primitiveSizes[type] ?? 4;
    return type === "string" ? pair : { size, alignment: size };
  }
  let result = measures.get(type);
  if (result === undefined) {
    result = compute(type);
    measures.set(type, result);
  }
  return result;
}

function compute(type: DefinedType): Measure {
  switch (type.kind) {
    case "primitive":
      return measure(type.primitive);
    case "record":
      return sequence(type.fields.map((field) => field.type));
    case "tuple":
      return sequence(type.types);
    case "variant":
      return choice(type.cases.map((item) => item.type));
    case "option":
      return choice([undefined, type.type]);
    case "result":
      return choice([type.ok, type.err]);
    case "enum":
      return choice(type.labels.map(() => undefined));
    case "flags": {
      const size = type.labels.length <= 8 ? 1 : type.labels.length <= 16 ? 2 : 4;
      return { size, alignment: size };
    }
    case "list": {
      const { size, alignment } = measure(type.element);
      return type.length === undefined ? pair : { size: size * type.length, alignment };
    }
    case "map":
      return pair;
    case "own":
    case "borrow":
    case "stream":
    case "future":
      return { size: 4, alignment: 4 };
  }
}

function alignTo(size: number, alignment: number): number {
  return Math.ceil(size / alignment) * alignment;
}

function sequence(types: readonly ValueType[]): Measure {
  let size = 0;
  let alignment = 1;
  for (const type of types) {
    const part = measure(type);
    size = alignTo(size, part.alignment) + part.size;
    alignment = Math.max(alignment, part.alignment);
  }
  return { size: alignTo(size, alignment), alignment };
}

function choice(types: readonly (ValueType | undefined)[]): Measure {
  const discriminant = types.length <= 0x100 ? 1 : types.length <= 0x10000 ? 2 : 4;
  let size = 0;
  let payloadAlignment = 1;
  for (const type of types) {
    if (type !== undefined) {
      const part = measure(type);
      size = Math.max(size, part.size);
      payloadAlignment = Math.max(payloadAlignment, part.alignment);
    }
  }
  const alignment = Math.max(discriminant, payloadAlignment);
  return { size: alignTo(alignTo(discriminant, payloadAlignment) + size, alignment), alignment };
}
