import { describe, expect, it } from "vitest";
import { loadComponent } from "../../src/component/load-component.js";
import { ComponentBuilder, coreModule, define, i32, op, types } from "./assembler.js";

type Pair = readonly [number, number];

/** `second: func(p: tuple<u32, u32>) -> u32`. */
function guest(): Uint8Array {
  const component = new ComponentBuilder();
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        functions: [{ export: "second", params: [i32, i32], results: [i32], body: op.get(1) }],
      }),
    ),
  );
  const pair = component.type(define.tuple([types.u32, types.u32]));
  const second = component.lift(
    component.coreAlias("func", core, "second"),
    component.type(define.function([["p", [pair]]], types.u32)),
  );
  component.export("second", "func", second);
  return component.bytes();
}

/** A pair with a getter. */
const reading = (index: 0 | 1, get: () => number): Pair =>
  Object.defineProperty([7, 7] as const, index, { get });

/** A call enters the instance before its arguments are lowered (definitions.py `canon_lift`, `Task.start`). */
describe.each(["function", "closures"] as const)("a getter among arguments, by %s", (backend) => {
  const start = async (): Promise<(pair: Pair) => number> => {
    const component = await loadComponent(guest(), { backend });
    const { exports } = await component.instantiate({});
    return exports["second"] as (pair: Pair) => number;
  };

  it("cannot enter the instance that is called", async () => {
    const second = await start();
    const reentering = reading(0, () => second([1, 2]));
    expect(() => second(reentering)).toThrow(expect.objectContaining({ code: "T1" }));
    expect(() => second([1, 2])).toThrow(expect.objectContaining({ code: "T1" }));
  });

  it("can catch that", async () => {
    const second = await start();
    const reentering = reading(0, () => {
      expect(() => second([1, 2])).toThrow(expect.objectContaining({ code: "T1" }));
      return 1;
    });
    expect(second(reentering)).toBe(7);
    expect(second([1, 2])).toBe(2);
  });

  it("leaves the instance open when it throws or gives a wrong value", async () => {
    const second = await start();
    const failure = new RangeError("from the host");
    const throwing = reading(1, () => {
      throw failure;
    });
    expect(() => second(throwing)).toThrow(failure);
    expect(() => second([1, -1])).toThrow("p[1] must be u32, got -1");
    expect(second([1, 2])).toBe(2);
  });
});
