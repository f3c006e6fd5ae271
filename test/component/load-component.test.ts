import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { Component, ComponentInstance } from "../../src/component/instantiate.js";
import { loadComponent } from "../../src/component/load-component.js";
import { LinkError } from "../../src/runtime/link-error.js";
import { isTrap } from "../../src/runtime/trap.js";
import { webAssembly } from "../../src/runtime/web-assembly.js";
import { thrownBy } from "../thrown-by.js";
import {
  ComponentBuilder,
  coreModule,
  corePreamble,
  declare,
  define,
  i32,
  name,
  op,
  options,
  types,
  u32,
} from "./assembler.js";
import { adder, caller, echo } from "./guests.js";

type Call = (...values: unknown[]) => unknown;

async function run(
  bytes: Uint8Array,
  imports: Record<string, unknown> = {},
): Promise<ComponentInstance> {
  return (await loadComponent(bytes)).instantiate(imports);
}

function call(instance: ComponentInstance, name: string, ...values: unknown[]): unknown {
  return (instance.exports[name] as Call)(...values);
}

describe("loadComponent", () => {
  it("takes bytes, views, responses, blobs, streams, file URLs and promises of them", async () => {
    const bytes = Uint8Array.from(adder());
    const folder = await mkdtemp(join(tmpdir(), "wit-ts-"));
    const file = join(folder, "adder.wasm");
    await writeFile(file, bytes);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.subarray(0, 20));
        controller.enqueue(bytes.subarray(20));
        controller.close();
      },
    });
    const sources = [
      bytes,
      bytes.buffer,
      Buffer.concat([Buffer.alloc(3), bytes]).subarray(3),
      new Response(bytes),
      new Blob([bytes]),
      stream,
      pathToFileURL(file),
      Promise.resolve(new Response(bytes)),
    ];
    for (const source of sources) {
      const instance = await (await loadComponent(source)).instantiate();
      expect(call(instance, "add", 1, 2)).toBe(3);
    }
    await rm(folder, { recursive: true });
  });

  it("says what it was given", async () => {
    await expect(loadComponent(new Response("", { status: 404 }))).rejects.toThrow("status 404");
    await expect(loadComponent(new TextEncoder().encode("(component)"))).rejects.toMatchObject({
      name: "InvalidComponentError",
      offset: 0,
    });
  });

  it("loads a core module, for generated worlds only", async () => {
    const module = await loadComponent(Uint8Array.from(corePreamble));
    await expect(module.instantiate()).rejects.toThrow("generated world");
  });

  it("finds core modules that the engine rejects, at once", async () => {
    const component = new ComponentBuilder();
    component.coreModule(coreModule({ functions: [{ body: op.add }] }));
    await expect(loadComponent(component.bytes())).rejects.toMatchObject({
      name: "InvalidComponentError",
      offset: 10,
    });
  });

  it.each([
    ["then", "then_2"],
    ["constructor", "constructor_2"],
    ["add-both", "addBoth"],
  ])("calls what is exported as %s %s", async (name, key) => {
    const instance = await run(adder(name));
    expect(Object.keys(instance.exports)).toEqual([key]);
    expect(call(instance, key, 1, 2)).toBe(3);
  });

  it.each(["u64", "string", "flag"])(
    "takes a type called %s, as the runtime's functions are",
    async (label) => {
      const component = new ComponentBuilder();
      const core = component.coreInstance(
        component.coreModule(
          coreModule({
            functions: [{ export: "run", params: [i32], results: [i32], body: [...op.get(0)] }],
          }),
        ),
      );
      const type = component.export(label, "type", component.type(define.enum(["a", "b"])));
      const echo = component.type(define.function([["x", u32(type)]], u32(type)));
      component.export(
        "run",
        "func",
        component.lift(component.coreAlias("func", core, "run"), echo),
      );
      expect(call(await run(component.bytes()), "run", "b")).toBe("b");
    },
  );

  it("instantiates one component a thousand times", async () => {
    const component = await loadComponent(caller());
    const host = { call: (n: number) => n + 1 };
    const instances = await Promise.all(
      Array.from({ length: 1_000 }, () => component.instantiate({ "docs:test/host": host })),
    );
    expect(instances.reduce((sum, instance) => sum + (call(instance, "run", 1) as number), 0)).toBe(
      2_000,
    );
  });

  it.each([[], [options.utf16], [options.latin1]])(
    "passes strings both ways (%j)",
    async (...encoding) => {
      const logged: string[] = [];
      const instance = await run(echo(...encoding), {
        "docs:test/log": { log: (text: string) => logged.push(text) },
      });
      const texts = ["", "plain", "größer", "日本語 \u{1f600}", "x".repeat(5_000)];
      expect(texts.map((text) => call(instance, "run", text))).toEqual(texts);
      expect(logged).toEqual(texts);
    },
  );
});

