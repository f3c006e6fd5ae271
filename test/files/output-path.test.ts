import { describe, expect, it } from "vitest";
import { outputPathKey, outputPathProblem } from "../../src/files/output-path.js";

describe("outputPathProblem", () => {
  it.each([
    "calculator.ts",
    "imports/wasi-io-streams.ts",
    "a.b/c-d_e.f.core1.wasm",
    "console.ts",
    "com10.ts",
    "größe.ts",
    "...dots.ts",
  ])("accepts %j", (path) => {
    expect(outputPathProblem(path)).toBeUndefined();
  });

  it.each([
    "",
    ".",
    "..",
    "../a.ts",
    "a/../../b.ts",
    "a/./b.ts",
    "/etc/passwd",
    "//server/share/a.ts",
    "\\\\server\\share",
    "a\\..\\..\\b.ts",
    "C:/a.ts",
    "C:a.ts",
    "a.ts:stream",
    "a//b.ts",
    "a/",
    "a\0.ts",
    "a\nb.ts",
    "a\u007f.ts",
    'quo"te.ts',
    "star*.ts",
    "what?.ts",
    "pi|pe.ts",
    "<a>.ts",
    "CON",
    "con.ts",
    "nul/x.ts",
    "Aux.d.ts",
    "com1.ts",
    "LPT9.js",
    "com².ts",
    "conout$.ts",
    "dot./a.ts",
    "space .ts/ a.ts",
    "trailing ",
    ".wit-ts.json",
    ".WIT-TS.json",
    ".wit-ts-abc/0",
    `${"x".repeat(300)}.ts`,
  ])("refuses %j", (path) => {
    expect(outputPathProblem(path)).toBeTypeOf("string");
  });
});

describe("outputPathKey", () => {
  it("is the same where a file system may see one file", () => {
    expect(outputPathKey("Foo.ts")).toBe(outputPathKey("foo.ts"));
    expect(outputPathKey("gro\u0308ße.ts")).toBe(outputPathKey("größe.ts"));
    expect(outputPathKey("a.ts")).not.toBe(outputPathKey("b.ts"));
  });
});
