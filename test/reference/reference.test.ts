import { describe, expect, test } from "vitest";
import type { AbiType } from "../../src/abi/abi-type.js";
import { alignment } from "./alignment.js";
import { LiftLowerContext } from "./context.js";
import { elemSize } from "./element-size.js";
import { CoreValueIter, liftFlat } from "./flat-lifting.js";
import { lowerFlat } from "./flat-lowering.js";
import { flattenFunctype, flattenType } from "./flattening.js";
import { makeHeap, type Heap, type ReallocCall } from "./heap.js";
import { fromJs, normalize, toJs } from "./js-mapping.js";
import { load } from "./loading.js";
import type { CoreValue, StringEncoding } from "./options.js";
import { ComponentInstance } from "./runtime-state.js";
import type { StringValue } from "./spec-value.js";
import { store } from "./storing.js";
import { storeStringIntoRange } from "./storing-strings.js";
import { decodeUtf16, decodeUtf8, encodeLatin1, encodeUtf16, encodeUtf8 } from "./text.js";
import { Trap } from "./trap.js";
import { labels, show, t } from "./types.js";

function context(heap: Heap, stringEncoding: StringEncoding = "utf8"): LiftLowerContext {
  const opts = { stringEncoding, memory: heap.memory, realloc: heap.realloc };
  return new LiftLowerContext(opts, new ComponentInstance());
}

describe("layout", () => {
  test.each<[AbiType, size: number, align: number, flat: string]>([
    [t.bool, 1, 1, "i32"],
    [t.u64, 8, 8, "i64"],
    [t.char, 4, 4, "i32"],
    [t.string, 8, 4, "i32 i32"],
    [t.list(t.u8), 8, 4, "i32 i32"],
    [t.list(t.u16, 3), 6, 2, "i32 i32 i32"],
    [t.record({ a: t.u8, b: t.u64, c: t.u8 }), 24, 8, "i32 i64 i32"],
    [t.tuple(t.u8, t.u16), 4, 2, "i32 i32"],
    [t.variant({ a: t.f32, b: t.u32 }), 8, 4, "i32 i32"],
    [t.variant({ a: t.f32, b: t.f64 }), 16, 8, "i32 i64"],
    [t.variant({ a: t.tuple(t.f32, t.string), b: t.u64 }), 24, 8, "i32 i64 i32 i32"],
    [t.enum(...labels(256)), 1, 1, "i32"],
    [t.enum(...labels(257)), 2, 2, "i32"],
    [t.enum(...labels(65537)), 4, 4, "i32"],
    [t.option(t.u8), 2, 1, "i32 i32"],
    [t.result(), 1, 1, "i32"],
    [t.result(t.f32, t.string), 12, 4, "i32 i32 i32"],
    [t.map(t.string, t.u8), 8, 4, "i32 i32"],
    [t.flags(...labels(8)), 1, 1, "i32"],
    [t.flags(...labels(9)), 2, 2, "i32"],
    [t.flags(...labels(32)), 4, 4, "i32"],
  ])("%o", (type, size, align, flat) => {
    expect(elemSize(type, "i32")).toBe(size);
    expect(alignment(type, "i32")).toBe(align);
    expect(flattenType(type, "i32").join(" ")).toBe(flat);
  });

  test("a 64-bit memory has pointers of 8 bytes", () => {
    const type = t.record({ a: t.u8, b: t.string });
    expect(elemSize(type, "i64")).toBe(24);
    expect(alignment(type, "i64")).toBe(8);
    expect(flattenType(type, "i64")).toEqual(["i32", "i64", "i64"]);
  });

  test("17 flat parameters and 2 flat results go through memory", () => {
    const wide = t.tuple(...Array.from({ length: 17 }, () => t.u64));
    const type = t.func({ a: wide }, t.string);
    expect(flattenFunctype(type, "lift")).toEqual({ params: ["i32"], results: ["i32"] });
    expect(flattenFunctype(type, "lower")).toEqual({ params: ["i32", "i32"], results: [] });
    const narrow = t.func({ a: t.list(t.u8, 16) }, t.u8);
    expect(flattenFunctype(narrow, "lift").params).toHaveLength(16);
    expect(flattenFunctype(narrow, "lower").results).toEqual(["i32"]);
  });
});