describe("imports", () => {
  const host = { call: (n: number) => n * 2 };

  it.each([
    ["docs:test/host@1.2.0", "docs:test/host@1.2.0"],
    ["docs:test/host@1.2.0", "docs:test/host@1.9.3"],
    ["docs:test/host@0.2.0", "docs:test/host@0.2.6"],
    ["docs:test/host@0.2.0", "docs:test/host"],
    ["docs:test/host@0.2.0-rc.1", "docs:test/host@0.2.0-rc.1"],
  ])("serves %s with %s", async (wanted, given) => {
    const instance = await run(caller({ interface: wanted }), { [given]: host });
    expect(call(instance, "run", 4)).toBe(8);
  });

  it.each([
    ["then", "then_2"],
    ["constructor", "constructor_2"],
    ["do-it", "doIt"],
    ["do-it", "do-it"],
  ])("finds %s as %s", async (name, key) => {
    const given = { "docs:test/host": { [key]: (n: number) => n + 1 } };
    const instance = await run(caller({ name }), given);
    expect(call(instance, "run", 4)).toBe(5);
  });

  it.each([
    ["docs:test/host@1.2.0", "docs:test/host@2.0.0"],
    ["docs:test/host@0.2.0", "docs:test/host@0.3.0"],
    ["docs:test/host@0.0.1", "docs:test/host@0.0.2"],
    ["docs:test/host@0.2.0-rc.1", "docs:test/host@0.2.0-rc.2"],
  ])("does not serve %s with %s", async (wanted, given) => {
    await expect(run(caller({ interface: wanted }), { [given]: host })).rejects.toThrow(LinkError);
  });

  it("prefers the exact version", async () => {
    const instance = await run(caller({ interface: "docs:test/host@1.0.0" }), {
      "docs:test/host@1.1.0": { call: () => 1 },
      "docs:test/host@1.0.0": { call: () => 2 },
    });
    expect(call(instance, "run", 0)).toBe(2);
  });

  it("calls functions with their object as this, under their camel-case name", async () => {
    class Host {
      factor = 3;
      callMeNow(n: number): number {
        return n * this.factor;
      }
    }
    const instance = await run(caller({ name: "call-me-now" }), { "docs:test/host": new Host() });
    expect(call(instance, "run", 5)).toBe(15);
  });

  it("names everything that is missing, with what it should be", async () => {
    const error: unknown = await run(caller()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LinkError);
    expect((error as LinkError).problems).toEqual([
      "missing import docs:test/host call: func(n: u32) -> u32",
    ]);
    const partial: unknown = await run(caller(), { "docs:test/host": { call: 5 } }).catch(
      (thrown: unknown) => thrown,
    );
    expect((partial as LinkError).problems).toEqual([
      "mistyped import docs:test/host call: func(n: u32) -> u32",
    ]);
  });
});

