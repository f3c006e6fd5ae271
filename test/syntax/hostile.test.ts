import { fc } from "../fast-check.js";
import { describe, expect, it, vi } from "vitest";
import { formatWit } from "../../src/syntax/format.js";
import { parse } from "../../src/syntax/parse.js";
import { withoutSpans } from "./without-spans.js";

// How long this takes depends on what else the machine does: no test measures time.
vi.setConfig({ testTimeout: 60_000 });

const codesOf = (text: string): readonly string[] =>
  parse({ file: "", text }).diagnostics.map(({ code }) => code);

const many = 200_000;

/** Texts that cost more than their length in a careless parser; the codes of what is wrong with them. */
const bombs: readonly [string, string, readonly string[]][] = [
  ["types", `package a:b; interface i { type t = ${"list<".repeat(many)} }`, ["nesting-too-deep"]],
  [
    "packages",
    `package a:b; ${"package a:b {".repeat(many / 10)}`,
    ["nesting-too-deep", "unexpected-end-of-file"],
  ],
  ["braces", `package a:b; ${"{".repeat(many)}`, ["unexpected-token"]],
  ["closing braces", `package a:b; ${"}".repeat(many)}`, ["unexpected-token"]],
  [
    "parentheses",
    `package a:b; interface i { f: func${"(".repeat(many)}`,
    ["unexpected-token", "unexpected-end-of-file"],
  ],
  ["attributes", `package a:b; ${"@".repeat(many)}`, ["unexpected-token"]],
  ["block comments", `package a:b; ${"/*".repeat(many)}`, ["unterminated-comment"]],
  ["blanks", `package a:b; ${" ".repeat(10 * many)}`, []],
  ["a line comment", `package a:b; //${"x".repeat(10 * many)}`, []],
  ["a word", `package a:b; use ${"x".repeat(10 * many)};`, []],
  ["a word with wrong letters", `package a:b; use ${"x_".repeat(many)};`, ["invalid-identifier"]],
  ["a word with hyphens", `package a:b; use ${"x-1-".repeat(many)};`, ["invalid-identifier"]],
  ["a word beyond ASCII", `package a:b; use ${"x".repeat(many)}é;`, ["invalid-identifier"]],
  ["a version", `package a:b@1.0.0-${"1.".repeat(many)}1;`, []],
  [
    "an integer",
    `package a:b; interface i { type t = list<u8, ${"9".repeat(many)}>; }`,
    ["invalid-list-length"],
  ],
  ["a string", `package a:b; @external-id("${"\\\\".repeat(many)}`, ["unterminated-string"]],
  ["unknown characters", `package a:b; ${"? ".repeat(many)}`, ["unexpected-character"]],
  ["carriage returns", `package a:b; ${"\r".repeat(many)}`, ["unexpected-character"]],
];

describe("nesting and long texts", () => {
  it.each(bombs)("%s", (_, text, want) => {
    expect(codesOf(text)).toEqual(want);
  });

  it("parses ten thousand interfaces", () => {
    const text = Array.from(
      { length: 10_000 },
      (_, index) => `/// docs\ninterface i${index} {\n  f: func(a: list<u8>) -> string;\n}\n`,
    ).join("");
    expect(parse({ file: "", text: `package a:b;\n${text}` }).file.items).toHaveLength(10_000);
  });

  it("reports a hundred of many errors, also in one long line", () => {
    expect(codesOf(`package a:b; ${"interface i { f: func(a b); } ".repeat(5_000)}`)).toHaveLength(
      100,
    );
    expect(codesOf(`package a:b; ${"interface i { f: func(a b);\n".repeat(5_000)}`)).toHaveLength(
      100,
    );
  });
});

/** Pieces of WIT, so that random texts get past the first token. */
const pieces = fc.constantFrom(
  ...'package a:b; interface i { world w } use c:d/e@1.0.0 as f .{ , } type t = list<u8, 4> ; record r variant v ( ) flags enum resource constructor -> result<_, string> static async func : import export include with @since(version = 1.0.0) @unstable(feature = x) // c\n /* d */ \n % " \\ é \u202e # 0 -'.split(
    " ",
  ),
  " ",
  "\n",
);

const text = `package a:b@1.0.0; // c
use c:d/e@0.2.0-rc.1 as x;
@since(version = 1.0.0)
interface i {
  use x.{t, u as v};
  /// docs
  record r { a: u8, /* b */ b: option<list<string>>, }
  variant s { a(r), b }
  resource q { constructor(a: u8) -> result<q>; m: func(); n: static async func(a: borrow<q>) -> tuple<u8, r>; }
  f: func(a: map<u8, r>, b: stream<u8>) -> result<_, s>;
}
world w { import i; export l: c:d/e; export g: func(); include y with { a as b } import k: interface { } }
package n:m { interface z { enum e { a, b } flags h { } } }
`;

describe("random texts", () => {
  it("never make the parser throw", () => {
    fc.assert(
      fc.property(fc.array(pieces), fc.string({ unit: "binary" }), (parts, noise) => {
        parse({ file: "", text: parts.join("") });
        parse({ file: "", text: parts.join(" ") });
        parse({ file: "", text: noise });
      }),
      { numRuns: 200 },
    );
  });

  it("never make it throw when one differs a little from WIT", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(text.length), fc.nat(8), pieces), { minLength: 1, maxLength: 3 }),
        (edits) => {
          let changed = text;
          for (const [at, length, piece] of edits) {
            changed = changed.slice(0, at) + piece + changed.slice(at + length);
          }
          const { file, diagnostics } = parse({ file: "", text: changed });
          expect(diagnostics.length).toBeLessThan(20);
          const formatted = formatWit(changed);
          expect(formatWit(formatted)).toBe(formatted);
          if (diagnostics.length === 0) {
            const again = parse({ file: "", text: formatted });
            expect(again.diagnostics).toEqual([]);
            expect(withoutSpans(again.file)).toEqual(withoutSpans(file));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
