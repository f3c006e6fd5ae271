import { describe, expect, it } from "vitest";
import { Reader } from "../../src/component/reader.js";
import { readSigned, readU64 } from "../../src/component/wide-integers.js";
import { s32, u32 } from "./assembler.js";

const reader = (...bytes: readonly number[]): Reader => new Reader(Uint8Array.from(bytes));

describe("Reader", () => {
  it.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 - 1])("reads the u32 %d", (value) => {
    expect(reader(...u32(value)).u32()).toBe(value);
  });

  it.each([0, 1, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)])("reads the s33 %d", (value) => {
    expect(reader(...s32(value)).s33()).toBe(value);
  });

  it("reads the extremes of wide numbers", () => {
    expect(reader(0xff, 0xff, 0xff, 0xff, 0x0f).s33()).toBe(2 ** 32 - 1);
    expect(reader(0x80, 0x80, 0x80, 0x80, 0x70).s33()).toBe(-(2 ** 32));
    expect(readU64(reader(...new Array<number>(9).fill(0xff), 0x01))).toBe(2n ** 64n - 1n);
    expect(readSigned(reader(...new Array<number>(9).fill(0x80), 0x7f), 64)).toBe(-(2n ** 63n));
  });

  it("accepts padding, and rejects what has bits or bytes too many", () => {
    expect(reader(0x81, 0x80, 0x80, 0x80, 0x00).u32()).toBe(1);
    expect(() => reader(0x81, 0x80, 0x80, 0x80, 0x10).u32()).toThrow("integer too large");
    expect(() => reader(0x81, 0x80, 0x80, 0x80, 0x80, 0).u32()).toThrow(
      "integer representation too long",
    );
    expect(() => reader(0xff, 0xff, 0xff, 0xff, 0x1f).s33()).toThrow("integer too large");
    expect(() => readU64(reader(...new Array<number>(9).fill(0xff), 0x02))).toThrow(
      "integer too large",
    );
  });

  it("reads nothing beyond its part", () => {
    const outer = reader(1, 2, 3, 4);
    const inner = outer.sub(2);
    expect([inner.byte(), inner.byte(), inner.atEnd]).toEqual([1, 2, true]);
    expect(() => inner.byte()).toThrow("unexpected end-of-file (at offset 0x2)");
    expect(outer.byte()).toBe(3);
    expect(() => outer.view(2)).toThrow("unexpected end-of-file");
  });
});