describe("traps", () => {
  it("come from what a host function throws, and close the instance", async () => {
    const cause = new Error("host is tired");
    const instance = await run(caller(), {
      "docs:test/host": {
        call() {
          throw cause;
        },
      },
    });
    const error = thrownBy(() => call(instance, "run", 1));
    expect(isTrap(error)).toBe(true);
    expect(error).toMatchObject({ code: "T96", cause });
    expect(instance.poisoned).toBe(true);
    expect(thrownBy(() => call(instance, "run", 1))).toMatchObject({ code: "T1" });
  });

  it("are not caught by the guest", async () => {
    const body = [
      ...op.catchAll([...op.get(0), ...op.call(0), ...op.drop], op.drop.slice(1)),
      ...op.const(77),
    ];
    const instance = await run(caller({ body }), {
      "docs:test/host": {
        call() {
          throw new Error("no");
        },
      },
    });
    expect(thrownBy(() => call(instance, "run", 1))).toMatchObject({ code: "T96" });
  });

  it("are not caught by the guest when the host throws a RuntimeError that it made", async () => {
    const body = [
      ...op.catchAll([...op.get(0), ...op.call(0), ...op.drop], op.drop.slice(1)),
      ...op.const(77),
    ];
    const cause = new webAssembly.RuntimeError("leave");
    const instance = await run(caller({ body }), {
      "docs:test/host": {
        call() {
          throw cause;
        },
      },
    });
    expect(thrownBy(() => call(instance, "run", 1))).toMatchObject({ code: "T96", cause });
  });

  it("come from calling an instance that is running", async () => {
    const running: { instance?: ComponentInstance } = {};
    const errors: unknown[] = [];
    running.instance = await run(caller(), {
      "docs:test/host": {
        call(n: number) {
          errors.push(thrownBy(() => running.instance && call(running.instance, "run", n)));
          return n;
        },
      },
    });
    expect(call(running.instance, "run", 3)).toBe(3);
    expect(errors).toMatchObject([{ code: "T1" }]);
    expect(running.instance.poisoned).toBe(false);
  });

  it("leave the instance as it was when an argument was wrong", async () => {
    const instance = await run(adder());
    expect(() => call(instance, "add", "1", 2)).toThrow(/add\(\): a must be u32/);
    expect(() => call(instance, "add", 2 ** 32, 2)).toThrow(RangeError);
    expect(call(instance, "add", 1, 2)).toBe(3);
  });

  it("come from a start function, and no instance comes into being", async () => {
    const component = new ComponentBuilder();
    component.coreInstance(
      component.coreModule(coreModule({ functions: [{ body: op.unreachable }], start: 0 })),
    );
    const error: unknown = await run(component.bytes()).catch((thrown: unknown) => thrown);
    expect(isTrap(error)).toBe(true);
  });

  it("end with disposal", async () => {
    const instance = await run(adder());
    instance[Symbol.dispose]();
    expect(thrownBy(() => call(instance, "add", 1, 2))).toMatchObject({ code: "T1" });
  });
});

describe("modules and components as values", () => {
  /** The type of a module that exports `add`. */
  const moduleType = [
    ...[0x50, 2, 0x01, 0x60, 2, i32, i32, 1, i32],
    ...[0x03, 3, 0x61, 0x64, 0x64, 0x00, 0],
  ];
  const addType = define.function(
    [
      ["a", types.u32],
      ["b", types.u32],
    ],
    types.u32,
  );
  const addModule = coreModule({
    functions: [
      {
        export: "add",
        params: [i32, i32],
        results: [i32],
        body: [...op.get(0), ...op.get(1), ...op.add],
      },
    ],
  });

  /** Imports a core module and exports its `add`. */
  function moduleUser(): Uint8Array {
    const component = new ComponentBuilder();
    const type = component.coreType(moduleType);
    const core = component.coreInstance(component.import("m", "module", type));
    const add = component.lift(component.coreAlias("func", core, "add"), component.type(addType));
    component.export("add", "func", add);
    return component.bytes();
  }

  it("takes a compiled module from the host, or from another component", async () => {
    const module = await webAssembly.compile(Uint8Array.from(addModule));
    expect(call(await run(moduleUser(), { m: module }), "add", 2, 3)).toBe(5);
    const exporter = new ComponentBuilder();
    exporter.export("m", "module", exporter.coreModule(addModule));
    const exported = await run(exporter.bytes());
    expect(call(await run(moduleUser(), exported.exports), "add", 2, 3)).toBe(5);
  });

  it("takes no bytes for a module", () =>
    expect(run(moduleUser(), { m: Uint8Array.from(addModule) })).rejects.toThrow(
      "mistyped import m: a core module",
    ));

  it("exports nested components, which see the code around them", async () => {
    const inner = new ComponentBuilder();
    // An alias of core module 0 of the component outside.
    const innerBytes = Uint8Array.from([
      ...inner.bytes(),
      ...[6, 6, 1, 0, 0x11, 2, 1, 0],
      ...[2, 4, 1, 0, 0, 0],
      ...[6, 9, 1, 0, 0, 1, 0, 3, 0x61, 0x64, 0x64],
      ...[7, addType.length + 1, 1, ...addType],
      ...[8, 6, 1, 0, 0, 0, 0, 0],
      ...[11, 9, 1, 0, 3, 0x61, 0x64, 0x64, 1, 0, 0],
    ]);
    const outer = new ComponentBuilder();
    outer.coreModule(addModule);
    outer.export("c", "component", outer.component(innerBytes));
    const { exports } = await run(outer.bytes());
    const nested = await (exports["c"] as Component).instantiate();
    expect(call(nested, "add", 20, 22)).toBe(42);
  });

  it("instantiates a component that the host gives", async () => {
    const component = new ComponentBuilder();
    const type = component.type(
      define.component(declare.type(addType), declare.function("add", 0)),
    );
    const instance = component.instance(component.import("c", "component", type));
    component.export("add", "func", component.alias("func", instance, "add"));
    const given = await loadComponent(adder());
    expect(call(await run(component.bytes(), { c: given }), "add", 1, 1)).toBe(2);
    await expect(run(component.bytes(), {})).rejects.toThrow("missing import c: a component");
    await expect(run(component.bytes(), { c: {} })).rejects.toThrow(
      "mistyped import c: a component",
    );
  });

  it("closes what it gave to components when it cannot be finished", async () => {
    const component = new ComponentBuilder();
    const core = component.coreInstance(component.coreModule(addModule));
    const add = component.lift(component.coreAlias("func", core, "add"), component.type(addType));
    const type = component.type(
      define.component(declare.type(addType), [0x03, 0, ...name("add"), 0x01, 0]),
    );
    component.instance(component.import("c", "component", type), { add: ["func", add] });
    const seen: Call[] = [];
    const given: Component = {
      ...(await loadComponent(adder())),
      instantiate(imports = {}) {
        const given = imports["add"] as Call;
        expect(given(1, 2)).toBe(3);
        seen.push(given);
        return Promise.reject(new Error("not today"));
      },
    };
    await expect(run(component.bytes(), { c: given })).rejects.toThrow("not today");
    expect(thrownBy(() => seen[0]?.(1, 2))).toMatchObject({ code: "T1" });
  });
});

