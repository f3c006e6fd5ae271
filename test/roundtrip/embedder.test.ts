import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isTrap } from "../../src/runtime/trap.js";
import { caller, counters, keeper } from "../component/guests.js";
import { HostCounter } from "../component/host-counter.js";
import { thrownBy } from "../thrown-by.js";
import { createOutputDirectory, generateModule, type OutputDirectory } from "./generated-world.js";

/** What an embedder sees of handles and failures through generated code; `test/component` has the same for the loader. */

const wit = `package docs:test;

interface host {
  call: func(n: u32) -> u32;
}

interface counters {
  resource counter {
    constructor(start: u32);
    get: func() -> u32;
    make: static func() -> counter;
  }
  consume: func(c: counter) -> u32;
  dropped: func() -> u32;
}

world caller {
  import host;
  export run: func(n: u32) -> u32;
}

world provider {
  export counters;
}

world keeper {
  import counters;
  use counters.{counter};
  export keep: func(c: counter);
  export peek: func() -> u32;
  export give: func() -> counter;
  export pass: func(c: borrow<counter>) -> u32;
  export leak: func(c: borrow<counter>);
  export forget: func();
}
`;

const binaries = {
  caller: caller(),
  trapper: caller({ body: [0x00] }),
  provider: counters(),
  keeper: keeper(),
};
type Guest = keyof typeof binaries;

interface Counter extends Disposable {
  get(): number;
}
interface Counters {
  readonly Counter: { new (start: number): Counter; make(): Counter };
  readonly consume: (counter: Counter) => number;
  readonly dropped: () => number;
}
interface Caller extends Disposable {
  run(n: number): number;
}
interface Keeper extends Disposable {
  keep(counter: object): void;
  peek(): number;
  give(): object;
  pass(counter: object): number;
  leak(counter: object): void;
  forget(): void;
}

type Instantiate = (...args: unknown[]) => Promise<unknown>;
type Imports = Readonly<Record<string, unknown>>;

let output: OutputDirectory;
beforeAll(async () => {
  output = await createOutputDirectory();
  await writeFile(join(output.path, "test.wit"), wit);
  for (const [name, bytes] of Object.entries(binaries)) {
    await writeFile(join(output.path, `${name}.wasm`), bytes);
  }
}, 60_000);
afterAll(async () => {
  await output[Symbol.asyncDispose]();
});

/** Gives an instance of a guest through generated code. */
type Make = <Exports>(guest: Guest, imports?: Imports) => Promise<Exports>;

/** Through the module of a world. */
async function worldModules(emit: "ts" | "js"): Promise<Make> {
  const options = { input: join(output.path, "test.wit"), out: join(output.path, emit), emit };
  const modules = new Map<string, Instantiate>();
  for (const world of ["caller", "provider", "keeper"]) {
    const { exports } = await generateModule(
      { ...options, out: join(options.out, world), world },
      world,
    );
    modules.set(world, exports["instantiate"] as Instantiate);
  }
  return async <Exports>(guest: Guest, imports: Imports = {}) => {
    const instantiate = modules.get(guest === "trapper" ? "caller" : guest);
    return (await instantiate?.(binaries[guest], imports)) as Exports;
  };
}

/** Through a module for one binary. */
async function binaryModules(emit: "ts" | "js"): Promise<Make> {
  const modules = new Map<string, Instantiate>();
  for (const guest of Object.keys(binaries)) {
    const input = join(output.path, `${guest}.wasm`);
    const out = join(output.path, `binary-${emit}`, guest);
    const { exports } = await generateModule({ input, out, emit }, guest);
    modules.set(guest, exports["instantiate"] as Instantiate);
  }
  return async <Exports>(guest: Guest, imports: Imports = {}) =>
    (await modules.get(guest)?.(imports)) as Exports;
}

