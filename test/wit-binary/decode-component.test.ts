import { describe, expect, test } from "vitest";
import { decodeComponent } from "../../src/component/decode.js";
import { InvalidComponentError, UnsupportedError } from "../../src/component/errors.js";
import { printWit } from "../../src/graph/print-wit.js";
import { decodeComponentWorld } from "../../src/wit-binary/decode-component.js";
import { thrownBy } from "../thrown-by.js";
import {
  ComponentBuilder,
  componentType,
  externType,
  functionType,
  instanceType,
  recordType,
  STRING,
  U32,
} from "./component-builder.js";

const component = (): ComponentBuilder => new ComponentBuilder();

function witOf(builder: ComponentBuilder): string {
  const graph = decodeComponentWorld(decodeComponent(builder.finish()));
  return printWit(graph, { dependencies: true });
}

function errorOf(builder: ComponentBuilder): unknown {
  return thrownBy(() => decodeComponentWorld(decodeComponent(builder.finish())));
}

/** `(func (param "self" (borrow T)) (result u32))` of the resource with index `resource`, which declares three types. */
const resourceMethod = (resource: number) => [
  (writer: Parameters<ReturnType<typeof functionType>>[0]) => writer.byte(0x68).u32(resource),
  functionType([["self", resource + 1]], U32),
];

describe("the world of a component", () => {
  const cases: readonly (readonly [string, ComponentBuilder, string])[] = [
    [
      "without imports and exports",
      component(),
      `package root:component;

world root {
}
`,
    ],
    [
      "with functions",
      component()
        .type(functionType([["name", STRING]], U32))
        .import("length-of", externType.function(0))
        .lift(0)
        .export("size-of", "function", 1),
      `package root:component;

world root {
  import length-of: func(name: string) -> u32;

  export size-of: func(name: string) -> u32;
}
`,
    ],
    [
      "with an imported interface whose resource a function uses",
      component()
        .type(
          instanceType((d) => {
            d.export({ name: "blob" }, { kind: "resource" });
            const [borrow, method] = resourceMethod(0);
            d.type((w) => borrow?.(w));
            const type = d.type((w) => method?.(w));
            d.export({ name: "[method]blob.size" }, { kind: "function", type });
          }),
        )
        .import("test:deps/blobs@1.2.0", externType.instance(0))
        .aliasExport(0, "type", "blob")
        .import("blob", externType.equals(1))
        .type((w) => w.byte(0x69).u32(2))
        .type(functionType([["from", 3]]))
        .import("take", externType.function(4)),
      `package root:component;

world root {
  import test:deps/blobs@1.2.0;
  use test:deps/blobs@1.2.0.{blob};
  import take: func(%from: blob);
}
package test:deps@1.2.0 {
  interface blobs {
    resource blob {
      size: func() -> u32;
    }
  }
}
`,
    ],
    [
      "with an interface in place",
      component()
        .type(
          instanceType((d) => {
            const record = d.type((w) => recordType([["x", U32]])(w));
            d.export({ name: "point" }, { kind: "type", equals: record });
          }),
        )
        .import("shapes", externType.instance(0)),
      `package root:component;

world root {
  import shapes: interface {
    record point {
      x: u32,
    }
  }
}
`,
    ],
    [
      "with an interface that an instantiated component exports",
      component()
        .type(recordType([["x", U32]]))
        .type(functionType([["p", 0]]))
        .lift(1)
        .component(
          component()
            .type(recordType([["x", U32]]))
            .import("import-type-point", externType.equals(0))
            .type(functionType([["p", 1]]))
            .import("import-func-draw", externType.function(2))
            .export("point", "type", 1)
            .type(functionType([["p", 3]]))
            .export("draw", "function", 0, externType.function(4)),
        )
        .instantiate(0, [
          ["import-type-point", "type", 0],
          ["import-func-draw", "function", 0],
        ])
        .export("test:shapes/canvas", "instance", 0),
      `package root:component;

world root {
  export test:shapes/canvas;
}
package test:shapes {
  interface canvas {
    record point {
      x: u32,
    }

    draw: func(p: point);
  }
}
`,
    ],
    [
      "with an exported interface that uses an imported one through a nested component",
      component()
        .type(instanceType((d) => d.export({ name: "t" }, { kind: "resource" })))
        .import("test:a/types", externType.instance(0))
        .aliasExport(0, "type", "t")
        .component(
          component()
            .import("import-type-t", externType.resource)
            .export("t", "type", 0)
            .type((w) => w.byte(0x69).u32(1))
            .type(functionType([], 2)),
        )
        .instantiate(0, [["import-type-t", "type", 1]])
        .export("test:b/users", "instance", 1),
      `package root:component;

world root {
  import test:a/types;

  export test:b/users;
}
package test:a {
  interface types {
    resource t;
  }
}


package test:b {
  interface users {
    use test:a/types.{t};
  }
}
`,
    ],
    [
      "with an interface that is imported and exported, seen in part each time",
      component()
        .type(functionType([]))
        .type(
          instanceType((d) => {
            const type = d.type((w) => functionType([])(w));
            d.export({ name: "first" }, { kind: "function", type });
          }),
        )
        .import("test:a/both", externType.instance(1))
        .lift(0)
        .instanceOf([["second", "function", 0]])
        .export("test:a/both", "instance", 1),
      `package root:component;

world root {
  import test:a/both;

  export test:a/both;
}
package test:a {
  interface both {
    first: func();

    second: func();
  }
}
`,
    ],
    [
      "that instantiates an imported component",
      component()
        .type(
          componentType((d) => {
            const type = d.type((w) => functionType([], STRING)(w));
            d.export({ name: "run" }, { kind: "function", type });
          }),
        )
        .import("plugin", externType.component(0))
        .instantiate(0, [])
        .aliasExport(0, "function", "run")
        .export("run", "function", 0),
      `package root:component;

world root {
  export run: func() -> string;
}
`,
    ],
  ];
  test.each(cases)("%s", (_title, builder, want) => {
    expect(witOf(builder)).toBe(want);
  });

  test("keeps external ids and labels", () => {
    const builder = component()
      .type(instanceType(() => undefined))
      .import("plain", (writer) => externType.instance(0)(writer));
    const graph = decodeComponentWorld({
      ...decodeComponent(builder.finish()),
      definitions: [
        {
          kind: "type",
          type: { kind: "instance", declarations: [] },
          offset: 8,
        },
        {
          kind: "import",
          name: { name: "primary", implements: "test:a/store@0.1.0", externalId: "x-1" },
          type: { kind: "instance", type: 0 },
          offset: 9,
        },
      ],
    });
    expect(graph.worlds[0]?.imports).toEqual([
      { kind: "interface", name: "primary", interface: 0, externalId: "x-1" },
    ]);
    expect(graph.interfaces[0]?.name).toBe("store");
    expect(graph.packages[graph.interfaces[0]?.package ?? -1]?.name).toEqual({
      namespace: "test",
      name: "a",
      version: "0.1.0",
    });
  });
});

