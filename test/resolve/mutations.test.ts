import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printWit } from "../../src/graph/print-wit.js";
import { validateGraph } from "../../src/resolve/validate-graph.js";
import { loadWitFiles } from "../../src/wit.js";

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

const tokens = /[\w%-]+|->|[^\s\w]/g;

/** Takes tokens out, doubles them, or puts others in their place. */
const mutated = fc
  .record({
    file: fc.constantFrom(...Object.keys(files)),
    edits: fc.array(
      fc.record({
        at: fc.nat(400),
        from: fc.nat(400),
        how: fc.constantFrom("remove", "double", "replace", "exchange"),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ file, edits }) => {
    const list = files[file]?.match(tokens) ?? [];
    for (const { at, from, how } of edits) {
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
    return { ...files, [file]: list.join(" ") };
  });

describe("mutated packages", () => {
  it("starts from a valid one", async () => {
    const { graph, diagnostics } = await loadWitFiles(files, { features: "all" });
    expect(diagnostics).toEqual([]);
    expect(graph && validateGraph(graph)).toEqual([]);
  });

  it("are resolved or reported, never anything else", { timeout: 20_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(mutated, fc.constantFrom<"all" | []>("all", []), async (given, features) => {
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
      }),
      { numRuns: 400 },
    );
  });
});
