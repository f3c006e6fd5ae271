import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { generate } from "../src/generate.js";
import { ComponentBuilder, define } from "./component/assembler.js";
import { composed, counters } from "./component/guests.js";
import { toolVersion } from "../src/tool-version.js";
import { encodeWorld } from "../src/wit-binary/encode-world.js";
import { loadWitText } from "../src/wit.js";
import { runCommand, type CommandRun } from "./run-command.js";
import { filesBelow, temporaryDirectory, writeFiles } from "./temporary-directory.js";
import { coreModule } from "./wit-binary/core-module.js";

let directory: string;
let out: string;

beforeEach(() => {
  directory = temporaryDirectory();
  out = join(directory, "out");
});

/** Writes files below the test's directory, and gives the path of the first one's directory. */
function given(files: Readonly<Record<string, string | Uint8Array>>): string {
  writeFiles(directory, files);
  return join(directory, "wit");
}

const output = (): Record<string, string> => filesBelow(out);

const twoWorlds = `
package a:b@1.0.0;
interface shared { record point { x: u32 } move: func(by: point) -> point; }
world first { import shared; }
world second { import shared; export run: func(); }
`;

describe("generate", () => {
  it("writes all worlds, and what they share once", async () => {
    const input = given({ "wit/a.wit": twoWorlds });
    const { written, diagnostics } = await generate({ input, out });
    expect(diagnostics).toEqual([]);
    expect(written).toEqual(["first.ts", "imports/a-b-shared.ts", "second.ts"]);
    expect(Object.keys(output())).toEqual([".wit-ts.json", ...written]);
  });

  it("links types, interfaces and worlds to their files of text", async () => {
    const input = given({ "wit/a b.wit": twoWorlds });
    await generate({ input, out, world: "second" });
    const links = Object.entries(output()).flatMap(([path, text]) =>
      [...text.matchAll(/@see (.*\})[^]*?(\w+) (?:=|\{)/g)].map((match) => [
        path,
        match[2],
        match[1],
      ]),
    );
    expect(links).toEqual([
      ["imports/a-b-shared.ts", "Point", "{@link file://./../../wit/a%20b.wit}"],
      ["imports/a-b-shared.ts", "metadata", "{@link file://./../../wit/a%20b.wit}"],
      ["second.ts", "metadata", "{@link file://./../wit/a%20b.wit}"],
    ]);
  });

  it("writes one world, and removes the other when it was there", async () => {
    const input = given({ "wit/a.wit": twoWorlds });
    await generate({ input, out });
    const { removed, unchanged } = await generate({ input, out, world: "first" });
    expect(removed).toEqual(["second.ts"]);
    expect(unchanged).toEqual(["first.ts", "imports/a-b-shared.ts"]);
  });

  it("writes several worlds that are named, in any order, and what they share once", async () => {
    const three = `${twoWorlds} world third {}`;
    const input = given({ "wit/a.wit": three });
    const { written } = await generate({ input, out, world: ["third", "a:b/first", "third"] });
    expect(written).toEqual(["first.ts", "imports/a-b-shared.ts", "third.ts"]);
    const all = await generate({ input, out });
    expect([all.written, all.unchanged]).toEqual([["second.ts"], written]);
    const other = await generate({ input, out, world: ["second", "first"] });
    expect([other.removed, other.diagnostics]).toEqual([["third.ts"], []]);
  });

  it("writes none when one of several has no world, and reports each", async () => {
    const input = given({ "wit/a.wit": twoWorlds });
    const { diagnostics } = await generate({ input, out, world: ["third", "first", "fourth"] });
    expect(diagnostics.map(({ code }) => code)).toEqual(["unknown-world", "unknown-world"]);
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ["another package", { "wit/a.wit": "package c:d; world w { export f: func(); }" }, {}, 1],
    ["another world of the package", { "wit/a.wit": twoWorlds }, { world: "second" }, 2],
    [
      "another package with a world of the same name",
      { "wit/a.wit": "package c:d; world first { export f: func(); }" },
      { world: "first" },
      1,
    ],
  ])("keeps what was generated from %s, unless forced", async (_name, files, options, hints) => {
    await generate({ input: given({ "wit/a.wit": twoWorlds }), out, world: "first" });
    const before = output();
    const input = given(files);
    const { diagnostics, written, removed } = await generate({ input, out, ...options });
    expect(diagnostics.map(({ code }) => code)).toEqual(["output-of-other-source"]);
    expect(diagnostics[0]?.hints.length).toBe(hints);
    expect(diagnostics[0]?.message).toMatch(
      /^`.*out` holds what was generated from `a:b\/first`, which is not `\w:\w/,
    );
    expect([written, removed]).toEqual([[], []]);
    expect(output()).toEqual(before);
    expect((await generate({ input, out, force: true, ...options })).diagnostics).toEqual([]);
    expect((await generate({ input, out, ...options })).diagnostics).toEqual([]);
  });

  it("writes a new version of a package over the old one", async () => {
    await generate({ input: given({ "wit/a.wit": twoWorlds }), out });
    const input = given({ "wit/a.wit": twoWorlds.replace("1.0.0", "2.0.0") });
    const { written, diagnostics } = await generate({ input, out });
    expect(diagnostics).toEqual([]);
    expect(written).toEqual(["first.ts", "imports/a-b-shared.ts", "second.ts"]);
  });

  it("keeps what was generated from another binary", async () => {
    const [calculator, hello] = ["calculator/calculator.wasm", "wasi-cli/hello.wasm"].map((file) =>
      fileURLToPath(new URL(`../examples/${file}`, import.meta.url)),
    );
    await generate({ input: calculator ?? "", out });
    const { diagnostics } = await generate({ input: hello ?? "", out });
    expect(diagnostics[0]?.message).toMatch(
      /generated from `calculator.wasm`, which is not `hello.wasm`$/,
    );
  });

  it.each(["app.wasm", "app.core.wasm", "app.component.wasm"])(
    "names the file of the world of a core module after the module: %s",
    async (file) => {
      const { graph } = await loadWitText("package a:b; world first { export run: func(); }");
      const section = graph === undefined ? new Uint8Array() : encodeWorld(graph, 0);
      given({ [file]: coreModule([["component-type", section]]) });
      const input = join(directory, file);
      expect((await generate({ input, out })).written).toEqual(["app.ts"]);
      const { written, removed } = await generate({
        ...{ input, out, force: true },
        world: "a:b/first",
      });
      expect([written, removed]).toEqual([["first.ts"], ["app.ts"]]);
    },
  );

  it.skipIf(process.platform === "win32").each([
    ["con", "con_2"],
    ["a\nb", "a-b"],
    [" ", "-"],
    ["'\"", "--"],
    ["x".repeat(250), "x".repeat(200)],
    [".component", "component"],
  ])("names all files of a component so that every system takes them: %j", async (name, want) => {
    const calculator = new URL("../examples/calculator/calculator.wasm", import.meta.url);
    given({ [`${name}.wasm`]: readFileSync(calculator) });
    const { written } = await generate({ input: join(directory, `${name}.wasm`), out });
    expect(written.filter((path) => !path.includes("/"))).toEqual(
      [`${want}.core.wasm`, `${want}.ts`, "trap.wasm"].sort(),
    );
  });

  it("writes files of worlds and interfaces with long names", async () => {
    const name = "w".repeat(300);
    const input = given({
      "wit/a.wit": `package a:b; interface ${name} { f: func(); } world ${name}2 { import ${name}; }`,
    });
    const { written } = await generate({ input, out });
    expect(written).toEqual([`imports/a-b-${"w".repeat(196)}.ts`, `${"w".repeat(200)}.ts`]);
  });

  it("links to a file whose name is no text", async () => {
    const name = "\ud800.wit";
    given({ [name]: "package a:b; world w { import i; } interface i { f: func(); }" });
    const { diagnostics } = await generate({ input: join(directory, name), out });
    expect(diagnostics).toEqual([]);
    expect(output()["w.ts"]).toContain("file://./../%EF%BF%BD.wit");
  });

  it("writes the same bytes again, wherever the project is", async () => {
    const input = given({ "wit/a.wit": twoWorlds, "elsewhere/wit/a.wit": twoWorlds });
    await generate({ input, out });
    const first = output();
    out = join(directory, "elsewhere", "out");
    await generate({ input: join(directory, "elsewhere", "wit"), out });
    expect(output()).toEqual(first);
  });

  it("tells with `check` whether the files are as they should be", async () => {
    const input = given({ "wit/a.wit": twoWorlds });
    expect((await generate({ input, out, check: true })).written).toHaveLength(3);
    expect(existsSync(out)).toBe(false);
    await generate({ input, out });
    expect((await generate({ input, out, check: true })).unchanged).toHaveLength(3);
  });

  it.each([
    ["calculator.core.wasm", []],
    ["calculator.wasm", ["calculator.core.wasm", "trap.wasm"]],
  ])("reads the world of %s", async (file, modules) => {
    const input = fileURLToPath(new URL(`../examples/calculator/${file}`, import.meta.url));
    const { written, diagnostics } = await generate({ input, out });
    expect(diagnostics).toEqual([]);
    expect(written.filter((path) => path.endsWith(".ts"))).toHaveLength(3);
    expect(written.filter((path) => path.endsWith(".wasm"))).toEqual(modules);
  });

  it("finds the types of a component's functions in what it exports, whatever that is called", async () => {
    const component = new ComponentBuilder();
    const made = component.instance(component.component(counters()));
    const exported = component.export(
      "inner",
      "instance",
      component.alias("instance", made, "docs:test/counters"),
    );
    const consume = component.alias("func", exported, "consume");
    component.export(
      "outer",
      "instance",
      component.instanceExports({ consume: ["func", consume] }),
    );
    component.export("consume", "func", consume);
    given({ "app.wasm": component.bytes(), "composed.wasm": composed() });
    const importsOf = async (name: string): Promise<string[][]> => {
      await generate({ input: join(directory, name), out, force: true });
      return Object.entries(output()).flatMap(([path, text]) =>
        [...text.matchAll(/\bCounter\b[^;{}]*\} from "(.*)";/g)].map(([, from = ""]) => [
          path,
          from,
        ]),
      );
    };
    expect(await importsOf("app.wasm")).toEqual([
      ["app.ts", "./exports/inner.js"],
      ["exports/outer.ts", "./inner.js"],
    ]);
    expect(await importsOf("composed.wasm")).toEqual([
      ["composed.ts", "./exports/docs-test-counters.js"],
    ]);
  });

  it.each<[string, (component: ComponentBuilder) => void]>([
    [
      "it exports a function that it imports",
      (component) => {
        const type = component.type(define.function([]));
        component.export("run", "func", component.import("host", "func", type));
      },
    ],
    [
      "it lifts a canonical definition",
      (component) => {
        const type = component.type(define.function([]));
        const lowered = component.lower(component.import("host", "func", type));
        component.export("run", "func", component.lift(lowered, type));
      },
    ],
    [
      "it imports a core module",
      (component) => {
        const type = component.coreType([0x50, 0]);
        component.coreInstance(component.import("given", "module", type));
      },
    ],
    [
      "it imports a component",
      (component) => {
        const type = component.type([0x41, 0]);
        component.instance(component.import("given", "component", type));
      },
    ],
  ])("leaves a component to the loader where %s", async (problem, fill) => {
    const component = new ComponentBuilder();
    fill(component);
    given({ "app.wasm": component.bytes() });
    const { written, diagnostics } = await generate({ input: join(directory, "app.wasm"), out });
    expect(written).toEqual(["app.ts"]);
    expect(output()["app.ts"]).toContain('import("wit-ts/component")');
    expect(diagnostics).toMatchObject([
      {
        ...{ code: "needs-loader", severity: "warning", file: "app.wasm" },
        message: `\`app.wasm\` cannot be linked ahead of time: ${problem}`,
      },
    ]);
  });

  it("writes import paths with the extension that was asked for", async () => {
    const input = given({ "wit/a.wit": twoWorlds });
    await generate({ input, out, importExtension: "ts" });
    expect(output()["first.ts"]).toContain('"./imports/a-b-shared.ts"');
  });
});