describe.each([
  { name: "a world in TypeScript", modules: () => worldModules("ts") },
  { name: "a world in JavaScript", modules: () => worldModules("js") },
  { name: "one binary in TypeScript", modules: () => binaryModules("ts") },
  { name: "one binary in JavaScript", modules: () => binaryModules("js") },
])("generated code for $name", ({ modules }) => {
  let make: Make;
  beforeAll(async () => {
    make = await modules();
  }, 60_000);

  const makeCaller = (call: (n: number) => number, guest: Guest = "caller"): Promise<Caller> =>
    make(guest, { "docs:test/host": { call } });
  const makeKeeper = (host: object): Promise<Keeper> =>
    make("keeper", { "docs:test/counters": host });
  const makeCounters = async (): Promise<Counters> =>
    (await make<Readonly<Record<string, Counters>>>("provider"))["docs:test/counters"] as Counters;

  describe("a resource of the host", () => {
    it("keeps its identity, and is disposed when the guest drops it", async () => {
      const keeping = await makeKeeper({ Counter: HostCounter });
      const counter = new HostCounter(5);
      keeping.keep(counter);
      expect(keeping.peek()).toBe(5);
      expect(keeping.give()).toBe(counter);
      expect(counter.disposed).toBe(0);
      keeping.keep(counter);
      keeping.forget();
      expect(counter.disposed).toBe(1);
      expect(thrownBy(() => keeping.keep({ get: () => 1 }))).toBeInstanceOf(TypeError);
    });

    it("is disposed with the instance that holds it", async () => {
      const keeping = await makeKeeper({ Counter: HostCounter });
      const counter = new HostCounter(5);
      keeping.keep(counter);
      keeping[Symbol.dispose]();
      expect(counter.disposed).toBe(1);
      keeping[Symbol.dispose]();
      expect(counter.disposed).toBe(1);
    });

    it("that is lent has to be given back before the call ends", async () => {
      const keeping = await makeKeeper({ Counter: HostCounter });
      const counter = new HostCounter(6);
      expect(keeping.pass(counter)).toBe(6);
      expect(thrownBy(() => keeping.leak(counter))).toMatchObject({ code: "T5" });
      expect(thrownBy(() => keeping.pass(counter))).toMatchObject({ code: "T1" });
      expect(counter.disposed).toBe(0);
    });
  });

  describe("a resource of the guest", () => {
    it("is a class, whose objects end where they are given away", async () => {
      const { Counter, consume, dropped } = await makeCounters();
      const counter = new Counter(7);
      expect([counter instanceof Counter, counter.get(), Counter.make().get()]).toEqual([
        true,
        7,
        100,
      ]);
      expect(consume(counter)).toBe(7);
      expect(dropped()).toBe(7);
      expect(thrownBy(() => counter.get())).toBeInstanceOf(TypeError);
      expect(thrownBy(() => consume(counter))).toBeInstanceOf(TypeError);
      counter[Symbol.dispose]();
      expect(dropped()).toBe(7);
      const other = new Counter(20);
      other[Symbol.dispose]();
      other[Symbol.dispose]();
      expect(dropped()).toBe(27);
    });

    it("belongs to one instance", async () => {
      const [first, second] = [await makeCounters(), await makeCounters()];
      const foreign = new second.Counter(1);
      expect(thrownBy(() => first.consume(foreign))).toBeInstanceOf(TypeError);
      expect(foreign.get()).toBe(1);
    });

    it("is a resource of the host for another component", async () => {
      const provider = await makeCounters();
      const [first, second] = [await makeKeeper(provider), await makeKeeper(provider)];
      const counter = new provider.Counter(4);
      first.keep(counter);
      expect(first.peek()).toBe(4);
      second.keep(first.give());
      expect(second.give()).toBe(counter);
      expect(first.pass(counter)).toBe(4);
      second.keep(counter);
      second.forget();
      expect(provider.dropped()).toBe(4);
      expect(thrownBy(() => counter.get())).toBeInstanceOf(TypeError);
    });

    it("ends a call with a trap when it was disposed behind the guest's back", async () => {
      const provider = await makeCounters();
      const keeping = await makeKeeper(provider);
      const counter = new provider.Counter(4);
      keeping.keep(counter);
      counter[Symbol.dispose]();
      expect(thrownBy(() => keeping.peek())).toMatchObject({
        code: "T96",
        cause: expect.any(TypeError) as unknown,
      });
      expect(new provider.Counter(3).get()).toBe(3);
    });
  });

  describe("a host function", () => {
    it("that throws inside a nested call closes all instances on the way", async () => {
      const failure = new Error("no");
      const inner = await makeCaller(() => {
        throw failure;
      });
      const outer = await makeCaller((n) => inner.run(n));
      const error = thrownBy(() => outer.run(1));
      expect(isTrap(error)).toBe(true);
      expect(error).toMatchObject({ code: "T96", cause: failure });
      expect((error as Error).message).toContain('imports["docs:test/host"].call()');
      expect(thrownBy(() => inner.run(1))).toMatchObject({ code: "T1" });
      expect(thrownBy(() => outer.run(1))).toMatchObject({ code: "T1" });
    });

    it("that catches the trap of a call of its own keeps its caller alive", async () => {
      const inner = await makeCaller((n) => n, "trapper");
      const outer = await makeCaller((n) => (isTrap(thrownBy(() => inner.run(n))) ? 7 : 8));
      expect([outer.run(1), outer.run(1)]).toEqual([7, 7]);
    });

    it("may not enter the instance that called it", async () => {
      const caught: unknown[] = [];
      const instance: Caller = await makeCaller((n) => {
        caught.push(thrownBy(() => instance.run(n)));
        return n;
      });
      instance.run(1);
      expect(caught).toMatchObject([{ code: "T1" }]);
      const open: Caller = await makeCaller((n) => open.run(n));
      expect(thrownBy(() => open.run(1))).toMatchObject({ code: "T1" });
      expect(thrownBy(() => open.run(1))).toMatchObject({ code: "T1" });
    });
  });

  describe("an instance", () => {
    it("is closed by a trap of the guest, and says so", async () => {
      const trapping = await makeCaller((n) => n, "trapper");
      const error = thrownBy(() => trapping.run(1));
      expect([isTrap(error), (error as { readonly code?: unknown }).code]).toEqual([
        true,
        undefined,
      ]);
      const again = thrownBy(() => trapping.run(1));
      expect(again).toMatchObject({ code: "T1" });
      expect((again as Error).message).toContain("cannot enter component instance");
    });

    it("cannot be used after it was disposed, and others can", async () => {
      const [first, second] = [await makeCaller((n) => n), await makeCaller((n) => n)];
      first[Symbol.dispose]();
      expect(thrownBy(() => first.run(1))).toMatchObject({ code: "T1" });
      expect(second.run(2)).toBe(2);
    });
  });
});

