import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { AbiResource } from "../../src/abi/abi-type.js";
import { abiTypeConverter } from "../../src/component/abi-types.js";
import type { ComponentInstance } from "../../src/component/instantiate.js";
import { loadComponent } from "../../src/component/load-component.js";
import { leafInfo } from "../../src/component/validate/type-info.js";
import type { DefinedType, Resource } from "../../src/component/validate/types.js";
import { isTrap } from "../../src/runtime/trap.js";
import { camelCase } from "../reference/js-mapping.js";
import { t } from "../reference/types.js";
import { guestInterface, hostInterface } from "../roundtrip/echo-module.js";
import { buildEchoComponent, echo, sink } from "../roundtrip/guest-builder.js";
import { thrownBy } from "../thrown-by.js";
import { caller, composed, counters, echo as logger, keeper, shelf } from "./guests.js";

/** The host's side of components: what an embedder sees, whatever the reference tests say of the guests. */

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

interface Counter extends Disposable {
  get(): number;
}
type CounterClass = new (start: number) => Counter;

/** The engine's collector, which is not exposed unless asked for. */
function collector(): () => void {
  const { Bun: bun } = globalThis as { readonly Bun?: { gc(force: boolean): void } };
  if (bun !== undefined) {
    return () => {
      bun.gc(true);
    };
  }
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

const later = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 5);
  });

/** Collects until something is true, some times. */
async function collectUntil(done: () => boolean): Promise<boolean> {
  const collect = collector();
  for (let round = 0; round < 50 && !done(); round++) {
    // What a WeakRef gave lives until the end of the job.
    await later();
    collect();
    await later();
  }
  return done();
}

