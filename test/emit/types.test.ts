import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { emitWorlds, type EmittedFile } from "../../src/emit/emit-worlds.js";
import type { EmitOptions } from "../../src/emit/emit-options.js";
import { loadWitText } from "../../src/wit.js";

async function emit(text: string, options: EmitOptions = {}): Promise<EmittedFile[]> {
  const { graph, diagnostics } = await loadWitText(`package t:t;\n${text}`, { features: "all" });
  if (graph === undefined) {
    throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  }
  const worlds = graph.packages[graph.root]?.worlds.values() ?? [];
  return emitWorlds(graph, [...worlds], { target: "types", ...options });
}

/** The file of interface `i`, without what it opens with and the metadata that it ends with. */
async function emitInterface(side: "imports" | "exports", body: string): Promise<string> {
  const direction = side === "imports" ? "import" : "export";
  const files = await emit(`interface i { ${body} }\nworld w { ${direction} i; }`);
  const content = files.find(({ path }) => path === `${side}/t-t-i.ts`)?.content ?? "";
  const [types = "", metadata] = content.split("\n/** The interface that this file is of. */\n");
  expect(metadata).toContain('id: "t:t/i"');
  return types
    .replace(/^\/\/.*\n\n?/, "")
    .replace(/^import [^;]*;\n\n?/gm, "")
    .trimEnd();
}

