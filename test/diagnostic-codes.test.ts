import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { validateGraph } from "../src/resolve/validate-graph.js";
import { loadWitText } from "../src/wit.js";

const sources = new URL("../src/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, sources), "utf8");
const codeText = /"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"/g;

/** The members of the union, which the compiler holds against all code that makes diagnostics. */
const declared = [...read("diagnostic-codes.ts").matchAll(codeText)].map(([, code = ""]) => code);

/** The rows of the page that are about a code: code, meaning, example, what to do. */
const rows = read("diagnostic-codes.md")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, code = "", meaning = "", example = "", advice = ""]) => ({
    code: code.slice(1, -1),
    meaning,
    // Other examples are described, not shown.
    example: /^`(.*)`$/.exec(example)?.[1],
    advice,
  }));

describe("the page of diagnostic codes", () => {
  it("has each code once, and no others", () => {
    expect(rows.map(({ code }) => code)).toEqual(declared);
    expect(new Set(declared).size).toBe(declared.length);
  });

  it("says what each means and what to do", () => {
    expect(rows.filter(({ meaning, advice }) => meaning === "" || advice === "")).toEqual([]);
  });

  it("has only codes that diagnostics are made with", () => {
    const used = readdirSync(sources, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && path !== "diagnostic-codes.ts")
      .flatMap((path) => [...read(path).matchAll(codeText)].map(([, code]) => code));
    expect(declared.filter((code) => !used.includes(code))).toEqual([]);
  });

  const examples = rows.flatMap(({ code, example }) => (example ? [{ code, example }] : []));
  it.each(examples)("shows an example of $code", async ({ code, example }) => {
    const text = example.startsWith("package a:b") ? example : `package a:b;\n${example}`;
    const { graph, diagnostics } = await loadWitText(text);
    const problems = [...diagnostics, ...(graph ? validateGraph(graph) : [])];
    expect([...new Set(problems.map((problem) => problem.code))]).toEqual([code]);
  });
});