describe("a broken component", () => {
  const cases: readonly (readonly [string, ComponentBuilder, string])[] = [
    ["unknown type", component().import("f", externType.function(0)), "unknown type 0"],
    [
      "function type that is none",
      component()
        .type(recordType([["x", U32]]))
        .import("f", externType.function(0)),
      "type index 0 is not a function type",
    ],
    [
      "function as a value",
      component()
        .type(functionType([]))
        .type(functionType([["f", 0]])),
      "type index 0 is not a defined type",
    ],
    [
      "handle of no resource",
      component()
        .type(recordType([["x", U32]]))
        .type((w) => w.byte(0x69).u32(0)),
      "type index 0 is not a resource type",
    ],
    ["unknown instance", component().aliasExport(0, "type", "t"), "unknown instance 0"],
    [
      "unknown export of an instance",
      component().instanceOf([]).aliasExport(0, "type", "t"),
      "instance 0 has no export named `t`",
    ],
    ["outer alias too far", component().aliasOuter(1, "type", 0), "invalid outer alias count of 1"],
    [
      "type that refers to itself from inside",
      component()
        .type(instanceType((d) => d.aliasOuter(1, 0)))
        .import("a:b/c", externType.instance(0)),
      "unknown type 0",
    ],
    [
      "missing argument",
      component().component(component().import("t", externType.resource)).instantiate(0, []),
      "missing import named `t`",
    ],
    [
      "argument of another sort",
      component()
        .component(component().import("t", externType.resource))
        .instanceOf([])
        .instantiate(0, [["t", "instance", 0]]),
      "expected type for `t`, found instance",
    ],
    [
      "name used twice",
      component()
        .type(functionType([]))
        .import("f", externType.function(0))
        .import("f", externType.function(0)),
      "import name `f` is used twice",
    ],
    [
      "method without resource",
      component().type(functionType([])).import("[method]r.m", externType.function(0)),
      "function `[method]r.m` belongs to no resource of its interface",
    ],
    [
      "label that is none",
      component()
        .type(
          instanceType((d) => {
            const type = d.type((w) => recordType([["*/alert(1)", U32]])(w));
            d.export({ name: "t" }, { kind: "type", equals: type });
          }),
        )
        .import("a:b/c", externType.instance(0)),
      "record name `*/alert(1)` is not in kebab case",
    ],
    [
      "label used twice",
      component()
        .type(
          functionType([
            ["x", U32],
            ["x", U32],
          ]),
        )
        .import("f", externType.function(0)),
      "parameter name `x` is used twice",
    ],
    [
      "type name that is none",
      component()
        .type(instanceType((d) => d.export({ name: "[method]r.t" }, { kind: "resource" })))
        .import("a:b/c", externType.instance(0)),
      "type name `[method]r.t` is not in kebab case",
    ],
    [
      "name that is none",
      component().type(functionType([])).import("not a name", externType.function(0)),
      "`not a name` is not a valid name in WIT",
    ],
    [
      "version that is none",
      component()
        .type(instanceType(() => undefined))
        .import("a:b/c@1", externType.instance(0)),
      "`1` is not a valid semver",
    ],
  ];
  test.each(cases)("%s", (_title, builder, message) => {
    const error = errorOf(builder);
    expect(error).toBeInstanceOf(InvalidComponentError);
    expect((error as InvalidComponentError).message).toContain(message);
    expect((error as InvalidComponentError).offset).toBeGreaterThan(8);
  });
});

