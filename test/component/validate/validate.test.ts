import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../../src/component/decode.js";
import { InvalidComponentError } from "../../../src/component/errors.js";
import { validateComponent } from "../../../src/component/validate/validate.js";
import {
  ComponentBuilder,
  bumpRealloc,
  coreModule,
  declare,
  define,
  i32,
  name,
  op,
  options,
  s32,
  types,
  u32,
  type Bytes,
} from "../assembler.js";

function validate(build: (component: ComponentBuilder) => void): void {
  const builder = new ComponentBuilder();
  build(builder);
  validateComponent(decodeComponent(builder.bytes()));
}

/** A core instance with a memory, a realloc and a function `f` of the given type. */
function withCore(
  component: ComponentBuilder,
  params: readonly number[],
  results: readonly number[],
): { readonly f: number; readonly realloc: number; readonly memory: number } {
  const module = component.coreModule(
    coreModule({
      functions: [{ export: "f", params, results, body: op.unreachable }, bumpRealloc(0)],
      memory: 1,
      globals: [1024],
    }),
  );
  const instance = component.coreInstance(module);
  return {
    f: component.coreAlias("func", instance, "f"),
    realloc: component.coreAlias("func", instance, "realloc"),
    memory: component.coreAlias("memory", instance, "memory"),
  };
}

describe("lift and lower", () => {
  it("accepts a core function of the flattened type", () => {
    validate((component) => {
      const { f, realloc, memory } = withCore(component, [i32, i32], [i32]);
      const type = component.type(define.function([["s", types.string]], types.string));
      component.lift(f, type, options.utf16, options.memory(memory), options.realloc(realloc));
    });
  });

  const stringType = define.function([["s", types.string]]);
  it.each<readonly [string, (component: ComponentBuilder) => void, string]>([
    [
      "a core function of another type",
      (component) => {
        const { f } = withCore(component, [i32, i32], []);
        component.lift(f, component.type(define.function([["a", types.u32]])));
      },
      "lowered parameter types `[I32]` do not match parameter types `[I32, I32]`",
    ],
    [
      "a string without memory",
      (component) => {
        const { f } = withCore(component, [i32, i32], []);
        component.lift(f, component.type(stringType));
      },
      "canonical option `memory` is required",
    ],
    [
      "a string without realloc",
      (component) => {
        const { f, memory } = withCore(component, [i32, i32], []);
        component.lift(f, component.type(stringType), options.memory(memory));
      },
      "canonical option `realloc` is required",
    ],
    [
      "realloc without memory",
      (component) => {
        const { f, realloc } = withCore(component, [i32, i32], []);
        component.lift(f, component.type(stringType), options.realloc(realloc));
      },
      "canonical option `realloc` requires `memory` to also be specified",
    ],
    [
      "a realloc of another type",
      (component) => {
        const { f, memory } = withCore(component, [i32, i32], []);
        const type = component.type(stringType);
        component.lift(f, type, options.memory(memory), options.realloc(f));
      },
      "canonical option `realloc` uses a core function with an incorrect signature",
    ],
    [
      "two encodings",
      (component) => {
        const { f } = withCore(component, [], []);
        component.lift(f, component.type(define.function([])), options.utf8, options.utf16);
      },
      "canonical encoding option `utf8` conflicts with option `utf16`",
    ],
    [
      "post-return on a lowering",
      (component) => {
        const { f } = withCore(component, [], []);
        const lifted = component.lift(f, component.type(define.function([])));
        component.lower(lifted, options.postReturn(f));
      },
      "canonical option `post-return` cannot be specified for lowerings",
    ],
    [
      "async on a function that is not",
      (component) => {
        const { f } = withCore(component, [], []);
        component.lift(f, component.type(define.function([])), [6]);
      },
      "the `async` canonical option requires an async function type",
    ],
  ])("rejects %s", (_, build, message) => {
    expect(() => {
      validate(build);
    }).toThrow(message);
  });

  it("flattens variants and spills parameters as definitions.py does", () => {
    validate((component) => {
      const { f, realloc, memory } = withCore(component, [i32], [i32]);
      const wide = component.type(define.tuple(new Array<readonly number[]>(17).fill(types.u8)));
      const type = component.type(define.function([["t", [wide]]], [wide]));
      component.lift(f, type, options.memory(memory), options.realloc(realloc));
    });
    validate((component) => {
      const { f } = withCore(component, [i32, 0x7e], [i32]);
      const joined = component.type(define.variant([["a", types.f32], ["b", types.u64], ["c"]]));
      const type = component.type(define.function([["v", [joined]]], types.char));
      component.lift(f, type);
    });
  });
});

