import { beforeEach, describe, expect, test } from "vitest";
import { disposeInstances } from "../../src/runtime/dispose-instance.js";
import { handlesOf, ResourceHandle } from "../../src/runtime/handle-table.js";
import { checkBorrows } from "../../src/runtime/borrows.js";
import {
  liftGuestBorrow,
  liftGuestOwn,
  lowerGuestBorrow,
  lowerGuestOwn,
  transferGuestOwn,
} from "../../src/runtime/guest-handles.js";
import {
  endLends,
  lendHandle,
  liftBorrowRepresentation,
  liftOwnRepresentation,
  resourceNew,
  resourceRep,
} from "../../src/runtime/handles.js";
import { lowerHostBorrow, lowerHostOwn } from "../../src/runtime/host-handles.js";
import { resourceDrop } from "../../src/runtime/resource-drop.js";
import { resourceDropOther } from "../../src/runtime/resource-drop-other.js";
import { GuestResource } from "../../src/runtime/guest-resource.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { InvalidValue } from "../../src/runtime/invalid-value.js";
import { dispose, type ResourceType } from "../../src/runtime/resource-type.js";
import { prepareTraps } from "../../src/runtime/trap.js";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";

let instance: InstanceState;
let other: InstanceState;
let counter: ResourceType;
let destroyed: number[];

class Sink {
  disposed = 0;
  [Symbol.dispose](): void {
    this.disposed++;
  }
}
const sink: ResourceType = { name: "sink", hostClass: Sink };

beforeEach(() => {
  instance = new InstanceState("guest");
  other = new InstanceState("other");
  destroyed = [];
  counter = {
    name: "counter",
    instance,
    destructor: (representation) => destroyed.push(representation),
    wrap: (representation, borrowed) => new GuestResource(counter, representation, borrowed),
  };
});

describe("the table", () => {
  test("starts at 1 and reuses the index that was freed last", () => {
    const make = resourceNew(instance, counter);
    const drop = resourceDrop(instance, counter);
    expect([make(10), make(20), make(30)]).toEqual([1, 2, 3]);
    drop(1);
    drop(3);
    expect([make(40), make(50)]).toEqual([3, 1]);
    expect(destroyed).toEqual([10, 30]);
    expect(resourceRep(instance, counter)(3)).toBe(40);
  });

  test.each([
    ["the reserved index", 0, "T19", "unknown handle index 0"],
    ["one past the end", 1, "T18", "unknown handle index 1"],
    ["a negative i32", -1, "T18", "unknown handle index 4294967295"],
  ])("traps on %s", (_, index, code, message) => {
    const trap = expect.objectContaining({ code, message });
    expect(() => resourceRep(instance, counter)(index)).toThrow(trap);
    expect(() => liftGuestOwn(instance, counter, index)).toThrow(trap);
    expect(() => liftGuestBorrow(instance, counter, index)).toThrow(trap);
    expect(() => {
      resourceDrop(instance, counter)(index);
    }).toThrow(trap);
  });

  test.each([
    ["own", "T42", liftOwnRepresentation],
    ["borrow", "T46", liftBorrowRepresentation],
    [
      "the handle to drop",
      "T48",
      (...[state, type, index]: Parameters<typeof liftGuestOwn>) => {
        resourceDrop(state, type)(index);
      },
    ],
    [
      "the handle to tell about",
      "T51",
      (...[state, type, index]: Parameters<typeof liftGuestOwn>) => resourceRep(state, type)(index),
    ],
  ])("traps where a handle of another resource is %s", (_, code, use) => {
    const guests = resourceNew(instance, counter)(1);
    const hosts = lowerHostOwn(instance, sink, new Sink(), undefined, "value");
    const wrongType = (message: string): unknown =>
      expect.objectContaining({ code, message: `handle index ${message}` });
    expect(() => use(instance, sink, guests)).toThrow(
      wrongType(
        "1 used with the wrong type, expected host-defined resource but found a different guest-defined resource (counter, not sink)",
      ),
    );
    expect(() => use(instance, { name: "counter", instance }, hosts)).toThrow(
      wrongType(
        "2 used with the wrong type, expected guest-defined resource but found host-defined resource (sink, not counter)",
      ),
    );
  });
});

