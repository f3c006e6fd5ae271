import { describe, expect, test } from "vitest";
import { labelKey } from "../../src/abi/label-keys.js";
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