/** Runs a script beside the output, in a process that lets it collect garbage. */
async function collecting(name: string, script: string): Promise<unknown> {
  const path = join(output.path, `${name}.mjs`);
  const prelude = `
    const collect = async (done) => {
      for (let round = 0; round < 100 && !done(); round++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        gc();
      }
      return done();
    };
  `;
  await writeFile(path, prelude + script);
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", path]);
  return JSON.parse(stdout);
}

describe("the engine's collector", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    const out = join(output.path, "collected");
    for (const name of ["provider", "caller"]) {
      const input = join(output.path, `${name}.wasm`);
      await generateModule({ input, out: join(out, name), emit: "js" }, name);
    }
  });

  it("drops what the host let go of", async () => {
    const done = await collecting(
      "objects",
      `
        import { instantiate } from "./collected/provider/provider.js";
        const { Counter, consume, dropped } = (await instantiate())["docs:test/counters"];
        (() => {
          for (let i = 0; i < 100; i++) {
            new Counter(1);
          }
          consume(new Counter(1000));
          new Counter(10000)[Symbol.dispose]();
        })();
        const kept = new Counter(100000);
        await collect(() => dropped() === 11100);
        console.log(JSON.stringify([dropped(), kept.get()]));
      `,
    );
    expect(done).toEqual([11100, 100000]);
  });

  it("frees instances that nobody uses", async () => {
    const living = await collecting(
      "instances",
      `
        import { compileModules, instantiateSync } from "./collected/caller/caller.js";
        const modules = await compileModules();
        const instances = [];
        let sum = 0;
        for (let i = 0; i < 1000; i++) {
          const made = instantiateSync(modules, { "docs:test/host": { call: (n) => n + 1 } });
          sum += made.run(1);
          instances.push(new WeakRef(made));
        }
        const living = () => instances.filter((each) => each.deref() !== undefined).length;
        await collect(() => living() <= 10);
        console.log(JSON.stringify([sum, living() <= 10]));
      `,
    );
    expect(living).toEqual([2000, true]);
  });
});
