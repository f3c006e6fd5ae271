/** Pieces of the binary formats that core modules and components share. */
export type Bytes = readonly number[];

/** An unsigned LEB128 number of up to 32 bits. */
export function u32(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

/** A signed LEB128 number. */
export function signed(value: bigint): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if (rest === (low & 0x40 ? -1n : 0n)) {
      return [...bytes, low];
    }
    bytes.push(low | 0x80);
  }
}

/** A name: its length in bytes, then UTF-8. */
export function name(text: string): Bytes {
  const bytes = new TextEncoder().encode(text);
  return [...u32(bytes.length), ...bytes];
}

/** A vector: the number of items, then the items. */
export function vec(items: readonly Bytes[]): Bytes {
  return [...u32(items.length), ...items.flat()];
}

/** A section: id, length, contents. */
export function section(id: number, contents: Bytes): Bytes {
  return [id, ...u32(contents.length), ...contents];
}
