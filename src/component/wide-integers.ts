import type { Reader } from "./reader.js";

// The integers that only core modules and their types have.

/** Reads a `u64`. */
export function readU64(reader: Reader): bigint {
  let result = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = reader.byte();
    if (shift === 63n) {
      reader.checkLast(byte, byte <= 1);
    }
    result |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return result;
    }
  }
}

/** Reads a signed LEB128 of at most `bits` bits. */
export function readSigned(reader: Reader, bits: 32 | 64): bigint {
  let result = 0n;
  for (let shift = 0; ; shift += 7) {
    const byte = reader.byte();
    result |= BigInt(byte & 0x7f) << BigInt(shift);
    if (shift + 7 >= bits) {
      // All but the lowest bits repeat the sign.
      const sign = bits - shift - 1;
      const rest = (byte & 0x7f) >> sign;
      reader.checkLast(byte, rest === 0 || rest === 0x7f >> sign);
    }
    if (byte < 0x80) {
      return BigInt.asIntN(Math.min(shift + 7, 64), result);
    }
  }
}
