import { describe, expect, test } from "vitest";
import { findValue } from "../../src/runtime/find-path.js";
import { findRoot, InvalidValue, invalidValueError } from "../../src/runtime/invalid-value.js";

const items = [{ size: 1 }, { size: -1, inner: { tag: "a", val: 5 } }];

describe("the path of a wrong value", () => {
  test.each([
    ["an argument itself", "u32", -1, undefined, "count", {}, "count must be u32, got -1"],
    [
      "a field of an element",
      "u32",
      -1,
      items[1],
      "size",
      { list: items },
      "list[1].size must be u32, got -1",
    ],
    [
      "a payload",
      "string",
      5,
      items[1]?.inner,
      "val",
      { result: { items } },
      "result.items[1].inner.val must be string, got 5",
    ],
    ["an element", "u8", 256, items, 0, { list: items }, "list[0] must be u8, got 256"],
    [
      "a map's value",
      "u8",
      "x",
      items[0],
      "size",
      { map: new Map([["key", items[0]]]) },
      'map.get("key").size must be u8, got "x"',
    ],
  ])("names %s", (_, expected, got, owner, key, roots, message) => {
    const error = new InvalidValue(expected, got, owner, key);
    expect(invalidValueError(error, 'imports["a:b/c"].send()', roots, findValue).message).toBe(
      `imports["a:b/c"].send(): ${message}`,
    );
  });

  test("is found in cyclic values", () => {
    const cyclic: { self?: unknown; leaf: { size: number } } = { leaf: { size: -1 } };
    cyclic.self = cyclic;
    const error = new InvalidValue("u32", -1, cyclic.leaf, "size");
    expect(invalidValueError(error, "f()", { value: cyclic }, findValue).message).toBe(
      "f(): value.leaf.size must be u32, got -1",
    );
  });
});

describe("getters among the arguments", () => {
  test("are read once, also in cyclic values", () => {
    let reads = 0;
    const cyclic = {
      get self(): object {
        reads++;
        return cyclic;
      },
    };
    const error = new InvalidValue("u32", -1, {}, "size");
    invalidValueError(error, "f()", { value: cyclic }, findValue);
    expect(reads).toBe(1);
  });

  test("that throw are passed over", () => {
    const owner = { size: -1 };
    const throwing = {
      get other(): never {
        throw new Error("from the host");
      },
    };
    const error = new InvalidValue("u32", undefined, owner, "size");
    expect(invalidValueError(error, "f()", { throwing, owner }, findValue).message).toBe(
      "f(): owner.size must be u32, got -1",
    );
  });

  test("that throw where the wrong value was are no harm", () => {
    let reads = 0;
    const owner = {
      get size(): number {
        reads++;
        if (reads > 1) {
          throw new Error("from the host");
        }
        return -1;
      },
    };
    const error = new InvalidValue("u32", undefined, owner, "size");
    expect(owner.size).toBe(-1);
    expect(invalidValueError(error, "f()", { owner }, findValue)).toEqual(
      new TypeError("f(): size must be u32, got undefined"),
    );
  });

  test("that make objects without end are not followed for ever", () => {
    const endless = (): object =>
      Object.defineProperty({}, "next", { get: endless, enumerable: true });
    const error = new InvalidValue("u32", -1, {}, "size");
    expect(invalidValueError(error, "f()", { value: endless() }, findValue).message).toBe(
      "f(): size must be u32, got -1",
    );
  });
});

test.each([
  ["u32", -1, RangeError],
  ["u32", "1", TypeError],
  ["u64", 2n ** 64n, RangeError],
  ["u64", 1, TypeError],
  ["char", "ab", RangeError],
  ['one of "a", "b"', "c", RangeError],
  ["record six", null, TypeError],
  ["string", undefined, TypeError],
  ["list<u8>", new Date(), TypeError],
])("%s for %o is a %o", (expected, got, type) => {
  const error = invalidValueError(
    new InvalidValue(expected, got, undefined, "x"),
    "f()",
    {},
    findRoot,
  );
  expect(error).toBeInstanceOf(type);
});

test("says something of a value that cannot be looked at", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const error = new InvalidValue("u32", proxy, undefined, "x");
  expect(invalidValueError(error, "f()", {}, findRoot)).toEqual(
    new TypeError("f(): x must be u32, got something"),
  );
});
