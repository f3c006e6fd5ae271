import { describe, expect, it, vi } from "vitest";
import type { ComponentInstance } from "../../src/component/instantiate.js";
import { loadComponent } from "../../src/component/load-component.js";
import { thrownBy } from "../thrown-by.js";
import { ComponentBuilder, coreModule, define, i32, op } from "./assembler.js";
import { counters, keeper, rootResource } from "./guests.js";
import { HostCounter } from "./host-counter.js";

interface Counter extends Disposable {
  get(): number;
}

interface Counters {
  readonly Counter: { new (start: number): Counter; make(): Counter };
  readonly consume: (counter: Counter) => number;
  readonly dropped: () => number;
}

interface Keeper {
  keep(counter: unknown): void;
  peek(): number;
  give(): unknown;
  pass(counter: unknown): number;
  leak(counter: unknown): void;
  forget(): void;
}

/** Defines a resource in a component inside, which has nothing else, and exports `run` that drops handle 1 of it. */
function dropperOfInner(): Uint8Array {
  const inner = new ComponentBuilder();
  inner.export("thing", "type", inner.type(define.resource()));
  const component = new ComponentBuilder();
  const thing = component.alias(
    "type",
    component.instance(component.component(inner.bytes())),
    "thing",
  );
  const module = coreModule({
    imports: [{ module: "env", name: "drop", params: [i32] }],
    functions: [{ export: "run", body: [...op.const(1), ...op.call(0)] }],
  });
  const core = component.coreInstance(component.coreModule(module), {
    env: component.coreExports({ drop: ["func", component.canon(3, thing)] }),
  });
  const run = component.coreAlias("func", core, "run");
  component.export("run", "func", component.lift(run, component.type(define.function([]))));
  return component.bytes();
}

