import fc from "fast-check";
import type { AbiType } from "../../src/abi/abi-type.js";
import { alignment, discriminantType, maxCaseAlignment } from "./alignment.js";
import { despecialize } from "./despecialize.js";
import { alignTo, elemSize } from "./element-size.js";
import type { CoreType } from "./flattening.js";
import type { CoreValue } from "./options.js";
import { encodeUtf8 } from "./text.js";

/** Some bytes at some place. */
export interface Patch {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A linear memory that holds a value of some type, or something that claims to be one. */
export interface MemoryImage {
  /** Where the value is: aligned and in bounds. */
  readonly pointer: number;
  /** Applied in order. */
  readonly patches: readonly Patch[];
}

/** Writes an image into memory. */
export function applyImage(image: MemoryImage, bytes: Uint8Array): void {
  for (const patch of image.patches) {
    const room = Math.max(0, bytes.length - patch.offset);
    bytes.set(patch.bytes.subarray(0, room), patch.offset);
  }
}

/**
 * Random memories for one value of `type`. About half are valid; the others have bad pointers, lengths, discriminants,
 * chars or text somewhere.
 *
 * @param size the memory's size in bytes, a power of 2
 */
export function memoryImage(type: AbiType, size: number): fc.Arbitrary<MemoryImage> {
  return place(type, size).chain((pointer) =>
    fc
      .tuple(
        fc.constantFrom(0, 0, 1),
        fc.uint8Array({ minLength: 256, maxLength: 256 }),
        fc.constantFrom(0, 1, 3),
      )
      .chain(([noise, bytes, hostile]) =>
        patchesFor(type, pointer, size, hostile).map((patches) => ({
          pointer,
          patches: [{ offset: 0, bytes: noise === 1 ? bytes : new Uint8Array(256) }, ...patches],
        })),
      ),
  );
}

/** An aligned place for a value of `type`. */
function place(type: AbiType, size: number): fc.Arbitrary<number> {
  const align = alignment(type, "i32");
  const last = Math.floor((size - elemSize(type, "i32")) / align);
  return fc
    .oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: Math.min(last, 4096) }) },
      { weight: 1, arbitrary: fc.constant(last) },
    )
    .map((n) => n * align);
}

const concat = (parts: fc.Arbitrary<Patch[]>[]): fc.Arbitrary<Patch[]> =>
  fc.tuple(...parts).map((lists) => lists.flat());

/** `hostile` weighs mistakes against 8 for none. */
function patchesFor(
  type: AbiType,
  ptr: number,
  size: number,
  hostile: number,
): fc.Arbitrary<Patch[]> {
  const either = (
    valid: fc.Arbitrary<Patch[]>,
    ...bad: fc.Arbitrary<Patch[]>[]
  ): fc.Arbitrary<Patch[]> =>
    hostile === 0
      ? valid
      : fc.oneof(
          { weight: 8, arbitrary: valid },
          ...bad.map((arbitrary) => ({ weight: hostile, arbitrary })),
        );
  const integer = (value: number, bytes: number): Patch => ({
    offset: ptr,
    bytes: littleEndian(value, bytes),
  });
  const t = despecialize(type);
  switch (t.kind) {
    case "char":
      return either(
        fc.integer({ min: 0, max: 0xd7ff }).map((c) => [integer(c, 4)]),
        fc.constantFrom(0xd800, 0xdfff, 0x110000, 0xffffffff).map((c) => [integer(c, 4)]),
      );
    case "string": {
      const valid = fc.tuple(
        fc.integer({ min: 0, max: size - 256 }),
        fc.string({ unit: "grapheme", maxLength: 24 }),
      );
      const cut = fc.tuple(
        fc.integer({ min: 0, max: size - 256 }),
        fc.uint8Array({ minLength: 1, maxLength: 24 }),
      );
      return either(
        valid.map(([begin, text]) => slice(ptr, begin, encodeUtf8(text))),
        cut.map(([begin, bytes]) => slice(ptr, begin, bytes)),
        badRange(ptr, size, 1, 1),
      );
    }
    case "list": {
      const { element, length } = t;
      const step = elemSize(element, "i32");
      const elements = (begin: number, count: number): fc.Arbitrary<Patch[]> =>
        concat(
          Array.from({ length: count }, (_, i) =>
            patchesFor(element, begin + i * step, size, hostile),
          ),
        );
      if (length !== undefined) {
        return elements(ptr, length);
      }
      const align = alignment(element, "i32");
      const valid = fc
        .tuple(fc.nat({ max: 3 }), fc.nat({ max: Math.floor((size - 4 * step) / align) }))
        .chain(([count, n]) =>
          elements(n * align, count).map((patches) => [
            integer(n * align, 4),
            { offset: ptr + 4, bytes: littleEndian(count, 4) },
            ...patches,
          ]),
        );
      return either(valid, badRange(ptr, size, align, step));
    }
    case "record": {
      const parts: fc.Arbitrary<Patch[]>[] = [];
      let at = ptr;
      for (const field of t.fields) {
        at = alignTo(at, alignment(field.type, "i32"));
        parts.push(patchesFor(field.type, at, size, hostile));
        at += elemSize(field.type, "i32");
      }
      return concat(parts);
    }
    case "variant": {
      const { cases } = t;
      const width = elemSize(discriminantType(cases), "i32");
      const at = alignTo(ptr + width, maxCaseAlignment(cases, "i32"));
      const valid = fc.nat({ max: cases.length - 1 }).chain((index) => {
        const inner = cases[index]?.type;
        const rest = inner === undefined ? fc.constant([]) : patchesFor(inner, at, size, hostile);
        return rest.map((patches) => [integer(index, width), ...patches]);
      });
      const bad = fc
        .constantFrom(cases.length, cases.length + 1, 2 ** (8 * width) - 1)
        .map((index) => [integer(index, width)]);
      return either(valid, bad);
    }
    default: {
      const length = elemSize(t, "i32");
      return fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((bytes) => [{ offset: ptr, bytes }]);
    }
  }
}

