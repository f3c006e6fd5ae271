import { describe, expect, it } from "vitest";
import { functionName, memberKeys } from "../../src/abi/member-keys.js";

describe("functionName", () => {
  it.each([
    ["f", "function", "", "f"],
    ["[method]r.m", "method", "r", "m"],
    ["[static]r.new", "static", "r", "new"],
    ["[constructor]r", "constructor", "r", "r"],
  ])("of %s", (mangled, kind, resource, name) => {
    expect(functionName(mangled)).toEqual({ kind, resource, name });
  });
});

describe("memberKeys", () => {
  it.each([
    ["are in camel case", [], ["get-HTTP"], ["getHttp"]],
    ["have capitals for classes", ["http-body"], [], ["HttpBody"]],
    ["allow words", [], ["delete", "in"], ["delete", "in"]],
    ["number collisions in order", [], ["get-2", "get2", "f"], ["get2", "get2_2", "f"]],
    [
      "keep objects what they are",
      [],
      ["then", "constructor", "[method]r.then", "[method]r.constructor"],
      ["then_2", "constructor_2", "then_2", "constructor_2"],
    ],
    [
      "keep classes what they are",
      ["r"],
      ["[static]r.prototype", "[static]r.name", "[method]r.name", "name"],
      ["R", "prototype_2", "name_2", "name", "name"],
    ],
    [
      "are apart for objects, their classes and what these make",
      ["r", "q"],
      ["f", "[method]r.f", "[static]r.f", "[method]q.f", "[method]q.F"],
      ["R", "Q", "f", "f", "f", "f", "f_2"],
    ],
    ["are none for constructors", ["r"], ["[constructor]r"], ["R"]],
  ])("%s", (_, resources, functions, expected) => {
    expect([...memberKeys(resources, functions).values()]).toEqual(expected);
  });
});