describe("a host's resource", () => {
  test("comes back as the same object, and its drop disposes it once", () => {
    const object = new Sink();
    const index = lowerHostOwn(instance, sink, object, undefined, "value");
    expect(liftBorrowRepresentation(instance, sink, index)).toBe(object);
    resourceDrop(instance, sink)(index);
    expect(object.disposed).toBe(1);
  });

  test.each([
    ["an error", new Error("from the host"), "disposing sink threw Error: from the host"],
    ["what has no text", Object.create(null) as object, "disposing sink threw something"],
  ])("that throws %s when it is disposed is a trap", (_, cause, message) => {
    prepareTraps(compileTrapHelper);
    const object = {
      [dispose]: () => {
        throw cause as Error;
      },
    };
    const type: ResourceType = { name: "sink" };
    const index = lowerHostOwn(instance, type, object, undefined, "value");
    expect(() => {
      resourceDrop(instance, type)(index);
    }).toThrow(expect.objectContaining({ code: "T96", message, cause }));
  });

  test("returned as own leaves the table without being disposed", () => {
    const object = new Sink();
    const index = lowerHostOwn(instance, sink, object, undefined, "value");
    expect(liftOwnRepresentation(instance, sink, index)).toBe(object);
    expect(object.disposed).toBe(0);
    expect(() => liftOwnRepresentation(instance, sink, index)).toThrow("unknown handle index 1");
  });

  test.each([[{}], [null], ["sink"], [new Date()]])("of another class is refused: %o", (value) => {
    expect(() => lowerHostOwn(instance, sink, value as object, undefined, "value")).toThrow(
      InvalidValue,
    );
  });

  test("lent to a call has to be dropped before it returns", () => {
    const index = lowerHostBorrow(instance, sink, new Sink(), undefined, "value");
    expect(() => {
      checkBorrows(instance);
    }).toThrow("borrow handles still remain at the end of the call");
    resourceDrop(instance, sink)(index);
    checkBorrows(instance);
  });

  test("is called by its kind and name where something else is passed", () => {
    const type: ResourceType = { name: "output-stream" };
    expect(() => lowerHostOwn(instance, type, 1 as never, undefined, "value")).toThrow(
      expect.objectContaining({ expected: "resource output-stream" }),
    );
  });

  test("a borrow handle cannot be lifted as own", () => {
    const index = lowerHostBorrow(instance, sink, new Sink(), undefined, "value");
    expect(() => liftOwnRepresentation(instance, sink, index)).toThrow(
      "cannot lift borrow handle 1 as own",
    );
  });
});

