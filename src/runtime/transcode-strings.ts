import { allocate, reallocate } from "./allocate.js";
import type { Bound } from "./bound.js";
import { maxByteLength } from "./check-range.js";
import { invalid } from "./invalid-value.js";
import type { MemoryViews } from "./memory-views.js";
import { liftString } from "./strings.js";
import { trap } from "./trap.js";

// Strings in the encodings other than UTF-8, and strings between two components, which keep the encoding that they came
// in because it decides how much is allocated (CanonicalABI.md, "Storing").

/** A string on its way between components (definitions.py `String`). */
export interface TaggedString {
  readonly text: string;
  /** How it was encoded; `latin1` and `utf16` are the two sides of `latin1+utf16`. */
  readonly encoding: "utf8" | "utf16" | "latin1";
  /** Whether it came from a `latin1+utf16` memory. */
  readonly isTagged: boolean;
  /** Its length in code units of that encoding. */
  readonly codeUnits: number;
}

const utf16Tag = 0x80000000;
const utf16Decoder = /* @__PURE__ */ new TextDecoder("utf-16le", { fatal: true, ignoreBOM: true });
const encoder = /* @__PURE__ */ new TextEncoder();

function checkString(memory: MemoryViews, pointer: number, byteLength: number): void {
  if (byteLength > maxByteLength) {
    trap("T23", `string of ${byteLength} bytes is longer than ${maxByteLength}`);
  }
  if ((pointer & 1) !== 0) {
    trap("T24", `unaligned pointer: string at ${pointer} is not aligned to 2`);
  }
  if (pointer + byteLength > memory.u8.length) {
    trap("T25", "string content out-of-bounds: string pointer/length out of bounds of memory");
  }
  memory.lifted += byteLength;
}

/** Reads a UTF-16 string. */
export function liftStringUtf16(memory: MemoryViews, pointer: number, length: number): string {
  const byteLength = 2 * length;
  checkString(memory, pointer, byteLength);
  try {
    return utf16Decoder.decode(memory.u8.subarray(pointer, pointer + byteLength));
  } catch {
    return trap("T26", "invalid utf-16");
  }
}

/** Reads a string that is UTF-16 where the highest bit of its length is set, else Latin-1. */
export function liftStringLatin1OrUtf16(
  memory: MemoryViews,
  pointer: number,
  taggedLength: number,
): string {
  if (taggedLength >= utf16Tag) {
    return liftStringUtf16(memory, pointer, taggedLength - utf16Tag);
  }
  checkString(memory, pointer, taggedLength);
  const { u8 } = memory;
  const end = pointer + taggedLength;
  let text = "";
  // Spread arguments are limited by the stack.
  for (let start = pointer; start < end; start += 4096) {
    text += String.fromCharCode(...u8.subarray(start, Math.min(end, start + 4096)));
  }
  return text;
}

/** Reads a UTF-8 string for another component. */
export function liftTaggedString(
  memory: MemoryViews,
  pointer: number,
  length: number,
): TaggedString {
  const text = liftString(memory, pointer, length);
  return { text, encoding: "utf8", isTagged: false, codeUnits: length };
}

/** Reads a UTF-16 string for another component. */
export function liftTaggedStringUtf16(
  memory: MemoryViews,
  pointer: number,
  length: number,
): TaggedString {
  const text = liftStringUtf16(memory, pointer, length);
  return { text, encoding: "utf16", isTagged: false, codeUnits: length };
}

/** Reads a Latin-1 or UTF-16 string for another component. */
export function liftTaggedStringLatin1OrUtf16(
  memory: MemoryViews,
  pointer: number,
  taggedLength: number,
): TaggedString {
  const text = liftStringLatin1OrUtf16(memory, pointer, taggedLength);
  return taggedLength >= utf16Tag
    ? { text, encoding: "utf16", isTagged: true, codeUnits: taggedLength - utf16Tag }
    : { text, encoding: "latin1", isTagged: true, codeUnits: taggedLength };
}

/** A host's string: UTF-16, with lone surrogates replaced. */
function hostString(value: string, owner: unknown, key: string | number): TaggedString {
  if (typeof value !== "string") {
    invalid("string", value, owner, key);
  }
  const text = value.replace(/\p{Surrogate}/gu, "\ufffd");
  return { text, encoding: "utf16", isTagged: false, codeUnits: text.length };
}

/** Writes a host's string as UTF-16; its length is left in `bound.memory.length`. */
export function lowerStringUtf16(
  bound: Bound,
  value: string,
  owner: unknown,
  key: string | number,
): number {
  return lowerTaggedStringUtf16(bound, hostString(value, owner, key));
}