/** A pointer and a byte length at `ptr`, and what they show. */
function slice(ptr: number, begin: number, bytes: Uint8Array): Patch[] {
  return [
    { offset: begin, bytes },
    { offset: ptr, bytes: littleEndian(begin, 4) },
    { offset: ptr + 4, bytes: littleEndian(bytes.length, 4) },
  ];
}

/** Pointers and lengths at the edges of what is allowed, and beyond. */
function badRange(ptr: number, size: number, align: number, step: number): fc.Arbitrary<Patch[]> {
  const most = Math.floor((2 ** 28 - 1) / step);
  return fc
    .constantFrom<[number, number]>(
      [size, 0],
      [size, 1],
      [size - alignTo(step, align), 1],
      [size - alignTo(step, align), 2],
      [align > 1 ? 1 : size + 1, 0],
      [align > 1 ? align + 1 : size + 1, 1],
      [2 ** 32 - align, 0],
      [2 ** 32 - align, 1],
      [2 ** 32 - 1, 1],
      [2 ** 31, 1],
      [0, most],
      [0, most + 1],
      [0, 2 ** 32 - 1],
      [1, most + 1],
      [0, 2 ** 31],
    )
    .map(([begin, length]) => [
      { offset: ptr, bytes: littleEndian(begin, 4) },
      { offset: ptr + 4, bytes: littleEndian(length, 4) },
    ]);
}

function littleEndian(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff);
}

/** Random core values of given types, as core WebAssembly passes them: i32 and i64 signed. */
export function coreValues(types: readonly CoreType[], size: number): fc.Arbitrary<CoreValue[]> {
  return fc.tuple(...types.map((type) => coreValue(type, size)));
}

function coreValue(type: CoreType, size: number): fc.Arbitrary<CoreValue> {
  const small = fc.nat({ max: 8 });
  switch (type) {
    case "i32":
      return fc.oneof(
        { weight: 6, arbitrary: small },
        { weight: 2, arbitrary: fc.nat({ max: size / 8 }).map((n) => n * 8) },
        { weight: 1, arbitrary: fc.integer() },
        { weight: 1, arbitrary: fc.constantFrom(-1, size, size - 8, 0xd800, 0x110000, -(2 ** 31)) },
      );
    case "i64":
      return fc.oneof(
        { weight: 4, arbitrary: small.map(BigInt) },
        { weight: 2, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
        { weight: 1, arbitrary: fc.constantFrom(-1n, 2n ** 32n, 2n ** 32n + 1n, 0x7fc00000n) },
      );
    case "f32":
      return fc.float();
    case "f64":
      return fc.double();
  }
}
