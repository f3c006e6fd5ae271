import {
  chmodSync,
  lstatSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { writeWhole } from "../../src/files/write-whole.js";
import { temporaryDirectory } from "../temporary-directory.js";

let directory: string;

beforeEach(() => {
  directory = temporaryDirectory();
});

it("creates a file, and leaves nothing else behind", () => {
  writeWhole(join(directory, "a"), new Uint8Array([0x68, 0x69]));
  expect(readFileSync(join(directory, "a"), "utf8")).toBe("hi");
  expect(readdirSync(directory)).toEqual(["a"]);
});

it.skipIf(process.platform === "win32")("keeps the mode, and a link to the file", () => {
  const file = join(directory, "a");
  const link = join(directory, "b");
  writeFileSync(file, "old");
  chmodSync(file, 0o640);
  symlinkSync(file, link);
  writeWhole(link, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

it("does not replace a directory", () => {
  expect(() => writeWhole(directory, "x")).toThrow("EISDIR");
  expect(readdirSync(directory)).toEqual([]);
});

it("names the file that cannot be written, and not what would have become it", () => {
  const path = join(directory, "missing", "a");
  expect(() => writeWhole(path, "x")).toThrow(
    `cannot write \`${path}\`: ENOENT: no such file or directory`,
  );
  expect(() => writeWhole(path, "x")).not.toThrow(/wit-ts-\d/);
});
