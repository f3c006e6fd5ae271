import { describe, expect, it } from "vitest";
import type { AbiFunctionType } from "../../src/abi/abi-type.js";
import {
  compileFunctions,
  type LiftFactory,
  type LowerFactory,
} from "../../src/abi/compile-function.js";
import { createGlueModule } from "../../src/abi/glue-module.js";
import { liftFunction } from "../../src/abi/lift-function.js";
import { lowerFunction } from "../../src/abi/lower-function.js";
import { signature } from "../../src/abi/signature.js";
import { loadComponent } from "../../src/component/load-component.js";
import * as runtime from "../../src/runtime/glue-runtime.js";
import { LinkError } from "../../src/runtime/link-error.js";
import type { WorldBinding } from "../../src/runtime/world-binding.js";
import { ComponentBuilder, coreModule, declare, define, i32, op, options } from "./assembler.js";
import { adder, caller, echo, forwarder } from "./guests.js";

interface WorldFunctions {
  readonly imports?: Readonly<Record<string, Readonly<Record<string, AbiFunctionType>>>>;
  readonly exports: Readonly<Record<string, AbiFunctionType>>;
}

/** The tables that a generated world of functions has. */
function world(functions: WorldFunctions): WorldBinding {
  const module = createGlueModule({ stringEncoding: "utf8", values: "host", results: "throw" });
  const compile = (type: AbiFunctionType, direction: "lift" | "lower"): unknown => {
    const make = direction === "lift" ? liftFunction : lowerFunction;
    const glue = new Map([["glue", make(module, type)]]);
    return compileFunctions(module, glue, runtime, "test")["glue"];
  };
  const imports = Object.fromEntries(
    Object.entries(functions.imports ?? {}).map(([name, items]) => [
      name,
      {
        functions: Object.fromEntries(
          Object.entries(items).map(([mangled, type]) => [
            mangled,
            {
              signature: signature(type),
              key: mangled,
              lower: compile(type, "lower") as LowerFactory,
            },
          ]),
        ),
      },
    ]),
  );
  const exported = Object.fromEntries(
    Object.entries(functions.exports).map(([mangled, type]) => [
      mangled,
      { signature: signature(type), key: mangled, lift: compile(type, "lift") as LiftFactory },
    ]),
  );
  return { name: "docs:test/world", imports, exports: { $root: { functions: exported } } };
}

const number: AbiFunctionType = {
  params: [{ label: "n", type: { kind: "u32" } }],
  result: { kind: "u32" },
  async: false,
};
const text: AbiFunctionType = {
  params: [{ label: "s", type: { kind: "string" } }],
  result: { kind: "string" },
  async: false,
};

type Run = (value: unknown) => unknown;