/** Core values of one type and what they lift to: a value, or the trap's code. */
const flatPairs: [AbiType, (CoreValue | bigint)[], unknown][] = [
  [t.bool, [0], false],
  [t.bool, [2], true],
  [t.bool, [-1], true],
  [t.u8, [0x1ff], 0xff],
  [t.s8, [0x80], -128],
  [t.s8, [-1], -1],
  [t.u16, [-1], 0xffff],
  [t.s16, [0x18000], -32768],
  [t.u32, [-1], 0xffffffff],
  [t.s32, [0x80000000], -0x80000000],
  [t.u64, [-1n], 0xffffffffffffffffn],
  [t.s64, [0x8000000000000000n], -0x8000000000000000n],
  [t.f32, [1.5], 1.5],
  [t.f32, [-0], -0],
  [t.f64, [Number.NaN], Number.NaN],
  [t.char, [0x41], "A"],
  [t.char, [0x10ffff], "\u{10ffff}"],
  [t.char, [0xd7ff], "\ud7ff"],
  [t.char, [0xe000], "\ue000"],
  [t.char, [0xd800], "T22"],
  [t.char, [0xdfff], "T22"],
  [t.char, [0x110000], "T21"],
  [t.char, [-1], "T21"],
  [t.enum("a", "b"), [1], "b"],
  [t.enum("a", "b"), [2], "T31"],
  [t.enum("a", "b"), [-1], "T31"],
  [t.flags("a-b", "c"), [0b110], { aB: false, c: true }],
  [t.flags(...labels(32)), [-1], Object.fromEntries(labels(32).map((l) => [l, true]))],
  [t.option(t.u8), [0, 7], undefined],
  [t.option(t.u8), [1, 0x107], 7],
  [t.option(t.u8), [2, 7], "T31"],
  [t.option(t.option(t.u8)), [0, 0, 0], { tag: "none" }],
  [t.option(t.option(t.u8)), [1, 0, 0], { tag: "some" }],
  [t.option(t.option(t.u8)), [1, 1, 9], { tag: "some", val: 9 }],
  [t.result(), [0], { tag: "ok" }],
  [t.result(), [1], { tag: "err" }],
  [t.result(t.f32, t.u64), [0, 0x3fc00000n], { tag: "ok", val: 1.5 }],
  [t.result(t.f32, t.u64), [0, 0xffffffff3fc00000n], { tag: "ok", val: 1.5 }],
  [t.result(t.f32, t.u64), [1, -1n], { tag: "err", val: 0xffffffffffffffffn }],
  [t.result(t.f32, t.u32), [0, 0x3fc00000], { tag: "ok", val: 1.5 }],
  [t.result(t.f64, t.u32), [0, 0x3ff8000000000000n], { tag: "ok", val: 1.5 }],
  [t.result(t.f64, t.s32), [1, 0xffffffffn], { tag: "err", val: -1 }],
  [t.variant({ a: t.tuple(t.u8, t.u8), b: undefined }), [1, 300, 300], { tag: "b" }],
  [t.variant({ a: t.char, b: undefined }), [1, 0xd800], { tag: "b" }],
  [t.variant({ a: t.char, b: undefined }), [0, 0xd800], "T22"],
  [t.record({ "a-b": t.option(t.u8), c: t.bool }), [0, 0, 1], { c: true }],
  [t.tuple(t.u8, t.f64), [1, 0.5], [1, 0.5]],
  [t.list(t.s8, 3), [1, -1, 0x80], [1, -1, -128]],
];

describe("lift flat", () => {
  test.each(flatPairs)("%o from %o is %o", (type, flat, want) => {
    const cx = context(makeHeap());
    const lift = (values: readonly CoreValue[]): unknown =>
      normalize(toJs(type, liftFlat(cx, new CoreValueIter(values), type)));
    if (typeof want === "string" && want.startsWith("T")) {
      expect(() => lift(flat)).toThrow(new Trap(want as `T${number}`));
      return;
    }
    const value = lift(flat);
    expect(value).toStrictEqual(want);
    const again = lowerFlat(cx, fromJs(type, value), type);
    expect(lift(again)).toStrictEqual(want);
  });
});

