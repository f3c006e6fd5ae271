import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InvariantError } from "../../src/assert.js";
import { writeOutput, type GeneratedFile } from "../../src/files/write-output.js";

let parent: string;
let out: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "wit-ts-output-"));
  out = join(parent, "out");
});

afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

const file = (path: string, content: string | Uint8Array = `// ${path}\n`): GeneratedFile => ({
  path,
  content,
});

/** Every file below the output directory, with its text. */
function tree(directory: string = out): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    entries.map((path) => [
      path.slice(directory.length + 1).replaceAll("\\", "/"),
      readFileSync(path, "utf8"),
    ]),
  );
}

function codes(result: ReturnType<typeof writeOutput>): string[] {
  return result.diagnostics.map((diagnostic) => diagnostic.code);
}

describe("writeOutput", () => {
  it("writes files and a manifest, and nothing else", () => {
    const result = writeOutput(out, [
      file("b/c.ts"),
      file("a.ts"),
      file("m.wasm", Uint8Array.of(0, 1)),
    ]);
    expect(result).toMatchObject({
      written: ["a.ts", "b/c.ts", "m.wasm"],
      removed: [],
      unchanged: [],
      diagnostics: [],
    });
    expect(Object.keys(tree())).toEqual([".wit-ts.json", "a.ts", "b/c.ts", "m.wasm"]);
    expect(tree()["b/c.ts"]).toBe("// b/c.ts\n");
  });

  it("makes the directories above the output directory", () => {
    const deep = join(out, "x", "y");
    expect(writeOutput(deep, [file("a.ts")]).diagnostics).toEqual([]);
    expect(existsSync(join(deep, "a.ts"))).toBe(true);
  });

  it("does not touch a file that is as it should be", () => {
    writeOutput(out, [file("a.ts"), file("b.ts", "old\n")]);
    const longAgo = new Date("2020-01-01T00:00:00Z");
    for (const name of ["a.ts", "b.ts", ".wit-ts.json"]) {
      utimesSync(join(out, name), longAgo, longAgo);
    }
    const again = writeOutput(out, [file("a.ts"), file("b.ts", "new\n")]);
    expect(again).toMatchObject({ written: ["b.ts"], unchanged: ["a.ts"] });
    expect(statSync(join(out, "a.ts")).mtime).toEqual(longAgo);
    expect(statSync(join(out, "b.ts")).mtime).not.toEqual(longAgo);
    utimesSync(join(out, ".wit-ts.json"), longAgo, longAgo);
    expect(writeOutput(out, [file("a.ts"), file("b.ts", "new\n")]).written).toEqual([]);
    expect(statSync(join(out, ".wit-ts.json")).mtime).toEqual(longAgo);
  });

  it("removes what it no longer generates, with directories that become empty", () => {
    writeOutput(out, [file("a.ts"), file("imports/b.ts"), file("exports/c.ts")]);
    writeFileSync(join(out, "exports", "mine.txt"), "mine");
    expect(writeOutput(out, [file("a.ts")]).removed).toEqual(["exports/c.ts", "imports/b.ts"]);
    expect(Object.keys(tree())).toEqual([".wit-ts.json", "a.ts", "exports/mine.txt"]);
    expect(existsSync(join(out, "imports"))).toBe(false);
  });

  it("says with `check` what it would change, and changes nothing", () => {
    writeOutput(out, [file("a.ts"), file("b.ts"), file("c.ts")]);
    const before = tree();
    const result = writeOutput(out, [file("a.ts"), file("b.ts", "new\n"), file("d.ts")], {
      check: true,
    });
    expect(result).toMatchObject({
      written: ["b.ts", "d.ts"],
      removed: ["c.ts"],
      unchanged: ["a.ts"],
    });
    expect(tree()).toEqual(before);
    expect(writeOutput(join(parent, "none"), [file("a.ts")], { check: true }).written).toEqual([
      "a.ts",
    ]);
    expect(existsSync(join(parent, "none"))).toBe(false);
  });

  it("refuses to overwrite a file that it did not write, and then writes no other", () => {
    mkdirSync(out);
    writeFileSync(join(out, "b.ts"), "mine\n");
    const result = writeOutput(out, [file("a.ts"), file("b.ts")]);
    expect(codes(result)).toEqual(["output-file-exists"]);
    expect(result.written).toEqual([]);
    expect(tree()).toEqual({ "b.ts": "mine\n" });
  });

  it("takes a file over that already has the right content", () => {
    mkdirSync(out);
    writeFileSync(join(out, "a.ts"), "// a.ts\r\n");
    expect(writeOutput(out, [file("a.ts")])).toMatchObject({
      unchanged: ["a.ts"],
      diagnostics: [],
    });
    expect(writeOutput(out, [file("a.ts", "new\n")]).written).toEqual(["a.ts"]);
  });

  it("refuses to lose a change that was made since", () => {
    writeOutput(out, [file("a.ts"), file("b.ts")]);
    writeFileSync(join(out, "a.ts"), "edited\n");
    expect(codes(writeOutput(out, [file("a.ts", "new\n"), file("b.ts")]))).toEqual([
      "output-file-changed",
    ]);
    expect(codes(writeOutput(out, [file("b.ts")]))).toEqual(["output-file-changed"]);
    expect(tree()["a.ts"]).toBe("edited\n");
    expect(writeOutput(out, [file("a.ts", "new\n")], { force: true })).toMatchObject({
      written: ["a.ts"],
      removed: ["b.ts"],
    });
    expect(tree()["a.ts"]).toBe("new\n");
  });

  it("accepts its own files after their line breaks were changed", () => {
    writeOutput(out, [file("a.ts", "x\ny\n")]);
    writeFileSync(join(out, "a.ts"), "x\r\ny\r\n");
    expect(writeOutput(out, [file("a.ts", "z\n")]).written).toEqual(["a.ts"]);
  });

  it("writes anew what was deleted", () => {
    writeOutput(out, [file("a.ts"), file("b.ts")]);
    rmSync(join(out, "b.ts"));
    expect(writeOutput(out, [file("a.ts"), file("b.ts")]).written).toEqual(["b.ts"]);
    rmSync(join(out, "b.ts"));
    expect(writeOutput(out, [file("a.ts")])).toMatchObject({ removed: [], diagnostics: [] });
  });

  it("renames a file whose name changed in case only", () => {
    writeOutput(out, [file("Foo.ts")]);
    expect(writeOutput(out, [file("foo.ts")])).toMatchObject({
      written: ["foo.ts"],
      removed: ["Foo.ts"],
    });
    expect(Object.keys(tree())).toEqual([".wit-ts.json", "foo.ts"]);
  });

  it.each(["../escape.ts", "/abs.ts", "a\\b.ts", "c:x.ts", "a\0.ts", "nul.ts", ".wit-ts.json"])(
    "never writes to %j",
    (path) => {
      expect(() => writeOutput(out, [file("a.ts"), file(path)])).toThrow(InvariantError);
      expect(readdirSync(parent)).toEqual([]);
    },
  );

  it("never writes two files to one place", () => {
    expect(() => writeOutput(out, [file("a.ts"), file("A.ts")])).toThrow(InvariantError);
  });

  it("removes nothing for a manifest that points elsewhere", () => {
    writeFileSync(join(parent, "victim.ts"), "victim\n");
    writeOutput(out, [file("a.ts")]);
    const manifest = join(out, ".wit-ts.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace("a.ts", "../victim.ts"));
    expect(codes(writeOutput(out, [file("b.ts")]))).toEqual(["output-manifest-unreadable"]);
    expect(writeOutput(out, [file("b.ts")], { force: true }).diagnostics).toEqual([]);
    expect(existsSync(join(parent, "victim.ts"))).toBe(true);
  });

  it("says so when the output directory is a file", () => {
    writeFileSync(out, "");
    expect(codes(writeOutput(out, [file("a.ts")]))).toEqual(["output-not-a-directory"]);
    expect(codes(writeOutput(join(out, "below"), [file("a.ts")]))).toEqual(["output-not-writable"]);
  });

  it("says so when a file and a directory are in each other's place", () => {
    mkdirSync(join(out, "a.ts"), { recursive: true });
    writeFileSync(join(out, "imports"), "");
    const result = writeOutput(out, [file("a.ts"), file("imports/b.ts")], { force: true });
    expect(codes(result)).toEqual(["output-conflict", "output-conflict"]);
    expect(readdirSync(out).sort()).toEqual(["a.ts", "imports"]);
  });

  it("follows no link out of the directory", () => {
    const elsewhere = join(parent, "elsewhere");
    mkdirSync(elsewhere);
    mkdirSync(out);
    writeFileSync(join(elsewhere, "a.ts"), "theirs\n");
    symlinkSync(elsewhere, join(out, "imports"));
    symlinkSync(join(elsewhere, "a.ts"), join(out, "a.ts"));
    symlinkSync(join(parent, "nowhere"), join(out, "b.ts"));
    const result = writeOutput(out, [file("a.ts"), file("b.ts"), file("imports/c.ts")], {
      force: true,
    });
    expect(codes(result)).toEqual(["output-conflict", "output-conflict", "output-conflict"]);
    expect(tree(elsewhere)).toEqual({ "a.ts": "theirs\n" });
    expect(existsSync(join(parent, "nowhere"))).toBe(false);
  });

  it("writes through a link that the output directory itself is", () => {
    mkdirSync(join(parent, "real"));
    symlinkSync(join(parent, "real"), out);
    expect(writeOutput(out, [file("a.ts")]).written).toEqual(["a.ts"]);
    expect(existsSync(join(parent, "real", "a.ts"))).toBe(true);
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "says so when it may not write",
    () => {
      mkdirSync(out);
      chmodSync(out, 0o500);
      expect(codes(writeOutput(out, [file("a.ts")]))).toEqual(["output-not-writable"]);
    },
  );

  it("writes the same bytes in any order", () => {
    writeOutput(out, [file("a.ts"), file("b.ts")]);
    const first = tree();
    rmSync(out, { recursive: true });
    writeOutput(out, [file("b.ts"), file("a.ts")]);
    expect(tree()).toEqual(first);
  });
});
