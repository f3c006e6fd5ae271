import type { PrimitiveName, ValueTypeReference } from "./model.js";
import type { Reader } from "./reader.js";

/** Opcodes of `primvaltype`. */
export const primitives: Readonly<Record<number, PrimitiveName>> = {
  0x7f: "bool",
  0x7e: "s8",
  0x7d: "u8",
  0x7c: "s16",
  0x7b: "u16",
  0x7a: "s32",
  0x79: "u32",
  0x78: "s64",
  0x77: "u64",
  0x76: "f32",
  0x75: "f64",
  0x74: "char",
  0x73: "string",
  0x64: "error-context",
};

/** Reads `valtype`. */
export function readValueType(reader: Reader): ValueTypeReference {
  const start = reader.position;
  const byte = reader.peek();
  const primitive = primitives[byte];
  if (primitive !== undefined) {
    reader.skip(1);
    return primitive;
  }
  const index = reader.s33();
  return index >= 0 ? index : reader.failLeadingByte(byte, "component value type", start);
}

/** Reads `<valtype>?`. */
export function readOptionalValueType(reader: Reader): ValueTypeReference | undefined {
  return reader.choose("optional component value type", nothing, () => readValueType(reader));
}

/** Reads `resultlist`. */
export function readResultList(reader: Reader): ValueTypeReference | undefined {
  return reader.choose(
    "component function results",
    () => readValueType(reader),
    () => reader.choose("number of results", nothing),
  );
}

const nothing = (): undefined => undefined;

/** Makes an object with the one member `key`, or with none when `value` is absent. */
export function optional<K extends string, V>(
  key: K,
  value: V | undefined,
): { readonly [P in K]?: V } {
  // An absent member, not one that is undefined: exactOptionalPropertyTypes.
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}
