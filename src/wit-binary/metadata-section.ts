import type { StringEncoding } from "../component/model.js";

/** The custom section of a `component-type` payload that says how strings are encoded. */
export const ENCODING_SECTION = "wit-component-encoding";

/** The format of that section that is written, and read. */
export const METADATA_VERSION = 0x04;

const ENCODINGS: readonly StringEncoding[] = ["utf8", "utf16", "latin1+utf16"];

/** Gives the byte that stands for a string encoding. */
export function encodingByte(encoding: StringEncoding): number {
  return ENCODINGS.indexOf(encoding);
}

/** Gives the string encoding that a byte stands for. */
export function encodingOfByte(byte: number): StringEncoding | undefined {
  return ENCODINGS[byte];
}