/** Writes a host's string as Latin-1 if it can be, else UTF-16; its tagged length is left in `bound.memory.length`. */
export function lowerStringLatin1OrUtf16(
  bound: Bound,
  value: string,
  owner: unknown,
  key: string | number,
): number {
  return lowerTaggedStringLatin1OrUtf16(bound, hostString(value, owner, key));
}

/** Writes another component's string as UTF-8 (definitions.py `store_string_into_range`). */
export function lowerTaggedString(bound: Bound, value: TaggedString): number {
  const { memory } = bound;
  const { text, encoding, codeUnits } = value;
  let pointer = allocate(bound, 1, codeUnits, 36);
  const encoded = encoder.encodeInto(text, memory.u8.subarray(pointer, pointer + codeUnits));
  memory.length = encoded.written;
  if (encoded.read < text.length) {
    const worstCase = codeUnits * (encoding === "utf16" ? 3 : 2);
    pointer = reallocate(bound, pointer, codeUnits, 1, worstCase, 36);
    const { written } = encoder.encodeInto(text, memory.u8.subarray(pointer, pointer + worstCase));
    if (written < worstCase) {
      pointer = reallocate(bound, pointer, worstCase, 1, written, 36);
    }
    memory.length = written;
  }
  return pointer;
}

/** Writes another component's string as UTF-16. */
export function lowerTaggedStringUtf16(bound: Bound, value: TaggedString): number {
  const { memory } = bound;
  const { text, encoding, codeUnits } = value;
  const worstCase = 2 * codeUnits;
  let pointer = allocate(bound, 2, worstCase, 36);
  writeUtf16(memory, pointer, text);
  if (encoding === "utf8" && 2 * text.length < worstCase) {
    pointer = reallocate(bound, pointer, worstCase, 2, 2 * text.length, 36);
  }
  memory.length = text.length;
  return pointer;
}

/** Writes another component's string as Latin-1 or UTF-16. */
export function lowerTaggedStringLatin1OrUtf16(bound: Bound, value: TaggedString): number {
  if (value.isTagged) {
    return value.encoding === "latin1"
      ? copyLatin1(bound, value)
      : storeProbablyUtf16(bound, value);
  }
  return storeLatin1OrUtf16(bound, value);
}

/** definitions.py `store_string_copy`, for Latin-1. */
function copyLatin1(bound: Bound, { text, codeUnits }: TaggedString): number {
  const pointer = allocate(bound, 2, codeUnits, 36);
  writeLatin1(bound.memory, pointer, text, codeUnits);
  bound.memory.length = codeUnits;
  return pointer;
}

/** definitions.py `store_string_to_latin1_or_utf16`. */
function storeLatin1OrUtf16(bound: Bound, { text, codeUnits }: TaggedString): number {
  const { memory } = bound;
  let pointer = allocate(bound, 2, codeUnits, 36);
  const latin1Length = latin1Prefix(text);
  writeLatin1(memory, pointer, text, latin1Length);
  if (latin1Length === text.length) {
    if (latin1Length < codeUnits) {
      pointer = reallocate(bound, pointer, codeUnits, 2, latin1Length, 36);
    }
    memory.length = latin1Length;
    return pointer;
  }
  const worstCase = 2 * codeUnits;
  pointer = reallocate(bound, pointer, codeUnits, 2, worstCase, 36);
  writeUtf16(memory, pointer, text);
  if (2 * text.length < worstCase) {
    pointer = reallocate(bound, pointer, worstCase, 2, 2 * text.length, 36);
  }
  memory.length = text.length + utf16Tag;
  return pointer;
}

/** definitions.py `store_probably_utf16_to_latin1_or_utf16`. */
function storeProbablyUtf16(bound: Bound, { text, codeUnits }: TaggedString): number {
  const { memory } = bound;
  const byteLength = 2 * codeUnits;
  let pointer = allocate(bound, 2, byteLength, 36);
  if (latin1Prefix(text) < text.length) {
    writeUtf16(memory, pointer, text);
    memory.length = text.length + utf16Tag;
    return pointer;
  }
  writeLatin1(memory, pointer, text, text.length);
  pointer = reallocate(bound, pointer, byteLength, 1, text.length, 36);
  memory.length = text.length;
  return pointer;
}

/** How many characters from the start on are below U+0100. */
function latin1Prefix(text: string): number {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0xff) {
      return index;
    }
  }
  return text.length;
}

function writeLatin1(memory: MemoryViews, pointer: number, text: string, length: number): void {
  const { u8 } = memory;
  for (let index = 0; index < length; index++) {
    u8[pointer + index] = text.charCodeAt(index);
  }
}

function writeUtf16(memory: MemoryViews, pointer: number, text: string): void {
  const { u16 } = memory;
  const start = pointer >>> 1;
  for (let index = 0; index < text.length; index++) {
    u16[start + index] = text.charCodeAt(index);
  }
}
