import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  allocate,
  allocateElements,
  callPostReturn,
  deferPostReturn,
  endCallee,
  reallocate,
} from "../../src/runtime/allocate.js";
import type { Bound } from "../../src/runtime/bound.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";
import { prepareTraps } from "../../src/runtime/trap.js";

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

const memorySize = 256;

let bound: Bound;
/** What the guest's functions were called with, and whether they might leave. */
let calls: unknown[];
/** What `realloc` gives. */
let block: number;

beforeEach(() => {
  const instance = new InstanceState("guest");
  calls = [];
  block = 16;
  bound = {
    ...{ path: "f()", instance, resources: {} },
    memory: new MemoryViews({ buffer: new ArrayBuffer(memorySize) }),
    realloc: (...given: number[]) => {
      calls.push([...given, instance.mayLeave]);
      return block;
    },
    postReturn: (result: unknown) => {
      calls.push([result, instance.mayLeave]);
    },
  };
});

describe("realloc", () => {
  test("is called for new blocks, for the elements of a list, and for others", () => {
    expect(allocate(bound, 4, 12)).toBe(16);
    expect(allocateElements(bound, 8, 24, 3)).toBe(16);
    expect(reallocate(bound, 32, 5, 1, 15)).toBe(16);
    expect(calls).toEqual([
      [0, 0, 4, 12, false],
      [0, 0, 8, 72, false],
      [32, 5, 1, 15, false],
    ]);
    expect(bound.instance.mayLeave).toBe(true);
  });

  test("may give blocks that end where memory ends", () => {
    block = memorySize - 12;
    expect(allocate(bound, 4, 12)).toBe(block);
    block = memorySize;
    expect(allocate(bound, 4, 0)).toBe(block);
  });

  test.each([
    [undefined, "T38", "T39"],
    [34, "T34", "T35"],
    [36, "T36", "T37"],
  ] as const)("traps by what it is called for (%s)", (number, unaligned, beyond) => {
    block = 18;
    expect(() => allocate(bound, 4, 0, number)).toThrow(
      expect.objectContaining({ code: unaligned }),
    );
    for (block of [memorySize - 8, memorySize + 4, -4]) {
      expect(() => allocate(bound, 4, 12, number)).toThrow(
        expect.objectContaining({ code: beyond }),
      );
    }
  });

  test("that throws traps, and its instance may not leave any more", () => {
    const thrown = new Error("from the guest");
    bound.realloc = () => {
      throw thrown;
    };
    expect(() => allocate(bound, 4, 12)).toThrow(
      expect.objectContaining({ code: "T11", cause: thrown }),
    );
    expect(bound.instance.mayLeave).toBe(false);
  });

  test.each([2 ** 25, 2 ** 32 + 1, -1, 0.5, NaN])("is not called for %d elements", (length) => {
    expect(() => allocateElements(bound, 8, 8, length)).toThrow(
      expect.objectContaining({ code: "T27" }),
    );
    expect(calls).toEqual([]);
  });
});

describe("a post-return function", () => {
  test("gets what the call returned, and cannot leave", () => {
    callPostReturn(bound, 7);
    expect(calls).toEqual([[7, false]]);
    expect(bound.instance.mayLeave).toBe(true);
  });

  test("of a component that was called runs once, when its caller ends it", () => {
    const caller = { callee: bound.instance } as Bound;
    deferPostReturn(bound, 7);
    expect(calls).toEqual([]);
    endCallee(caller);
    expect(calls).toEqual([[7, false]]);
    deferPostReturn({ ...bound, postReturn: undefined }, 8);
    endCallee(caller);
    endCallee({} as Bound);
    expect(calls).toHaveLength(1);
  });
});
