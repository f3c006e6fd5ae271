import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { enterFromCaller } from "../../src/runtime/enter-from-caller.js";
import { lowerOwnRepresentation } from "../../src/runtime/handles.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { resourceDropOther } from "../../src/runtime/resource-drop-other.js";
import type { ResourceType } from "../../src/runtime/resource-type.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";
import { prepareTraps } from "../../src/runtime/trap.js";

/** Whom a call enters, by where it comes from (CanonicalABI.md, "Component Instance State"). */

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

let around: InstanceState;
let inner: InstanceState;
let sibling: InstanceState;

beforeEach(() => {
  around = new InstanceState("around");
  inner = new InstanceState("inner", around);
  sibling = new InstanceState("sibling", around);
});

/** What tells that a call runs in an instance. */
const lookAt = ({ mayEnter, scope, lent }: InstanceState): unknown => ({
  mayEnter,
  scope,
  lent: lent.length,
});
const idle = { mayEnter: true, scope: undefined, lent: 0 };

/** Puts an instance in the middle of a call that was given a borrow and has lent another. */
function start(instance: InstanceState): unknown {
  instance.mayEnter = false;
  instance.scope = { borrows: 1, takeBack: () => undefined };
  instance.lent.push({ endLend: () => undefined });
  return lookAt(instance);
}

describe("a lifted function", () => {
  test("from beside, or from around, enters its own instance only", () => {
    const lifted = (): string => "result";
    expect(enterFromCaller(inner, sibling, lifted)).toBe(lifted);
    expect(enterFromCaller(inner, around, lifted)).toBe(lifted);
  });

  test("from the host enters what is around its instance, too", () => {
    const call = enterFromCaller(inner, undefined, (value: number) => [value, around.mayEnter]);
    expect(call(5)).toEqual([5, false]);
    expect(around.mayEnter).toBe(true);
  });

  test.each([
    ["fails before it begins, or with an error of its own,", true],
    ["traps", false],
  ])("that %s leaves what is around as it leaves its instance", (_, open) => {
    const call = enterFromCaller(inner, undefined, () => {
      inner.mayEnter = open;
      throw new Error("failed");
    });
    expect(call).toThrow("failed");
    expect(around.mayEnter).toBe(open);
  });

  test.each([
    ["its instance", () => inner],
    ["what is around it", () => around],
  ])("is not called where %s is closed", (_, closed) => {
    closed().mayEnter = false;
    const call = enterFromCaller(inner, undefined, () => {
      throw new Error("called");
    });
    expect(call).toThrow(expect.objectContaining({ code: "T1" }));
  });

  test.each([
    ["from inside", () => inner],
    ["from the instance itself", () => around],
  ])("%s runs in the middle of a call, with borrows of its own", (_, caller) => {
    const before = start(around);
    const call = enterFromCaller(around, caller(), (value: number) => [value, lookAt(around)]);
    expect(call(5)).toEqual([5, idle]);
    expect(lookAt(around)).toEqual(before);
  });
});

describe("a destructor", () => {
  let seen: unknown[];
  /** Drops, as an instance, a resource of another one. */
  function drop(owner: InstanceState, dropper: InstanceState): void {
    const thing: ResourceType = {
      name: "thing",
      instance: owner,
      destructor: (representation) => seen.push(representation, lookAt(owner)),
    };
    resourceDropOther(dropper, thing)(lowerOwnRepresentation(dropper, thing, 7));
  }

  beforeEach(() => {
    seen = [];
  });

  test("called from beside enters its instance", () => {
    drop(inner, sibling);
    expect(seen).toEqual([7, { ...idle, mayEnter: false }]);
    expect(lookAt(inner)).toEqual(idle);
  });

  test("is not called where its instance is closed", () => {
    inner.mayEnter = false;
    expect(() => {
      drop(inner, sibling);
    }).toThrow(expect.objectContaining({ code: "T1" }));
    expect(seen).toEqual([]);
  });

  test("called from inside runs in the middle of a call", () => {
    const before = start(around);
    drop(around, inner);
    expect(seen).toEqual([7, { ...idle, mayEnter: false }]);
    expect(lookAt(around)).toEqual(before);
  });
});
