import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../src/component/decode.js";
import { InvalidComponentError, UnsupportedError } from "../../src/component/errors.js";
import { loadComponent } from "../../src/component/load-component.js";
import { makePlan } from "../../src/component/make-plan.js";
import { validateComponent } from "../../src/component/validate/validate.js";
import {
  ComponentBuilder,
  component as rawComponent,
  coreModule,
  declare,
  define,
  i32,
  name,
  op,
  options,
  s32,
  section,
  types,
  u32,
  type Bytes,
} from "./assembler.js";

/** Small binaries that stand for something huge: each is refused, or costs no more than its size. */

const plain = define.function([]);
const fixedList = (element: Bytes, length: number): Bytes => [0x67, ...element, ...u32(length)];

function built(build: (component: ComponentBuilder) => void): Uint8Array {
  const component = new ComponentBuilder();
  build(component);
  return component.bytes();
}

/** Wraps a type into another one, over and over. */
function wrapped(first: Bytes, wrap: (type: Bytes) => Bytes, times: number): Uint8Array {
  return built((component) => {
    let type = component.type(first);
    for (let round = 0; round < times; round++) {
      type = component.type(wrap(s32(type)));
    }
    component.import("f", "func", component.type(define.function([["v", s32(type)]])));
  });
}

/** An instance type that exports the one before twice, over and over. */
function doubledTypes(kind: "instance" | "component", sort: number): Uint8Array {
  return built((component) => {
    let type = component.type(define[kind](declare.type(plain), declare.function("f", 0)));
    for (let round = 0; round < 40; round++) {
      const exported = (label: string): Bytes => [0x04, 0x00, ...name(label), sort, 0];
      type = component.type(define[kind](declare.outerType(1, type), exported("a"), exported("b")));
    }
    component.import("x", kind, type);
  });
}

/** Defines instance types that each export the one before several times. */
function tower(component: ComponentBuilder, levels: number, ...first: readonly Bytes[]): number {
  let type = component.type(define.instance(...first));
  for (let level = 0; level < levels; level++) {
    const exports = Array.from({ length: 13 }, (_, index) => [
      ...[0x04, 0x00, ...name(`e${index}`)],
      ...[0x05, 0],
    ]);
    type = component.type(define.instance(declare.outerType(1, type), ...exports));
  }
  return type;
}

function doubledInstances(first: (component: ComponentBuilder) => number): Uint8Array {
  return built((component) => {
    let instance = first(component);
    for (let round = 0; round < 40; round++) {
      instance = component.instanceExports({
        a: ["instance", instance],
        b: ["instance", instance],
      });
    }
    component.export("y", "instance", instance);
  });
}

function nested(depth: number, copies: number): Uint8Array {
  let inner = new ComponentBuilder().bytes();
  for (let round = 0; round < depth; round++) {
    const around = inner;
    inner = built((component) => {
      const index = component.component(around);
      for (let copy = 0; copy < copies; copy++) {
        component.instance(index);
      }
    });
  }
  return inner;
}

