const utf8 = new TextEncoder();

/**
 * Collects the bytes of a WebAssembly binary: LEB128 numbers, length-prefixed names, sections.
 *
 * A part whose length or count is only known afterwards is written into a writer of its own and appended.
 */
export class BinaryWriter {
  #buffer = new Uint8Array(64);
  #length = 0;

  /** The number of bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Writes one byte. */
  byte(value: number): this {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
    return this;
  }

  /** Writes an unsigned 32-bit number in LEB128. */
  u32(value: number): this {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#buffer[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#length++] = rest;
    return this;
  }

  /** Writes a type index where a type's opcode could stand as well: signed LEB128 of 33 bits, never negative. */
  typeIndex(index: number): this {
    this.#reserve(5);
    let rest = index >>> 0;
    while (rest > 0x3f) {
      this.#buffer[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#length++] = rest;
    return this;
  }

  /** Writes a string as the length of its UTF-8 form and that form. */
  name(text: string): this {
    return this.sized(utf8.encode(text));
  }

  /** Writes bytes as they are. */
  bytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Writes the number of `bytes`, then `bytes`. */
  sized(bytes: Uint8Array): this {
    return this.u32(bytes.length).bytes(bytes);
  }

  /** Writes a section: its id, its size and its contents. */
  section(id: number, contents: Uint8Array): this {
    return this.byte(id).sized(contents);
  }

  /** Writes a custom section. */
  customSection(name: string, data: Uint8Array): this {
    return this.section(0, new BinaryWriter().name(name).bytes(data).finish());
  }

  /** Gives what was written; the writer is not used afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
  }
}
