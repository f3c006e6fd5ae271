import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { replaceFiles, type FileChange } from "../../src/files/replace-files.js";
import { temporaryDirectory } from "../temporary-directory.js";

let parent: string;

beforeEach(() => {
  parent = temporaryDirectory();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const write = (path: string, before?: string): FileChange => ({
  kind: "write",
  path,
  content: bytes("new"),
  before: before === undefined ? undefined : bytes(before),
});

it("undoes every step when one fails", () => {
  const out = join(parent, "out");
  mkdirSync(join(out, "taken.ts", "full"), { recursive: true });
  writeFileSync(join(out, "a.ts"), "old");
  mkdirSync(join(out, "gone"));
  writeFileSync(join(out, "gone", "b.ts"), "old");
  expect(() => {
    replaceFiles(out, () => [
      { kind: "remove", path: "gone/b.ts", before: bytes("old") },
      write("a.ts", "old"),
      write("deep/er/c.ts"),
      write("taken.ts"),
    ]);
  }).toThrow();
  expect(readFileSync(join(out, "a.ts"), "utf8")).toBe("old");
  expect(readFileSync(join(out, "gone", "b.ts"), "utf8")).toBe("old");
  expect(readdirSync(out).sort()).toEqual(["a.ts", "gone", "taken.ts"]);
});

it("leaves no directory behind when nothing could be written", () => {
  const out = join(parent, "x", "out");
  expect(() => {
    replaceFiles(out, () => [write(`${"n".repeat(300)}.ts`)]);
  }).toThrow();
  expect(existsSync(join(parent, "x"))).toBe(false);
});

it("stays inside a directory that was there before, and leaves it there", () => {
  const out = join(parent, "here", "x", "out");
  mkdirSync(join(parent, "here"));
  expect(() => {
    replaceFiles(out, () => [write("a/b.ts"), write(`${"n".repeat(300)}.ts`)]);
  }).toThrow();
  expect(readdirSync(join(parent, "here"))).toEqual([]);
});

it.skipIf(!existsSync("/proc/self"))("fails where no directory can be made", () => {
  expect(() => {
    replaceFiles("/proc/wit-ts/out", () => [write("a.ts")]);
  }).toThrow("/proc/wit-ts");
});