describe.each(["function", "closures"] as const)(
  "with the back-end %s",
  { timeout: 30_000 },
  (backend) => {
    const instantiate = async (
      bytes: Uint8Array,
      imports: Readonly<Record<string, unknown>> = {},
    ): Promise<ComponentInstance> => (await loadComponent(bytes, { backend })).instantiate(imports);

    describe("handles of the host's objects inside values", () => {
      class Thing {
        readonly label: string;
        disposed = 0;
        constructor(label: string) {
          this.label = label;
        }
        [Symbol.dispose](): void {
          this.disposed++;
        }
      }
      const thing: AbiResource = { key: "thing", name: "thing", definedBy: "host" };
      const own = t.own(thing);
      const borrow = t.borrow(thing);
      const make = async (
        host: Readonly<Record<string, unknown>> = {},
      ): Promise<{ guest: Functions; seen: unknown[]; instance: ComponentInstance }> => {
        const functions = [
          echo("row", t.list(own)),
          echo("maybe", t.option(own)),
          echo("pair", t.record({ first: own, second: t.option(own) })),
          echo("either", t.variant({ one: own, two: t.tuple(own, own), none: undefined })),
          sink("keep", own, own),
          sink("look", borrow),
          sink("look-maybe", t.option(borrow)),
          sink("look-in", t.list(t.record({ first: borrow }))),
          echo("outcome", t.result(t.record({ first: own }), t.string)),
        ];
        const seen: unknown[] = [];
        const record = (value: unknown): unknown => {
          seen.push(value);
          return value;
        };
        const given = Object.fromEntries(functions.map(({ name }) => [camelCase(name), record]));
        const instance = await instantiate(buildEchoComponent(functions), {
          [hostInterface]: { Thing, ...given, ...host },
        });
        const guest =
          (instance.exports as Readonly<Record<string, Functions>>)[guestInterface] ?? {};
        return { guest, seen, instance };
      };

      it("keep their identity, to the guest and back, and on to a host function", async () => {
        const { guest, seen } = await make();
        const [a, b] = [new Thing("a"), new Thing("b")];
        const cases: readonly (readonly [string, string, unknown])[] = [
          ["row", "callRow", [a, b]],
          ["row", "callRow", []],
          ["maybe", "callMaybe", a],
          ["maybe", "callMaybe", undefined],
          ["pair", "callPair", { first: a, second: b }],
          ["pair", "callPair", { first: b }],
          ["either", "callEither", { tag: "one", val: a }],
          ["either", "callEither", { tag: "two", val: [b, a] }],
          ["either", "callEither", { tag: "none" }],
        ];
        for (const [direct, through, value] of cases) {
          expect(guest[direct]?.(value)).toStrictEqual(value);
          expect(guest[through]?.(value)).toStrictEqual(value);
          expect(seen.pop()).toStrictEqual(value);
        }
        const [first] = guest["callRow"]?.([a, b]) as Thing[];
        expect(first).toBe(a);
        expect([a.disposed, b.disposed]).toEqual([0, 0]);
      });

      it("can be borrowed, by a guest that gives them back", async () => {
        const { guest, seen, instance } = await make();
        const a = new Thing("a");
        guest["look"]?.(a);
        guest["lookMaybe"]?.(undefined);
        expect(seen).toEqual([]);
        guest["callLook"]?.(a);
        guest["callLookIn"]?.([{ first: a }]);
        expect(seen).toEqual([a, [{ first: a }]]);
        expect(instance.poisoned).toBe(false);
      });

      it("are checked, and none is lost when one is wrong", async () => {
        const { guest, instance } = await make();
        const [a, b] = [new Thing("a"), new Thing("b")];
        expect(() => guest["row"]?.([a, b, {}])).toThrow(/l?\[2\]|x0\[2\]/);
        expect(() => guest["pair"]?.({ first: a, second: "b" })).toThrow(TypeError);
        expect(guest["row"]?.([a, b])).toStrictEqual([a, b]);
        instance[Symbol.dispose]();
        expect([a.disposed, b.disposed]).toEqual([0, 0]);
      });

      it("are checked as arguments, and only those of a call that fails come back", async () => {
        const { guest, instance } = await make({
          outcome: ({ val }: { readonly val: unknown }) => val,
        });
        const [a, b, c] = [new Thing("a"), new Thing("b"), new Thing("c")];
        guest["keep"]?.(a, b);
        expect(() => guest["keep"]?.(c, {})).toThrow(TypeError);
        const outcome = { tag: "ok", val: { first: c } };
        expect(guest["callOutcome"]?.(outcome)).toEqual(outcome.val);
        expect(() => guest["keep"]?.(c, {})).toThrow(TypeError);
        instance[Symbol.dispose]();
        expect([a.disposed, b.disposed, c.disposed]).toEqual([1, 1, 0]);
      });

      it("are checked in what a host function returns, which is the host's mistake: a trap", async () => {
        const { guest, instance } = await make({ row: () => [new Thing("a"), 5] });
        const error = thrownBy(() => guest["callRow"]?.([]));
        expect(error).toMatchObject({ code: "T96", cause: expect.any(TypeError) as unknown });
        expect((error as Error).message).toContain("[1]");
        expect(instance.poisoned).toBe(true);
      });
    });

    describe("handles of a guest's resource inside values", () => {
      const make = async (): Promise<Functions & { readonly Counter: CounterClass }> =>
        (await instantiate(shelf())).exports as unknown as Functions & {
          readonly Counter: CounterClass;
        };

      it("move in and come back as new objects", async () => {
        const { Counter, pair, either, row, total } = await make();
        const [a, b] = [new Counter(1), new Counter(20)];
        const both = pair?.({ first: a, second: b }) as { first: Counter; second: Counter };
        expect(both.first).toBeInstanceOf(Counter);
        expect(() => total?.([a])).toThrow(TypeError);
        expect(total?.([both.first, both.second])).toBe(21);
        const alone = pair?.({ first: both.first }) as object;
        expect(Object.keys(alone)).toEqual(["first"]);
        const one = either?.({ tag: "one", val: both.second }) as { tag: string; val: Counter };
        expect(one.tag).toBe("one");
        expect(total?.([one.val])).toBe(20);
        const two = either?.({ tag: "two", val: [one.val, new Counter(300)] }) as {
          val: Counter[];
        };
        expect(total?.(two.val)).toBe(320);
        expect(either?.({ tag: "none" })).toEqual({ tag: "none" });
        const moved = row?.(two.val) as Counter[];
        expect(total?.(moved)).toBe(320);
        expect(() => total?.(two.val)).toThrow(TypeError);
      });

      it("stay the host's when the call does not begin", async () => {
        const { Counter, pair, row, total, dropped } = await make();
        const [a, b] = [new Counter(1), new Counter(20)];
        expect(() => pair?.({ first: a, second: {} })).toThrow(TypeError);
        expect(() => row?.([a, b, 7])).toThrow(TypeError);
        expect(() => row?.([a, a])).toThrow(TypeError);
        expect(total?.([a, b])).toBe(21);
        expect(dropped?.()).toBe(0);
        a[Symbol.dispose]();
        expect(dropped?.()).toBe(1);
      });

      it("are spoken of by where they stand", async () => {
        const { pair, either } = await make();
        expect(() => pair?.(5)).toThrow("p must be an object, got 5");
        expect(() => either?.(5)).toThrow("must be an object, got 5");
        expect(() => pair?.({ first: 5 })).toThrow(/p\.first .*counter/);
      });

      it("are dropped when the host lets go of them", async () => {
        const { Counter, dropped } = await make();
        (() => {
          new Counter(5);
          new Counter(6)[Symbol.dispose]();
        })();
        expect(await collectUntil(() => dropped?.() === 11)).toBe(true);
      });
    });

    describe("components that share a resource type", () => {
      it("pass it between them inside one component, and to the host", async () => {
        const { exports } = await instantiate(composed());
        const { Counter, dropped } = exports["docs:test/counters"] as Functions & {
          readonly Counter: CounterClass;
        };
        const { keep, peek, give, pass, forget } = exports as unknown as Functions;
        const counter = new Counter(9);
        expect(pass?.(counter)).toBe(9);
        keep?.(counter);
        expect(() => counter.get()).toThrow(TypeError);
        expect(peek?.()).toBe(9);
        const back = give?.() as Counter;
        expect(back).toBeInstanceOf(Counter);
        expect(back.get()).toBe(9);
        keep?.(back);
        forget?.();
        expect(dropped?.()).toBe(9);
      });

      it("must give borrows back", async () => {
        const instance = await instantiate(composed());
        const { Counter } = instance.exports["docs:test/counters"] as {
          readonly Counter: CounterClass;
        };
        const { leak } = instance.exports as unknown as Functions;
        const counter = new Counter(9);
        expect(thrownBy(() => leak?.(counter))).toMatchObject({ code: "T5" });
        expect(instance.poisoned).toBe(true);
        expect(thrownBy(() => counter.get())).toMatchObject({ code: "T1" });
      });

      it("meet through the host, each with its own handles", async () => {
        const provider = await instantiate(counters());
        const { Counter } = provider.exports["counters"] as { readonly Counter: CounterClass };
        const host = { "docs:test/counters": provider.exports["counters"] };
        const keeping = async (): Promise<Functions> =>
          (await instantiate(keeper(), host)).exports as Functions;
        const [first, second] = [await keeping(), await keeping()];
        const counter = new Counter(4);
        first["keep"]?.(counter);
        second["keep"]?.(first["give"]?.());
        expect(second["peek"]?.()).toBe(4);
        expect(second["give"]?.()).toBe(counter);
      });

      it("are refused as proxies, which leaves the instance alone", async () => {
        const provider = await instantiate(counters());
        const { Counter } = provider.exports["counters"] as { readonly Counter: CounterClass };
        const counter = new Counter(4);
        expect(() => new Proxy(counter, {}).get()).toThrow("resource counter of this instance");
        expect([counter.get(), provider.poisoned]).toEqual([4, false]);
      });

      it("end a call with a trap when the object was disposed behind the guest's back", async () => {
        const provider = await instantiate(counters());
        const { Counter } = provider.exports["counters"] as { readonly Counter: CounterClass };
        const guest = await instantiate(keeper(), {
          "docs:test/counters": provider.exports["counters"],
        });
        const { keep, peek } = guest.exports as unknown as Functions;
        const counter = new Counter(4);
        keep?.(counter);
        counter[Symbol.dispose]();
        const error = thrownBy(() => peek?.());
        expect(error).toMatchObject({ code: "T96", cause: expect.any(TypeError) as unknown });
        expect([guest.poisoned, provider.poisoned]).toEqual([true, false]);
      });
    });

    describe("a host function", () => {
      type Run = (n: number) => number;

      it("that throws inside a nested call closes all instances on the way", async () => {
        const failure = new Error("no");
        const inner = await instantiate(caller(), {
          "docs:test/host": {
            call: (): never => {
              throw failure;
            },
          },
        });
        const outer = await instantiate(caller(), {
          "docs:test/host": { call: inner.exports["run"] as Run },
        });
        const error = thrownBy(() => (outer.exports["run"] as Run)(1));
        expect(isTrap(error)).toBe(true);
        expect(error).toMatchObject({ code: "T96", cause: failure });
        expect([inner.poisoned, outer.poisoned]).toEqual([true, true]);
        expect(thrownBy(() => (outer.exports["run"] as Run)(1))).toMatchObject({ code: "T1" });
      });

      it("that catches the trap of a call of its own keeps its caller alive", async () => {
        const inner = await instantiate(caller({ body: [0x00] }), {
          "docs:test/host": { call: (n: number) => n },
        });
        const outer = await instantiate(caller(), {
          "docs:test/host": {
            call: (n: number) => (isTrap(thrownBy(() => (inner.exports["run"] as Run)(n))) ? 7 : 8),
          },
        });
        expect((outer.exports["run"] as Run)(1)).toBe(7);
        expect([inner.poisoned, outer.poisoned]).toEqual([true, false]);
      });

      it("may not enter the instance that called it", async () => {
        let code: unknown;
        const instance: ComponentInstance = await instantiate(caller(), {
          "docs:test/host": {
            call: (n: number): number => (instance.exports["run"] as Run)(n),
          },
        });
        try {
          (instance.exports["run"] as Run)(1);
        } catch (error) {
          code = (error as { readonly code?: unknown }).code;
        }
        expect(code).toBe("T1");
        expect(instance.poisoned).toBe(true);
      });

      it("finds the instance running, not poisoned for ever", async () => {
        const seen: boolean[] = [];
        const instance: ComponentInstance = await instantiate(caller(), {
          "docs:test/host": { call: (n: number) => (seen.push(instance.poisoned), n) },
        });
        expect((instance.exports["run"] as Run)(3)).toBe(3);
        expect([...seen, instance.poisoned]).toEqual([true, false]);
      });
    });

    describe("code of the host among arguments", () => {
      const failure = new Error("no");
      const failing = (value: object, key: string): object =>
        Object.defineProperty(value, key, {
          get: () => {
            throw failure;
          },
        });
      const make = async (): Promise<{ guest: Functions; instance: ComponentInstance }> => {
        const functions = [
          echo("point", t.record({ x: t.u32, y: t.u32 })),
          echo("rights", t.flags("read", "write")),
          echo("numbers", t.list(t.u32)),
          echo("pair", t.tuple(t.u32, t.string)),
          echo("shape", t.variant({ none: undefined, side: t.u32 })),
        ];
        const host = Object.fromEntries(functions.map(({ name }) => [name, (x: unknown) => x]));
        const instance = await instantiate(buildEchoComponent(functions), {
          [hostInterface]: host,
        });
        const exports = instance.exports as Readonly<Record<string, Functions>>;
        return { guest: exports[guestInterface] ?? {}, instance };
      };

      it.each([
        ["point", failing({ x: 1 }, "y")],
        ["rights", failing({}, "write")],
        ["numbers", failing([1, 2], "1")],
        ["pair", failing([1, ""], "1")],
        ["shape", failing({}, "tag")],
      ])("may throw, and leaves the instance as it was: %s", async (name, value) => {
        const { guest, instance } = await make();
        expect(thrownBy(() => guest[name]?.(value))).toBe(failure);
        expect(instance.poisoned).toBe(false);
        expect(guest["point"]?.({ x: 1, y: 2 })).toEqual({ x: 1, y: 2 });
      });
    });

    describe("disposing an instance", () => {
      it("ends it for ever, even while a call is running", async () => {
        const instance: ComponentInstance = await instantiate(caller(), {
          "docs:test/host": { call: (n: number) => (instance[Symbol.dispose](), n) },
        });
        const run = instance.exports["run"] as (n: number) => number;
        expect(run(3)).toBe(3);
        expect(instance.poisoned).toBe(true);
        expect(thrownBy(() => run(3))).toMatchObject({ code: "T1" });
      });

      it("disposes what it owns once, even if one disposal throws", async () => {
        const log: string[] = [];
        class Counter {
          readonly name: string;
          constructor(name: string) {
            this.name = name;
          }
          get(): number {
            return 1;
          }
          [Symbol.dispose](): void {
            log.push(this.name);
            if (this.name === "first") {
              throw new Error("no");
            }
          }
        }
        const instance = await instantiate(keeper(), { "docs:test/counters": { Counter } });
        const { keep, peek } = instance.exports as unknown as Functions;
        keep?.(new Counter("first"));
        keep?.(new Counter("second"));
        expect(() => {
          instance[Symbol.dispose]();
        }).toThrow(AggregateError);
        expect(log).toEqual(["first", "second"]);
        instance[Symbol.dispose]();
        expect(log).toHaveLength(2);
        expect(instance.poisoned).toBe(true);
        expect(thrownBy(() => peek?.())).toMatchObject({ code: "T1" });
      });

      it("leaves other instances of the component alone", async () => {
        const component = await loadComponent(counters(), { backend });
        const [first, second] = [await component.instantiate(), await component.instantiate()];
        first[Symbol.dispose]();
        const { Counter } = second.exports["counters"] as { readonly Counter: CounterClass };
        expect(new Counter(2).get()).toBe(2);
      });
    });
  },
);

