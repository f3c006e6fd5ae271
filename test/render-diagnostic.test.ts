import { describe, expect, it } from "vitest";
import { errorAt, errorInFile } from "../src/diagnostic.js";
import { renderDiagnostic } from "../src/render-diagnostic.js";
import type { Source, Span } from "../src/source.js";

/** A span over the first `what` in `text`. */
function spanOf(text: string, what: string, file = "wit/a.wit"): Span {
  const source: Source = { file, text };
  const start = text.indexOf(what);
  return { source, start, end: start + what.length };
}

function render(text: string, what: string, width?: number): string[] {
  const diagnostic = errorAt(spanOf(text, what), "unexpected-token", "message");
  return renderDiagnostic(diagnostic, width === undefined ? {} : { width }).split("\n");
}

describe("renderDiagnostic", () => {
  it("shows place, line, caret and hints", () => {
    const text = "package a:b;\n\nworld w {\n  import foo;\n}\n";
    const first = spanOf(text, "world");
    const diagnostic = errorAt(spanOf(text, "foo"), "unknown-type", "`foo` is not defined", [
      { message: "did you mean `fop`?" },
      { message: "in this world", span: first },
    ]);
    expect(renderDiagnostic(diagnostic)).toBe(
      [
        "error[unknown-type]: `foo` is not defined",
        "  --> wit/a.wit:4:10",
        "   |",
        " 4 |   import foo;",
        "   |          ^^^",
        "  = did you mean `fop`?",
        "  = in this world",
        "  --> wit/a.wit:3:1",
        "   |",
        " 3 | world w {",
        "   | ^^^^^",
      ].join("\n"),
    );
  });

  it("prints a diagnostic without a place", () => {
    expect(
      renderDiagnostic(errorAt(undefined, "failed", "no such file", [{ message: "look" }])),
    ).toBe("error: no such file\n  = look");
  });

  it("colours only when asked to", () => {
    const diagnostic = errorAt(spanOf("x y", "y"), "failed", "m");
    expect(renderDiagnostic(diagnostic)).not.toContain("\u001b");
    expect(renderDiagnostic(diagnostic, { color: true })).toContain("\u001b[1;31merror\u001b[0m");
  });

  it("puts one caret at the end of the text", () => {
    const source: Source = { file: "a.wit", text: "world w {" };
    const diagnostic = errorAt({ source, start: 9, end: 9 }, "failed", "m");
    expect(renderDiagnostic(diagnostic).split("\n").at(-1)).toBe("   |          ^");
  });

  it("underlines a span of several lines to the end of its first", () => {
    expect(render("ab {\n}", "{\n}").slice(3)).toEqual([" 1 | ab {", "   |    ^"]);
  });

  it("aligns the caret after tabs", () => {
    expect(render("\tfoo\tbar", "bar").slice(3)).toEqual([
      " 1 |     foo    bar",
      "   |            ^^^",
    ]);
  });

  it("aligns the caret after wide, combining and astral characters", () => {
    expect(render("世界 x", "x").at(-1)).toBe(`   | ${" ".repeat(5)}^`);
    expect(render("e\u0301 x", "x").at(-1)).toBe(`   | ${" ".repeat(2)}^`);
    expect(render("😀 x", "x").at(-1)).toBe(`   | ${" ".repeat(3)}^`);
    expect(render("😀", "😀").at(-1)).toBe("   | ^^");
  });

  it("shows what a terminal would obey as escapes", () => {
    const lines = render("a\u001b[31m\u202e x", "x", 80);
    expect(lines[3]).toBe(" 1 | a\\u{1b}[31m\\u{202e} x");
    expect(lines.at(-1)?.indexOf("^")).toBe(lines[3]?.indexOf("x"));
    expect(renderDiagnostic(errorAt(undefined, "failed", "bad \u001b]0;x\u0007"))).toBe(
      "error: bad \\u{1b}]0;x\\u{7}",
    );
  });

  it.each([0, 1, 2, 30, 60, 200, 5000])("cuts a long line around column %i", (column) => {
    const text = `${"a".repeat(column)}HERE${"b".repeat(5000)}`;
    const [, , , line = "", caret = ""] = render(text, "HERE", 60);
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.indexOf("HERE")).toBe(caret.indexOf("^"));
    expect(caret.trimEnd().endsWith("^^^^")).toBe(true);
    expect(line.endsWith("…")).toBe(true);
  });

  it.each(["😀", "𝐀"])("cuts no character in two: %s", (character) => {
    for (const width of [60, 61]) {
      const text = `x${character.repeat(3000)}HERE${character.repeat(3000)}`;
      const [, , , line = ""] = render(text, "HERE", width);
      expect(line).toMatch(/^ 1 \| …(\S+)HERE\1?\S*…$/u);
      expect(line).not.toContain("\\u{");
    }
  });

  const letters = "abcdefghijklmnopqrstuvwxyz";
  it.each([
    ["all that fits", "HERE", `${letters}12345HERE`, `${letters}12345HERE`],
    ["the start", "HERE", `HERE${letters}1234567890`, `HERE${letters}1234…`],
    ["the end", "HERE", `${letters}1234567890HERE`, "…tuvwxyz1234567890HERE"],
    [
      "the middle",
      "c",
      `${letters}${letters}`.replace("c", "-"),
      "…lmnopqrstuvwxyzabcdefghijklmnopqr…",
    ],
  ])("shows of a line %s", (_, what, text, expected) => {
    expect(render(text, what, 40)[3]).toBe(` 1 | ${expected}`);
  });

  it("shows a file without a line", () => {
    const diagnostic = errorInFile("wit/a.wit", "failed", "m");
    expect(renderDiagnostic(diagnostic)).toBe("error: m\n  --> wit/a.wit");
  });

  it("is fast on a line of megabytes", () => {
    const text = `${"a".repeat(3_000_000)}HERE${"b".repeat(3_000_000)}`;
    const before = performance.now();
    render(text, "HERE");
    expect(performance.now() - before).toBeLessThan(200);
  });
});
