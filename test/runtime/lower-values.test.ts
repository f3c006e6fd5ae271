import { beforeAll, describe, expect, test } from "vitest";
import * as lift from "../../src/runtime/lift-values.js";
import * as lower from "../../src/runtime/lower-values.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";
import { prepareTraps } from "../../src/runtime/trap.js";

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

type Lower = (value: unknown, owner: unknown, key: string) => unknown;

/** The characters at the limits, with their code points. */
const characters = ["a", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}"].map(
  (character) => [character, character.codePointAt(0)] as const,
);

/** What each type takes, with what core functions get; and what it does not take. */
const checks: readonly {
  readonly type: string;
  readonly check: unknown;
  readonly takes: readonly (readonly [value: unknown, core: unknown])[];
  readonly refuses: readonly unknown[];
}[] = [
  ...[
    { type: "s8", check: lower.lowerS8, limits: [-128, 127] },
    { type: "u8", check: lower.lowerU8, limits: [0, 255] },
    { type: "s16", check: lower.lowerS16, limits: [-32768, 32767] },
    { type: "u16", check: lower.lowerU16, limits: [0, 65535] },
    { type: "s32", check: lower.lowerS32, limits: [-(2 ** 31), 2 ** 31 - 1] },
    { type: "u32", check: lower.lowerU32, limits: [0, 2 ** 32 - 1] },
  ].map(({ limits: [least = 0, greatest = 0], ...each }) => ({
    ...each,
    takes: [least, 1, greatest].map((value) => [value, value] as const),
    refuses: [least - 1, greatest + 1, 0.5, NaN, "1", 1n, undefined],
  })),
  ...[
    { type: "s64", check: lower.lowerS64, limits: [-(2n ** 63n), 2n ** 63n - 1n] },
    { type: "u64", check: lower.lowerU64, limits: [0n, 2n ** 64n - 1n] },
  ].map(({ limits: [least = 0n, greatest = 0n], ...each }) => ({
    ...each,
    takes: [least, 1n, 2n ** 63n - 1n, greatest].map((value) => [value, value] as const),
    refuses: [
      least - 1n,
      greatest + 1n,
      least - 2n ** 64n,
      greatest + 2n ** 64n,
      1,
      "1",
      undefined,
    ],
  })),
  ...[
    { type: "f32", check: lower.lowerF32 },
    { type: "f64", check: lower.lowerF64 },
  ].map((each) => ({
    ...each,
    takes: [-0.5, 1e300, NaN].map((value) => [value, value] as const),
    refuses: ["1", 1n, null, undefined],
  })),
  {
    type: "bool",
    check: lower.lowerBool,
    takes: [
      [true, 1],
      [false, 0],
    ],
    refuses: [0, 1, "true", null, undefined],
  },
  {
    type: "bool",
    check: lower.lowerFlag,
    takes: [
      [true, 1],
      [false, 0],
      [undefined, 0],
    ],
    refuses: [0, 1, "true", null],
  },
  {
    type: "char",
    check: lower.lowerChar,
    takes: characters,
    refuses: ["", "ab", "\ud800", "\udfff", "\u{10000}a", "\ud800a", 97, undefined],
  },
];

/** What each check of a shape accepts, and does not. */
const shapes: readonly {
  readonly shape: string;
  readonly check: (value: unknown, owner: unknown, key: string) => void;
  readonly takes: readonly unknown[];
  readonly refuses: readonly unknown[];
}[] = [
  {
    shape: "an object",
    check: lower.checkObject,
    takes: [{}, [], new Map()],
    refuses: [null, undefined, "text", 1],
  },
  {
    shape: "an array",
    check: (value, ...place) => {
      lower.checkArray(value, "an array", ...place);
    },
    takes: [[], [1, 2, 3]],
    refuses: [{ length: 2 }, "ab", new Uint8Array(2), null, undefined],
  },
  {
    shape: "an array of two",
    check: (value, ...place) => {
      lower.checkArray(value, "an array of two", ...place, 2);
    },
    takes: [[1, 2]],
    refuses: [[], [1, 2, 3], { length: 2 }, "ab", new Uint8Array(2)],
  },
  {
    shape: "two numbers",
    check: (value, ...place) => {
      lower.checkNumbers(value, "two numbers", ...place, 2);
    },
    takes: [[1, 2], new Uint8Array(2), new Float64Array(2)],
    refuses: [[], [1, 2, 3], new Uint8Array(3), { length: 2 }, "ab", null],
  },
  {
    shape: "a map",
    check: (value, ...place) => {
      lower.checkMap(value, "a map", ...place);
    },
    takes: [new Map()],
    refuses: [{}, [], new Set(), null, undefined],
  },
];

describe.each(checks)("a value for $type", ({ type, check, takes, refuses }) => {
  test("is taken within its limits", () => {
    for (const [value, core] of takes) {
      expect((check as Lower)(value, { x: value }, "x")).toBe(core);
    }
  });

  test.each(refuses)("is not %o", (value) => {
    const owner = { x: value };
    expect(() => (check as Lower)(value, owner, "x")).toThrow(
      expect.objectContaining({ expected: type, owner, key: "x" }),
    );
  });
});

describe.each(shapes)("$shape", ({ shape, check, takes, refuses }) => {
  test("is taken", () => {
    for (const value of takes) {
      check(value, { x: value }, "x");
    }
  });

  test.each(refuses.map((value) => ({ value })))("is not $value", ({ value }) => {
    const owner = { x: value };
    expect(() => {
      check(value, owner, "x");
    }).toThrow(expect.objectContaining({ expected: shape, owner, key: "x" }));
  });
});

test("a property that all objects inherit has to be the object's own", () => {
  expect(lower.ownMember({ constructor: 1 }, "constructor")).toBe(1);
  expect(lower.ownMember({}, "constructor" as never)).toBe(undefined);
});

test.each(characters)("%j is lifted from its code point", (character, codePoint = 0) => {
  expect(lift.liftChar(codePoint)).toBe(character);
});

test.each([
  [0x110000, "T21"],
  [-1, "T21"],
  [0xd800, "T22"],
  [0xdfff, "T22"],
])("a char of code point %i traps", (codePoint, code) => {
  expect(() => lift.liftChar(codePoint)).toThrow(expect.objectContaining({ code }));
});

test("numbers change what they are in flat slots", () => {
  expect([lift.liftU64(-1n), lift.liftU64(1n)]).toEqual([2n ** 64n - 1n, 1n]);
  expect([lift.bitsOfF32(1.5), lift.bitsOfF32(-0)]).toEqual([0x3fc00000, -(2 ** 31)]);
  expect([lift.f32OfBits(0x3fc00000), lift.f32OfBits(-(2 ** 31))]).toEqual([1.5, -0]);
  expect([lift.bitsOfF64(1.5), lift.bitsOfF64(-0)]).toEqual([0x3ff8000000000000n, -(2n ** 63n)]);
  expect([lift.f64OfBits(0x3ff8000000000000n), lift.f64OfBits(-(2n ** 63n))]).toEqual([1.5, -0]);
  expect([lift.widen(-1), lift.widen(1)]).toEqual([2n ** 32n - 1n, 1n]);
  expect([2n ** 32n - 1n, 2n ** 31n - 1n, 2n ** 32n + 5n].map(lift.wrap)).toEqual([
    -1,
    2 ** 31 - 1,
    5,
  ]);
});
