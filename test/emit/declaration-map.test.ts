import { SourceMap } from "node:module";
import { expect, test } from "vitest";
import { declarationMap, type Mark } from "../../src/emit/declaration-map.js";

test("a map leads each name to its place, in whichever source that is", () => {
  const first = { file: "first.wit", text: "one\ntwo" };
  const second = { file: "second.wit", text: "  three" };
  const text = "one; three;\ntwo;";
  const mark = (name: string, source: typeof first): Mark => {
    const start = source.text.indexOf(name);
    return { offset: text.indexOf(name), name, span: { source, start, end: start + name.length } };
  };
  const marks = [mark("one", first), mark("three", second), mark("two", first)];
  const printed = declarationMap("a.d.ts", text, marks, ({ file }) => file);
  const map = new SourceMap(JSON.parse(printed) as ConstructorParameters<typeof SourceMap>[0]);
  const found = (line: number, column: number): unknown => {
    const entry = map.findEntry(line, column);
    return "originalSource" in entry
      ? [entry.originalSource, entry.originalLine, entry.originalColumn]
      : undefined;
  };
  expect(found(0, 0)).toEqual(["first.wit", 0, 0]);
  expect(found(0, 5)).toEqual(["second.wit", 0, 2]);
  expect(found(1, 0)).toEqual(["first.wit", 1, 0]);
});