describe.each(["function", "closures"] as const)("with the back-end %s", (backend) => {
  async function makeCounters(): Promise<Counters> {
    const instance = await (await loadComponent(counters(), { backend })).instantiate();
    return instance.exports["counters"] as Counters;
  }

  async function makeKeeper(
    host: unknown,
  ): Promise<{ readonly instance: ComponentInstance; readonly keeper: Keeper }> {
    const instance = await (
      await loadComponent(keeper(), { backend })
    ).instantiate({
      "docs:test/counters": host,
    });
    return { instance, keeper: instance.exports as unknown as Keeper };
  }

  describe("a guest's resource", () => {
    it("is a class with constructor, methods and static functions", async () => {
      const { Counter } = await makeCounters();
      const counter = new Counter(7);
      expect(counter).toBeInstanceOf(Counter);
      expect(Counter.name).toBe("Counter");
      expect(counter.get()).toBe(7);
      expect(Counter.make()).toBeInstanceOf(Counter);
      expect(Counter.make().get()).toBe(100);
    });

    it("is destroyed once, when the host disposes it or the guest drops it", async () => {
      const { Counter, consume, dropped } = await makeCounters();
      const counter = new Counter(7);
      counter[Symbol.dispose]();
      counter[Symbol.dispose]();
      expect(dropped()).toBe(7);
      expect(consume(new Counter(30))).toBe(30);
      expect(dropped()).toBe(37);
    });

    it("is destroyed when the host forgets it, and nothing is thrown that nobody could catch", async () => {
      const forget: ((representation: number) => void)[] = [];
      class Registry {
        constructor(callback: (representation: number) => void) {
          forget.push(callback);
        }
        register(): void {
          // Nothing is collected here.
        }
        unregister(): void {
          // Nor kept.
        }
      }
      vi.stubGlobal("FinalizationRegistry", Registry);
      try {
        const instance = await (await loadComponent(counters(), { backend })).instantiate();
        const { Counter, dropped } = instance.exports["counters"] as Counters;
        new Counter(7).get();
        forget[0]?.(7);
        expect(dropped()).toBe(7);
        instance[Symbol.dispose]();
        forget[0]?.(7);
      } finally {
        vi.unstubAllGlobals();
      }
    });

    it("cannot be used after it was given away or disposed", async () => {
      const { Counter, consume } = await makeCounters();
      const counter = new Counter(1);
      consume(counter);
      expect(() => counter.get()).toThrow(TypeError);
      expect(() => consume(counter)).toThrow(TypeError);
      const other = new Counter(2);
      other[Symbol.dispose]();
      expect(() => other.get()).toThrow(TypeError);
    });

    it("can be defined by an instance inside that is never called", async () => {
      const component = await loadComponent(dropperOfInner(), { backend });
      const { exports } = await component.instantiate();
      expect(() => (exports["run"] as () => void)()).toThrow("unknown handle index 1");
    });

    it("belongs to one instance", async () => {
      const first = await makeCounters();
      const second = await makeCounters();
      expect(() => first.consume(new second.Counter(1))).toThrow(TypeError);
      expect(() => first.consume({} as Counter)).toThrow(TypeError);
    });
  });

  describe("a host's resource", () => {
    it("keeps its identity through the guest's table", async () => {
      const { keeper: guest } = await makeKeeper({ Counter: HostCounter });
      const counter = new HostCounter(5);
      guest.keep(counter);
      expect(guest.peek()).toBe(5);
      expect(guest.give()).toBe(counter);
      expect(counter.disposed).toBe(0);
    });

    it("is disposed when the guest drops its handle", async () => {
      const { keeper: guest } = await makeKeeper({ Counter: HostCounter });
      const counter = new HostCounter(5);
      guest.keep(counter);
      guest.forget();
      expect(counter.disposed).toBe(1);
    });

    it("is disposed with the instance that holds it", async () => {
      const { instance, keeper: guest } = await makeKeeper({ Counter: HostCounter });
      const counter = new HostCounter(5);
      guest.keep(counter);
      instance[Symbol.dispose]();
      expect(counter.disposed).toBe(1);
    });

    it("is of the class that the host gave", async () => {
      const { keeper: guest } = await makeKeeper({ Counter: HostCounter });
      expect(() => {
        guest.keep({ get: () => 1 });
      }).toThrow(TypeError);
    });

    it("may be any object when the host gave no class", async () => {
      const { keeper: guest } = await makeKeeper({});
      guest.keep({ get: () => 11 });
      expect(guest.peek()).toBe(11);
    });

    it("can be lent, and the guest must give the borrow back", async () => {
      const { keeper: guest } = await makeKeeper({ Counter: HostCounter });
      expect(guest.pass(new HostCounter(6))).toBe(6);
      expect(
        thrownBy(() => {
          guest.leak(new HostCounter(6));
        }),
      ).toMatchObject({ code: "T5" });
    });

    it("can stand beside its functions at the root", async () => {
      const disposed: number[] = [];
      class Thing {
        readonly n: number;
        constructor(n: number) {
          this.n = n;
        }
        static twice(n: number): number {
          return this === Thing ? 2 * n : 0;
        }
        get(): number {
          return this.n + 1;
        }
        [Symbol.dispose](): void {
          disposed.push(this.n);
        }
      }
      const component = await loadComponent(rootResource(), { backend });
      const { exports } = await component.instantiate({ Thing });
      expect((exports["run"] as (n: number) => number)(4)).toBe(9);
      expect(disposed).toEqual([8]);
      await expect(component.instantiate({})).rejects.toThrow("[constructor]thing");
    });

    it("is of that class when its constructor made it, too", async () => {
      class Thing {
        constructor() {
          return Object.create({ get: () => 1 }) as Thing;
        }
        get(): number {
          return 2;
        }
        static twice(n: number): number {
          return 2 * n;
        }
      }
      const component = await loadComponent(rootResource(), { backend });
      const { exports } = await component.instantiate({ Thing });
      expect(thrownBy(() => (exports["run"] as (n: number) => number)(4))).toMatchObject({
        code: "T96",
        cause: expect.any(TypeError) as unknown,
      });
    });

    it("can be a resource of another component", async () => {
      const provider = await (await loadComponent(counters(), { backend })).instantiate();
      const { Counter, dropped } = provider.exports["counters"] as Counters;
      const { keeper: guest } = await makeKeeper(provider.exports["counters"]);
      const counter = new Counter(9);
      guest.keep(counter);
      expect(guest.peek()).toBe(9);
      expect(guest.pass(counter)).toBe(9);
      guest.forget();
      expect(dropped()).toBe(9);
    });
  });
});
