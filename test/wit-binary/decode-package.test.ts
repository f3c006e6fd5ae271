import { describe, expect, test } from "vitest";
import { InvalidComponentError } from "../../src/component/errors.js";
import type { PackageGraph } from "../../src/graph/package-graph.js";
import { printWit } from "../../src/graph/print-wit.js";
import { decodeBinary } from "../../src/wit-binary/decode-binary.js";
import type { Declarations } from "../../src/wit-binary/declarations.js";
import { encodePackage } from "../../src/wit-binary/encode-package.js";
import { loadWitText } from "../../src/wit.js";
import { expectSameBytes } from "./bytes.js";
import {
  ComponentBuilder,
  componentType,
  functionType,
  instanceType,
} from "./component-builder.js";

const documented = `/// The package.
package test:docs@1.2.0;

/// An interface.
@since(version = 1.0.0)
interface things {
  /// A record.
  record pair {
    /// The first.
    first: u32,
    second: string,
  }

  /// A variant.
  @unstable(feature = more)
  variant either {
    /// The left one.
    left(u32),
    right,
  }

  flags bits {
    /// Bit zero.
    zero,
    one,
  }

  enum color {
    red,
    /// Not red.
    blue,
  }

  /// A resource.
  resource thing {
    /// Makes one.
    constructor();
    /// Looks at it.
    @since(version = 1.1.0)
    @deprecated(version = 1.2.0)
    look: async func() -> stream<pair>;
  }
}

/// A world.
world app {
  /// Needed for things.
  @since(version = 1.2.0)
  import things;

  /// In place.
  import place: interface {
    /// Goes there.
    go: func() -> result<_, string>;
  }

  /// A type of the world.
  type id = u64;

  /// Says who.
  import who: func() -> id;
  /// Also in place.
  export place: interface {
    /// Comes back.
    back: func();
  }
  /// Says who else.
  export who: func() -> option<id>;
  /// Things again.
  export things;
}
`;

async function graphOf(wit: string): Promise<PackageGraph> {
  const { graph, diagnostics } = await loadWitText(wit, { features: "all" });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  if (graph === undefined) {
    throw new Error("no graph");
  }
  return graph;
}

function decode(bytes: Uint8Array): PackageGraph {
  const decoded = decodeBinary(bytes);
  if (decoded.kind !== "wit-package") {
    throw new Error(`decoded as ${decoded.kind}`);
  }
  return decoded.graph;
}

describe("a package", () => {
  test("keeps docs and stability", async () => {
    const graph = await graphOf(documented);
    expect(printWit(decode(encodePackage(graph)))).toBe(printWit(graph));
  });

  test("shows of other packages what it uses", async () => {
    const graph = await graphOf(`package test:main;
package test:dep@0.1.0 {
  interface types { record used { x: u32 } record other { y: string } f: func(); }
  interface unused { g: func(); }
}
interface user { use test:dep/types@0.1.0.{used}; h: func(u: used); }
world app { import test:dep/types@0.1.0; export user; }`);
    const decoded = decode(encodePackage(graph));
    expect(printWit(decoded, { dependencies: true })).toBe(`package test:main;

interface user {
  use test:dep/types@0.1.0.{used};

  h: func(u: used);
}

world app {
  import test:dep/types@0.1.0;

  export user;
}
package test:dep@0.1.0 {
  interface types {
    record used {
      x: u32,
    }

    record other {
      y: string,
    }

    f: func();
  }
}
`);
    expect(decoded.packages.at(-1)?.name).toEqual({ namespace: "test", name: "main" });
    expect(decoded.root).toBe(decoded.packages.length - 1);
  });

  test("names the tool that made it only if asked", async () => {
    const graph = await graphOf("package a:b; interface i {}");
    const plain = encodePackage(graph);
    const signed = encodePackage(graph, { producer: { name: "some-tool", version: "1.0.0" } });
    expect(new TextDecoder().decode(plain)).not.toContain("producers");
    expect(signed.subarray(0, plain.length)).toEqual(plain);
    expect(new TextDecoder().decode(signed)).toContain("some-tool");
    expect(printWit(decode(signed))).toBe(printWit(graph));
  });

  test("many types and functions go through", async () => {
    const count = 3_000;
    const types = Array.from({ length: count }, (_, i) => `type t${i + 1} = t${i - (i % 50)};`);
    const functions = Array.from({ length: count }, (_, i) => `fn${i}: func(x: list<t${i}>);`);
    const graph = await graphOf(
      `package a:b; interface i { type t0 = u32; ${types.join("\n")} ${functions.join("\n")} }`,
    );
    const bytes = encodePackage(graph);
    expectSameBytes(encodePackage(decode(bytes)), bytes);
  });
});

