import { describe, expect, test } from "vitest";
import { elemSize } from "../../src/abi/layout.js";
import { labels, t } from "../reference/types.js";

describe("a discriminant takes as few bytes as the number of cases allows", () => {
  test.each([
    [256, 1],
    [257, 2],
    [65_536, 2],
    [65_537, 4],
  ])("%i cases: %i", (count, want) => {
    expect(elemSize(t.enum(...labels(count)))).toBe(want);
  });
});

describe("flags take as few bytes as their number allows", () => {
  test.each([
    [1, 1],
    [8, 1],
    [9, 2],
    [16, 2],
    [17, 4],
    [32, 4],
  ])("%i flags: %i", (count, want) => {
    expect(elemSize(t.flags(...labels(count)))).toBe(want);
  });
});
