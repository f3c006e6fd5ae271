import { InvalidComponentError } from "./errors.js";
import type { CustomSection } from "./model.js";

/** Longest name that is accepted, as engines agree on for core modules. */
const MAX_NAME_SIZE = 100_000;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the primitives of the binary format from a part of a binary. Positions are offsets into the whole input, so a
 * sub-reader reports the same offsets as its parent.
 *
 * Every method throws {@link InvalidComponentError} on malformed input and never reads past `end`.
 */
export class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  position: number;

  constructor(bytes: Uint8Array, position = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  /** Whether everything has been read. */
  get atEnd(): boolean {
    return this.position >= this.end;
  }

  /** @throws InvalidComponentError about what is at `offset` */
  fail(message: string, offset: number = this.position): never {
    throw new InvalidComponentError(message, offset);
  }

  /** Throws the error for a byte, at `offset`, that starts no `what`. */
  failLeadingByte(byte: number, what: string, offset: number = this.position - 1): never {
    return this.fail(`invalid leading byte (0x${byte.toString(16)}) for ${what}`, offset);
  }

  /** Gives the next byte without moving past it. */
  peek(): number {
    return this.bytes[this.checked(1)] ?? 0;
  }

  /** Reads a byte. */
  byte(): number {
    const byte = this.peek();
    this.position++;
    return byte;
  }

  /** Reads a byte that is 0 or 1. */
  boolean(): boolean {
    const byte = this.byte();
    if (byte > 1) {
      this.fail("invalid boolean value", this.position - 1);
    }
    return byte === 1;
  }

  /** Reads a `u32`. */
  u32(): number {
    return this.#integer(false);
  }

  /** Reads an `s33`: a type index, or a negative opcode. */
  s33(): number {
    return this.#integer(true);
  }

  /** Reads a `u32` or an `s33`: a LEB128 of five bytes at most, exact in a double. */
  #integer(signed: boolean): number {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      result += (byte & 0x7f) * 2 ** shift;
      if (shift === 28) {
        // The sign, and its copies in the bits that are too many.
        const rest = (byte & 0x7f) >> 4;
        this.checkLast(byte, rest === 0 || (signed && rest === 7));
      }
      if (byte < 0x80) {
        return signed && byte & 0x40 ? result - 2 ** (shift + 7) : result;
      }
    }
  }

  /** Checks the byte that has to be the last of a LEB128. */
  checkLast(byte: number, fits: boolean): void {
    if (byte & 0x80 || !fits) {
      this.fail(
        byte & 0x80 ? "integer representation too long" : "integer too large",
        this.position - 1,
      );
    }
  }

  /** Reads a byte that says which of `alternatives` follows, counted from 0. */
  choose<T>(what: string, ...alternatives: (() => T)[]): T {
    const byte = this.byte();
    const read = alternatives[byte];
    return read === undefined ? this.failLeadingByte(byte, what) : read();
  }

  /** Takes `length` bytes as a view. */
  view(length: number): Uint8Array {
    const start = this.checked(length);
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }

  /** Moves past `length` bytes. */
  skip(length: number): void {
    this.checked(length);
    this.position += length;
  }

  /** Reads a `core:name`. */
  name(): string {
    const start = this.position;
    const length = this.u32();
    if (length > MAX_NAME_SIZE) {
      this.checked(length);
      this.fail("string size out of bounds", start);
    }
    const bytes = this.view(length);
    try {
      return utf8.decode(bytes);
    } catch {
      return this.fail("malformed UTF-8 encoding", this.position - length);
    }
  }

  /** Reads a vector. Each element takes a byte at least, so a hostile count cannot make it allocate beyond the input. */
  vector<T>(what: string, limit: number, element: () => T): T[] {
    const count = this.count(what, limit);
    const result: T[] = [];
    for (let i = 0; i < count; i++) {
      result.push(element());
    }
    return result;
  }

  /** Reads the count of a vector of elements that take a byte at least. */
  count(what: string, limit: number): number {
    const start = this.position;
    const count = this.u32();
    if (count > this.end - this.position) {
      this.fail("unexpected end-of-file", this.end);
    }
    if (count > limit) {
      this.fail(`${what} count is out of bounds: at most ${limit} are allowed`, start);
    }
    return count;
  }

  /** Makes a reader of the next `length` bytes and moves past them. */
  sub(length: number): Reader {
    const start = this.checked(length);
    this.position += length;
    return new Reader(this.bytes, start, this.position);
  }

  /** Returns the position, after checking that `length` bytes follow. */
  private checked(length: number): number {
    if (length > this.end - this.position) {
      this.fail("unexpected end-of-file", this.end);
    }
    return this.position;
  }
}

/** Reads the `preamble` of a binary (Binary.md); in core modules it is the same, but for the numbers. */
export function readPreamble(reader: Reader, what: string, version: number, layer: 0 | 1): void {
  const start = reader.position;
  const magic = reader.view(4);
  if (magic[0] !== 0 || magic[1] !== 0x61 || magic[2] !== 0x73 || magic[3] !== 0x6d) {
    reader.fail("magic header not detected: bad magic number", start);
  }
  const found = reader.view(4);
  if (found[2] === 1 - layer && found[3] === 0) {
    reader.fail(`expected a version header for a ${what}`, start + 4);
  }
  if (found[0] !== version || found[1] !== 0 || found[2] !== layer || found[3] !== 0) {
    reader.fail("unknown binary version", start + 4);
  }
}

/** Reads the contents of a custom section that starts at `offset`. */
export function readCustom(section: Reader, offset: number): CustomSection {
  const name = section.name();
  return { name, bytes: section.view(section.end - section.position), offset };
}
