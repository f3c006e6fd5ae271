import { describe, expect, test } from "vitest";
import { labelKey } from "../../src/abi/label-keys.js";
import { findCompatible, trackName, unversionedName } from "../../src/runtime/version-track.js";
import { functionKey } from "../../src/runtime/world-binding.js";

describe("the property of a function", () => {
  test.each(["f", "add-u32", "get-HTTP-2", "x1-y", "a-1-b"])("is the camel case of %s", (label) => {
    const key = labelKey(label);
    expect(functionKey(label, {})).toBe(key);
    expect(functionKey(`[method]some-resource.${label}`, {})).toBe(key);
    expect(functionKey(`[static]some-resource.${label}`, {})).toBe(key);
  });

  test("has a fixed name for a constructor, and is what the table says", () => {
    expect(functionKey("[constructor]some-resource", {})).toBe("constructor");
    expect(functionKey("add-u32", { key: "addU32_2" })).toBe("addU32_2");
  });
});

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
