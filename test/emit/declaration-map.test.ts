import { SourceMap } from "node:module";
import { expect, test } from "vitest";
import { declarationMap, type Mark } from "../../src/emit/declaration-map.js";

test("a map leads each name to its place, in whichever source that is", () => {
  const first = { file: "first.wit", text: `one\n\n${" ".repeat(600)}two` };
  const second = { file: "second.wit", text: "\n  three" };
  const text = `one; three;\n\n${" ".repeat(40)}two;`;
  const mark = (name: string, source: typeof first): Mark => {
    const start = source.text.indexOf(name);
    return { offset: text.indexOf(name), name, span: { source, start, end: start + name.length } };
  };
  const marks = [mark("one", first), mark("three", second), mark("two", first)];
  const printed = declarationMap("a.d.ts", text, marks, ({ file }) => file);
  const payload = JSON.parse(printed) as ConstructorParameters<typeof SourceMap>[0];
  const sources = ["first.wit", "second.wit"];
  expect(payload).toMatchObject({ version: 3, file: "a.d.ts", sourceRoot: "", sources, names: [] });
  const map = new SourceMap(payload);
  const found = (line: number, column: number): unknown => {
    const entry = map.findEntry(line, column);
    return "originalSource" in entry
      ? [entry.originalSource, entry.originalLine, entry.originalColumn]
      : undefined;
  };
  expect(found(0, 0)).toEqual(["first.wit", 0, 0]);
  expect(found(0, 3)).toEqual(["first.wit", 0, 3]);
  expect(found(0, 5)).toEqual(["second.wit", 1, 2]);
  expect(found(0, 10)).toEqual(["second.wit", 1, 7]);
  expect(found(2, 40)).toEqual(["first.wit", 2, 600]);
  expect(found(2, 43)).toEqual(["first.wit", 2, 603]);
});
