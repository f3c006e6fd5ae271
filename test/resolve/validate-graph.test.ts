import { describe, expect, it } from "vitest";
import { validateGraph } from "../../src/resolve/validate-graph.js";
import { loadWitText } from "../../src/wit.js";
import { problemLines } from "./problems.js";

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

const invalid: readonly [given: string, want: string][] = [
  ["record r {}", "2:8 empty-type: record `r` must have at least one field"],
  ["flags f {}", "2:7 empty-type: flags `f` must have at least one flag"],
  ["f: func(a: tuple<>);", "2:12 empty-type: a tuple must have at least one type"],
  [
    `flags f { ${range(33)
      .map((i) => `b${i}`)
      .join()} }`,
    "2:7 too-many-flags: flags `f` has 33 flags: 32 is the most (split it into several, or use a list of an enum)",
  ],
  [
    "type l = list<u8, 0>;",
    "2:6 fixed-length: a list of fixed length must have at least one element",
  ],
  [
    "type l = list<u8, 1073741825>;",
    "2:6 fixed-length: a list of fixed length has at most 1073741824 elements",
  ],
  [
    "type c = char; f: func(s: stream<c>);",
    "2:27 stream-of-char: `stream<char>` is not possible (use `stream<u8>` and say which encoding it holds)",
  ],
  [
    "record r { a: u8, A: u8 }",
    "2:19 name-clash: field of record `r`: `A` conflicts with `a`: names that differ only in case are the same (first defined here)",
  ],
  [
    "variant v { a, a }",
    "2:16 name-clash: case of variant `v`: `a` conflicts with `a` (first defined here)",
  ],
  [
    "enum e { a, a }",
    "2:13 name-clash: case of enum `e`: `a` conflicts with `a` (first defined here)",
  ],
  ["flags f { a, a }", "2:14 name-clash: flag of `f`: `a` conflicts with `a` (first defined here)"],
  [
    "f: func(a: u8, A: u8);",
    "2:16 name-clash: parameter of `f`: `A` conflicts with `a`: names that differ only in case are the same (first defined here)",
  ],
  [
    "type t = u8; T: func();",
    "2:14 name-clash: interface `i`: `T` conflicts with `t`: names that differ only in case are the same (first defined here)",
  ],
  [
    "resource r { r: func(); }",
    "2:14 name-clash: interface `i`: `[method]r.r` conflicts with `r`: a function of a resource cannot have the resource's name (first defined here)",
  ],
  [
    `record t0 { a: u8, b: u8 }${range(25)
      .map((i) => `record t${i + 1} { a: t${i}, b: t${i} }`)
      .join("")}`,
    "2:498 type-too-large: type `t18` consists of more than 1000000 types",
  ],
  [
    `type t0 = list<u8>;${range(100)
      .map((i) => `type t${i + 1} = list<t${i}>;`)
      .join("")}`,
    "2:2064 type-too-large: type `t99` nests more than 100 types",
  ],
];

describe("validateGraph", () => {
  it.each(invalid.map(([given, want]) => ({ given, want })))("$want", async ({ given, want }) => {
    const { graph } = await loadWitText(`package a:b; interface i {\n${given}\n}`);
    expect(graph && problemLines(validateGraph(graph))).toEqual([want]);
  });

  it("looks at names of a package and of worlds", async () => {
    const { graph } = await loadWitText(`package a:b;
      interface i {}
      world I {
        import f: func(a: u8, A: u8);
        resource r { m: func(); M: static func(); }
      }`);
    expect(graph && validateGraph(graph).map(({ line, column }) => [line, column])).toEqual([
      [3, 13],
      [5, 33],
      [4, 31],
    ]);
  });

  it("looks at what the package uses, and at nothing else", async () => {
    const { graph } = await loadWitText(`package a:b;
      package c:d {
        interface used { record r {} }
        interface unused { record r {} }
      }
      interface i { use c:d/used.{r}; }`);
    expect(graph && validateGraph(graph).map(({ line }) => line)).toEqual([3]);
    const all = [...(graph?.packages.keys() ?? [])];
    expect(graph && validateGraph(graph, all).map(({ line }) => line)).toEqual([3, 4]);
  });
});
