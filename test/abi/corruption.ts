import fc from "fast-check";
import type { CoreType } from "../reference/flattening.js";
import { pageSize, type GuestValues } from "./guest-values.js";

/** A mistake in what a guest passes: one of its core values or words of memory is replaced. */
export interface Corruption {
  readonly place: number;
  readonly word: number;
}

/** Random mistakes, most of them at the edge of something. */
export const corruption: fc.Arbitrary<Corruption> = fc.record({
  place: fc.nat(),
  word: fc.oneof(
    fc.constantFrom(1, 2, 3, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0xd800, 0x110000, 0x10000000),
    fc.constantFrom(pageSize, pageSize - 8, pageSize + 1, 0x7fffffff, 0x80000000, 0xffffffff),
    fc.nat({ max: pageSize }),
  ),
});

/** Puts a mistake into otherwise good values; floats stay as they are. */
export function corrupt(
  { flat, bytes }: GuestValues,
  { place, word }: Corruption,
  types: readonly CoreType[],
): GuestValues {
  const words = Math.floor(bytes.length / 4);
  if (flat.length + words === 0) {
    return { flat, bytes };
  }
  const at = place % (flat.length + words);
  if (at >= flat.length) {
    const changed = bytes.slice();
    new DataView(changed.buffer).setUint32(4 * (at - flat.length), word, true);
    return { flat, bytes: changed };
  }
  switch (types[at]) {
    case "i32":
      return { flat: flat.with(at, word), bytes };
    case "i64":
      return { flat: flat.with(at, BigInt(word)), bytes };
    default:
      return { flat, bytes };
  }
}