describe("a package of format 1", () => {
  test("has all interfaces and worlds in one type", () => {
    const empty = (writer: Parameters<ReturnType<typeof functionType>>[0]): unknown =>
      functionType([])(writer);
    const types = instanceType((d) => d.export({ name: "r" }, { kind: "resource" }));
    const user = instanceType((d) => {
      const alias = d.aliasOuter(1, 1);
      d.export({ name: "r" }, { kind: "type", equals: alias });
      d.export({ name: "f" }, { kind: "function", type: d.type((w) => empty(w)) });
    });
    const world = componentType((d) => {
      const type = d.type((w) => empty(w));
      d.export({ name: "run" }, { kind: "function", type });
    });
    const all = componentType((d: Declarations) => {
      const dep = d.type((w) => types(w));
      const instance = d.import({ name: "test:dep/types" }, { kind: "instance", type: dep });
      d.aliasExport(instance, "r");
      const type = d.type((w) => user(w));
      d.export({ name: "test:old/user" }, { kind: "instance", type });
      const component = d.type((w) => world(w));
      d.export({ name: "test:old/app" }, { kind: "component", type: component });
    });
    const bytes = new ComponentBuilder().type(all).export("test:old/wit", "type", 0).finish();
    expect(printWit(decode(bytes), { dependencies: true })).toBe(`package test:old;

interface user {
  use test:dep/types.{r};

  f: func();
}

world app {
  export run: func();
}
package test:dep {
  interface types {
    resource r;
  }
}
`);
  });
});

describe("a broken package", () => {
  const packageWith = (customs: readonly Uint8Array[], name = "a:b/i"): Uint8Array => {
    const type = componentType((d) => {
      const instance = d.type((w) =>
        instanceType((inner) => {
          const func = inner.type((w2) => functionType([])(w2));
          inner.export({ name: "f" }, { kind: "function", type: func });
        })(w),
      );
      d.export({ name }, { kind: "instance", type: instance });
    });
    const builder = new ComponentBuilder().type(type).export("i", "type", 0);
    customs.forEach((data) => builder.custom("package-docs", data));
    return builder.finish();
  };
  const docs = (json: string, version = 1): Uint8Array =>
    Uint8Array.of(version, ...new TextEncoder().encode(json));

  test("docs have no characters that WIT has not", async () => {
    const json = '{"interfaces":{"i":{"docs":"a\\u001b[0m\\u202eb","funcs":{"f":"\\u0000"}}}}';
    const decoded = decodeBinary(packageWith([docs(json)]));
    const { graph } = await loadWitText(
      "package a:b; /// a\ufffd[0m\ufffdb\ninterface i { /// \ufffd\nf: func(); }",
    );
    expect("graph" in decoded && printWit(decoded.graph)).toBe(graph && printWit(graph));
  });

  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    [
      "docs of another format",
      packageWith([docs("{}", 2)]),
      "expected package-docs version 1, got 2",
    ],
    ["empty docs", packageWith([new Uint8Array()]), "expected package-docs version 1, got none"],
    ["docs twice", packageWith([docs("{}"), docs("{}")]), 'multiple "package-docs" sections'],
    ["docs that are no JSON", packageWith([docs("{")]), "package-docs is not valid JSON"],
    ["docs that are no object", packageWith([docs("[]")]), "the contents should be an object"],
    ["docs with unknown members", packageWith([docs('{"x":1}')]), "/x should be absent"],
    [
      "docs with a number as text",
      packageWith([docs('{"interfaces":{"i":{"docs":1}}}')]),
      "/interfaces/i/docs should be a string",
    ],
    [
      "docs with two stabilities",
      packageWith([
        docs(
          '{"interfaces":{"i":{"stability":{"stable":{"since":"1.0.0"},"unstable":{"feature":"f"}}}}}',
        ),
      ]),
      "/interfaces/i/stability should be stable or unstable",
    ],
    [
      "docs with a feature that is no name",
      packageWith([docs('{"interfaces":{"i":{"stability":{"unstable":{"feature":"f)"}}}}}')]),
      "/unstable/feature should be a name",
    ],
    [
      "docs with a version that is none",
      packageWith([docs('{"interfaces":{"i":{"stability":{"stable":{"since":"1"}}}}}')]),
      "/stable/since should be a version",
    ],
    [
      "docs of an interface that does not exist",
      packageWith([docs('{"interfaces":{"j":{}}}')]),
      "speaks of interface `j`, which does not exist",
    ],
    [
      "docs of a function that does not exist",
      packageWith([docs('{"interfaces":{"i":{"funcs":{"g":{}}}}}')]),
      "speaks of function `g`, which does not exist",
    ],
    ["an item without full name", packageWith([], "i"), "expected `i` to be the full name"],
    [
      "items of two packages",
      new ComponentBuilder()
        .type(
          componentType((d) => {
            const type = d.type((w) => instanceType(() => undefined)(w));
            d.export({ name: "a:b/i" }, { kind: "instance", type });
          }),
        )
        .export("i", "type", 0)
        .type(
          componentType((d) => {
            const type = d.type((w) => instanceType(() => undefined)(w));
            d.export({ name: "a:c/j" }, { kind: "instance", type });
          }),
        )
        .export("j", "type", 2)
        .finish(),
      "`a:c/j` is not in package `a:b`",
    ],
    [
      "an item without export",
      new ComponentBuilder()
        .type(componentType(() => undefined))
        .export("i", "type", 0)
        .finish(),
      "expected a single export, but found 0 instead",
    ],
  ];
  test.each(cases)("with %s", (_title, bytes, message) => {
    let error: unknown;
    try {
      decode(bytes);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InvalidComponentError);
    expect((error as InvalidComponentError).message).toContain(message);
    expect((error as InvalidComponentError).offset).toBeGreaterThanOrEqual(8);
  });

  test("format 0 of docs is read: functions have theirs as a string", () => {
    const bytes = packageWith([docs('{"interfaces":{"i":{"funcs":{"f":"Does it."}}}}', 0)]);
    expect(decode(bytes).interfaces[0]?.functions.get("f")?.docs).toBe("Does it.");
  });
});
