import { describe, expect, it } from "vitest";
import { fileScope, versionTrack } from "../../src/emit/file-names.js";
import {
  isIdentifierName,
  localScope,
  methodKey,
  moduleScope,
  propertyKey,
} from "../../src/emit/names.js";

function declareAll(
  scope: { declare(name: string): string },
  names: readonly string[],
): readonly string[] {
  return names.map((name) => scope.declare(name));
}

describe("scopes", () => {
  const cases: [string, { declare(name: string): string }, string[], string[]][] = [
    ["keep free names", moduleScope(), ["Point", "Color"], ["Point", "Color"]],
    ["number collisions in order", moduleScope(), ["A", "A", "A"], ["A", "A_2", "A_3"]],
    ["avoid what a suffix made", moduleScope(), ["A_2", "A", "A"], ["A_2", "A", "A_3"]],
    ["avoid names of types", moduleScope(), ["string", "any"], ["string_2", "any_2"]],
    ["avoid used globals", moduleScope(), ["Map", "Promise"], ["Map_2", "Promise_2"]],
    ["leave other globals", moduleScope(), ["Error", "Response"], ["Error", "Response"]],
    ["avoid words in parameters", localScope(), ["in", "await"], ["in_2", "await_2"]],
  ];
  it.each(cases)("%s", (_, scope, names, expected) => {
    expect(declareAll(scope, names)).toEqual(expected);
  });

  it("give names that strict code may declare", () => {
    const words = `arguments break case catch class const continue debugger default delete do else enum eval export
      extends false finally for function if implements import in instanceof interface let new null package private
      protected public return static super switch this throw true try typeof var void while with yield`;
    for (const scope of [moduleScope(), localScope()]) {
      for (const name of declareAll(scope, words.split(/\s+/))) {
        expect(() =>
          Reflect.construct(Function, [`"use strict"; const ${name} = 1;`]),
        ).not.toThrow();
      }
    }
  });

  it("stay linear when many names collide", () => {
    const scope = moduleScope();
    const last = declareAll(
      scope,
      Array.from({ length: 20_000 }, () => "Name"),
    ).at(-1);
    expect(last).toBe("Name_20000");
  });
});

describe("keys", () => {
  it.each([
    ["getHttp", "getHttp", "getHttp"],
    ["new", "new", '"new"'],
    ["a:b/c@1.0.0", '"a:b/c@1.0.0"', '"a:b/c@1.0.0"'],
    ["get-http", '"get-http"', '"get-http"'],
  ])("of %s", (name, property, method) => {
    expect([propertyKey(name), methodKey(name)]).toEqual([property, method]);
  });

  it.each([
    ["a1", true],
    ["1a", false],
    ["", false],
    ["a-b", false],
    ["$_", true],
  ])("identifier %s", (name, expected) => {
    expect(isIdentifierName(name)).toBe(expected);
  });
});

describe("file names", () => {
  it("are apart in every file system", () => {
    const folder = fileScope();
    const names = [
      "foo-bar",
      "foo-BAR",
      "Foo",
      "foo",
      "con",
      "aux.x",
      "com1",
      "console",
      "../up",
      ".hidden",
    ];
    expect(names.map((name) => folder.declare(name))).toEqual([
      ...[
        "foo-bar",
        "foo-BAR_2",
        "Foo",
        "foo_2",
        "con_2",
        "aux_2.x",
        "com1_2",
        "console",
        "-up",
        "hidden",
      ],
    ]);
  });

  it("are short enough for file systems, with extensions", () => {
    const folder = fileScope();
    const [first = "", second = ""] = ["x".repeat(300), "x".repeat(301)].map((name) =>
      folder.declare(name),
    );
    expect(first).toMatch(/^x{200}$/);
    expect(second).toBe(`${first}_2`);
  });

  it.each([
    ["1.4.0", "1"],
    ["0.2.6", "0.2"],
    ["0.0.7", "0.0.7"],
    ["0.3.0-rc-1", "0.3.0-rc-1"],
    ["2.0.0+build.5", "2"],
  ])("have %s as track %s", (version, expected) => {
    expect(versionTrack(version)).toBe(expected);
  });
});
