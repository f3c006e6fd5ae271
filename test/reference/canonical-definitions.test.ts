import { describe, expect, test } from "vitest";
import type { AbiResource, AbiType } from "../../src/abi/abi-type.js";
import {
  canonResourceDrop,
  canonResourceNew,
  canonResourceRep,
  hostFunction,
  invoke,
  lift,
  lower,
  type Definition,
} from "./canonical-definitions.js";
import { makeHeap } from "./heap.js";
import { fromJs, toJs } from "./js-mapping.js";
import type { CoreFunction, CoreValue } from "./options.js";
import { ComponentInstance, ResourceType } from "./runtime-state.js";
import type { SpecValue } from "./spec-value.js";
import { Trap } from "./trap.js";
import { t } from "./types.js";

const resource: AbiResource = { key: "test:a/b#thing", name: "thing", definedBy: "guest" };
const other: AbiResource = { key: "test:a/b#other", name: "other", definedBy: "host" };

function setup(type: Definition["type"], extra: Partial<Definition["opts"]> = {}) {
  const heap = makeHeap();
  const inst = new ComponentInstance();
  const rt = new ResourceType(inst);
  const otherRt = new ResourceType(undefined);
  const definition: Definition = {
    type,
    inst,
    resources: new Map([
      [resource, rt],
      [other, otherRt],
    ]),
    opts: { stringEncoding: "utf8", memory: heap.memory, realloc: heap.realloc, ...extra },
  };
  return { heap, inst, rt, otherRt, definition };
}

const trapCode = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Trap) {
      return error.code;
    }
    throw error;
  }
  return "no trap";
};

describe("canon lift", () => {
  test("parameters and results go through memory when they are many", () => {
    const wide = t.tuple(...Array.from({ length: 17 }, () => t.u8));
    const { heap, definition } = setup(t.func({ a: wide }, wide));
    const echo = lift((ptr) => ptr, definition);
    const value = Array.from({ length: 17 }, (_, i) => i);
    expect(toJs(wide, invoke(echo, [fromJs(wide, value)])[0] as SpecValue)).toEqual(value);
    expect(heap.calls).toEqual([[0, 0, 1, 17]]);
  });

  test.each<[CoreValue, string]>([
    [2, "T32"],
    [65532, "T33"],
    [-1, "T32"],
    [-4, "T33"],
  ])("a result at %d traps", (ptr, code) => {
    const { definition } = setup(t.func({}, t.string));
    expect(
      trapCode(() =>
        invoke(
          lift(() => ptr, definition),
          [],
        ),
      ),
    ).toBe(code);
  });

  test("a trap poisons the instance", () => {
    const { definition, inst } = setup(t.func({}, t.char));
    const f = lift(() => -1, definition);
    expect(trapCode(() => invoke(f, []))).toBe("T21");
    expect(inst.mayEnter).toBe(false);
    expect(trapCode(() => invoke(f, []))).toBe("T1");
  });

  test("re-entrance traps", () => {
    const { definition } = setup(t.func({}));
    const f = lift(() => undefined, definition);
    const outer = lift(() => void invoke(f, []), definition);
    expect(trapCode(() => invoke(outer, []))).toBe("T1");
  });

  test("neither realloc nor post-return may call out", () => {
    const type = t.func({}, t.u8);
    const inner = setup(type);
    const out = lower(
      hostFunction(() => [1]),
      inner.definition,
    );
    const definition = { ...inner.definition, opts: { ...inner.definition.opts, postReturn: out } };
    expect(
      trapCode(() =>
        invoke(
          lift(() => 7, definition),
          [],
        ),
      ),
    ).toBe("T2");

    const second = setup(t.func({ a: t.string }));
    const callsOut = lower(
      hostFunction(() => [1]),
      { ...second.definition, type },
    );
    const lifted = lift(() => undefined, {
      ...second.definition,
      opts: { ...second.definition.opts, realloc: () => callsOut() },
    });
    expect(trapCode(() => invoke(lifted, [fromJs(t.string, "a")]))).toBe("T2");
  });

  test("post-return gets the core results", () => {
    const seen: CoreValue[] = [];
    const { definition } = setup(t.func({}, t.u8), {
      postReturn: (...args) => void seen.push(...args),
    });
    expect(
      invoke(
        lift(() => 300, definition),
        [],
      ),
    ).toEqual([44]);
    expect(seen).toEqual([300]);
  });

  test("what core code throws is a trap", () => {
    const { definition } = setup(t.func({}));
    const throws: CoreFunction = () => {
      throw new Error("from the guest");
    };
    expect(trapCode(() => invoke(lift(throws, definition), []))).toBe("T11");
  });
});

describe("canon lower", () => {
  test("many results go to the out-pointer", () => {
    const { heap, definition } = setup(t.func({ a: t.string }, t.string));
    heap.memory.bytes.set([0x68, 0x69], 16);
    const f = lower(
      hostFunction((a) => [fromJs(t.string, `${String(toJs(t.string, a))}!`)]),
      definition,
    );
    expect(f(16, 2, 32)).toBeUndefined();
    const words = new Uint32Array(heap.buffer, 32, 2);
    expect([...words]).toEqual([1024, 3]);
    expect([...heap.memory.bytes.slice(1024, 1027)]).toEqual([0x68, 0x69, 0x21]);
  });

  test.each<[AbiType, CoreValue[], string]>([
    [t.string, [16, 2, 33], "T34"],
    [t.string, [16, 2, 65532], "T35"],
    [t.string, [16, 70000, 32], "T25"],
  ])("%o with %j traps", (type, args, code) => {
    const { definition } = setup(t.func({ a: type }, type));
    const f = lower(
      hostFunction((a) => [a]),
      definition,
    );
    expect(trapCode(() => f(...args))).toBe(code);
  });
});