describe("instantiateWorld", () => {
  const callerWorld = world({
    imports: { "docs:test/host@1.0.0": { call: number } },
    exports: { run: number },
  });

  it("runs a component through the tables of a world", async () => {
    const component = await loadComponent(caller({ interface: "docs:test/host@1.2.0" }));
    const exports = component.instantiateWorld(callerWorld, {
      "docs:test/host@1.0.0": { call: (n: number) => n + 1 },
    });
    expect((exports["run"] as Run)(4)).toBe(5);
    (exports as unknown as Disposable)[Symbol.dispose]();
    expect(() => (exports["run"] as Run)(4)).toThrow("cannot enter component instance");
  });

  it.each([[options.utf8], [options.utf16], [options.latin1]])(
    "makes glue for strings that the tables have none for (%j)",
    async (encoding) => {
      const component = await loadComponent(echo(encoding));
      const logged: string[] = [];
      const log = { params: text.params, async: false } as const;
      const echoWorld = world({
        imports: { "docs:test/log": { log } },
        exports: { run: text },
      });
      const exports = component.instantiateWorld(echoWorld, {
        "docs:test/log": { log: (line: string) => logged.push(line) },
      });
      expect((exports["run"] as Run)("größer")).toBe("größer");
      expect(logged).toEqual(["größer"]);
    },
  );

  it("names what the host does not give", async () => {
    const component = await loadComponent(caller({ interface: "docs:test/host@1.0.0" }));
    expect(() => component.instantiateWorld(callerWorld, {})).toThrow(LinkError);
    expect(() => component.instantiateWorld(callerWorld, {})).toThrow(/docs:test\/host.* call/);
  });

  it("takes nothing for a function of the world that all objects have", async () => {
    const component = await loadComponent(forwarder(["constructor"]));
    const empty = world({ imports: { "docs:test/host": {} }, exports: {} });
    expect(() => component.instantiateWorld(empty, {})).toThrow(
      "it imports docs:test/host constructor, which the world does not have",
    );
  });

  it("names every function in which component and world differ", async () => {
    const component = await loadComponent(caller({ interface: "docs:test/host@1.0.0" }));
    const other = world({
      imports: { "docs:test/host@1.0.0": { call: text } },
      exports: { run: text, walk: number },
    });
    const error = (() => {
      try {
        component.instantiateWorld(other, {});
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(LinkError);
    expect((error as LinkError).problems).toEqual([
      `it imports docs:test/host@1.0.0 call as ${signature(number)}, the world has ${signature(text)}`,
      `it exports run as ${signature(number)}, the world has ${signature(text)}`,
      `it does not export walk: ${signature(number)}`,
    ]);
  });

  it("says the first differences where there are many", async () => {
    const component = await loadComponent(caller({ interface: "docs:test/host@1.0.0" }));
    const exports = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, number]));
    const thrown = (count: number): LinkError => {
      try {
        component.instantiateWorld(world({ exports: exports(count) }), {});
      } catch (error) {
        return error as LinkError;
      }
      throw new Error("it fits");
    };
    expect(thrown(9).message.split("\n").slice(10)).toEqual([
      `  it does not export f8: ${signature(number)}`,
    ]);
    expect(thrown(500).message.split("\n").slice(9)).toEqual([
      `  it does not export f7: ${signature(number)}`,
      "  and 492 more",
    ]);
    expect(thrown(500).problems).toHaveLength(501);
  });

  it("names imports that the world does not have", async () => {
    const component = await loadComponent(caller({ interface: "docs:test/host@2.0.0" }));
    expect(() => component.instantiateWorld(callerWorld, {})).toThrow(
      "it imports docs:test/host@2.0.0 call, which the world does not have",
    );
  });

  it.each([
    ["docs:test/host@1.2.0", ["docs:test/host@1.0.0", "docs:test/host@1.2.0"], 1],
    ["docs:test/host@1.2.0", ["docs:test/host", "docs:test/host@1.0.0"], 1],
    ["docs:test/host@1.2.0", ["docs:test/host@2.0.0", "docs:test/host"], 1],
    ["docs:test/host", ["docs:test/other", "docs:test/host@2.0.0"], 1],
  ])("calls for %s of %j the nearest", async (name, names, nearest) => {
    const component = await loadComponent(caller({ interface: name }));
    const several = world({
      imports: Object.fromEntries(names.map((each) => [each, { call: number }])),
      exports: { run: number },
    });
    const imports = names.map((each, index) => [each, { call: () => index }] as const);
    const exports = component.instantiateWorld(several, Object.fromEntries(imports));
    expect((exports["run"] as Run)(4)).toBe(nearest);
  });

  it("names wrong values by the names that the world has", async () => {
    const component = await loadComponent(caller({ interface: "docs:test/host@1.2.0" }));
    const exports = component.instantiateWorld(callerWorld, {
      "docs:test/host@1.0.0": { call: () => "one" },
    });
    expect(() => (exports["run"] as Run)("four")).toThrow(/^run\(\): n must be u32, got "four"$/);
    expect(() => (exports["run"] as Run)(4)).toThrow(
      'imports["docs:test/host@1.0.0"].call(): result must be u32, got "one"',
    );
  });

  it("ignores what the world has and the component does not need", async () => {
    const component = await loadComponent(adder());
    const more = world({ imports: { "docs:test/host": { call: number } }, exports: {} });
    expect(component.instantiateWorld(more, {})).toEqual({});
  });

  it("knows a resource by its first name, whatever name a function uses", async () => {
    const component = new ComponentBuilder();
    const interfaceType = component.type(
      define.instance(
        declare.resource("fields"),
        declare.equal("trailers", 0),
        declare.type(define.own(1)),
        declare.type(define.function([], [2])),
        declare.function("end", 3),
      ),
    );
    const imported = component.import("docs:test/types", "instance", interfaceType);
    const end = component.lower(component.alias("func", imported, "end"));
    const trailers = component.alias("type", imported, "trailers");
    const core = component.coreInstance(
      component.coreModule(
        coreModule({
          imports: [
            { module: "env", name: "end", results: [i32] },
            { module: "env", name: "drop", params: [i32] },
          ],
          functions: [{ export: "run", body: [...op.call(0), ...op.call(1)] }],
        }),
      ),
      {
        env: component.coreExports({
          end: ["func", end],
          drop: ["func", component.canon(3, trailers)],
        }),
      },
    );
    const lifted = component.lift(
      component.coreAlias("func", core, "run"),
      component.type(define.function([])),
    );
    component.export("run", "func", lifted);
    const resource = { key: "docs:test/types.fields", name: "fields", definedBy: "host" } as const;
    const plain = world({
      imports: {
        "docs:test/types": {
          end: { params: [], result: { kind: "own", resource }, async: false },
        },
      },
      exports: { run: { params: [], async: false } },
    });
    let dropped = 0;
    class Fields {
      [Symbol.dispose](): void {
        dropped++;
      }
    }
    const loaded = await loadComponent(component.bytes());
    const exports = loaded.instantiateWorld(plain, {
      "docs:test/types": { end: () => new Fields(), Fields },
    });
    (exports["run"] as () => void)();
    expect(dropped).toBe(1);
  });
});