describe("bad input", () => {
  it.each([
    ["a directory without WIT", { "wit/readme.md": "" }, "no-wit-files"],
    ["a package without a world", { "wit/a.wit": "package a:b; interface i {}" }, "no-world"],
    ["a syntax error", { "wit/a.wit": "package a:b; world w { import ; }" }, "unexpected-token"],
    [
      "an unknown name",
      { "wit/a.wit": "package a:b; world w { import nothing; }" },
      "unknown-item",
    ],
    [
      "a missing dependency",
      { "wit/a.wit": "package a:b; world w { import c:d/e; }" },
      "missing-package",
    ],
    [
      "what no component type can be",
      { "wit/a.wit": "package a:b; interface i { flags f {} } world w { import i; }" },
      "empty-type",
    ],
  ])("%s is an error, and nothing is written", async (_name, files, code) => {
    const { diagnostics, written } = await generate({ input: given(files), out });
    expect(diagnostics.map((found) => [found.severity, found.code])).toEqual([["error", code]]);
    expect(written).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });

  it("that does not exist is an error", async () => {
    const { diagnostics } = await generate({ input: join(directory, "nowhere"), out });
    expect(diagnostics).toHaveLength(1);
    expect(existsSync(out)).toBe(false);
  });

  const component = readFileSync(
    new URL("../examples/calculator/calculator.wasm", import.meta.url),
  );

  it.each([
    ["a truncated component", component.subarray(0, 3000), "invalid-binary"],
    [
      "a component with a broken byte",
      component.map((byte, index) => (index === 9 ? 77 : byte)),
      "invalid-binary",
    ],
    [
      "a core module without a world",
      Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
      "no-wit-in-binary",
    ],
    ["an empty file", new Uint8Array(), "invalid-binary"],
  ])("%s is an error, and nothing is written", async (_name, bytes, code) => {
    given({ "app.wasm": bytes });
    const { diagnostics } = await generate({ input: join(directory, "app.wasm"), out });
    expect(diagnostics.map((found) => [found.severity, found.code])).toEqual([["error", code]]);
    expect(existsSync(out)).toBe(false);
  });

  it("leaves earlier output as it was", async () => {
    await generate({ input: given({ "wit/a.wit": twoWorlds }), out });
    const before = output();
    await generate({ input: given({ "wit/a.wit": "package a:b; world w {" }), out });
    expect(output()).toEqual(before);
  });
});

