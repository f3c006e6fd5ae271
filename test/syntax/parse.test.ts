import { describe, expect, it, test } from "vitest";
import type { InterfaceItem, Item, Type, WorldItem } from "../../src/syntax/ast.js";
import { WitParser } from "../../src/syntax/grammar.js";
import { parse } from "../../src/syntax/parse.js";
import { withoutSpans } from "./without-spans.js";

function parseFile(text: string): ReturnType<typeof parse>["file"] {
  const { file, diagnostics } = parse({ file: "test.wit", text });
  expect(diagnostics.map(({ message, line, column }) => ({ message, line, column }))).toEqual([]);
  return file;
}

const parseItem = (text: string): Item | undefined => parseFile(text).items[0];

function parseInterfaceItem(text: string): InterfaceItem | undefined {
  const item = parseItem(`interface i { ${text} }`);
  return item?.kind === "interface" ? item.items[0] : undefined;
}

function parseWorldItem(text: string): WorldItem | undefined {
  const item = parseItem(`world w { ${text} }`);
  return item?.kind === "world" ? item.items[0] : undefined;
}

function parseType(text: string): Type | undefined {
  const item = parseInterfaceItem(`type t = ${text};`);
  return item?.kind === "type-alias" ? item.type : undefined;
}

const id = (name: string, explicit = false): object => ({ kind: "identifier", name, explicit });
const local = (name: string): object => ({ kind: "local-path", name: id(name) });
const u8 = { kind: "primitive", name: "u8" };
const u16 = { kind: "primitive", name: "u16" };
const version = (text: string): object => ({ kind: "version", text });
const packageName = (namespace: string, name: string, text?: string): object => ({
  kind: "package-name",
  namespace: id(namespace),
  name: id(name),
  ...(text === undefined ? {} : { version: version(text) }),
});
const func = (parts: object = {}): object => ({
  kind: "function-type",
  async: false,
  params: [],
  ...parts,
});

test("the grammar is sound", () => {
  // Chevrotain throws on ambiguities, left recursion and unknown rules.
  expect(new WitParser(true).getGAstProductions()).toHaveProperty("file");
});

const types: readonly [string, object][] = [
  ["u8", u8],
  ["error-context", { kind: "primitive", name: "error-context" }],
  ["some-type", { kind: "named", name: id("some-type") }],
  ["%list", { kind: "named", name: id("list", true) }],
  ["list<u8>", { kind: "list", element: u8 }],
  ["list<u8, 007>", { kind: "list", element: u8, length: 7 }],
  ["list<u8, 4294967295>", { kind: "list", element: u8, length: 4294967295 }],
  ["map<u8, u16>", { kind: "map", key: u8, value: u16 }],
  ["option<u8>", { kind: "option", type: u8 }],
  ["result", { kind: "result" }],
  ["result<u8>", { kind: "result", ok: u8 }],
  ["result<_, u8>", { kind: "result", err: u8 }],
  ["result<u8, u16>", { kind: "result", ok: u8, err: u16 }],
  ["tuple<>", { kind: "tuple", types: [] }],
  ["tuple<u8, u16,>", { kind: "tuple", types: [u8, u16] }],
  ["future", { kind: "future" }],
  ["future<u8>", { kind: "future", type: u8 }],
  ["stream", { kind: "stream" }],
  ["stream<u8>", { kind: "stream", type: u8 }],
  ["own<r>", { kind: "own", resource: id("r") }],
  ["borrow<r>", { kind: "borrow", resource: id("r") }],
  ["list<option<u8>>", { kind: "list", element: { kind: "option", type: u8 } }],
];

describe("types", () => {
  it.each(types)("%s", (given, want) => {
    expect(withoutSpans(parseType(given))).toEqual(want);
  });
});

const param = { kind: "param", name: id("p"), type: u8 };

