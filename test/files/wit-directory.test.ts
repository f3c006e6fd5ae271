import { mkdirSync, symlinkSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readWitPath, type WitUnit } from "../../src/files/wit-directory.js";
import { temporaryDirectory, writeFiles } from "../temporary-directory.js";

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Makes a directory with files; a value `-> x` makes a link to `x`. */
function directory(files: Files): string {
  const root = temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === "string" && content.startsWith("-> ")) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(content.slice(3), join(root, path));
    } else {
      writeFiles(root, { [path]: content });
    }
  }
  return root;
}

async function read(root: string): Promise<{
  readonly main: readonly string[] | undefined;
  readonly dependencies: readonly (readonly string[])[];
  readonly problems: readonly string[];
}> {
  const { main, dependencies, diagnostics } = readWitPath(root);
  const files = (unit: WitUnit): readonly string[] =>
    (unit.kind === "text" ? unit.sources.map(({ file }) => file) : [`binary ${unit.file}`]).map(
      (file) => file.replace(`${root}/`, ""),
    );
  return {
    main: main && files(main),
    dependencies: dependencies.map(files),
    problems: diagnostics.map(({ code, message, line, column }) => {
      const place = line === undefined ? "" : ` at ${line}:${column ?? 0}`;
      return `${code}: ${message.replaceAll(root, "ROOT")}${place}`;
    }),
  };
}

const magic = new Uint8Array([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);

describe("readWitPath", () => {
  it("takes the WIT files of a directory, and each entry of deps", async () => {
    const root = directory({
      "b.wit": "",
      "a.wit": "",
      "notes.md": "",
      "inner/c.wit": "",
      "deps/z/z.wit": "",
      "deps/z/deps/ignored/i.wit": "",
      "deps/y.wit": "",
      "deps/x.wasm": magic,
      "deps/README.md": "",
      "deps/.DS_Store": "",
      "deps/.wit": "",
    });
    expect(await read(root)).toEqual({
      main: ["a.wit", "b.wit"],
      dependencies: [["binary deps/x.wasm"], ["deps/y.wit"], ["deps/z/z.wit"]],
      problems: [],
    });
  });

  it("follows links to files and to packages, but not from one directory into another", async () => {
    const root = directory({
      "elsewhere/c.wit": "",
      "elsewhere/package/d.wit": "",
      "a.wit": "-> elsewhere/c.wit",
      "b.wit": "-> elsewhere/package",
      "deps/d": "-> ../elsewhere/package",
    });
    expect(await read(root)).toEqual({
      main: ["a.wit"],
      dependencies: [["deps/d/d.wit"]],
      problems: [],
    });
  });

  it("does not look at the marks of an editor on files that it has open", async () => {
    const root = directory({
      "a.wit": "",
      ".#a.wit": "-> somebody@host.1:2",
      "deps/b.wit": "",
      "deps/.#b.wit": "-> somebody@host.1:2",
    });
    expect(await read(root)).toEqual({
      main: ["a.wit"],
      dependencies: [["deps/b.wit"]],
      problems: [],
    });
  });

  it("takes a single file alone", async () => {
    const root = directory({ "a.wit": "", "b.wit": "", "deps/c.wit": "", "d.wasm": magic });
    expect(await read(join(root, "a.wit"))).toEqual({
      main: [join(root, "a.wit")],
      dependencies: [],
      problems: [],
    });
    expect((await read(join(root, "d.wasm"))).main).toEqual([`binary ${join(root, "d.wasm")}`]);
  });

  it.each([
    [{}, ["no-wit-files: there are no `.wit` files in `ROOT`"]],
    [
      { "a.wit": "", "deps/b/readme.md": "" },
      ["no-wit-files: there are no `.wit` files in `ROOT/deps/b`"],
    ],
    [{ "a.wit": "", deps: "" }, ["unreadable-file: `ROOT/deps` is not a directory"]],
    [
      { "a.wit": "", "deps/loop": "-> loop" },
      ["unreadable-file: `ROOT/deps/loop` is a symbolic link that leads back to itself"],
    ],
    [{ "a.wit": "-> nothing" }, ["unreadable-file: `ROOT/a.wit` does not exist"]],
    [
      { "a.wit": new Uint8Array([0x61, 0x0a, 0x62, 0xff, 0x63]) },
      ["not-utf8: `ROOT/a.wit` is not valid UTF-8 at 2:2"],
    ],
    ...["ä", "äöü€🙂", "\ufeff€ü", "aä€b🙂\n".repeat(5)].map((before): [Files, string[]] => [
      { "a.wit": Buffer.concat([Buffer.from(before), Uint8Array.of(0xe4), Buffer.from("b€")]) },
      [
        "not-utf8: `ROOT/a.wit` is not valid UTF-8 at " +
          `${before.split("\n").length}:${before.slice(before.lastIndexOf("\n") + 1).length + 1}`,
      ],
    ]),
    [
      { "a.wit": "-> /dev/null" },
      ["unreadable-file: `ROOT/a.wit` is neither a file nor a directory"],
    ],
    [
      { "a.wit": "", "deps/b.wasm": "version https://git-lfs.github.com/spec/v1" },
      ["invalid-binary: `ROOT/deps/b.wasm` is no WebAssembly binary"],
    ],
    [
      { "a.wit": "", "deps/b.wat": "(component)" },
      ["text-format: WebAssembly text cannot be read"],
    ],
  ])("reports what cannot be read: %j", async (files, problems) => {
    const root = directory(files);
    expect((await read(root)).problems).toEqual(problems);
  });

  it.each([
    ["none", "does not exist"],
    ["a.wit/b", "is not a directory"],
    [`${"n".repeat(300)}.wit`, "is too long a path"],
    ["nul\0.wit", "cannot be read: "],
  ])("reports a path that is not there: %j", (name, problem) => {
    const path = join(directory({ "a.wit": "" }), name);
    const [{ message } = { message: "" }] = readWitPath(path).diagnostics;
    expect(message.startsWith(`\`${path}\` ${problem}`)).toBe(true);
  });

  it("reports a file that is too large for a string", () => {
    const path = join(directory({ "a.wit": "" }), "a.wit");
    truncateSync(path, 2 ** 28 + 1);
    expect(readWitPath(path).diagnostics.map(({ message }) => message)).toEqual([
      `\`${path}\` is larger than 256 MiB`,
    ]);
  });

  it("shows files below a directory as it was written", async () => {
    const root = directory({ "a.wit": "", "deps/b.wit": "" });
    const { main, dependencies } = await read(`${root}/`);
    expect([main, dependencies]).toEqual([[`${root}/a.wit`], [[`${root}/deps/b.wit`]]]);
  });

  it("takes for a binary what begins as one, and nothing else", async () => {
    const begins = directory({ "a.wit": magic });
    expect((await read(join(begins, "a.wit"))).main).toEqual([`binary ${begins}/a.wit`]);
    for (let index = 0; index < 4; index++) {
      const bytes = magic.with(index, 0x20);
      const { main } = await read(join(directory({ "a.wit": bytes }), "a.wit"));
      expect(main?.[0]).not.toContain("binary");
    }
  });

  it("points to the directory that was probably meant", async () => {
    const [diagnostic] = readWitPath(directory({ "wit/a.wit": "" })).diagnostics;
    expect(diagnostic?.hints[0]?.message).toMatch(/^did you mean `.*\/wit`\?$/);
    const [other] = readWitPath(directory({ wit: "", "src/a.wit": "" })).diagnostics;
    expect(other?.hints.map(({ message }) => message)).toEqual([
      "only files directly in the directory are read, and packages in its `deps`",
    ]);
  });
});
