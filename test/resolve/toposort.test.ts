import { describe, expect, it } from "vitest";
import { toposort } from "../../src/resolve/toposort.js";

const source = { file: "t.wit", text: "" };

/** `a: b c` is: a uses b and c. */
function uses(lines: readonly string[]): ReadonlyMap<string, { name: string; span: never }[]> {
  return new Map(
    lines.map((line) => {
      const [name = "", list = ""] = line.split(":");
      const names = list.split(" ").filter((use) => use !== "");
      const span = { source, start: 0, end: 0 } as never;
      return [name, names.map((use) => ({ name: use, span }))];
    }),
  );
}

describe("toposort", () => {
  it.each([
    { given: [], want: "" },
    { given: ["a:", "b:", "c:"], want: "a b c" },
    { given: ["a: b", "b:"], want: "b a" },
    { given: ["a: c", "b:", "c:", "d: b"], want: "b c a d" },
    { given: ["c: a", "b: a", "a:"], want: "a c b" },
    { given: ["a: x", "b: a a"], want: "a b" },
  ])("$given → $want", ({ given, want }) => {
    const { names, cycles } = toposort(uses(given));
    expect(names.join(" ")).toBe(want);
    expect(cycles).toEqual([]);
  });

  it.each([
    { given: ["a: a"], want: ["a"], first: ["a"] },
    { given: ["a: b", "b: a", "c: a"], want: ["b a"], first: ["b"] },
    { given: ["a: b", "b: c", "c: b", "d: e", "e: d"], want: ["b c", "e d"], first: ["b", "e"] },
  ])("cycles of $given", ({ given, want, first }) => {
    const { names, cycles } = toposort(uses(given));
    expect(cycles.map((cycle) => cycle.names.join(" "))).toEqual(want);
    expect(cycles.map((cycle) => cycle.edge.name)).toEqual(first);
    expect(names.slice().sort()).toEqual(given.map((line) => line.slice(0, 1)));
  });

  it("takes time in proportion to its input", () => {
    const count = 50_000;
    const chain = Array.from({ length: count }, (_, i) => `n${i}: n${(i + 1) % count}`);
    expect(toposort(uses(chain)).cycles).toHaveLength(1);
  });
});
