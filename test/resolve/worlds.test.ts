import { describe, expect, it } from "vitest";
import { printWit } from "../../src/graph/print-wit.js";
import { loadWitText } from "../../src/wit.js";
import { dedent, problemLines } from "./problems.js";

/** What a world becomes: each of its imports and exports on a line, in order. */
async function worldLines(text: string, world: string): Promise<readonly string[]> {
  const { graph, diagnostics } = await loadWitText(`package a:b@1.0.0;\n${dedent(text)}`, {
    features: ["on"],
  });
  expect(problemLines(diagnostics)).toEqual([]);
  const printed = graph ? printWit(graph) : "";
  const lines = printed
    .slice(printed.indexOf(`world ${world} {`))
    .split("\n")
    .slice(1);
  return lines.slice(0, lines.indexOf("}")).flatMap((line) => line.trim() || []);
}

interface Given {
  readonly name: string;
  readonly given: string;
  /** Of world `w`, without blank lines, joined with spaces. */
  readonly want: string;
}

const elaboration: readonly Given[] = [
  {
    name: "an import brings in what it uses, before it",
    given: `
      interface a { type t = u8; }
      interface b { use a.{t}; }
      interface c { use b.{t}; }
      world w { import c; }`,
    want: "import a; import b; import c;",
  },
  {
    name: "an export imports what it uses when that is not exported",
    given: `
      interface a { type t = u8; }
      interface b { use a.{t}; }
      world w { export b; }`,
    want: "import a; export b;",
  },
  {
    name: "an export uses another export, which then comes first",
    given: `
      interface a { type t = u8; }
      interface b { use a.{t}; }
      world w { export b; export a; }`,
    want: "export a; export b;",
  },
  {
    name: "an interface can be imported and exported",
    given: `
      interface a { type t = u8; }
      interface b { use a.{t}; }
      world w { import a; export b; export a; }`,
    want: "import a; export a; export b;",
  },
  {
    name: "a used type of the world imports its interface",
    given: `
      interface a { type t = u8; }
      world w { import f: func(x: t); use a.{t}; }`,
    want: "import a; use a.{t}; import f: func(x: t);",
  },
  {
    name: "interfaces, used types, own types, functions",
    given: `
      interface a { type t = u8; }
      interface b {}
      world w { import f: func(); type u = u8; use a.{t}; import b; }`,
    want: "import b; import a; use a.{t}; type u = u8; import f: func();",
  },
  {
    name: "a label is a name of its own, and needs what the interface needs",
    given: `
      interface a { type t = u8; }
      interface b { use a.{t}; }
      world w { import x: b; import y: b; export z: b; }`,
    want: "import a; import x: b; import y: b; export z: b;",
  },
  {
    name: "what is implied has the gate of what implies it",
    given: `
      interface a { type t = u8; }
      interface b { use a.{t}; }
      world w { @since(version = 1.0.0) import b; }`,
    want: "@since(version = 1.0.0) import a; @since(version = 1.0.0) import b;",
  },
  {
    name: "an export's external id goes on to what it implies, an import's does not",
    given: `
      interface a { type t = u8; }
      interface b { use a.{t}; }
      world v { @external-id("E") import b; }
      world w { @external-id("E") export b; }`,
    want: '@external-id("E") import a; @external-id("E") export b;',
  },
  {
    name: "a function of a resource stands with it",
    given: `
      world w { import f: func(a: r); resource r { constructor(); get: func() -> u8; } }`,
    want: "resource r { constructor(); get: func() -> u8; } import f: func(a: r);",
  },
];

const includes: readonly Given[] = [
  {
    name: "own items come before included ones, interfaces are united",
    given: `
      interface a {}
      interface b {}
      world v { import a; import b; import f: func(); export g: func(); }
      world w { include v; import b; import h: func(); export a; }`,
    want: "import b; import a; import h: func(); import f: func(); export g: func(); export a;",
  },
  {
    name: "with renames functions and interfaces written in place",
    given: `
      world v { import f: func(); import i: interface { g: func(); } }
      world w { include v with { f as f2, i as i2 } }`,
    want: "import i2: interface { g: func(); } import f2: func();",
  },
  {
    name: "with renames a resource and its functions",
    given: `
      world v { resource r { constructor(); m: func(); s: static func() -> r; } }
      world w { include v with { r as q } }`,
    want: "resource q { constructor(); m: func(); s: static func() -> q; }",
  },
  {
    name: "a chain of includes",
    given: `
      world u { import f: func(); }
      world v { include u with { f as g } }
      world w { include v with { g as h } include u; }`,
    want: "import h: func(); import f: func();",
  },
  {
    name: "a label keeps its interface",
    given: `
      interface i {}
      world v { import x: i; }
      world w { include v with { x as y } }`,
    want: "import y: i;",
  },
  {
    name: "the gate of a statement counts when the world itself says nothing",
    given: `
      interface i {}
      world v { @since(version = 1.0.0) import i; }
      world w { include v; }`,
    want: "@since(version = 1.0.0) import i;",
  },
  {
    name: "the gate of a world of another package does not count",
    given: `
      package c:d@1.0.0 {
        interface i {}
        world v { @since(version = 1.0.0) import i; }
      }
      world w { include c:d/v@1.0.0; }`,
    want: "import c:d/i@1.0.0;",
  },
  {
    name: "gates leave out includes, imports and exports",
    given: `
      interface i {}
      interface j {}
      world v { import f: func(); }
      world w {
        @unstable(feature = off) include v;
        @unstable(feature = off) import i;
        @unstable(feature = on) import j;
        @unstable(feature = off) export f: func();
      }`,
    want: "@unstable(feature = on) import j;",
  },
];

describe("worlds", () => {
  it.each([...elaboration, ...includes])("$name", async ({ given, want }) => {
    expect((await worldLines(given, "w")).join(" ")).toBe(want);
  });

  it("copies included items with types of their own", async () => {
    const { graph } = await loadWitText(
      "package a:b; world v { resource r; import i: interface { resource q; } } world w { include v; }",
    );
    const [v, w] = graph?.worlds ?? [];
    const types = [v, w].map((world) =>
      world?.imports.flatMap((item) => (item.kind === "type" ? [item.type] : [])),
    );
    expect(types[0]).not.toEqual(types[1]);
    const copy = w?.imports.flatMap((item) => (item.kind === "interface" ? [item.interface] : []));
    const original = v?.imports.flatMap((item) =>
      item.kind === "interface" ? [item.interface] : [],
    );
    expect(graph?.interfaces[copy?.[0] ?? -1]?.cloneOf).toBe(original?.[0]);
  });
});