describe("resources", () => {
  test("handles count from 1 and are reused last in, first out", () => {
    const { inst, rt } = setup(t.func({}));
    const handles = [10, 11, 12].map((rep) => canonResourceNew(inst, rt, rep));
    expect(handles).toEqual([1, 2, 3]);
    canonResourceDrop(inst, rt, 1);
    canonResourceDrop(inst, rt, 3);
    expect(canonResourceNew(inst, rt, 13)).toBe(3);
    expect(canonResourceNew(inst, rt, 14)).toBe(1);
    expect(canonResourceRep(inst, rt, 1)).toBe(14);
    expect(canonResourceRep(inst, rt, 2)).toBe(11);
  });

  test.each<[string, (s: ReturnType<typeof setup>) => unknown]>([
    ["T18", ({ inst, rt }) => canonResourceRep(inst, rt, 1)],
    ["T19", ({ inst, rt }) => canonResourceRep(inst, rt, 0)],
    ["T19", ({ inst, rt }) => canonResourceDrop(inst, rt, 0)],
    ["T47", ({ inst, rt }) => canonResourceDrop(inst, rt, inst.handles.add({ other: "x" }))],
    [
      "T48",
      ({ inst, rt, otherRt }) => canonResourceDrop(inst, otherRt, canonResourceNew(inst, rt, 1)),
    ],
    ["T50", ({ inst, rt }) => canonResourceRep(inst, rt, inst.handles.add({ other: "x" }))],
    [
      "T51",
      ({ inst, rt, otherRt }) => canonResourceRep(inst, otherRt, canonResourceNew(inst, rt, 1)),
    ],
  ])("%s", (code, run) => {
    expect(trapCode(() => run(setup(t.func({}))))).toBe(code);
  });

  test.each<[string, AbiType, (s: ReturnType<typeof setup>) => number]>([
    ["T18", t.own(resource), () => 9],
    ["T41", t.own(resource), ({ inst }) => inst.handles.add({ other: "x" })],
    ["T42", t.own(other), ({ inst, rt }) => canonResourceNew(inst, rt, 1)],
    ["no trap", t.own(resource), ({ inst, rt }) => canonResourceNew(inst, rt, 1)],
    ["T45", t.borrow(resource), ({ inst }) => inst.handles.add({ other: "x" })],
    ["T46", t.borrow(other), ({ inst, rt }) => canonResourceNew(inst, rt, 1)],
    ["no trap", t.borrow(resource), ({ inst, rt }) => canonResourceNew(inst, rt, 1)],
  ])("%s: a call out with %o", (code, type, handle) => {
    const s = setup(t.func({ a: type }));
    expect(
      trapCode(() =>
        lower(
          hostFunction(() => []),
          s.definition,
        )(handle(s)),
      ),
    ).toBe(code);
  });

  test("a handle that is lent cannot move or be dropped", () => {
    const s = setup(t.func({ a: t.borrow(resource), b: t.own(resource) }));
    const i = canonResourceNew(s.inst, s.rt, 1);
    expect(
      trapCode(() =>
        lower(
          hostFunction(() => []),
          s.definition,
        )(i, i),
      ),
    ).toBe("T43");
    const drops = setup(t.func({ a: t.borrow(resource) }));
    const j = canonResourceNew(drops.inst, drops.rt, 1);
    const callee = hostFunction(() => {
      canonResourceDrop(drops.inst, drops.rt, j);
      return [];
    });
    expect(trapCode(() => lower(callee, drops.definition)(j))).toBe("T49");
  });

  test("the implementor gets the representation of a borrow", () => {
    const { definition, inst, rt } = setup(t.func({ a: t.borrow(resource) }, t.u32));
    canonResourceNew(inst, rt, 42);
    expect(
      invoke(
        lift((rep) => rep, definition),
        [{ kind: "rep", rep: 42 }],
      ),
    ).toEqual([42]);
  });

  test("anyone else gets a handle, and must drop it before it returns", () => {
    const { definition, inst, otherRt } = setup(t.func({ a: t.borrow(other) }));
    const value = { kind: "rep", rep: { host: "object" } } as const;
    const drops = lift((i) => canonResourceDrop(inst, otherRt, Number(i)), definition);
    expect(invoke(drops, [value])).toEqual([]);
    const keeps = lift(() => undefined, definition);
    expect(trapCode(() => invoke(keeps, [value]))).toBe("T5");
  });

  test("a borrow cannot be given away", () => {
    const { definition, inst } = setup(t.func({ a: t.borrow(other) }));
    const give = lower(
      hostFunction(() => []),
      { ...definition, type: t.func({ a: t.own(other) }) },
    );
    const f = lift((i) => void give(i), definition);
    expect(trapCode(() => invoke(f, [{ kind: "rep", rep: 1 }]))).toBe("T44");
    expect(inst.mayEnter).toBe(false);
  });

  test("dropping an own handle runs the destructor of its implementor", () => {
    const user = new ComponentInstance();
    const dropped: unknown[] = [];
    const rt = new ResourceType(new ComponentInstance(), (rep) => dropped.push(rep));
    canonResourceDrop(user, rt, canonResourceNew(user, rt, 5));
    expect(dropped).toEqual([5]);
  });
});
