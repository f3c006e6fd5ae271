import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { bundle } from "./bundle.js";

/** What is used of `wit-ts/wit`, as a script. */
const script = `
  import { formatWit, loadWitFiles, loadWitText, printWit, toResolveJson } from "./src/wit.js";
  Object.assign(globalThis, { formatWit, loadWitFiles, loadWitText, printWit, toResolveJson });
`;

const { files, outputs } = await bundle({ texts: { "entry.ts": script } });
const [{ imports, inputs } = { imports: [], inputs: {} }, ...others] = outputs.values();

it("imports nothing of Node", () => {
  expect(imports).toEqual([]);
  expect(others).toEqual([]);
});

it("needs the parser's packages and no others", () => {
  const packages = Object.keys(inputs).flatMap(
    (path) => /^node_modules\/((?:@[^/]*\/)?[^/]*)/.exec(path)?.[1] ?? [],
  );
  expect(packages).toContain("chevrotain");
  expect(packages.filter((name) => !/^(?:@?chevrotain\b.*|lodash-es)$/.test(name))).toEqual([]);
});

it("runs where there is the language, and what all browsers have beside it", async () => {
  const [code] = files.values();
  const context = { TextDecoder, TextEncoder, URL };
  const result: unknown = await runInNewContext(
    `${new TextDecoder().decode(code)}
    loadWitText("package a:b; interface i { f: func(a: x); }").then(({ diagnostics }) =>
      loadWitFiles({ "a.wit": formatWit("package a:b;world w{import c:d/i;}"), "deps/d.wit": "package c:d; interface i {}" })
        .then(({ graph }) => [diagnostics[0].code, toResolveJson(graph).packages[1].name, printWit(graph)]))`,
    context,
  );
  expect(result).toEqual([
    "unknown-type",
    "a:b",
    "package a:b;\n\nworld w {\n  import c:d/i;\n}\n",
  ]);
});