describe("a component that WIT cannot express", () => {
  const cases: readonly (readonly [string, ComponentBuilder, string])[] = [
    ["exports a type", component().resource().export("r", "type", 0), "type `r` is exported"],
    [
      "has a record without a name",
      component()
        .type(recordType([["x", U32]]))
        .type(functionType([["p", 0]]))
        .import("f", externType.function(1)),
      "a record type has no name",
    ],
    [
      "has a handle to a resource without a name",
      component()
        .resource()
        .type((w) => w.byte(0x69).u32(0))
        .type(functionType([["p", 1]]))
        .lift(2)
        .export("f", "function", 0),
      "a handle refers to a resource without a name",
    ],
    [
      "exports an imported instance under another name",
      component()
        .type(instanceType((d) => d.export({ name: "r" }, { kind: "resource" })))
        .import("test:a/b", externType.instance(0))
        .export("test:a/c", "instance", 0),
      "type `r` has more than one name",
    ],
    [
      "gives one name to two types",
      component()
        .type(
          instanceType((d) => {
            const type = d.type((w) => recordType([["x", U32]])(w));
            d.export({ name: "t" }, { kind: "type", equals: type });
          }),
        )
        .import("test:a/b", externType.instance(0))
        .type(recordType([["y", U32]]))
        .instanceOf([["t", "type", 1]])
        .export("test:a/b", "instance", 1),
      "`t` stands for two different types",
    ],
  ];
  test.each(cases)("%s", (_title, builder, message) => {
    const error = errorOf(builder);
    expect(error).toBeInstanceOf(UnsupportedError);
    expect((error as UnsupportedError).message).toContain(message);
  });
});

describe("hostile components", () => {
  test("instances that double at each step end with an error", () => {
    const builder = component().component(component());
    for (let depth = 1; depth < 40; depth++) {
      builder.component(
        component()
          .aliasOuter(1, "component", depth - 1)
          .instantiate(0, [])
          .instantiate(0, []),
      );
    }
    const start = performance.now();
    expect(errorOf(builder.instantiate(39, []))).toBeInstanceOf(InvalidComponentError);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("types that double at each step end with an error", () => {
    const builder = component().type((w) => w.byte(0x6f).u32(2).byte(U32).byte(U32));
    for (let index = 0; index < 40; index++) {
      builder.type((w) => w.byte(0x6f).u32(2).byte(index).byte(index));
    }
    expect(errorOf(builder)).toMatchObject({
      message: expect.stringContaining("effective type size exceeds the limit"),
    });
  });

  test("deeply nested types end with an error", () => {
    const builder = component().type((w) => w.byte(0x70).byte(U32));
    for (let index = 0; index < 60; index++) {
      builder.type((w) => w.byte(0x70).typeIndex(index));
    }
    witOf(builder);
    for (let index = 60; index < 120; index++) {
      builder.type((w) => w.byte(0x70).typeIndex(index));
    }
    expect(errorOf(builder)).toMatchObject({
      message: expect.stringContaining("type nesting is too deep"),
    });
  });

  test("a long chain of instantiations ends with an error, not with the stack", () => {
    const builder = component().component(component());
    for (let depth = 1; depth < 5_000; depth++) {
      builder.component(
        component()
          .aliasOuter(1, "component", depth - 1)
          .instantiate(0, []),
      );
    }
    expect(errorOf(builder.instantiate(4_999, []))).toMatchObject({
      message: expect.stringContaining("instances are nested too deep"),
    });
  });
});
