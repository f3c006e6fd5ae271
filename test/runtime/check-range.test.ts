import { beforeAll, beforeEach, expect, test } from "vitest";
import * as ranges from "../../src/runtime/check-range.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import { liftString } from "../../src/runtime/strings.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";
import { prepareTraps } from "../../src/runtime/trap.js";

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

let memory: MemoryViews;

beforeEach(() => {
  memory = new MemoryViews({ buffer: new ArrayBuffer(256) });
});

const trap = (code: string): unknown => expect.objectContaining({ code });

test.each([
  ["a load", ranges.checkLoad, "T32", "T33"],
  ["a store", ranges.checkStore, "T34", "T35"],
])("%s is aligned and inside memory, which may have grown", (_, check, unaligned, beyond) => {
  expect([check(memory, 4, 4, 8), check(memory, 248, 4, 8), check(memory, 256, 1, 0)]).toEqual([
    ...[4, 248, 256],
  ]);
  for (const pointer of [1, 2, 254, -3]) {
    expect(() => check(memory, pointer, 4, 1)).toThrow(trap(unaligned));
  }
  for (const pointer of [252, 256, -8]) {
    expect(() => check(memory, pointer, 4, 8)).toThrow(trap(beyond));
  }
  const grown = new ArrayBuffer(512);
  memory.memory = { buffer: grown };
  structuredClone(memory.u8.buffer, { transfer: [memory.u8.buffer] });
  expect(check(memory, 504, 4, 8)).toBe(504);
  expect(memory.u8.buffer).toBe(grown);
});

test.each([
  [0, 32, undefined],
  [224, 4, undefined],
  [4, 1, "T28"],
  [232, 4, "T29"],
  [0, 2 ** 25, "T27"],
])("a list at %i of %i elements of 8 bytes", (pointer, length, code) => {
  const check = (): void => {
    ranges.checkList(memory, pointer, length, 8, 8);
  };
  if (code === undefined) {
    check();
  } else {
    expect(check).toThrow(trap(code));
  }
});

test("what a list leads to is counted, and bounded", () => {
  ranges.checkNumberList(memory, 0, 100, 4);
  expect(memory.lifted).toBe(100);
  ranges.checkList(memory, 0, 3, 4, 8);
  expect(memory.lifted).toBe(100 + 3 * 8 + 3 * 32);
  const before = memory.lifted;
  liftString(memory, 0, 16);
  expect(memory.lifted).toBe(before);
  liftString(memory, 0, 17);
  expect(memory.lifted).toBe(before + 17);
  memory.lifted = before + 2 ** 29;
  ranges.checkLifted(memory, before);
  memory.lifted++;
  expect(() => {
    ranges.checkLifted(memory, before);
  }).toThrow(trap("T98"));
});

test("a discriminant is one of the cases", () => {
  for (const [check, code] of [
    [ranges.checkCase, "T30"],
    [ranges.checkFlatCase, "T31"],
  ] as const) {
    expect([check(0, 3), check(2, 3)]).toEqual([0, 2]);
    expect(() => check(3, 3)).toThrow(trap(code));
  }
});
