import { fc } from "../fast-check.js";
import { describe, expect, it } from "vitest";
import { printWit } from "../../src/graph/print-wit.js";
import { validateGraph } from "../../src/resolve/validate-graph.js";
import { loadWitFiles } from "../../src/wit.js";
import { arbitraryPackage } from "./arbitrary-package.js";

/** One of everything that refers to something else. */
const files: Readonly<Record<string, string>> = {
  "a.wit": `package a:b@1.0.0;
    use c:d/e@1.0.0 as alias;
    @since(version = 0.9.0)
    interface i {
      use alias.{t, r as q};
      @unstable(feature = x) use j.{u};
      record point { x: t, y: list<option<u>> }
      variant v { one, two(point), three(tuple<q, borrow<r>>) }
      resource r { constructor(a: v) -> result<r>; m: func(o: borrow<r>) -> q; s: static func() -> r; }
      type h = own<r>;
      f: func(a: h, b: map<u8, v>, c: stream<point>) -> result<r, u>;
    }
    interface j { enum u { a, b } flags fl { c, d } }`,
  "b.wit": `world w {
      include v with { g as k, n as o }
      use i.{point, r};
      import label: j;
      import x: interface { use j.{u}; z: func() -> u; }
      export i;
      export run: async func(p: point) -> r;
    }
    world v { import g: func(); export n: interface { resource s; } include c:d/y@1.0.0; }`,
  "deps/c.wit": `package c:d@1.0.0;
    interface e { type t = u8; resource r; }
    world y { import e; type alias = string; }
    package f:g { interface unused { use c:d/e@1.0.0.{t}; } }`,
};

const tokens = /\/\/.*|"[^"]*"|[\w%-]+|->|[^\s\w]/g;

interface Edit {
  readonly at: number;
  readonly from: number;
  readonly how: "remove" | "double" | "replace" | "exchange";
}

const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    at: fc.nat(400),
    from: fc.nat(400),
    how: fc.constantFrom("remove", "double", "replace", "exchange"),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Takes tokens out of a text, doubles them, or puts others in their place. */
function mutate(text: string, changes: readonly Edit[]): string {
  const list = text.match(tokens) ?? [];
  for (const { at, from, how } of changes) {
    const place = at % list.length;
    const other = from % list.length;
    const [one = "", two = ""] = [list[place], list[other]];
    switch (how) {
      case "remove":
        list.splice(place, 1);
        break;
      case "double":
        list.splice(place, 0, one);
        break;
      case "replace":
        list[place] = two;
        break;
      case "exchange":
        list[place] = two;
        list[other] = one;
        break;
    }
  }
  return list.map((token) => (token.startsWith("//") ? `${token}\n` : token)).join(" ");
}

/** Expects a graph or errors, and of a graph that it can be validated and printed. */
async function expectVerdict(
  given: Readonly<Record<string, string>>,
  features: "all" | [],
): Promise<void> {
  const { graph, diagnostics } = await loadWitFiles(given, { features });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.length === 0).toBe(graph !== undefined);
  for (const { span, line, column } of errors) {
    expect(span === undefined || (line ?? 0) * (column ?? 0) > 0).toBe(true);
  }
  if (graph) {
    validateGraph(graph);
    const printed = printWit(graph, { dependencies: true, keepOrder: true });
    const again = await loadWitFiles({ "a.wit": printed }, { features: "all" });
    expect(again.diagnostics).toEqual([]);
  }
}

describe("mutated packages", () => {
  it("starts from a valid one", async () => {
    const { graph, diagnostics } = await loadWitFiles(files, { features: "all" });
    expect(diagnostics).toEqual([]);
    expect(graph && validateGraph(graph)).toEqual([]);
  });

  it("are resolved or reported, never anything else", { timeout: 20_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(files)),
        edits,
        fc.constantFrom<"all" | []>("all", []),
        (file, changes, features) =>
          expectVerdict({ ...files, [file]: mutate(files[file] ?? "", changes) }, features),
      ),
      { numRuns: 400 },
    );
  });

  it("are so when they were generated", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.nat(), edits, async (choose, pick, changes) => {
        const given = Object.fromEntries(arbitraryPackage(choose));
        const file = Object.keys(given)[pick % Object.keys(given).length] ?? "";
        await expectVerdict({ ...given, [file]: mutate(given[file] ?? "", changes) }, "all");
      }),
      { numRuns: 150, interruptAfterTimeLimit: 10_000, endOnFailure: true },
    );
  });
});