describe("types", () => {
  const cases: [string, string, string][] = [
    [
      "record",
      "record r { a: u32, b: option<string>, c: option<option<bool>> }",
      "export interface R {\n  a: number;\n  b?: string;\n  c: Option<boolean | undefined>;\n}",
    ],
    ["alias", "type a = u64; type b = a;", "export type A = bigint;\nexport type B = A;"],
    [
      "list of numbers in a type that only comes from the guest",
      "type a = list<u8>;",
      "export type A = Uint8Array<ArrayBuffer>;",
    ],
    [
      "nested lists and options",
      "type a = list<option<list<string>>>;",
      "export type A = (string[] | undefined)[];",
    ],
    [
      "results and tuples",
      "type a = tuple<result, result<_, string>>;",
      "export type A = [Result<void, void>, Result<void, string>];",
    ],
    ["future of future", "type a = future<future<u8>>;", "export type A = Promise<number>;"],
    ["streams", "type a = stream<u8>;", "export type A = ByteStream;"],
    [
      "variant of one case",
      "variant v {\n/// One,\n/// two.\nonly-one(u8)\n}",
      "export interface V {\n  /**\n   * One,\n   * two.\n   */\n" +
        '  tag: "only-one";\n  val: number;\n}\n/** Makes values of {@link V}. */\n' +
        "export const V = {\n  /**\n   * One,\n   * two.\n   */\n" +
        '  onlyOne: (val: number): V => ({ tag: "only-one", val }),\n};',
    ],
    [
      "variant of cases with long docs",
      "variant v {\n/// One,\n///\n/// two.\na, b }",
      "export type V =\n  /**\n   * One,\n   *\n   * two.\n   */\n" +
        '  { tag: "a" } | { tag: "b" };\n/** Makes values of {@link V}. */\n' +
        "export const V = {\n  /**\n   * One,\n   *\n   * two.\n   */\n" +
        '  a: (): V => ({ tag: "a" }),\n  b: (): V => ({ tag: "b" }),\n};',
    ],
  ];
  it.each(cases)("%s", async (_, wit, expected) => {
    const text = await emitInterface("imports", wit);
    expect(text.replace(/\n\n/g, "\n")).toBe(expected);
  });

  it("depend on the direction", async () => {
    const body = "f: func(a: list<u8>, b: list<string>) -> list<u8>;";
    expect(await emitInterface("imports", body)).toContain(
      "f(a: Uint8Array<ArrayBuffer>, b: string[]): Uint8Array | readonly number[];",
    );
    expect(await emitInterface("exports", body)).toContain("a: Uint8Array | readonly number[],");
    expect(await emitInterface("exports", body)).toContain("b: readonly string[],");
    expect(await emitInterface("exports", body)).toContain("): Uint8Array<ArrayBuffer>;");
  });

  it("tell own from borrow", async () => {
    const body = "resource r { m: func(); } f: func(a: r, b: borrow<r>);";
    expect(await emitInterface("imports", body)).toContain("f(a: R, b: Borrow<R>): void;");
  });

  it("come with a guard where they are names, or errors", async () => {
    const text = await emitInterface(
      "imports",
      `enum color { red, green } variant shape { dot, line(u32) } variant trouble { full, locked(color) }
       f: func(shape: shape) -> result<_, trouble>;`,
    );
    expect(
      [...text.matchAll(/function (is\w+)\(value: unknown\): value is (\w+)/g)].map(String),
    ).toEqual([
      "function isColor(value: unknown): value is Color,isColor,Color",
      "function isTrouble(value: unknown): value is Trouble,isTrouble,Trouble",
    ]);
  });

  it("are exported again with their guards where they are used", async () => {
    const files = await emit(`
      interface a { enum color { red } record p { x: u8 } type s = color; }
      interface b { use a.{color as paint, p, s}; f: func() -> paint; g: func() -> p; }
      world w { import b; }
    `);
    const text = files.find(({ path }) => path === "imports/t-t-b.ts")?.content;
    expect(text).toContain(
      'export { Color as Paint, isColor as isPaint, type P, type S } from "./t-t-a.js";',
    );
  });

  it("say results as values when asked to", async () => {
    const wit = "interface i { f: func() -> result<u8, string>; }\nworld w { import i; }";
    const [, file] = await emit(wit, { results: "value" });
    expect(file?.content).toContain("f(): Result<number, string>;");
    expect(file?.content).not.toContain("@throws");
  });

  it.each([
    [
      "that cannot end their comment",
      "/// Ends */ here\n/// or /* not.",
      "Ends *\\/ here\n * or /* not.",
    ],
    ["in lines of any system", "/** a\r\nb\r\n*/", "a\n * b"],
    ["without what nobody sees", "///\n/// a  \n///\n/// b\t\n///", "a\n *\n * b"],
    ["on a line of its own when it is long", `/// ${"x".repeat(69)}`, "x".repeat(69)],
  ])("carry docs %s", async (_, docs, expected) => {
    const text = await emitInterface("imports", `${docs}\ntype a = u8;`);
    expect(text).toBe(`/**\n * ${expected}\n */\nexport type A = number;`);
  });

  it.each([
    ["/// One line that has room.", "/** One line that has room. */"],
    [`/// ${"x".repeat(68)}`, `/** ${"x".repeat(68)} */`],
    ["@unstable(feature = x)", "/** @experimental feature `x` */"],
  ])("carry short docs on one line: %s", async (docs, expected) => {
    const text = await emitInterface("imports", `${docs}\ntype a = u8;`);
    expect(text).toBe(`${expected}\nexport type A = number;`);
  });

  it.each([
    ["import f: func() -> b;", "Uint8Array"],
    ["export f: func(x: b);", "Uint8Array"],
    ["import f: func(x: b);", "Uint8Array<ArrayBuffer>"],
    ["export f: func() -> b;", "Uint8Array<ArrayBuffer>"],
  ])("of a world are what its own functions need: %s", async (item, expected) => {
    const [file] = await emit(`world w { type b = list<u8>; ${item} }`);
    expect(file?.content).toContain(`export type B = ${expected};\n`);
  });

  it("of what the host gives are wide wherever glue keeps it", async () => {
    const t = "option<option<list<u8>>>";
    const wit = `interface i {
      f: func(a: ${t}, b: list<${t}>, c: map<string, ${t}>, d: result<${t}>, e: option<tuple<${t}>>);
    }
    world w { export i; }`;
    const [, file] = await emit(wit, { target: "host" });
    expect(
      [...(file?.content.matchAll(/: (\S.*) = taggedOption\(/g) ?? [])].map(([, type]) => type),
    ).toEqual(Array.from({ length: 5 }, () => "Option<Uint8Array | undefined>"));
  });
});

describe("files", () => {
  it("share interfaces between worlds", async () => {
    const files = await emit(`
      interface i { type t = u8; f: func() -> t; }
      world a { import i; }
      world b { import i; export i; }
    `);
    expect(files.map(({ path }) => path)).toEqual([
      ...["a.ts", "b.ts", "imports/t-t-i.ts", "exports/t-t-i.ts"],
    ]);
  });

  it("tell apart exports that use other interfaces' exports", async () => {
    const files = await emit(`
      interface base { resource r; }
      interface top { use base.{r}; f: func() -> r; }
      world a { import base; export top; }
      world b { export base; export top; }
    `);
    const first = files.find(({ path }) => path === "exports/t-t-top.ts")?.content;
    const second = files.find(({ path }) => path === "exports/t-t-top_2.ts")?.content;
    expect(first).toContain('from "../imports/t-t-base.js"');
    expect(second).toContain('from "./t-t-base.js"');
  });

  it("have what an export uses from the import where the export of it has a label", async () => {
    const files = await emit(`
      interface base { resource r; }
      interface top { use base.{r}; f: func() -> r; }
      interface types { use base.{r}; record holder { r: r } }
      world w { export mine: base; export top; }
      world both { export base; export mine: base; export types; export theirs: top; }
    `);
    const imported = files.map(({ path, content }) => [
      path,
      ...[...content.matchAll(/^import type .* "(.*base\.js)"/gm)].map(([, from]) => from),
    ]);
    expect(imported).toEqual([
      ["w.ts", "./imports/t-t-base.js"],
      ["both.ts", "./exports/t-t-base.js"],
      ["imports/t-t-base.ts"],
      ["exports/mine.ts"],
      ["exports/t-t-top.ts", "../imports/t-t-base.js"],
      ["exports/t-t-base.ts"],
      ["exports/mine_2.ts"],
      ["exports/t-t-types.ts", "./t-t-base.js"],
      ["exports/theirs.ts", "./t-t-base.js"],
    ]);
  });

  it("keep the names of what each has", async () => {
    const wit =
      "record imports { x: u8 } record exports { x: u8 } import f: func(x: imports) -> exports;";
    const [file] = await emit(`world w { ${wit} }`);
    expect(file?.content).toContain("f(x: Imports_2): Exports_2;");
  });

  it("give exported interfaces short names that nothing else has", async () => {
    const [file] = await emit(`
      interface get-it { f: func(); }
      interface then { f: func(); }
      interface run { f: func(); }
      world w {
        export get-it;
        export then;
        export run;
        export run: func();
        export short: interface { f: func(); }
      }
    `);
    const exported = file?.content.split("export interface Exports")[1] ?? "";
    expect([...exported.matchAll(/^ {2}readonly (.*): \w+;/gm)].map(([, name]) => name)).toEqual([
      ...['"t:t/get-it"', "getIt", '"t:t/then"', '"t:t/run"', "short"],
    ]);
  });

  it("import with the extension that is asked for", async () => {
    const wit = "interface i { f: func(); }\nworld w { import i; }";
    const [world] = await emit(wit, { importExtension: "ts" });
    expect(world?.content).toContain('from "./imports/t-t-i.ts"');
  });

  it("open with the options that are not the usual ones", async () => {
    const options = { target: "host", runtimeModule: "./runtime/index.js", source: "wit" } as const;
    const [world] = await emit("world w {}", options);
    expect(world?.content.split("\n")[0]).toBe(
      "// Generated by wit-ts with --runtime inline from world t:t/w (wit). Do not edit.",
    );
    const [other] = await emit("world w {}", { runtimeModule: "@scope/runtime" });
    expect(other?.content.split("\n")[0]).toBe(
      "// Generated by wit-ts with --types from world t:t/w. Do not edit.",
    );
  });

  it("bind a world whose only member is a resource", async () => {
    const [world] = await emit("world w { resource r; }", { target: "host" });
    expect(world?.content).toMatch(
      /\$root: \{\s+functions: \{\},\s+resources: \{\s+r: \{ key: "r" \}/,
    );
  });

  it("give a resource with one static function the functions of its instance", async () => {
    const wit = "interface i { resource r { make: static func(); } }\nworld w { export i; }";
    const [, file] = await emit(wit, { target: "host" });
    expect(file?.content).toContain("interface RFunctions {\n  make(): void;\n}");
    expect(file?.content).toContain("function bindR(type: ResourceType, functions: RFunctions): ");
  });

  it("are modules even when they are empty", async () => {
    const files = await emit("interface i {}\nworld w { import i; }");
    expect(files.map(({ content }) => /^export /m.test(content))).toEqual([true, true]);
  });
});

describe("JavaScript", () => {
  const wit = `
    interface a { enum color { red, green } record p { x: u8 } }
    interface i {
      use a.{color, p};
      variant shape {
        /// Small.
        dot,
        line(u32),
      }
      resource r { constructor(n: u32); get: func() -> u8; make: static func() -> r; }
      f: func(color: color, p: option<p>) -> result<shape, string>;
    }
    world w { export i; }`;

  async function emitScript(options: EmitOptions): Promise<Map<string, string>> {
    const files = await emit(wit, { ...options, emit: "js" });
    return new Map(files.map(({ path, content }) => [path, content.replace(/^\/\/ .*\n\n/, "")]));
  }

  it("has what is there at run time, and declarations all of it", async () => {
    const files = await emitScript({});
    expect(files.get("imports/t-t-a.js")).toContain("export function isColor(value) {\n  return ");
    expect(files.get("imports/t-t-a.d.ts")).toContain(
      "export declare function isColor(value: unknown): value is Color;\n",
    );
    const metadata = "/** The interface that this file is of. */\nexport";
    expect(files.get("exports/t-t-i.js")?.split(metadata)[0])
      .toBe(`export { Color, isColor } from "../imports/t-t-a.js";

/** Makes values of {@link Shape}. */
export const Shape = {
  /** Small. */
  dot: () => ({ tag: "dot" }),
  line: (val) => ({ tag: "line", val }),
};

`);
    expect(files.get("exports/t-t-i.d.ts")?.split(metadata)[0])
      .toBe(`import type { OwnedResource } from "wit-ts/runtime";
import type { Color, P } from "../imports/t-t-a.js";

export { Color, isColor, type P } from "../imports/t-t-a.js";

export type Shape =
  /** Small. */
  { tag: "dot" } | { tag: "line"; val: number };

/** Makes values of {@link Shape}. */
export declare const Shape: {
  /** Small. */
  dot(): Shape;
  line(val: number): Shape;
};

export interface R extends OwnedResource<"t:t/i.r"> {
  get(): number;
}

/** The class of {@link R}. */
export interface RClass {
  new (n: number): R;
  readonly prototype: R;

  make(): R;
}

export interface IExports {
  readonly R: RClass;

  /** @throws {ComponentError<string>} */
  f(color: Color, p: P | undefined): Shape;
}

`);
  });

  it("has glue without types, which is not declared", async () => {
    const files = await emitScript({ target: "host" });
    for (const [path, content] of files) {
      await transform(content, { loader: path.endsWith(".d.ts") ? "ts" : "js" });
    }
    const exported = (path: string): string[] =>
      [...(files.get(path) ?? "").matchAll(/^export (.*)/gm)].map(([, text = ""]) => text);
    expect(exported("exports/t-t-i.js")).toEqual([
      '{ Color, isColor } from "../imports/t-t-a.js";',
      ...["const Shape = {", "const metadata = {", "const iBinding = {"],
    ]);
    expect(exported("imports/t-t-a.d.ts").at(-1)).toBe("declare const metadata: {");
    expect(exported("imports/t-t-a.js").at(-1)).toBe("{ lowerColor };");
    expect(exported("exports/t-t-i.d.ts").at(-1)).toBe("declare const iBinding: ExportBinding;");
    expect(files.get("w.d.ts")).toContain("  imports?: Imports,\n): Promise<Exports>;\n");
    expect(files.get("w.js")).toContain(
      "export async function instantiate(source, imports = {}) {",
    );
  });

  it("is a module even when it is empty", async () => {
    const files = await emit("interface i { type t = u8; }\nworld w { import i; }", { emit: "js" });
    expect(files.map(({ path, content }) => [path, /^export /m.test(content)])).toEqual(
      ["w.js", "w.d.ts", "imports/t-t-i.js", "imports/t-t-i.d.ts"].map((path) => [path, true]),
    );
  });

  it("has maps from its declarations to their places in text", async () => {
    const files = await emitScript({ sourcePath: () => "wit/a.wit" });
    expect([...files.keys()].filter((path) => path.endsWith(".map"))).toEqual([
      ...["w.d.ts.map", "imports/t-t-a.d.ts.map", "exports/t-t-i.d.ts.map"],
    ]);
    const end = "\n//# sourceMappingURL=t-t-i.d.ts.map\n";
    expect(files.get("exports/t-t-i.d.ts")?.slice(-end.length)).toBe(end);
    const sourceOf = (path: string): unknown => JSON.parse(files.get(path) ?? "");
    expect(sourceOf("exports/t-t-i.d.ts.map")).toMatchObject({
      file: "t-t-i.d.ts",
      sources: ["../wit/a.wit"],
    });
    expect(sourceOf("w.d.ts.map")).toMatchObject({ file: "w.d.ts", sources: ["wit/a.wit"] });
    expect([...(await emitScript({ sourcePath: () => undefined })).keys()]).toHaveLength(6);
  });
});