describe("nested components", () => {
  /** A component that instantiates another `count` times and exports each `run` of it. */
  function nest(inner: Uint8Array, count: number): Uint8Array {
    const component = new ComponentBuilder();
    const nested = component.component(inner);
    for (let i = 0; i < count; i++) {
      const instance = component.instance(nested);
      component.export(`add${i}`, "func", component.alias("func", instance, "add"));
    }
    return component.bytes();
  }

  it("start in the order in which they are instantiated", async () => {
    /** A component that logs numbers when its core modules start, with another one inside between them. */
    const logging = (numbers: readonly number[], inside?: Uint8Array): Uint8Array => {
      const component = new ComponentBuilder();
      const type = component.type(define.function([["n", types.u32]]));
      const log = component.import("log", "func", type);
      const env = component.coreExports({ log: ["func", component.lower(log)] });
      for (const [index, number] of numbers.entries()) {
        const module = coreModule({
          imports: [{ module: "env", name: "log", params: [i32] }],
          functions: [{ body: [...op.const(number), ...op.call(0)] }],
          start: 1,
        });
        component.coreInstance(component.coreModule(module), { env });
        if (index === 0 && inside !== undefined) {
          component.instance(component.component(inside), { log: ["func", log] });
        }
      }
      return component.bytes();
    };
    const seen: number[] = [];
    await run(logging([1, 5], logging([2, 4], logging([3]))), {
      log: (n: number) => seen.push(n),
    });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it("are closed together with what is around them", async () => {
    const component = new ComponentBuilder();
    const module = component.coreModule(
      coreModule({
        functions: [{ export: "add", params: [i32, i32], results: [i32], body: op.unreachable }],
      }),
    );
    const core = component.coreInstance(module);
    const type = component.type(
      define.function(
        [
          ["a", types.u32],
          ["b", types.u32],
        ],
        types.u32,
      ),
    );
    component.export("add", "func", component.lift(component.coreAlias("func", core, "add"), type));
    const instance = await run(nest(component.bytes(), 2));
    expect(isTrap(thrownBy(() => call(instance, "add0", 1, 2)))).toBe(true);
    expect(thrownBy(() => call(instance, "add1", 1, 2))).toMatchObject({ code: "T1" });
  });

  it("run", async () => {
    const instance = await run(nest(nest0(adder()), 3));
    expect(call(instance, "add2", 20, 22)).toBe(42);
  });

  /** One level more, with the same export. */
  function nest0(inner: Uint8Array): Uint8Array {
    const component = new ComponentBuilder();
    const nested = component.component(inner);
    component.export("add", "func", component.alias("func", component.instance(nested), "add"));
    return component.bytes();
  }

  it("are counted, so that few bytes cannot ask for too many", async () => {
    let bytes = adder();
    for (let i = 0; i < 20; i++) {
      const component = new ComponentBuilder();
      const nested = component.component(bytes);
      component.instance(nested);
      component.export("add", "func", component.alias("func", component.instance(nested), "add"));
      bytes = component.bytes();
    }
    const component = await loadComponent(bytes);
    await expect(async () => component.instantiate()).rejects.toThrow("instances inside");
  });
});
