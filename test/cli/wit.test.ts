import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadWit } from "../../src/load-wit.js";
import { encodePackage } from "../../src/wit-binary/encode-package.js";
import { runCommand, type CommandRun } from "../run-command.js";

const canonical = `package a:b@1.0.0;

interface i {
  record point {
    x: u8,
  }

  f: func(p: point) -> string;
}

world w {
  export i;
}
`;

let directory: string;
let input: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "wit-ts-wit-"));
  input = join(directory, "a.wit");
  writeFileSync(input, canonical.replaceAll("\n", " "));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const wit = (...args: readonly string[]): Promise<CommandRun> => runCommand("wit", ...args);

it("prints canonical WIT", async () => {
  expect(await wit(input)).toEqual({ code: 0, out: canonical, error: "" });
});

it("prints all that the worlds of a component name, as WIT that stands alone", async () => {
  const component = fileURLToPath(
    new URL("../../examples/calculator/calculator.wasm", import.meta.url),
  );
  const file = join(directory, "component.wit");
  await wit(component, "-o", file);
  const text = readFileSync(file, "utf8");
  expect(text).toContain("export docs:calculator/operations@0.1.0;");
  expect(text).toContain("package docs:calculator@0.1.0 {");
  expect(text).toContain("divide: func(left: f64, right: f64)");
  expect(await wit(file)).toEqual({ code: 0, out: text, error: "" });
});

it("prints to a file", async () => {
  const file = join(directory, "printed.wit");
  expect(await wit(input, "-o", file)).toEqual({ code: 0, out: "", error: "" });
  expect(readFileSync(file, "utf8")).toBe(canonical);
});

it("prints JSON", async () => {
  const { code, out } = await wit(input, "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ packages: [{ name: "a:b@1.0.0" }] });
});

it("writes a binary that reads as the same package, and names its maker", async () => {
  const file = join(directory, "a.wasm");
  expect(await wit(input, "--wasm", "-o", file)).toEqual({ code: 0, out: "", error: "" });
  expect(await wit(file)).toEqual({ code: 0, out: canonical, error: "" });
  const bytes = readFileSync(file);
  expect(bytes.includes("processed-by\x01\x06wit-ts")).toBe(true);
  const { graph } = await loadWit(input);
  const plain = graph ? encodePackage(graph) : new Uint8Array();
  expect(bytes.subarray(0, plain.length).equals(plain)).toBe(true);
});

it("wants a file for a binary", async () => {
  expect(await wit(input, "--wasm")).toEqual({
    code: 1,
    out: "",
    error: "error: --wasm needs --out, the file to write\n\n",
  });
});

it("reports what has no binary form, and prints it all the same", async () => {
  const empty = join(directory, "empty.wit");
  const file = join(directory, "empty.wasm");
  writeFileSync(empty, "package a:b; interface i { record r {} }");
  expect((await wit(empty)).code).toBe(0);
  const { code, error } = await wit(empty, "--wasm", "-o", file);
  expect(code).toBe(1);
  expect(error).toContain("record `r` must have at least one field");
  expect(() => readFileSync(file)).toThrow("ENOENT");
});

it("reports a file that cannot be written", async () => {
  const { code, error } = await wit(input, "-o", join(directory, "none", "a.wit"));
  expect(code).toBe(1);
  expect(error).toMatch(/^error: cannot write `.*a.wit`: ENOENT: no such file or directory\n\n$/);
});
