import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PackageGraph } from "../src/graph/package-graph.js";
import { printWit } from "../src/graph/print-wit.js";
import { loadWit } from "../src/load-wit.js";
import { encodePackage } from "../src/wit-binary/encode-package.js";
import { loadWitText } from "../src/wit.js";
import { temporaryDirectory, writeFiles } from "./temporary-directory.js";

function directory(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = temporaryDirectory();
  writeFiles(root, files);
  return root;
}

async function load(text: string): Promise<PackageGraph> {
  const { graph, diagnostics } = await loadWitText(text);
  if (!graph) {
    throw new Error(diagnostics[0]?.message);
  }
  return graph;
}

/** The binary form of the root package. */
async function encode(text: string): Promise<Uint8Array> {
  const graph = await load(text);
  return encodePackage(graph);
}

const io = `interface error { resource error; }
  interface streams { use error.{error}; resource input-stream { read: func() -> result<list<u8>, error>; } flush: func(); }`;

describe("loadWit", () => {
  it("unites WebAssembly packages in deps", async () => {
    const root = directory({
      "main.wit": `package my:app;
        world w { import wasi:fs/types@0.2.0; import wasi:io/streams@0.2.0; export run: func(); }`,
      "deps/fs.wasm": await encode(`package wasi:fs@0.2.0;
        interface types { use wasi:io/streams@0.2.0.{input-stream}; open: func() -> input-stream; }
        package wasi:io@0.2.0 { ${io} }`),
      "deps/io.wasm": await encode(`package wasi:io@0.2.0; ${io} interface poll {}`),
    });
    const { graph, diagnostics } = await loadWit(root);
    expect(diagnostics).toEqual([]);
    expect(graph && printWit(graph)).toBe(`package my:app;

world w {
  import wasi:io/error@0.2.0;
  import wasi:io/streams@0.2.0;
  import wasi:fs/types@0.2.0;

  export run: func();
}
`);
    const merged = graph?.packages.findIndex(({ name }) => name.name === "io");
    expect(graph && [...(graph.packages[merged ?? -1]?.interfaces.keys() ?? [])]).toEqual([
      "error",
      "streams",
      "poll",
    ]);
    expect(graph && printWit(graph, { package: merged ?? 0 })).toContain("flush: func();");
  });

  it("loads a WebAssembly package as the root", async () => {
    const root = directory({
      "a.wasm": await encode("package a:b; world w { import f: func(); }"),
    });
    const { graph } = await loadWit(join(root, "a.wasm"));
    expect(graph && printWit(graph)).toBe("package a:b;\n\nworld w {\n  import f: func();\n}\n");
  });

  it.each([
    [
      "packages that do not agree",
      async () => ({
        "deps/a.wasm": await encode("package c:d; interface i { f: func(a: u8); }"),
        "deps/b.wasm": await encode("package c:d; interface i { f: func(a: u16); }"),
      }),
      "package-mismatch: two files have different interfaces `c:d/i`: function `f` has different types of the parameter `a`",
    ],
    [
      "worlds that do not agree",
      async () => ({
        "deps/a.wasm": await encode("package c:d; world w { import f: func(); }"),
        "deps/b.wasm": await encode("package c:d; world w { import g: func(); }"),
      }),
      "package-mismatch: two files have different worlds `c:d/w`: only one imports `g`",
    ],
    [
      "a package in text and in binary form",
      async () => ({
        "deps/a.wasm": await encode("package c:d; interface i {}"),
        "deps/b.wit": "package c:d; interface i {}",
      }),
      "duplicate-package: package `c:d` is defined in two different locations",
    ],
    [
      "a broken binary",
      async () => ({
        "deps/a.wasm": (await encode("package c:d; interface i {}")).subarray(0, 20),
      }),
      "invalid-binary:",
    ],
    [
      "a core module",
      () => Promise.resolve({ "deps/a.wasm": new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) }),
      "no-wit-in-binary: the core module does not say its world",
    ],
  ])("reports %s", async (_name, files, want) => {
    const root = directory({
      "main.wit": "package a:b; world w { import c:d/i; }",
      ...(await files()),
    });
    const { graph, diagnostics } = await loadWit(root);
    expect(graph).toBeUndefined();
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n")).toContain(
      want,
    );
  });

  it("follows links in `deps` no further, wherever they lead", async () => {
    const root = directory({
      "main.wit": "package a:b; interface i { use c:d/e.{t}; }",
      "deps/c/c.wit": "package c:d; interface e { type t = u8; }",
    });
    symlinkSync("..", join(root, "deps", "parent"), "dir");
    symlinkSync(".", join(root, "deps", "self"), "dir");
    symlinkSync("../../deps", join(root, "deps", "c", "deps"), "dir");
    const { graph, diagnostics } = await loadWit(root);
    expect(graph).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["no-wit-files", "duplicate-package"]);
  });

  it.each([
    ["NUL", "\0", "forbidden-character"],
    ["a change of direction", "// \u202e\n", "forbidden-character"],
    ["a byte order mark in the middle", "\ufeff", "unexpected-character"],
    ["half of a surrogate pair", new Uint8Array([0xed, 0xa0, 0x80]), "not-utf8"],
    ["Latin-1", new Uint8Array([0x2f, 0x2f, 0xe4, 0x0a]), "not-utf8"],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x70, 0x00]), "not-utf8"],
  ])("reports the place of %s in one of many packages", async (_name, noise, want) => {
    const text = Buffer.from("package c:d;\n");
    const root = directory({
      "main.wit": "package a:b; interface i { use c:d/e.{t}; }",
      "deps/c/c.wit": Buffer.concat([text, Buffer.from(noise), text]),
    });
    const { graph, diagnostics } = await loadWit(root);
    expect(graph).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ code: want, file: `${root}/deps/c/c.wit`, line: 2 });
  });

  it("reports all that is wrong in several packages, by file", async () => {
    const root = directory({
      "b.wit": "package a:b; interface j { f: func(a: nothing); }",
      "a.wit": "interface i { f: func(a: nothing) }",
      "deps/c/c.wit": "package c:d; world w { import nothing; }",
    });
    const { diagnostics } = await loadWit(root);
    expect(
      diagnostics.map(({ file, code }) => `${(file ?? "").slice(root.length + 1)} ${code}`),
    ).toEqual(["a.wit unexpected-token", "deps/c/c.wit unknown-item"]);
  });
});