const interfaceItems: readonly [string, object][] = [
  ["f: func();", { kind: "function", attributes: [], name: id("f"), type: func() }],
  [
    "f: async func(p: u8,) -> u16;",
    {
      kind: "function",
      attributes: [],
      name: id("f"),
      type: func({ async: true, params: [param], result: u16 }),
    },
  ],
  [
    "use a.{b, c as d,};",
    {
      kind: "use",
      attributes: [],
      path: local("a"),
      names: [
        { kind: "use-name", name: id("b") },
        { kind: "use-name", name: id("c"), alias: id("d") },
      ],
    },
  ],
  [
    "use a:b/c@1.0.0-x.{};",
    {
      kind: "use",
      attributes: [],
      path: { kind: "package-path", package: packageName("a", "b", "1.0.0-x"), name: id("c") },
      names: [],
    },
  ],
  ["record r {}", { kind: "record", attributes: [], name: id("r"), fields: [] }],
  [
    "record r { a: u8, }",
    {
      kind: "record",
      attributes: [],
      name: id("r"),
      fields: [{ kind: "field", name: id("a"), type: u8 }],
    },
  ],
  [
    "variant v { a(u8), b }",
    {
      kind: "variant",
      attributes: [],
      name: id("v"),
      cases: [
        { kind: "variant-case", name: id("a"), type: u8 },
        { kind: "variant-case", name: id("b") },
      ],
    },
  ],
  [
    "enum e { a, b, }",
    {
      kind: "enum",
      attributes: [],
      name: id("e"),
      cases: [
        { kind: "enum-case", name: id("a") },
        { kind: "enum-case", name: id("b") },
      ],
    },
  ],
  [
    "flags f { a, b }",
    {
      kind: "flags",
      attributes: [],
      name: id("f"),
      flags: [
        { kind: "flag", name: id("a") },
        { kind: "flag", name: id("b") },
      ],
    },
  ],
  ["resource r;", { kind: "resource", attributes: [], name: id("r"), functions: [] }],
  [
    "resource r { constructor(p: u8) -> result<r>; m: func(); s: static async func(); }",
    {
      kind: "resource",
      attributes: [],
      name: id("r"),
      functions: [
        {
          kind: "constructor",
          attributes: [],
          params: [param],
          result: { kind: "result", ok: { kind: "named", name: id("r") } },
        },
        { kind: "method", attributes: [], name: id("m"), type: func() },
        { kind: "static", attributes: [], name: id("s"), type: func({ async: true }) },
      ],
    },
  ],
  [
    '@since(version = 1.0.0) @deprecated(version = 2.0.0-rc.1+b) @external-id("a\\"\\u{e9}\\c3\\a9") type t = u8;',
    {
      kind: "type-alias",
      attributes: [
        { kind: "since", name: id("since"), version: version("1.0.0") },
        { kind: "deprecated", name: id("deprecated"), version: version("2.0.0-rc.1+b") },
        { kind: "external-id", name: id("external-id"), value: 'a"éé' },
      ],
      name: id("t"),
      type: u8,
    },
  ],
  [
    "@unstable(feature = f) type t = u8;",
    {
      kind: "type-alias",
      attributes: [{ kind: "unstable", name: id("unstable"), feature: id("f") }],
      name: id("t"),
      type: u8,
    },
  ],
];

describe("items of interfaces", () => {
  it.each(interfaceItems)("%s", (given, want) => {
    expect(withoutSpans(parseInterfaceItem(given))).toEqual(want);
  });
});

const importOf = (extern: object): object => ({ kind: "import", attributes: [], extern });

const worldItems: readonly [string, object][] = [
  ["import a;", importOf({ kind: "extern-path", path: local("a") })],
  [
    "import a:b/c@1.0.0;",
    importOf({
      kind: "extern-path",
      path: { kind: "package-path", package: packageName("a", "b", "1.0.0"), name: id("c") },
    }),
  ],
  ["import a: b;", importOf({ kind: "extern-labelled-path", name: id("a"), path: local("b") })],
  [
    "import a: b:c/d;",
    importOf({
      kind: "extern-labelled-path",
      name: id("a"),
      path: { kind: "package-path", package: packageName("b", "c"), name: id("d") },
    }),
  ],
  ["import a: func();", importOf({ kind: "extern-function", name: id("a"), type: func() })],
  [
    "import a: interface { type t = u8; }",
    importOf({
      kind: "extern-interface",
      name: id("a"),
      items: [{ kind: "type-alias", attributes: [], name: id("t"), type: u8 }],
    }),
  ],
  [
    "export a: async func() -> u8;",
    {
      kind: "export",
      attributes: [],
      extern: {
        kind: "extern-function",
        name: id("a"),
        type: func({ async: true, result: u8 }),
      },
    },
  ],
  ["include a;", { kind: "include", attributes: [], path: local("a"), renames: [] }],
  [
    "include a with { b as c, }",
    {
      kind: "include",
      attributes: [],
      path: local("a"),
      renames: [{ kind: "include-rename", name: id("b"), alias: id("c") }],
    },
  ],
  ["resource r;", { kind: "resource", attributes: [], name: id("r"), functions: [] }],
];