/** Bytes of one type at address 8, and what they load to. */
const memoryPairs: [AbiType, number[], unknown][] = [
  [t.bool, [2], true],
  [t.s8, [0xff], -1],
  [t.u16, [0x34, 0x12], 0x1234],
  [t.s64, [0, 0, 0, 0, 0, 0, 0, 0x80], -0x8000000000000000n],
  [t.f32, [0, 0, 0xc0, 0x3f], 1.5],
  [t.f32, [1, 0, 0xa0, 0xff], Number.NaN],
  [t.f64, [0, 0, 0, 0, 0, 0, 0, 0x80], -0],
  [t.char, [0x00, 0xd8, 0, 0], "T22"],
  [t.char, [0, 0, 0x11, 0], "T21"],
  [t.enum("a", "b", "c"), [2], "c"],
  [t.enum("a", "b", "c"), [3], "T30"],
  [t.enum(...labels(300)), [0x2b, 1], "l299"],
  [t.enum(...labels(300)), [0x2c, 1], "T30"],
  [t.option(t.u16), [1, 0xff, 5, 0], 5],
  [t.flags(...labels(9)), [1, 0xff], { ...flagsOf(9), l0: true, l8: true }],
  [t.record({ a: t.u8, b: t.u16, c: t.option(t.u8) }), [1, 9, 2, 0, 0, 7], { a: 1, b: 2 }],
  [t.tuple(t.u8, t.u32), [1, 9, 9, 9, 2, 0, 0, 0], [1, 2]],
  [t.list(t.u16, 2), [1, 0, 2, 0], [1, 2]],
  [t.list(t.u16), [16, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0], [1, 2]],
  [t.list(t.u16), [17, 0, 0, 0, 0, 0, 0, 0], "T28"],
  [t.list(t.u16), [0, 0, 1, 0, 0, 0, 0, 0], []],
  [t.list(t.u16), [2, 0, 1, 0, 0, 0, 0, 0], "T29"],
  [t.list(t.u16), [0xfe, 0xff, 0, 0, 1, 0, 0, 0], [0]],
  [t.list(t.u16), [0xfe, 0xff, 0, 0, 2, 0, 0, 0], "T29"],
  [t.list(t.u16), [1, 0, 0, 0, 0, 0, 0, 0x08], "T27"],
  [t.list(t.u16), [1, 0, 0, 0, 0xff, 0xff, 0xff, 0x07], "T28"],
  [t.list(t.u16), [0, 0, 0, 0, 0xff, 0xff, 0xff, 0x07], "T29"],
  [t.list(t.bool), [16, 0, 0, 0, 2, 0, 0, 0, 0, 9], [false, true]],
  [
    t.map(t.u8, t.bool),
    [16, 0, 0, 0, 2, 0, 0, 0, 5, 0, 6, 1],
    {
      map: [
        [5, false],
        [6, true],
      ],
    },
  ],
  [t.string, [16, 0, 0, 0, 3, 0, 0, 0, 0x61, 0xc3, 0xa9], "aé"],
  [t.string, [16, 0, 0, 0, 3, 0, 0, 0, 0xef, 0xbb, 0xbf], "\ufeff"],
  [t.string, [16, 0, 0, 0, 2, 0, 0, 0, 0xc0, 0x80], "T26"],
  [t.string, [16, 0, 0, 0, 3, 0, 0, 0, 0xed, 0xa0, 0x80], "T26"],
  [t.string, [0, 0, 1, 0, 0, 0, 0, 0], ""],
  [t.string, [1, 0, 1, 0, 0, 0, 0, 0], "T25"],
  [t.string, [0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0], "T25"],
  [t.string, [0, 0, 0, 0, 0, 0, 0, 0x10], "T23"],
];

function flagsOf(count: number): Record<string, boolean> {
  return Object.fromEntries(labels(count).map((label) => [label, false]));
}

describe("load", () => {
  test.each(memoryPairs)("%o from %o is %o", (type, bytes, want) => {
    const heap = makeHeap();
    const cx = context(heap);
    heap.memory.bytes.set(bytes, 8);
    if (typeof want === "string" && /^T\d/.test(want)) {
      expect(() => load(cx, 8, type)).toThrow(new Trap(want as `T${number}`));
      return;
    }
    const value = normalize(toJs(type, load(cx, 8, type)));
    expect(value).toStrictEqual(want);
    store(cx, fromJs(type, restoreMap(type, value)), type, 512);
    expect(normalize(toJs(type, load(cx, 512, type)))).toStrictEqual(want);
  });
});

function restoreMap(type: AbiType, value: unknown): unknown {
  return type.kind === "map" ? new Map((value as { map: [unknown, unknown][] }).map) : value;
}