describe("a guest's resource", () => {
  test("goes to its own instance as the representation, to another as a handle", () => {
    const object = new GuestResource(counter, 7);
    expect(lowerGuestBorrow(instance, counter, object, undefined, "value")).toBe(7);
    const index = lowerGuestBorrow(other, counter, object, undefined, "value");
    expect(liftBorrowRepresentation(other, counter, index)).toBe(7);
    expect(() => {
      object[Symbol.dispose]();
    }).toThrow("cannot dispose counter, which is lent to a running call");
    resourceDropOther(other, counter)(index);
    object[Symbol.dispose]();
    object[Symbol.dispose]();
    expect(destroyed).toEqual([7]);
  });

  test("passed as own is over for the host", () => {
    const object = new GuestResource(counter, 7);
    const index = lowerGuestOwn(other, counter, object, undefined, "value");
    expect(() => lowerGuestOwn(other, counter, object, undefined, "value")).toThrow(InvalidValue);
    object[Symbol.dispose]();
    expect(destroyed).toEqual([]);
    resourceDropOther(other, counter)(index);
    expect(destroyed).toEqual([7]);
  });

  test("borrowed for a call that does not begin is taken back, and nothing else is", () => {
    const object = new GuestResource(counter, 7);
    const make = resourceNew(other, counter);
    make(1);
    lowerGuestBorrow(other, counter, object, undefined, "first");
    make(2);
    lowerHostBorrow(other, sink, new Sink(), undefined, "second");
    resourceDropOther(other, counter)(make(3));
    other.scope?.takeBack(other, other.scope);
    checkBorrows(other);
    expect([1, 3].map((index) => resourceRep(other, counter)(index))).toEqual([1, 2]);
    expect([make(4), make(5), make(6)]).toEqual([2, 4, 5]);
    object[Symbol.dispose]();
    expect(destroyed).toEqual([3, 7]);
  });

  test("borrowed by the host ends with the call", () => {
    const index = handlesOf(other).add(new ResourceHandle(counter, 7));
    const borrowed = liftGuestBorrow(other, counter, index) as object;
    expect(lowerGuestBorrow(instance, counter, borrowed, undefined, "value")).toBe(7);
    endLends(other);
    expect(() => lowerGuestBorrow(instance, counter, borrowed, undefined, "value")).toThrow(
      InvalidValue,
    );
    expect(destroyed).toEqual([]);
  });

  test("borrowed by the host may be disposed, which only ends the borrow", () => {
    const index = handlesOf(other).add(new ResourceHandle(counter, 7));
    const borrowed = liftGuestBorrow(other, counter, index) as GuestResource;
    borrowed[Symbol.dispose]();
    expect(() => lowerGuestBorrow(instance, counter, borrowed, undefined, "value")).toThrow(
      InvalidValue,
    );
    expect(destroyed).toEqual([]);
  });

  test("lent to a call cannot be given away", () => {
    const object = new GuestResource(counter, 7);
    const index = lowerGuestBorrow(other, counter, object, undefined, "value");
    const give = (): unknown => lowerGuestOwn(other, counter, object, undefined, "value");
    expect(give).toThrow(
      expect.objectContaining({ expected: "resource counter that is not lent to a running call" }),
    );
    resourceDropOther(other, counter)(index);
    expect(give()).toBe(index);
  });

  test("lent again and again can be dropped in the end", () => {
    const index = resourceNew(instance, counter)(7);
    for (let call = 0; call < 3; call++) {
      lendHandle(instance, counter, index);
      expect(() => {
        resourceDrop(instance, counter)(index);
      }).toThrow(expect.objectContaining({ code: "T49" }));
      endLends(instance);
    }
    resourceDrop(instance, counter)(index);
    expect(destroyed).toEqual([7]);
  });

  test("is watched while the host owns it", () => {
    const watched = new Set<object>();
    counter.registry = {
      register: (object: object) => watched.add(object),
      unregister: (object: object) => watched.delete(object),
    } as unknown as FinalizationRegistry<number>;
    const object = new GuestResource(counter, 7);
    const borrowed = new GuestResource(counter, 8, true);
    expect([object, borrowed].map((each) => watched.has(each))).toEqual([true, false]);
    transferGuestOwn(other, counter, object, undefined, "value");
    expect(watched.size).toBe(0);
    other.transfers?.undo(other);
    expect(watched.has(object)).toBe(true);
    object[Symbol.dispose]();
    expect(watched.size).toBe(0);
  });

  test("without a destructor can be disposed while its instance is in a call", () => {
    counter.destructor = undefined;
    const object = new GuestResource(counter, 7);
    instance.mayEnter = false;
    object[Symbol.dispose]();
    expect(() => lowerGuestBorrow(instance, counter, object, undefined, "value")).toThrow(
      InvalidValue,
    );
    expect(instance.mayEnter).toBe(false);
  });

  test("of another instance's type is refused", () => {
    const foreign: ResourceType = { name: "counter", instance: other };
    const object = new GuestResource(foreign, 7);
    expect(() => lowerGuestBorrow(instance, counter, object, undefined, "value")).toThrow(
      InvalidValue,
    );
  });

  test.each([
    ["a proxy of one", () => new Proxy(new GuestResource(counter, 7), {})],
    ["an object that only inherits from the class", () => Object.create(GuestResource.prototype)],
  ])("is refused where it is %s", (_, make: () => object) => {
    expect(() => lowerGuestOwn(other, counter, make(), undefined, "value")).toThrow(InvalidValue);
  });

  test("lives on where its instance is in a call, and can be disposed afterwards", () => {
    const object = new GuestResource(counter, 7);
    instance.mayEnter = false;
    expect(() => {
      object[Symbol.dispose]();
    }).toThrow("cannot enter component instance");
    expect(destroyed).toEqual([]);
    instance.mayEnter = true;
    object[Symbol.dispose]();
    expect(destroyed).toEqual([7]);
  });
});

test("an instance that is disposed disposes the host's objects that it owns, nothing else", () => {
  const [own, borrowed, returned] = [new Sink(), new Sink(), new Sink()];
  lowerHostOwn(instance, sink, own, undefined, "value");
  lowerHostBorrow(instance, sink, borrowed, undefined, "value");
  resourceNew(instance, counter)(7);
  handlesOf(instance).add({});
  const index = lowerHostOwn(instance, sink, returned, undefined, "value");
  liftOwnRepresentation(instance, sink, index);
  disposeInstances([instance]);
  expect([own, borrowed, returned].map(({ disposed }) => disposed)).toEqual([1, 0, 0]);
});

test("built-ins trap while realloc or post-return runs, except rep", () => {
  const index = resourceNew(instance, counter)(5);
  instance.mayLeave = false;
  const message = "cannot leave component instance";
  expect(() => resourceNew(instance, counter)(1)).toThrow(message);
  expect(() => {
    resourceDrop(instance, counter)(index);
  }).toThrow(message);
  expect(resourceRep(instance, counter)(index)).toBe(5);
});

test("the symbol of disposal is the engine's own where it has one", () => {
  expect(dispose).toBe(Symbol.dispose);
});