describe("resource types", () => {
  /** A component that defines a resource type, exports it and a function that returns one. */
  function provider(): Uint8Array {
    const component = new ComponentBuilder();
    const { f } = withCore(component, [], [i32]);
    const r = component.type(define.resource());
    const exported = component.export("r", "type", r);
    const own = component.type(define.own(exported));
    component.export("make", "func", component.lift(f, component.type(define.function([], [own]))));
    return component.bytes();
  }

  /** A component that imports `r`, and a function that takes one. */
  function consumer(): Uint8Array {
    const component = new ComponentBuilder();
    const r = component.importResource("r");
    const own = component.type(define.own(r));
    component.import("make", "func", component.type(define.function([], [own])));
    return component.bytes();
  }

  it("are the same through aliases, and different for each instance", () => {
    const link = (first: number, second: number): void => {
      validate((component) => {
        const inner = component.component(provider());
        const user = component.component(consumer());
        const instances = [component.instance(inner), component.instance(inner)];
        const r = component.alias("type", instances[first] ?? 0, "r");
        const make = component.alias("func", instances[second] ?? 0, "make");
        component.instance(user, { r: ["type", r], make: ["func", make] });
      });
    };
    link(0, 0);
    expect(() => {
      link(0, 1);
    }).toThrow("resource types are not the same");
  });

  it("are new for each import of the same instance type", () => {
    expect(() => {
      validate((component) => {
        const type = component.type(
          define.instance(
            declare.resource("r"),
            declare.type(define.own(0)),
            declare.type(define.function([], [1])),
            declare.function("make", 2),
          ),
        );
        const first = component.import("a", "instance", type);
        const second = component.import("b", "instance", type);
        const user = component.component(consumer());
        component.instance(user, {
          r: ["type", component.alias("type", first, "r")],
          make: ["func", component.alias("func", second, "make")],
        });
      });
    }).toThrow("resource types are not the same");
  });

  it("have one name where instances are given the same and export it", () => {
    validate((component) => {
      const { f } = withCore(component, [i32], []);
      const inner = new ComponentBuilder();
      inner.export("y", "type", inner.importResource("x"));
      const passing = component.component(inner.bytes());
      const resource = component.type(define.resource());
      const [first, second] = [0, 1].map(() =>
        component.instance(passing, { x: ["type", resource] }),
      );
      component.export("c", "instance", first ?? 0);
      const own = component.type(define.own(component.alias("type", second ?? 1, "y")));
      const taking = component.type(define.function([["v", s32(own)]]));
      component.export("f", "func", component.lift(f, taking));
    });
  });

  it("can be made and looked into only where they are defined", () => {
    expect(() => {
      validate((component) => {
        component.canon(2, component.importResource("r"));
      });
    }).toThrow("type 0 is not a local resource");
  });
});

it("what is implemented has a version, if any", () => {
  expect(() => {
    validate((component) => {
      const instance = component.type(define.instance());
      component.import("c", "instance", instance, [0, ...name("a:b/c@new")]);
    });
  }).toThrow("invalid interface version");
});

describe("a versionsuffix", () => {
  const importing =
    (label: string, suffix: string, ...others: readonly Bytes[]) =>
    (component: ComponentBuilder) => {
      const instance = component.type(define.instance());
      component.import(label, "instance", instance, [1, ...name(suffix)], ...others);
    };

  it("completes a canonical version", () => {
    validate(importing("a:b/c@1", ".2.3"));
    validate(importing("a:b/c@0.2", ".6-rc.1"));
    validate(importing("a:b/c@0.0.1", ""));
    validate(importing("c", ".2.3", [0, ...name("a:b/c@1")]));
  });

  it.each([
    ["a:b/c@1.2", ".3", "`1.2` is not canonical"],
    ["a:b/c@1", "2.3", "unexpected end of input after minor version number"],
    ["a:b/c", ".2.3", "only versions can have a `versionsuffix`"],
    ["c", ".2.3", "only versions can have a `versionsuffix`"],
  ])("may not stand behind %s", (label, suffix, message) => {
    expect(() => {
      validate(importing(label, suffix));
    }).toThrow(message);
  });
});

