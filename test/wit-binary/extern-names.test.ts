import { describe, expect, test } from "vitest";
import { InvalidComponentError } from "../../src/component/errors.js";
import type { ExternName } from "../../src/component/model.js";
import { parseExternName, type ParsedName } from "../../src/wit-binary/extern-names.js";

const interfaceOf = (pkg: string, item: string, version?: string): ParsedName => ({
  kind: "interface",
  package: { namespace: "ns", name: pkg, ...(version === undefined ? {} : { version }) },
  interface: item,
});

describe("parseExternName", () => {
  const cases: readonly (readonly [string | ExternName, ParsedName])[] = [
    ["a", { kind: "plain" }],
    ["get-HTTP-2x", { kind: "plain" }],
    ["a-1", { kind: "plain" }],
    ["[constructor]r", { kind: "constructor", resource: "r" }],
    ["[method]my-r.get-it", { kind: "method", resource: "my-r" }],
    ["[static]r.s", { kind: "static", resource: "r" }],
    ["ns:pkg/i", interfaceOf("pkg", "i")],
    ["ns:pkg-2/UPPER-i", interfaceOf("pkg-2", "UPPER-i")],
    ["ns:pkg/i@1.2.3", interfaceOf("pkg", "i", "1.2.3")],
    ["ns:pkg/i@0.2.0-rc-2023-12-05+b.01", interfaceOf("pkg", "i", "0.2.0-rc-2023-12-05+b.01")],
    [{ name: "ns:pkg/i@1", versionSuffix: ".2.3" }, interfaceOf("pkg", "i", "1.2.3")],
  ];
  test.each(cases)("%j", (name, want) => {
    expect(parseExternName(typeof name === "string" ? { name } : name, 7)).toEqual(want);
  });

  const refused: readonly string[] = [
    "",
    "-",
    "a-",
    "a--b",
    "aB",
    "1a",
    "a_b",
    "ä",
    "[constructor]",
    "[constructor]r.s",
    "[method]r",
    "[method]r.s.t",
    "[other]r.s",
    "ns:pkg",
    "ns:pkg/",
    "ns:Pkg/i",
    "ns:pkg/i/j",
    "ns:pkg/i@",
    "ns:pkg/i@1.2",
    "ns:pkg/i@01.2.3",
    "ns:pkg/i@1.2.3-01",
    "url=<https://example.com>",
    "unlocked-dep=<ns:pkg@{>=1.0.0}>",
    "integrity=<sha256-abc>",
  ];
  test.each(refused)("refuses %j", (name) => {
    expect(() => parseExternName({ name }, 7)).toThrow(InvalidComponentError);
  });

  test("a long name takes no time", () => {
    const start = performance.now();
    expect(() => parseExternName({ name: `${"a-".repeat(50_000)}!` }, 0)).toThrow();
    expect(() => parseExternName({ name: `ns:p/i@1.2.3-${"0".repeat(90_000)}` }, 0)).toThrow();
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
