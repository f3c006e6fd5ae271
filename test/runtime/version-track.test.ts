import { expect, test } from "vitest";
import { findCompatible, trackName, unversionedName } from "../../src/runtime/version-track.js";

test.each([
  ["1.2.3", "1"],
  ["10.2.3", "10"],
  ["0.2.3", "0.2"],
  ["0.10.3", "0.10"],
  ["0.0.3", "0.0.3"],
  ["1.2.3+build-1", "1"],
  ["1.2.3-rc.1", "1.2.3-rc.1"],
  ["1.2.3-rc.1+build", "1.2.3-rc.1"],
  ["0.2", "0.2"],
])("version %s is compatible with what is %s", (version, track) => {
  expect(trackName(`a:b/c@${version}`)).toBe(`a:b/c@${track}`);
  expect(unversionedName(`a:b/c@${version}`)).toBe("a:b/c");
});

test("a name is found as it is, of a compatible version, then without version", () => {
  const named = { "a:b/c@1.1.0": 1, "a:b/c@1.0.0": 2, "a:b/c": 3 };
  expect(findCompatible(named, "a:b/c@1.0.0")).toBe(2);
  expect(findCompatible(named, "a:b/c@1.2.0")).toBe(1);
  expect(findCompatible(named, "a:b/c@2.0.0")).toBe(3);
  expect(findCompatible(named, "a:b/other@2.0.0")).toBeUndefined();
  expect(findCompatible(Object.create(named) as typeof named, "a:b/c@1.0.0")).toBe(2);
});