describe("items of worlds", () => {
  it.each(worldItems)("%s", (given, want) => {
    expect(withoutSpans(parseWorldItem(given))).toEqual(want);
  });
});

describe("files", () => {
  it("has a header and items", () => {
    const file = parseFile(`
      /// The package.
      package a:b@1.0.0;
      use c:d/e as f;
      package g:h { package i:j { } world w { } }
    `);
    expect(withoutSpans(file)).toEqual({
      kind: "source-file",
      header: {
        kind: "package-header",
        docs: "The package.",
        name: packageName("a", "b", "1.0.0"),
      },
      items: [
        {
          kind: "top-level-use",
          attributes: [],
          path: { kind: "package-path", package: packageName("c", "d"), name: id("e") },
          alias: id("f"),
        },
        {
          kind: "nested-package",
          name: packageName("g", "h"),
          items: [
            { kind: "nested-package", name: packageName("i", "j"), items: [] },
            { kind: "world", attributes: [], name: id("w"), items: [] },
          ],
        },
      ],
    });
  });

  it.each(["", " \n", "// only a comment", "\ufeff"])("%j has no items", (text) => {
    const file = parseFile(text);
    expect([file.header, file.items]).toEqual([undefined, []]);
  });

  it("accepts line ends of Windows and a byte order mark", () => {
    const text = "package a:b;\n/// x\n/// y\ninterface i {\n  f: func();\n}\n";
    const windows = `\ufeff${text.replaceAll("\n", "\r\n")}`;
    expect(withoutSpans(parseFile(windows))).toEqual(withoutSpans(parseFile(text)));
  });

  it("gives every node the span of its text", () => {
    const text = "package a:b;\n@since(version = 1.0.0)\ninterface i { f: func(p: list<%u8-x>); }";
    const file = parseFile(text);
    const seen = new Map<string, string>();
    const visit = (node: unknown): void => {
      if (typeof node !== "object" || node === null) {
        return;
      }
      if ("kind" in node && "span" in node) {
        const { start, end } = node.span as { start: number; end: number };
        seen.set(String(node.kind), text.slice(start, end));
      }
      for (const [key, child] of Object.entries(node)) {
        if (key !== "span" && key !== "source") {
          visit(child);
        }
      }
    };
    visit(file);
    expect(Object.fromEntries(seen)).toMatchObject({
      "package-header": "package a:b;",
      "package-name": "a:b",
      since: "@since(version = 1.0.0)",
      version: "1.0.0",
      interface: text.slice(text.indexOf("@")),
      function: "f: func(p: list<%u8-x>);",
      "function-type": "func(p: list<%u8-x>)",
      param: "p: list<%u8-x>",
      list: "list<%u8-x>",
      named: "%u8-x",
    });
  });
});

const docs: readonly [string, string | undefined][] = [
  ["", undefined],
  ["/// a", "a"],
  ["//a\n// b", "a\n b"],
  ["///   a\n///     b\n///", "a\n  b"],
  ["/// a\n\n//\n/// b", "a\n\nb"],
  ["/** a */", "a"],
  ["/**\n * a\n */", "\n * a"],
  ["/* a */", "* a */"],
  ["/**/", ""],
  ["//", ""],
  ["/// a\n@since(version = 1.0.0) // dropped\n", "a"],
];

describe("docs", () => {
  it.each(docs)("%j", (given, want) => {
    const item = parseItem(`${given}\ninterface i {}`);
    expect(item?.kind === "interface" ? item.docs : null).toBe(want);
  });

  it("take in the comment at the end of the line before", () => {
    const item = parseInterfaceItem("enum e { a, // of b\n b }");
    expect(item?.kind === "enum" ? item.cases.map((enumCase) => enumCase.docs) : []).toEqual([
      undefined,
      "of b",
    ]);
  });
});