describe("store strings", () => {
  /** Text, source and target encoding; the `realloc` calls with `p` for what the last one gave, and length. */
  test.each<[string, StringEncoding, StringEncoding, string, number | string]>([
    ["abc", "utf16", "utf8", "0,0,1,3", 3],
    ["", "utf16", "utf8", "0,0,1,0", 0],
    ["aé", "utf16", "utf8", "0,0,1,2 p,2,1,6 p,6,1,3", 3],
    ["€€", "utf16", "utf8", "0,0,1,2 p,2,1,6", 6],
    ["a😀", "utf16", "utf8", "0,0,1,3 p,3,1,9 p,9,1,5", 5],
    ["aé", "utf8", "utf8", "0,0,1,3", 3],
    ["aé", "latin1+utf16", "utf8", "0,0,1,2 p,2,1,4 p,4,1,3", 3],
    ["éé", "latin1+utf16", "utf8", "0,0,1,2 p,2,1,4", 4],
    ["a€", "latin1+utf16", "utf8", "0,0,1,2 p,2,1,6 p,6,1,4", 4],
    ["aé", "utf16", "utf16", "0,0,2,4", 2],
    ["aé", "utf8", "utf16", "0,0,2,6 p,6,2,4", 2],
    ["ab", "utf8", "utf16", "0,0,2,4", 2],
    ["aé", "latin1+utf16", "utf16", "0,0,2,4", 2],
    ["aé", "utf16", "latin1+utf16", "0,0,2,2", 2],
    ["aé", "utf8", "latin1+utf16", "0,0,2,3 p,3,2,2", 2],
    ["é€", "utf16", "latin1+utf16", "0,0,2,2 p,2,2,4", "2 tagged"],
    ["é€", "utf8", "latin1+utf16", "0,0,2,5 p,5,2,10 p,10,2,4", "2 tagged"],
    ["aé", "latin1+utf16", "latin1+utf16", "0,0,2,2", 2],
    ["a€", "latin1+utf16", "latin1+utf16", "0,0,2,4", "2 tagged"],
  ])("%j from %s to %s", (text, from, to, calls, length) => {
    const heap = makeHeap();
    const cx = context(heap, to);
    const [ptr, units] = storeStringIntoRange(cx, sourceString(text, from));
    expect(showCalls(heap.calls)).toBe(calls);
    expect(units >= 2 ** 31 ? `${units - 2 ** 31} tagged` : units).toBe(length);
    const bytes = heap.memory.bytes;
    const text2 =
      to === "utf8"
        ? decodeUtf8(bytes.slice(ptr, ptr + units))
        : to === "utf16" || units >= 2 ** 31
          ? decodeUtf16(bytes.slice(ptr, ptr + 2 * (units % 2 ** 31)))
          : String.fromCharCode(...bytes.slice(ptr, ptr + units));
    expect(text2).toBe(text);
  });

  test("UTF-16 that could be Latin-1 shrinks with alignment 1", () => {
    const heap = makeHeap();
    const cx = context(heap, "latin1+utf16");
    const value: StringValue = {
      kind: "string",
      text: "aé",
      encoding: "latin1+utf16",
      taggedCodeUnits: 2 + 2 ** 31,
    };
    expect(storeStringIntoRange(cx, value)).toEqual([1024, 2]);
    expect(showCalls(heap.calls)).toBe("0,0,2,4 p,4,1,2");
  });

  test.each<[string, StringEncoding, bad: number[], string]>([
    ["abc", "utf8", [65534], "T37"],
    ["é", "utf8", [8, 65534], "T37"],
    ["é", "utf8", [8, 8, 65535], "T37"],
    ["ab", "utf16", [9], "T36"],
    ["ab", "utf16", [65534], "T37"],
    ["a€", "latin1+utf16", [9], "T36"],
    ["a€", "latin1+utf16", [8, 9], "T36"],
    ["a€", "latin1+utf16", [8, 65534], "T37"],
  ])("%j to %s traps when realloc gives %j", (text, to, pointers, code) => {
    const heap = makeHeap();
    const opts = {
      stringEncoding: to,
      memory: heap.memory,
      realloc: (): number => pointers.shift() ?? 0,
    };
    const cx = new LiftLowerContext(opts, new ComponentInstance());
    expect(() => storeStringIntoRange(cx, sourceString(text, "utf16"))).toThrow(
      new Trap(code as `T${number}`),
    );
  });
});

/** A string as a component with `encoding` gives it: Latin-1 where it can. */
function sourceString(text: string, encoding: StringEncoding): StringValue {
  const wide = /[^\0-\xff]/.test(text);
  const taggedCodeUnits =
    encoding === "utf8"
      ? encodeUtf8(text).length
      : encoding === "utf16"
        ? encodeUtf16(text).length / 2
        : wide
          ? text.length + 2 ** 31
          : encodeLatin1(text).length;
  return { kind: "string", text, encoding, taggedCodeUnits };
}

function showCalls(calls: readonly ReallocCall[]): string {
  return calls.map(([old, ...rest]) => [old === 0 ? 0 : "p", ...rest].join(",")).join(" ");
}

test("show names a type", () => {
  expect(show(t.option(t.list(t.record({ a: t.u8 }), 2)))).toBe("option<list<record{a: u8}, 2>>");
});
