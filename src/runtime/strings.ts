import { allocate, reallocate } from "./allocate.js";
import type { Bound } from "./bound.js";
import { maxByteLength } from "./check-range.js";
import { invalid } from "./invalid-value.js";
import type { MemoryViews } from "./memory-views.js";
import { trap } from "./trap.js";

const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Up to three times as fast where there is more than ASCII, by V8 of Node 24 and later. */
const lenientDecoder = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

/** Longest string that is encoded character by character: below, `encodeInto` costs more than the loop. */
const shortLower = 40;
/** Where strings are encoded before they have a place: a longer one only counts its bytes here, a part at a time. */
const encoded = /* @__PURE__ */ new Uint8Array(2 ** 14);
const words = /* @__PURE__ */ new Uint32Array(encoded.buffer);
/** Longest string that is read character by character. */
const shortLift = 16;
/** Longest string that is decoded by the strict decoder alone: below, looking for U+FFFD costs more than it saves. */
const shortDecode = 1024;

/** Reads a UTF-8 string (definitions.py `load_string_from_range`). */
export function liftString(memory: MemoryViews, pointer: number, length: number): string {
  const end = pointer + length;
  const { u8 } = memory;
  if (length > maxByteLength || end > u8.length) {
    badString(length);
  }
  if (length <= shortLift) {
    return liftShort(u8, pointer, end);
  }
  memory.lifted += length;
  return decode(u8, pointer, end);
}

function badString(length: number): never {
  if (length > maxByteLength) {
    trap("T23", `string of ${length} bytes is longer than ${maxByteLength}`);
  }
  trap("T25", "string content out-of-bounds: string pointer/length out of bounds of memory");
}

/** Reads the pointer and the length of a string in memory, then the string (definitions.py `load_string`). */
export function loadString(memory: MemoryViews, pointer: number): string {
  const { u32 } = memory;
  const index = pointer >>> 2;
  return liftString(memory, u32[index] as number, u32[index + 1] as number);
}

function liftShort(u8: Uint8Array<ArrayBuffer>, start: number, end: number): string {
  let text = "";
  let at = start;
  if (end - at === 16) {
    const a = u8[at] as number;
    const b = u8[at + 1] as number;
    const c = u8[at + 2] as number;
    const d = u8[at + 3] as number;
    const e = u8[at + 4] as number;
    const f = u8[at + 5] as number;
    const g = u8[at + 6] as number;
    const h = u8[at + 7] as number;
    const i = u8[at + 8] as number;
    const j = u8[at + 9] as number;
    const k = u8[at + 10] as number;
    const l = u8[at + 11] as number;
    const m = u8[at + 12] as number;
    const n = u8[at + 13] as number;
    const o = u8[at + 14] as number;
    const p = u8[at + 15] as number;
    if ((a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p) > 0x7f) {
      return decode(u8, start, end);
    }
    return String.fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }
  if (end - at >= 8) {
    const a = u8[at] as number;
    const b = u8[at + 1] as number;
    const c = u8[at + 2] as number;
    const d = u8[at + 3] as number;
    const e = u8[at + 4] as number;
    const f = u8[at + 5] as number;
    const g = u8[at + 6] as number;
    const h = u8[at + 7] as number;
    if ((a | b | c | d | e | f | g | h) > 0x7f) {
      return decode(u8, start, end);
    }
    text = String.fromCharCode(a, b, c, d, e, f, g, h);
    at += 8;
  }
  if (end - at >= 4) {
    const a = u8[at] as number;
    const b = u8[at + 1] as number;
    const c = u8[at + 2] as number;
    const d = u8[at + 3] as number;
    if ((a | b | c | d) > 0x7f) {
      return decode(u8, start, end);
    }
    text += String.fromCharCode(a, b, c, d);
    at += 4;
  }
  for (; at < end; at++) {
    const a = u8[at] as number;
    if (a > 0x7f) {
      return decode(u8, start, end);
    }
    text += String.fromCharCode(a);
  }
  return text;
}