describe("errors", () => {
  it("carry the offset of the definition", () => {
    const builder = new ComponentBuilder();
    builder.type(types.string);
    builder.type(define.own(0));
    const error = (() => {
      try {
        validateComponent(decodeComponent(builder.bytes()));
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(InvalidComponentError);
    expect(error).toMatchObject({
      message: "type index 0 is not a resource type (at offset 0xf)",
      offset: 15,
    });
  });

  it("bound types that grow at every step", () => {
    expect(() => {
      validate((component) => {
        let type = component.type(define.tuple([types.u8, types.u8]));
        for (let i = 0; i < 40; i++) {
          type = component.type(define.tuple([[type], [type]]));
        }
      });
    }).toThrow("effective type size exceeds the limit");
  });
});

describe("core types", () => {
  const empty = [0x60, 0, 0];
  it.each<readonly [string, readonly (readonly number[])[], string]>([
    ["a final super type", [empty, [0x4f, 1, 0, ...empty]], "cannot have a final super type"],
    ["a super type that comes later", [[0x4f, 1, 0, ...empty]], "must be defined before subtypes"],
    [
      "a super type of another kind",
      [
        [0x00, 0x50, 0, ...empty],
        [0x4f, 1, 0, 0x5f, 0],
      ],
      "must match super type",
    ],
    [
      "a shared table",
      [[0x50, 1, 0x00, 0, 0, 0x01, 0x70, 2, 1]],
      "shared tables must have a shared element type",
    ],
    [
      "a table that is smaller at most than at least",
      [[0x50, 1, 0x00, 0, 0, 0x01, 0x70, 1, 3, 2]],
      "minimum must not be greater than maximum",
    ],
    [
      "a 64-bit memory that is smaller at most than at least",
      [[0x50, 1, 0x00, 0, 0, 0x02, 5, 3, 2]],
      "minimum must not be greater than maximum",
    ],
    [
      "a memory of more than 4 GiB",
      [[0x50, 1, 0x00, 0, 0, 0x02, 0, ...u32(65_537)]],
      "memory size must be at most",
    ],
    [
      "a 64-bit memory of more than 16 EiB",
      [[0x50, 1, 0x00, 0, 0, 0x02, 4, ...u32(2 ** 48 + 1)]],
      "memory size must be at most",
    ],
    [
      "pages of a size that no engine has",
      [[0x50, 1, 0x00, 0, 0, 0x02, 8, 1, 3]],
      "invalid custom page size",
    ],
  ])("may not have %s", (_, coreTypes, message) => {
    expect(() => {
      validate((component) => {
        for (const type of coreTypes) {
          component.coreType(type);
        }
      });
    }).toThrow(message);
  });
});

describe("defined types", () => {
  const { u8, f32, char, string } = types;
  it.each([
    ["a record of nothing", define.record([]), "record type must have at least one field"],
    ["a variant of nothing", define.variant([]), "variant type must have at least one case"],
    ["a tuple of nothing", define.tuple([]), "tuple type must have at least one type"],
    ["an enum of nothing", define.enum([]), "enum type must have at least one variant"],
    ["flags of nothing", define.flags([]), "flags must have at least one entry"],
    ["a list of no elements", [0x67, ...u8, 0], "must have more than zero elements"],
    ["33 flags", define.flags(Array.from({ length: 33 }, (_, i) => `f${i}`)), "more than 32 flags"],
    ["a field without name", define.record([["", u8]]), "record field name cannot be empty"],
    ["a case of another form", define.variant([["a_b"]]), "is not in kebab case"],
    ["a flag twice", define.flags(["a", "A"]), "flag name `A` conflicts with previous flag"],
    ["an enum's case twice", define.enum(["a", "a"]), "conflicts with previous tag name `a`"],
    [
      "a parameter twice",
      define.function([
        ["a", u8],
        ["a", u8],
      ]),
      "previous parameter name `a`",
    ],
    ["keys that are no numbers to count with", [0x63, ...f32, ...u8], "map key must be"],
    ["streams of characters", [0x66, 1, ...char], "`stream<char>` is not valid at this time"],
  ])("have not %s", (_, type, message) => {
    expect(() => {
      validate((component) => {
        component.type(type);
      });
    }).toThrow(message);
  });

  it("that name a primitive type are as it is", () => {
    validate((component) => {
      component.type(string);
      component.type([0x63, 0, ...u8]);
      component.type(define.flags(Array.from({ length: 32 }, (__, i) => `f${i}`)));
    });
    for (const [type, message] of [
      [f32, "map key must be"],
      [define.list(u8), "map key must be"],
      [char, "`stream<char>`"],
    ] as const) {
      expect(() => {
        validate((component) => {
          component.type(type);
          component.type(message.includes("map") ? [0x63, 0, ...u8] : [0x66, 1, 0]);
        });
      }).toThrow(message);
    }
  });
});

describe("a function that a component is given", () => {
  const { u8, u16 } = types;
  const f = define.function([["a", u8]], u8);
  const give = (given: Bytes, expected: Bytes): void => {
    const inner = new ComponentBuilder();
    inner.import("f", "func", inner.type(expected));
    validate((component) => {
      const imported = component.import("f", "func", component.type(given));
      component.instance(component.component(inner.bytes()), { f: ["func", imported] });
    });
  };

  it("has the type that it imports", () => {
    give(f, f);
    give(define.function([]), define.function([]));
  });

  it.each([
    [define.function([], u8), "expected 0 parameters, found 1"],
    [define.function([["b", u8]], u8), "expected parameter named `b`, found `a`"],
    [define.function([["a", u16]], u8), "in function parameter `a`: expected primitive `u16`"],
    [define.function([["a", u8]]), "expected no result, found one"],
    [define.function([["a", u8]], u16), "with result type: expected primitive `u16`"],
    [[0x43, ...f.slice(1)], "expected async function, found sync function"],
  ])("has not another one: %j", (expected, message) => {
    expect(() => {
      give(f, expected);
    }).toThrow(message);
  });

  it("has a result where one is expected", () => {
    expect(() => {
      give(define.function([["a", u8]]), f);
    }).toThrow("expected a result, found none");
  });
});
