import { trap } from "./trap.js";

/** The string of one scalar value (definitions.py `convert_i32_to_char`). */
export function liftChar(codePoint: number): string {
  const value = codePoint >>> 0;
  if (value >= 0x110000) {
    trap("T21", `invalid \`char\` bit pattern: ${value} is beyond the last code point`);
  }
  if ((value & 0xfffff800) === 0xd800) {
    trap("T22", `invalid \`char\` bit pattern: ${value} is a surrogate`);
  }
  return String.fromCodePoint(value);
}

/** An i64 as an unsigned number (definitions.py `lift_flat_unsigned`). */
export function liftU64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

const float = /* @__PURE__ */ new Float64Array(1);
const floatBits = /* @__PURE__ */ new BigInt64Array(float.buffer);
const single = /* @__PURE__ */ new Float32Array(1);
const singleBits = /* @__PURE__ */ new Int32Array(single.buffer);

// Floats that share a flat slot with integers of a variant (definitions.py `join`).

/** `i32.reinterpret_f32`. */
export function bitsOfF32(value: number): number {
  single[0] = value;
  return singleBits[0] as number;
}

/** `f32.reinterpret_i32`. */
export function f32OfBits(bits: number): number {
  singleBits[0] = bits;
  return single[0] as number;
}

/** `i64.reinterpret_f64`. */
export function bitsOfF64(value: number): bigint {
  float[0] = value;
  return floatBits[0] as bigint;
}

/** `f64.reinterpret_i64`. */
export function f64OfBits(bits: bigint): number {
  floatBits[0] = bits;
  return float[0] as number;
}

/** An i32 in an i64 slot: the high bits are zero, also where the i32 is negative. */
export function widen(value: number): bigint {
  return BigInt(value >>> 0);
}

/** The low 32 bits of an i64 slot, signed (definitions.py `wrap_i64_to_i32`). */
export function wrap(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}