const refused: readonly (readonly [string, Uint8Array, string])[] = [
  ["instance types that double", doubledTypes("instance", 0x05), "effective type size"],
  ["component types that double", doubledTypes("component", 0x04), "effective type size"],
  [
    "tuples that double",
    wrapped(define.tuple([types.u8]), (type) => define.tuple([type, type]), 40),
    "effective type size",
  ],
  [
    "variants that double",
    wrapped(
      define.option(types.u8),
      (type) =>
        define.variant([
          ["a", type],
          ["b", type],
        ]),
      40,
    ),
    "effective type size",
  ],
  ["lists of lists", wrapped(define.list(types.u8), define.list, 5000), "nesting is too deep"],
  [
    "lists of a fixed length that multiply",
    wrapped(fixedList(types.u8, 1000), (type) => fixedList(type, 1000), 4),
    "maximum byte size",
  ],
  [
    "instances that double",
    doubledInstances((component) =>
      component.import(
        "x",
        "instance",
        component.type(define.instance(declare.type(plain), declare.function("f", 0))),
      ),
    ),
    "effective type size",
  ],
  [
    "empty instances that double",
    doubledInstances((component) => component.instanceExports({})),
    "effective type size",
  ],
  [
    "a huge instance type that is imported over and over",
    built((component) => {
      const type = tower(component, 5, declare.type(plain), declare.function("f", 0));
      for (let index = 0; index < 900; index++) {
        component.import(`i${index}`, "instance", type);
      }
    }),
    "effective type size",
  ],
  [
    "a huge instance that is exported over and over",
    built((component) => {
      const instance = component.import(
        "i",
        "instance",
        tower(component, 5, declare.type(plain), declare.function("f", 0)),
      );
      for (let index = 0; index < 900; index++) {
        component.export(`e${index}`, "instance", instance);
      }
    }),
    "effective type size",
  ],
  [
    "a huge parameter of many functions",
    built((component) => {
      let type = component.type(define.tuple([types.u8]));
      for (let level = 0; level < 18; level++) {
        type = component.type(define.tuple([s32(type), s32(type)]));
      }
      const taking = component.type(define.function([["v", s32(type)]]));
      for (let index = 0; index < 900; index++) {
        component.import(`f${index}`, "func", taking);
      }
    }),
    "effective type size",
  ],
  [
    "a huge instance type with resource types that is imported over and over",
    built((component) => {
      const type = tower(component, 4, declare.resource("r"));
      for (let index = 0; index < 900; index++) {
        component.import(`i${index}`, "instance", type);
      }
    }),
    "too big together",
  ],
  [
    "components that import many resource types",
    built((component) => {
      const type = tower(component, 3, declare.resource("r"));
      const inner = built((nestedComponent) => {
        nestedComponent.import("i", "instance", nestedComponent.outerType(1, type));
      });
      for (let index = 0; index < 900; index++) {
        component.component(inner);
      }
    }),
    "too big together",
  ],
  [
    "instances that multiply resource types",
    built((component) => {
      const defining = new ComponentBuilder();
      defining.export("r", "type", defining.type(define.resource()));
      let inner = component.component(defining.bytes());
      for (let level = 0; level < 4; level++) {
        const around = new ComponentBuilder();
        const each = around.outerComponent(1, inner);
        for (let index = 0; index < 13; index++) {
          around.export(`e${index}`, "instance", around.instance(each));
        }
        inner = component.component(around.bytes());
      }
      for (let index = 0; index < 900; index++) {
        component.instance(inner);
      }
    }),
    "too big together",
  ],
  ["components nested deep", nested(150, 0), "nested too deep"],
  ["components that double", nested(30, 2), "instances inside"],
  [
    "a count of 4 billion",
    rawComponent(section(7, [0xff, 0xff, 0xff, 0xff, 0x0f, 0x40])),
    "unexpected end-of-file",
  ],
  [
    "an alias of 4 billion levels outward",
    rawComponent(section(6, [1, 0x03, 0x02, ...u32(0xffffffff), 0])),
    "invalid outer alias count of 4294967295",
  ],
  [
    "a name of a million letters",
    built((component) => {
      component.import("a".repeat(1_000_000), "func", component.type(plain));
    }),
    "string size out of bounds",
  ],
];

describe("a binary that stands for something huge", () => {
  it.each(refused)("is refused: %s", (_, bytes, message) => {
    const load = (): unknown => makePlan(validateComponent(decodeComponent(bytes)));
    expect(load).toThrow(
      expect.toSatisfy(
        (error) =>
          (error instanceof InvalidComponentError || error instanceof UnsupportedError) &&
          error.message.includes(message),
      ),
    );
  });

  it("is matched with one like it part by part", () => {
    const inner = built((component) => {
      component.import(
        "i",
        "instance",
        tower(component, 5, declare.type(plain), declare.function("f", 0)),
      );
    });
    const bytes = built((component) => {
      const taking = component.component(inner);
      const instance = component.import(
        "i",
        "instance",
        tower(component, 5, declare.type(plain), declare.function("f", 0)),
      );
      for (let index = 0; index < 900; index++) {
        component.instance(taking, { i: ["instance", instance] });
      }
    });
    expect(validateComponent(decodeComponent(bytes)).instantiations.size).toBe(900);
  });

  it.each(["function", "closures"] as const)(
    "costs what is there of it (back-end %s)",
    async (backend) => {
      const bytes = built((component) => {
        const core = component.coreInstance(
          component.coreModule(
            coreModule({
              memory: 1,
              functions: [{ export: "get", results: [i32], body: op.const(0) }],
            }),
          ),
        );
        const list = component.type(fixedList(types.u8, 200_000_000));
        const get = component.lift(
          component.coreAlias("func", core, "get"),
          component.type(define.function([], [list])),
          options.memory(component.coreAlias("memory", core, "memory")),
        );
        component.export("get", "func", get);
      });
      const { exports } = await (await loadComponent(bytes, { backend })).instantiate();
      expect(() => (exports["get"] as () => unknown)()).toThrow("pointer out of bounds");
    },
  );

  it("may have many imports, functions and instances", async () => {
    const bytes = built((component) => {
      const imports = Array.from({ length: 2000 }, (_, index) => ({
        module: "m",
        name: `n${index}`,
      }));
      component.coreModule(coreModule({ imports }));
      const core = component.coreInstance(
        component.coreModule(coreModule({ functions: [{ export: "f", body: [] }] })),
      );
      const called = component.coreAlias("func", core, "f");
      const type = component.type(plain);
      for (let index = 0; index < 500; index++) {
        component.export(`f${index}`, "func", component.lift(called, type));
      }
    });
    const { exports } = await (await loadComponent(bytes)).instantiate();
    expect(Object.keys(exports)).toHaveLength(500);
  });
});
