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

  test.each([
    { index: 0, list: [256, 1, 2] },
    { index: 1, list: [1, "2", 3] },
    { index: 2, list: [1, 2, -1] },
  ])("is refused for its element $index", ({ index, list }) => {
    expect(() => lists.lowerU8List(makeBound(), list as number[], undefined, "list")).toThrow(
      expect.objectContaining({ key: index }),
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