function decode(u8: Uint8Array<ArrayBuffer>, start: number, end: number): string {
  const bytes = u8.subarray(start, end);
  if (bytes.length > shortDecode) {
    const text = lenientDecoder.decode(bytes);
    // What stands for bytes that are no UTF-8 may also have been there.
    if (!text.includes("\ufffd")) {
      return text;
    }
  }
  try {
    return decoder.decode(bytes);
  } catch {
    refuse(bytes);
  }
}

/** Tells bytes that are cut inside their last character, which more could follow, from those that are no UTF-8. */
function refuse(bytes: Uint8Array<ArrayBuffer>): never {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    trap("T26", "invalid utf-8");
  }
  trap("T26", "incomplete utf-8 byte sequence");
}

/**
 * Writes a string as UTF-8 into memory of the guest, as a host does whose strings are UTF-8 (definitions.py
 * `store_string_copy`): it asks once, for the bytes that the string takes. The `realloc` of WASI's adapter, and that of
 * some languages, can do nothing else. Only a string that begins with 16 KiB of ASCII and does not go on like that asks
 * twice. Lone surrogates become U+FFFD.
 *
 * @returns the pointer; the length in bytes is left in `bound.memory.length`
 */
export function lowerString(
  bound: Bound,
  value: string,
  owner: unknown,
  key: string | number,
): number {
  if (typeof value !== "string") {
    invalid("string", value, owner, key);
  }
  const { length } = value;
  if (length > shortLower || encodeShort(value) > 0x7f) {
    return lowerEncoded(bound, value);
  }
  const { memory } = bound;
  const pointer = allocate(bound, 1, length, 36);
  writeShort(memory, pointer, length);
  memory.length = length;
  return pointer;
}

/** Encodes characters as ASCII; a result above 0x7f tells that not all are. */
function encodeShort(value: string): number {
  const { length } = value;
  let bits = 0;
  let index = 0;
  for (; index + 4 <= length; index += 4) {
    const a = value.charCodeAt(index);
    const b = value.charCodeAt(index + 1);
    const c = value.charCodeAt(index + 2);
    const d = value.charCodeAt(index + 3);
    bits |= a | b | c | d;
    words[index >>> 2] = a | (b << 8) | (c << 16) | (d << 24);
  }
  for (; index < length; index++) {
    const code = value.charCodeAt(index);
    bits |= code;
    encoded[index] = code;
  }
  return bits;
}

function writeShort({ u8, u32 }: MemoryViews, pointer: number, length: number): void {
  let index = 0;
  if ((pointer & 3) === 0) {
    for (; index + 4 <= length; index += 4) {
      u32[(pointer + index) >>> 2] = words[index >>> 2] as number;
    }
  }
  for (; index < length; index++) {
    u8[pointer + index] = encoded[index] as number;
  }
}

/** Writes a string that is long or not ASCII. */
function lowerEncoded(bound: Bound, value: string): number {
  const { memory } = bound;
  const { length } = value;
  let { read, written } = encoder.encodeInto(value, encoded);
  let pointer = 0;
  let size = 0;
  if (read === length) {
    pointer = allocate(bound, 1, written, 36);
    memory.u8.set(encoded.subarray(0, written), pointer);
  } else {
    do {
      const oldSize = size;
      // One that begins with so much ASCII is taken for ASCII first: it is not encoded twice then.
      size = size === 0 && read === written ? length : encodedSize(value);
      pointer = reallocate(bound, pointer, oldSize, 1, size, 36);
      ({ read, written } = encoder.encodeInto(value, memory.u8.subarray(pointer, pointer + size)));
    } while (read < length);
  }
  memory.length = written;
  return pointer;
}

/** Counts the bytes that a string takes. */
function encodedSize(value: string): number {
  let size = 0;
  for (let index = 0; index < value.length;) {
    const { read, written } = encoder.encodeInto(value.slice(index), encoded);
    index += read;
    size += written;
  }
  return size;
}
