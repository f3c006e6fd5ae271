import { describe, expect, it } from "vitest";
import { isIdentifier } from "../../src/syntax/identifier.js";
import { lex } from "../../src/syntax/lexer.js";
import { createProblems } from "../../src/syntax/problems.js";
import { readStringLiteral } from "../../src/syntax/string-literal.js";
import { versionProblem } from "../../src/syntax/version.js";

function tokensOf(text: string): readonly string[] {
  const source = { file: "", text };
  return lex(source, createProblems(source)).tokens.map(
    ({ image, tokenType }) => `${tokenType.name} ${image}`,
  );
}

const tokens: readonly [string, readonly string[]][] = [
  ["use type-of", ["Keyword(use) use", "Word type-of"]],
  ["error-context error-contexts", ["Keyword(error-context) error-context", "Word error-contexts"]],
  ["%use %-x %_", ["Word %use", "Word %-x", "Word %_"]],
  ["%", ["Word %"]],
  ["%5", ["Word %", "Integer 5"]],
  ["_", ["Keyword(_) _"]],
  ["a->b", ["Word a-", "GreaterThan >", "Word b"]],
  ["a ->b", ["Word a", "Arrow ->", "Word b"]],
  ["-a", ["Minus -", "Word a"]],
  ["1.0a", ["Integer 1", "Period .", "Integer 0", "Word a"]],
  ["aé-ß", ["Word aé-ß"]],
  ["aé", ["Word aé"]],
  ["a\u00a0b", ["Word a", "Word b"]],
  ["use\u2014a", ["Keyword(use) use", "Word a"]],
  ["a/*b*/c//d\ne", ["Word a", "Word c", "Word e"]],
  ["/* /* a */ b */ c", ["Word c"]],
  ["/**/ a /***/ b", ["Word a", "Word b"]],
  ['"a" "\\"" b', ['StringLiteral "a"', 'StringLiteral "\\""', "Word b"]],
  ['"a\nb', ['StringLiteral "a', "Word b"]],
  ["*+@", ["Star *", "Plus +", "At @"]],
];

describe("tokens", () => {
  it.each(tokens)("%j", (given, want) => {
    expect(tokensOf(given)).toEqual(want);
  });
});

const identifiers: readonly [string, boolean][] = [
  ["a", true],
  ["A", true],
  ["a-b", true],
  ["a-B", true],
  ["a0-000-54FF", true],
  ["a-1b", true],
  ["HTTP-request-URI", true],
  ["", false],
  ["0", false],
  ["0a", false],
  ["-", false],
  ["a-", false],
  ["-a", false],
  ["a--b", false],
  ["aB", false],
  ["a1B", false],
  ["a_b", false],
  ["_", false],
  ["é", false],
];

describe("identifiers", () => {
  it.each(identifiers)("%j is one: %j", (given, want) => {
    expect(isIdentifier(given)).toBe(want);
  });
});

const versions: readonly [string, string | undefined][] = [
  ["1.0.0", undefined],
  ["0.0.0-0", undefined],
  ["1.2.3-a.1.-.00a+001.b", undefined],
  ["18446744073709551615.0.0", undefined],
  ["18446744073709551616.0.0", "the major version is too large"],
  ["1.00.0", "the minor version `00` begins with 0"],
  ["1.0.0-01", "the number `01` in the pre-release begins with 0"],
  ["1.0.0-", "the pre-release has an empty part"],
  ["1.0.0-+a", "the pre-release has an empty part"],
  ["1.0.0+a_b", "the build metadata holds `_`"],
  ["1.0", "a version has three numbers, as in `1.0.0`"],
];

describe("versions", () => {
  it.each(versions)("%j", (given, want) => {
    expect(versionProblem(given)).toBe(want);
  });
});

const strings: readonly [string, string | number][] = [
  ['""', ""],
  ['"aé😀"', "aé😀"],
  ['"\\t\\n\\r\\"\\\'\\\\"', "\t\n\r\"'\\"],
  ['"\\u{1F600}\\u{0_0_41}"', "😀A"],
  ['"\\00\\7f"', "\0\x7f"],
  ['"\\f0\\9f\\98\\80"', "😀"],
  ['"a', 2],
  ['"\\', 2],
  ['"\\x41"', 2],
  ['"\\u41"', 3],
  ['"\\u{}"', 4],
  ['"\\u{4_}"', 4],
  ['"\\u{41"', 6],
  ['"\\u{110000}"', 2],
  ['"\\4"', 3],
  ['"\\ff"', 0],
  ['"\x01"', 1],
];

describe("string literals", () => {
  it.each(strings)("%j", (given, want) => {
    const literal = readStringLiteral(given);
    expect(literal.kind === "value" ? literal.value : literal.problem.offset).toBe(want);
  });
});
