import { parse, join } from "node:path";
import { describe, expect, it } from "vitest";
import { relativePaths } from "../../src/files/relative-path.js";

describe("relative paths", () => {
  const { root } = parse(process.cwd());
  const at = (...segments: string[]): string => join(root, ...segments);
  it.each([
    [at("home", "app", "generated"), at("home", "app", "wit", "a.wit"), "../wit/a.wit"],
    [at("home", "app"), at("home", "app", "wit", "a.wit"), "wit/a.wit"],
    ["src/generated", "wit/a.wit", "../../wit/a.wit"],
    [at("tmp", "x"), at("home", "app", "wit", "a.wit"), undefined],
    [at("generated"), at("wit", "a.wit"), undefined],
  ])("from %s to %s are %s", (from, to, expected) => {
    expect(relativePaths(from)(to)).toBe(expected);
  });
});
