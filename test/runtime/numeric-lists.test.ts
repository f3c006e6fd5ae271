import { beforeAll, describe, expect, test } from "vitest";
import type { Bound } from "../../src/runtime/bound.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import * as lists from "../../src/runtime/numeric-lists.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";
import { prepareTraps } from "../../src/runtime/trap.js";

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

/** Where `realloc` puts the list. */
const start = 16;

function makeBound(): Bound {
  const instance = new InstanceState("guest");
  const memory = new MemoryViews({ buffer: new ArrayBuffer(256) });
  return { path: "f()", instance, memory, realloc: () => start, resources: {} };
}

type Lift = (memory: MemoryViews, pointer: number, length: number) => ArrayLike<unknown>;
type Lower = (bound: Bound, value: unknown, owner: unknown, key: string) => number;

/** Each type of number with its least and greatest values, and with what is none. */
const types = [
  [Int8Array, lists.liftS8List, lists.lowerS8List, [-128, 127], [-129, 128, 0.5, "1", 1n]],
  [Uint8Array, lists.liftU8List, lists.lowerU8List, [0, 255], [-1, 256, 0.5, "1", 1n]],
  [Int16Array, lists.liftS16List, lists.lowerS16List, [-32768, 32767], [-32769, 32768, 0.5, "1"]],
  [Uint16Array, lists.liftU16List, lists.lowerU16List, [0, 65535], [-1, 65536, 0.5, "1", 1n]],
  [
    Int32Array,
    lists.liftS32List,
    lists.lowerS32List,
    [-(2 ** 31), 2 ** 31 - 1],
    [2 ** 31, 0.5, "1"],
  ],
  [Uint32Array, lists.liftU32List, lists.lowerU32List, [0, 2 ** 32 - 1], [-1, 2 ** 32, 0.5, "1"]],
  [
    ...[BigInt64Array, lists.liftS64List, lists.lowerS64List],
    ...[
      [-(2n ** 63n), 2n ** 63n - 1n],
      [2n ** 63n, 1, "1"],
    ],
  ],
  [
    BigUint64Array,
    lists.liftU64List,
    lists.lowerU64List,
    [0n, 2n ** 64n - 1n],
    [-1n, 2n ** 64n, 1],
  ],
  [Float32Array, lists.liftF32List, lists.lowerF32List, [-0.5, Infinity], ["1", 1n]],
  [Float64Array, lists.liftF64List, lists.lowerF64List, [-0.1, 1e300], ["1", 1n]],
].map(([array, lift, lower, limits, wrong]) => ({
  array: array as Float64ArrayConstructor,
  lift: lift as Lift,
  lower: lower as Lower,
  limits: limits as readonly number[],
  wrong: wrong as readonly unknown[],
}));

describe.each(types)("a list for $array.name", ({ array, lift, lower, limits, wrong }) => {
  const size = array.BYTES_PER_ELEMENT;
  const list = [...limits, ...limits, ...limits, ...limits.slice(0, 1)];

  test.each([
    { what: "a plain array", value: list },
    { what: "its own class", value: array.from(list) },
  ])("is copied from $what, and back", ({ value }) => {
    const bound = makeBound();
    const blocks: number[][] = [];
    bound.realloc = (...block: number[]) => {
      blocks.push(block);
      return start;
    };
    expect(lower(bound, value, undefined, "list")).toBe(start);
    expect(blocks).toEqual([[0, 0, size, size * value.length]]);
    expect(bound.memory.length).toBe(value.length);
    expect(lift(bound.memory, start, value.length)).toStrictEqual(array.from(value));
  });

  test("is refused for each element that is not of its type", () => {
    for (const element of wrong) {
      for (const index of list.keys()) {
        const value = [...list.slice(0, index), element, ...list.slice(index + 1)];
        expect(() => lower(makeBound(), value, undefined, "list")).toThrow(
          expect.objectContaining({ key: index }),
        );
      }
    }
  });

  test.each([
    { what: "a string", value: "12" },
    { what: "an object with a length", value: { 0: limits[0], length: 1 } },
    { what: "a view of no numbers", value: new DataView(new ArrayBuffer(8)) },
    { what: "nothing", value: undefined },
  ])("is not $what", ({ value }) => {
    expect(() => lower(makeBound(), value, undefined, "list")).toThrow(
      expect.objectContaining({ key: "list" }),
    );
  });

  test("is inside memory, aligned and not too long", () => {
    const { memory } = makeBound();
    expect(lift(memory, 256 - 2 * size, 2)).toHaveLength(2);
    expect(() => lift(memory, 256 - size, 2)).toThrow(expect.objectContaining({ code: "T29" }));
    for (let pointer = 1; pointer < size; pointer++) {
      expect(() => lift(memory, pointer, 1)).toThrow(expect.objectContaining({ code: "T28" }));
    }
    expect(() => lift(memory, 0, 2 ** 28 / size)).toThrow(expect.objectContaining({ code: "T27" }));
  });
});

/** An array that says to have another length. */
function lying(length: unknown): number[] {
  return new Proxy([1, 2, 3, 4, 5], {
    get: (target, property, receiver) =>
      property === "length" ? length : (Reflect.get(target, property, receiver) as unknown),
  });
}

describe("a list of numbers", () => {
  test.each([0, 1, 2, 3, 4, 5])("of %i elements is copied from a plain array", (length) => {
    const bound = makeBound();
    const list = Array.from({ length }, (_, index) => index - 2);
    expect(lists.lowerS16List(bound, list, undefined, "list")).toBe(start);
    expect(bound.memory.length).toBe(length);
    expect([...lists.liftS16List(bound.memory, start, length)]).toEqual(list);
    expect(bound.memory.i16[start / 2 + length]).toBe(0);
  });

  test("is copied from another class by its elements, which are checked", () => {
    const bound = makeBound();
    lists.lowerU8List(bound, Uint8ClampedArray.of(0, 255), undefined, "list");
    expect([...lists.liftU8List(bound.memory, start, 2)]).toEqual([0, 255]);
    lists.lowerU8List(bound, Float64Array.of(1, 2, 255), undefined, "list");
    expect([...lists.liftU8List(bound.memory, start, 3)]).toEqual([1, 2, 255]);
    expect(() => lists.lowerU8List(bound, Int8Array.of(1, -1), undefined, "list")).toThrow(
      expect.objectContaining({ key: 1 }),
    );
  });

  test.each([1.5, -1, NaN, Infinity, "3", { valueOf: () => 3 }])(
    "has no length of %j",
    (length) => {
      expect(() => lists.lowerU32List(makeBound(), lying(length), undefined, "list")).toThrow(
        expect.objectContaining({ code: "T27" }),
      );
    },
  );
});
