import { describe, expect, it, vi } from "vitest";
import { printWit } from "../../src/graph/print-wit.js";
import { toResolveJson } from "../../src/graph/resolve-json.js";
import { validateGraph } from "../../src/resolve/validate-graph.js";
import { loadWitText } from "../../src/wit.js";

// What is not linear here takes minutes; how long the rest takes depends on what else the machine does.
vi.setConfig({ testTimeout: 30_000 });

const many = 10_000;

function repeat(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join("\n");
}

/** Each uses something of the one before, or of the one after when `step` is 1; the last one does not. */
function chain(step: -1 | 1, link: (index: number, next: number | undefined) => string): string {
  const last = step === 1 ? many - 1 : 0;
  return repeat(many, (index) => link(index, index === last ? undefined : index + step));
}

const useChain = (index: number, next: number | undefined): string =>
  `interface i${index} { ${next === undefined ? "type t = u8;" : `use i${next}.{t};`} }`;
const aliasChain = (index: number, next: number | undefined): string =>
  `type t-${index} = ${next === undefined ? "u8" : `t-${next}`};`;
const packageChain = (index: number, next: number | undefined): string =>
  `package c:d${index} { interface i { ${next === undefined ? "type t = u8;" : `use c:d${next}/i.{t};`} } }`;
const includeChain = (index: number, next: number | undefined): string =>
  `world w${index} { ${next === undefined ? "import f: func();" : `include w${next};`} }`;
const around = (index: number): number => (index + 1) % many;

/** What is well-formed; the codes of what the second tier says of it. */
const accepted: readonly [name: string, text: string, want?: readonly string[]][] = [
  ["interfaces", repeat(many, (i) => `interface i${i} { type t = u8; f: func(a: t); }`)],
  ["functions", `interface i { ${repeat(many, (i) => `f-${i}: func(a: list<u8>);`)} }`],
  ["a chain of uses", chain(-1, useChain)],
  ["a chain of uses, last one first", chain(1, useChain)],
  ["a chain of aliases", `interface i { ${chain(-1, aliasChain)} }`],
  ["a chain of aliases, last one first", `interface i { ${chain(1, aliasChain)} }`],
  [
    "a chain of lists",
    `interface i { type t-0 = u8; ${repeat(many, (i) => `type t-${i + 1} = list<t-${i}>;`)} }`,
    ["type-too-large"],
  ],
  [
    "records that double",
    `interface i { record t-0 { a: u8 } ${repeat(60, (i) => `record t-${i + 1} { a: t-${i}, b: t-${i} }`)} }`,
    ["type-too-large"],
  ],
  ["a chain of includes", chain(-1, includeChain)],
  ["a chain of packages", `${chain(-1, packageChain)} world w { import c:d${many - 1}/i; }`],
  ["exports that need all imports", `${chain(-1, useChain)} world w { export i${many - 1}; }`],
  [
    "imports",
    `${repeat(many, (i) => `interface i${i} {}`)} world w { ${repeat(many, (i) => `import i${i};`)} }`,
  ],
  [
    "names for one interface",
    `${repeat(many, (i) => `use c:d/i as n${i};`)} package c:d { interface i {} }`,
  ],
  [
    "versions of a package",
    `${repeat(2_000, (i) => `package c:d@1.0.${i} { interface i {} }`)} world w { ${repeat(2_000, (i) => `import c:d/i@1.0.${i};`)} }`,
  ],
  ["lines of docs", `${"/// line\n".repeat(5 * many)} interface i {}`],
];

/** What is rejected, and with which codes. */
const rejected: readonly [name: string, text: string, want: readonly string[]][] = [
  [
    "a cycle of types",
    `interface i { ${repeat(many, (i) => `type t-${i} = list<t-${around(i)}>;`)} }`,
    ["type-cycle"],
  ],
  [
    "a cycle of interfaces",
    repeat(many, (i) => `interface i${i} { use i${around(i)}.{t}; }`),
    ["item-cycle"],
  ],
  [
    "a cycle of worlds",
    repeat(many, (i) => `world w${i} { include w${around(i)}; }`),
    ["item-cycle"],
  ],
  [
    "a cycle of packages",
    repeat(many, (i) => `package c:d${i} { interface i { use c:d${around(i)}/i.{t}; } }`),
    ["package-cycle"],
  ],
  [
    "missing packages",
    `world w { ${repeat(many, (i) => `import c:d${i}/i;`)} }`,
    ["missing-package"],
  ],
  [
    "unknown types",
    `interface i { ${repeat(many, (i) => `f-${i}: func(a: x-${i});`)} }`,
    ["unknown-type", "too-many-errors"],
  ],
  [
    "unknown types with long names",
    `interface i { ${repeat(300, (i) => `type ${"a".repeat(2_000)}${i} = x${"a".repeat(2_000)}${i};`)} }`,
    ["unknown-type", "too-many-errors"],
  ],
  [
    "unknown types in one line",
    `interface i { ${repeat(many, (i) => `f-${i}: func(a: x-${i});`).replaceAll("\n", " ")} }`,
    ["unknown-type", "too-many-errors"],
  ],
  [
    "functions of one name",
    `interface i { ${repeat(many, () => "f: func();")} }`,
    ["duplicate-name", "too-many-errors"],
  ],
  [
    "worlds that grow with each include",
    repeat(
      3_000,
      (i) => `world w${i} { import n-${i}: func(); ${i === 0 ? "" : `include w${i - 1};`} }`,
    ),
    ["worlds-too-large"],
  ],
];

describe("large packages", () => {
  it.each(accepted)("%s", async (_name, text, want = []) => {
    const { graph, diagnostics } = await loadWitText(`package a:b;\n${text}`);
    expect(diagnostics).toEqual([]);
    if (graph) {
      expect(validateGraph(graph).map(({ code }) => code)).toEqual(want);
      expect(printWit(graph, { dependencies: true })).toContain("package a:b;");
      expect(toResolveJson(graph)).toHaveProperty("packages");
    }
  });

  it.each(rejected)("%s", async (_name, text, want) => {
    const { graph, diagnostics } = await loadWitText(`package a:b;\n${text}`);
    expect(graph).toBeUndefined();
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(want);
    expect(diagnostics.length).toBeLessThanOrEqual(101);
  });
});