describe("wit-ts", () => {
  /** Runs a command, and forgets in what it prints where the test's directory is. */
  async function run(...args: string[]): Promise<CommandRun> {
    const { code, out: printed, error } = await runCommand(...args);
    const forget = (text: string): string =>
      text.replaceAll("\\", "/").replaceAll(directory.replaceAll("\\", "/"), "");
    return { code, out: forget(printed), error: forget(error) };
  }

  it("generate says what it wrote", async () => {
    const input = given({ "wit/a.wit": twoWorlds });
    expect(await run("generate", input, "-o", out)).toEqual({
      code: 0,
      out: "/out: 3 written\n",
      error: "",
    });
    expect(await run("generate", input, "-o", out, "--world", "first")).toEqual({
      code: 0,
      out: "/out: 1 removed, 2 unchanged\n",
      error: "",
    });
    expect(await run("generate", input, "-o", out, "--check")).toEqual({
      code: 1,
      out: "",
      error: "stale: /out/second.ts\n",
    });
    expect(await run("generate", input, "-o", out, "--world", "second", "--check")).toMatchObject({
      code: 1,
      error: expect.stringContaining("output-of-other-source") as string,
    });
    expect(await run("generate", input, "-o", out, "--world", "second", "--force")).toEqual({
      code: 0,
      out: "/out: 1 written, 1 removed, 1 unchanged\n",
      error: "",
    });
    await run("generate", input, "-o", out);
    expect(await run("generate", input, "-o", out, "--world", "a:b/second", "--check")).toEqual({
      code: 1,
      out: "",
      error: "left over: /out/first.ts\n",
    });
  });

  it.each([
    ["", ""],
    ["--host --emit ts --import-extension js --results throw --runtime package", ""],
    ["--types", " with --types"],
    ["--emit js", " with --emit js"],
    ["--import-extension ts", " with --import-extension ts"],
    ["--results value", " with --results value"],
  ])("generate %s writes what it says at the top of files", async (line, said) => {
    const input = given({ "wit/a.wit": twoWorlds });
    const options = line.split(" ").filter((word) => word !== "");
    expect(await run("generate", input, "-o", out, ...options)).toMatchObject({ code: 0 });
    const [first = ""] = Object.entries(output()).flatMap(([path, text]) =>
      /^first\.[tj]s$/.test(path) ? [text] : [],
    );
    expect(first.split("\n")[0]).toBe(
      `// Generated by wit-ts ${toolVersion}${said} from world a:b/first@1.0.0 (wit). Do not edit.`,
    );
  });

  it.each([
    ["", []],
    ["--features x", ["x"]],
    ["--features x --features=y", ["x", "y"]],
    ["--all-features", ["x", "y"]],
  ])("generate %s writes unstable items", async (line, want) => {
    const input = given({
      "wit/a.wit": `package a:b; world w {
        @unstable(feature = x) export x: func();
        @unstable(feature = y) export y: func();
      }`,
    });
    const options = line.split(" ").filter((word) => word !== "");
    expect(await run("generate", input, "-o", out, ...options)).toMatchObject({ code: 0 });
    expect(["x", "y"].filter((name) => output()["w.ts"]?.includes(`  ${name}(): void;`))).toEqual(
      want,
    );
  });

  it("generate shows where the mistake is", async () => {
    const input = given({ "wit/a.wit": "package a:b;\n\nworld w {\n\timport foo;\n}\n" });
    const { code, error } = await run("generate", input, "-o", out);
    expect(code).toBe(1);
    expect(error).toContain(
      "--> /wit/a.wit:4:9\n   |\n 4 |     import foo;\n   |            ^^^\n",
    );
  });

  it("generate counts mistakes", async () => {
    const input = given({ "wit/a.wit": "package a:b;\nworld w { import x; import y; }\n" });
    const { code, error } = await run("generate", input, "-o", out);
    expect([code, error.match(/^error/gm)?.length]).toEqual([1, 2]);
    expect(error).toMatch(/\n2 errors\n$/);
  });

  it("wit prints the package as WIT that reads back the same", async () => {
    const input = given({ "wit/a.wit": twoWorlds });
    const first = await run("wit", input);
    expect(first).toMatchObject({ code: 0, error: "" });
    const again = await run("wit", given({ "wit/a.wit": first.out }));
    expect(again).toEqual(first);
  });

  it("wit --json prints the resolved graph", async () => {
    const { code, out: text } = await run("wit", given({ "wit/a.wit": twoWorlds }), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ worlds: [{ name: "first" }, { name: "second" }] });
  });

  it("format rewrites files that need it, and no deps", async () => {
    const messy = "package a:b;world   w{ /* why */ export f:func( ) ;}";
    const input = given({
      "wit/a.wit": messy,
      "wit/b.wit": "package a:b;\n",
      "wit/deps/c.wit": messy,
    });
    const file = join(input, "a.wit");
    expect(await run("format", input, "--check")).toEqual({
      code: 1,
      out: "",
      error: "not formatted: /wit/a.wit\n",
    });
    expect(readFileSync(file, "utf8")).toBe(messy);
    expect(await run("format", input)).toEqual({ code: 0, out: "/wit/a.wit\n", error: "" });
    expect(readFileSync(file, "utf8")).toBe(
      "package a:b;\n\nworld w { /* why */\n  export f: func();\n}\n",
    );
    expect(readFileSync(join(input, "deps", "c.wit"), "utf8")).toBe(messy);
    expect(readdirSync(input).sort()).toEqual(["a.wit", "b.wit", "deps"]);
    expect(await run("format", input)).toEqual({ code: 0, out: "", error: "" });
  });

  it("format changes nothing when a file has a syntax error", async () => {
    const input = given({ "wit/a.wit": "package a:b;  world w {}", "wit/b.wit": "world {" });
    expect((await run("format", input)).code).toBe(1);
    expect(readFileSync(join(input, "a.wit"), "utf8")).toBe("package a:b;  world w {}");
  });
});