describe("a component that is instantiated a thousand times", () => {
  it("leaves nothing behind that is not in use", { timeout: 60_000 }, async () => {
    const component = await loadComponent(logger());
    const alive: WeakRef<object>[] = [];
    for (let count = 0; count < 1000; count++) {
      const instance = await component.instantiate({
        "docs:test/log": {
          log: () => {
            // Nobody reads the log.
          },
        },
      });
      expect((instance.exports["run"] as (s: string) => string)("x")).toBe("x");
      alive.push(new WeakRef(instance));
    }
    const living = (): number => alive.filter((each) => each.deref() !== undefined).length;
    expect(await collectUntil(() => living() <= 10)).toBe(true);
  });
});

describe("the types of components that are gone", () => {
  it.each([
    { what: "without resources", free: new Set<Resource>() },
    { what: "with resources", free: new Set([{} as Resource]) },
  ])("are not kept by what converts those of every component: $what", async ({ free }) => {
    const converter = abiTypeConverter(() => ({ key: "", name: "", definedBy: "host" }));
    const convert = (): WeakRef<DefinedType> => {
      const type: DefinedType = { kind: "enum", labels: ["a"], info: { ...leafInfo, free } };
      expect(converter.value(type)).toBe(converter.value(type));
      return new WeakRef(type);
    };
    const converted = convert();
    expect(await collectUntil(() => converted.deref() === undefined)).toBe(true);
    expect(converter.value("u8")).toEqual({ kind: "u8" });
  });
});
