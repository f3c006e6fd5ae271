import { describe, expect, it } from "vitest";
import { loadWitFiles, loadWitText, printWit, selectWorld } from "../src/wit.js";

describe("loadWitText", () => {
  it("names the text as the caller does", async () => {
    const { diagnostics } = await loadWitText("package a:b; interface i {", { file: "x/y.wit" });
    expect(diagnostics.map(({ file }) => file)).toEqual(["x/y.wit"]);
  });

  it("keeps what the features say", async () => {
    const text = `package a:b; interface i {
      @unstable(feature = one) f: func();
      @unstable(feature = two) g: func();
    }`;
    const names = async (features?: readonly string[] | "all"): Promise<readonly string[]> => {
      const { graph } = await loadWitText(text, features && { features });
      return [...(graph?.interfaces[0]?.functions.keys() ?? [])];
    };
    expect(await names()).toEqual([]);
    expect(await names(["two", "three"])).toEqual(["g"]);
    expect(await names("all")).toEqual(["f", "g"]);
  });
});

describe("loadWitFiles", () => {
  it("reads paths as a directory would be read", async () => {
    const { graph, diagnostics } = await loadWitFiles({
      "types.wit": "interface types { use c:d/e.{t}; }",
      "world.wit": "package a:b; world w { import types; import g:h/i; }",
      "deps/cd/e.wit": "package c:d; interface e { type t = u8; }",
      "deps/gh.wit": "package g:h; interface i {}",
      "deps/cd/deps/x.wit": "not read",
      "inner/y.wit": "not read",
      "README.md": "not read",
    });
    expect(diagnostics).toEqual([]);
    expect(graph && printWit(graph)).toBe(
      "package a:b;\n\ninterface types {\n  use c:d/e.{t};\n}\n\nworld w {\n  import c:d/e;\n  import types;\n  import g:h/i;\n}\n",
    );
    expect(graph && selectWorld(graph).world).toBe(0);
  });

  it("takes a map, and does not resolve the order of files by chance", async () => {
    const files = new Map([
      ["b.wit", "interface b {}"],
      ["a.wit", "package a:b; interface a {}"],
    ]);
    const { graph } = await loadWitFiles(files);
    expect([...(graph?.packages[0]?.interfaces.keys() ?? [])]).toEqual(["a", "b"]);
  });
});
