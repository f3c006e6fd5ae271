import { beforeAll, describe, expect, test } from "vitest";
import type { Bound } from "../../src/runtime/bound.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import { liftString, lowerString } from "../../src/runtime/strings.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";
import { prepareTraps } from "../../src/runtime/trap.js";

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

/** Lifts a string of bytes, behind as many `a` as make it a short or a long one. */
function lift(bytes: readonly number[], before: number): string {
  const memory = { buffer: new ArrayBuffer(512) };
  const all = [...new Array<number>(before).fill(0x61), ...bytes];
  new Uint8Array(memory.buffer).set(all, 8);
  return liftString(new MemoryViews(memory), 8, all.length);
}

describe.each([0, 3, 7, 13, 100, 300])("a string behind %i other bytes", (before) => {
  test.each([
    { bytes: [0x62], want: "b" },
    { bytes: [0xc3, 0xa9], want: "é" },
    { bytes: [0xef, 0xbb, 0xbf], want: "\ufeff" },
    { bytes: [0xf0, 0x9f, 0x98, 0x80], want: "😀" },
    { bytes: [0xef, 0xbf, 0xbd], want: "\ufffd" },
  ])("is lifted where it ends with $want", ({ bytes, want }) => {
    expect(lift(bytes, before)).toBe("a".repeat(before) + want);
  });

  test.each([
    { what: "a byte that starts nothing", bytes: [0xff], want: "invalid utf-8" },
    { what: "a byte that follows nothing", bytes: [0x80, 0x62], want: "invalid utf-8" },
    { what: "a surrogate", bytes: [0xed, 0xa0, 0x80], want: "invalid utf-8" },
    { what: "more bytes than needed", bytes: [0xc0, 0x80], want: "invalid utf-8" },
    { what: "half a character", bytes: [0xc3], want: "incomplete utf-8 byte sequence" },
    { what: "most of one", bytes: [0xf0, 0x9f, 0x98], want: "incomplete utf-8 byte sequence" },
  ])("traps with $what at its end", ({ bytes, want }) => {
    expect(() => lift(bytes, before)).toThrow(
      expect.objectContaining({ code: "T26", message: want }),
    );
  });
});

/** The letters a, b, c … as bytes. */
const letters = (length: number): number[] => Array.from({ length }, (_, i) => 0x61 + i);

test.each([0, 1, 3, 4, 7, 8, 11, 12, 15, 16, 17])("%i different letters are lifted", (length) => {
  expect(lift(letters(length), 0)).toBe("abcdefghijklmnopq".slice(0, length));
});

test.each([1, 4, 5, 8, 12, 15, 16, 17])("one wrong byte among %i is refused", (length) => {
  for (let at = 0; at < length; at++) {
    expect(() => lift(letters(length).fill(0x80, at, at + 1), 0)).toThrow("invalid utf-8");
  }
});

test("a string may end where memory ends, but not beyond, and has a limit", () => {
  const memory = new MemoryViews({ buffer: new ArrayBuffer(2 ** 28) });
  expect(liftString(memory, 2 ** 28 - 8, 8)).toBe("\0".repeat(8));
  expect(() => liftString(memory, 2 ** 28 - 8, 9)).toThrow(
    expect.objectContaining({ code: "T25" }),
  );
  expect(() => liftString(memory, 0, 2 ** 28)).toThrow(expect.objectContaining({ code: "T23" }));
});

test.each([
  "é",
  `${"a".repeat(39)}é`,
  `${"a".repeat(50)}é`,
  `é${"a".repeat(50)}`,
  "aé".repeat(50),
  "漢字".repeat(50),
  "😀".repeat(50),
  `${"a".repeat(49)}😀`,
  `${"a".repeat(50)}\ud83da`,
  `${"a".repeat(50)}\ude00\ud83d`,
])("%j is lowered into blocks that grow and shrink", (text) => {
  const memory = new MemoryViews({ buffer: new ArrayBuffer(2048) });
  const sizes: number[][] = [];
  const bound: Bound = {
    ...{ path: "f()", instance: new InstanceState("guest"), memory, resources: {} },
    // Each block stands behind the one before.
    realloc: (old, oldSize, _alignment, newSize) => {
      sizes.push([oldSize, newSize]);
      memory.u8.copyWithin(old + 500, old, old + Math.min(oldSize, newSize));
      return old + 500;
    },
  };
  const want = new TextEncoder().encode(text);
  const pointer = lowerString(bound, text, undefined, "text");
  expect(memory.u8.slice(pointer, pointer + memory.length)).toEqual(want);
  const { length } = text;
  const shrunk = want.length === 3 * length ? [] : [[3 * length, want.length]];
  expect(sizes).toEqual([[0, length], [length, 3 * length], ...shrunk]);
});
