import { beforeAll, describe, expect, test } from "vitest";
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

/** Strings by how they are written: short or long, ASCII or not, in one part or several. */
const lowered: readonly string[] = [
  ...["", "a", "abc", "abcd", "abcdefg", "é", "abcdé", "日本語", "😀", "\0", "\x7f", "\x80"],
  ...[39, 40, 41, 500, 16383, 16384, 16385, 70000].map((length) =>
    "abcdefg".repeat(length).slice(-length),
  ),
  ...[40, 5461, 5462, 20000].flatMap((length) => ["é".repeat(length), `a${"€".repeat(length)}`]),
  ...[`${"a".repeat(39)}é`, `é${"a".repeat(50)}`, "aé".repeat(50), "漢字".repeat(50)],
  ...["😀".repeat(9000), `ab${"😀".repeat(9000)}`, `${"x".repeat(16382)}é`],
];

describe.each([8, 9])("a string at %i", (pointer) => {
  test.each(lowered.map((text) => ({ name: `${text.slice(0, 8)} (${text.length})`, text })))(
    "asks the guest once for the bytes of $name",
    ({ text }) => {
      const memory = new MemoryViews({ buffer: new ArrayBuffer(2 ** 17) });
      const calls: unknown[] = [];
      const realloc = (...block: number[]): number => {
        calls.push(block);
        return pointer;
      };
      const bound = { path: "f()", instance: new InstanceState("guest"), memory, realloc };
      memory.u8.fill(0xff);
      expect(lowerString({ ...bound, resources: {} }, text, undefined, 0)).toBe(pointer);
      const bytes = new TextEncoder().encode(text);
      expect(calls).toEqual([[0, 0, 1, bytes.length]]);
      expect(memory.length).toBe(bytes.length);
      expect(Buffer.compare(memory.u8.subarray(pointer, pointer + bytes.length), bytes)).toBe(0);
      expect([memory.u8[pointer - 1], memory.u8[pointer + bytes.length]]).toEqual([0xff, 0xff]);
    },
  );
});

test.each(["x", "é", "éx", "😀"])(
  "a string asks again if after 16 KiB of ASCII comes %j",
  (rest) => {
    const memory = new MemoryViews({ buffer: new ArrayBuffer(2 ** 16) });
    const calls: unknown[] = [];
    const realloc = (...block: number[]): number => calls.push(block) * 8;
    const bound = { path: "f()", instance: new InstanceState("guest"), memory, realloc };
    const text = "x".repeat(2 ** 14) + rest;
    const size = new TextEncoder().encode(text).length;
    const pointer = lowerString({ ...bound, resources: {} }, text, undefined, 0);
    expect(calls).toEqual([
      [0, 0, 1, text.length],
      ...(rest === "x" ? [] : [[8, text.length, 1, size]]),
    ]);
    expect([pointer, memory.length]).toEqual([calls.length * 8, size]);
    expect(liftString(memory, pointer, size)).toBe(text);
  },
);

test("lone surrogates are lowered as U+FFFD", () => {
  const memory = new MemoryViews({ buffer: new ArrayBuffer(2 ** 16) });
  const bound = { path: "f()", instance: new InstanceState("guest"), memory, realloc: () => 8 };
  for (const before of ["", "a".repeat(100), "a".repeat(16382)]) {
    lowerString({ ...bound, resources: {} }, `${before}\ud83d\ude00\ud83d!`, undefined, 0);
    expect(liftString(memory, 8, memory.length)).toBe(`${before}😀\ufffd!`);
  }
});
