import { expect, it } from "vitest";
import { invariant } from "../src/assert.js";
import type { PackageGraph } from "../src/graph/package-graph.js";
import { selectWorlds } from "../src/select-worlds.js";
import { loadWitText } from "../src/wit.js";

const text = `
package a:b@1.2.0;
world first {}
world second {}
package c:d@0.2.0 { world other {} world first {} }
package c:d@0.3.0 { world other {} }
package e:f { world single {} }
`;

async function graphOf(wit: string): Promise<PackageGraph> {
  const { graph, diagnostics } = await loadWitText(wit);
  invariant(graph !== undefined, JSON.stringify(diagnostics));
  return graph;
}

function names(graph: PackageGraph, name?: string): string[] | string {
  const { worlds, diagnostic } = selectWorlds(graph, name);
  return worlds === undefined
    ? [diagnostic.message, ...diagnostic.hints.map((hint) => hint.message)].join("; ")
    : worlds.map((id) => {
        const world = graph.worlds[id];
        const version = graph.packages[world?.package ?? -1]?.name.version ?? "";
        return `${world?.name ?? "?"}@${version}`;
      });
}

it.each([
  [undefined, ["first@1.2.0", "second@1.2.0"]],
  ["second", ["second@1.2.0"]],
  ["a:b/first", ["first@1.2.0"]],
  ["a:b/first@1.2.0", ["first@1.2.0"]],
  ["c:d/other@0.3.0", ["other@0.3.0"]],
  ["c:d/first", ["first@0.2.0"]],
  ["e:f/single", ["single@"]],
  ["secnd", "there is no world `secnd`; did you mean `second`?"],
  ["single", "there is no world `single`; there is: `first`, `second`"],
  ["a:b/frist@1.2.0", "there is no world `a:b/frist@1.2.0`; did you mean `a:b/first@1.2.0`?"],
  [
    "c:d/other",
    "`c:d/other` may be several worlds; there is: `c:d/other@0.2.0`, `c:d/other@0.3.0`",
  ],
])("selects %s", async (name, expected) => {
  expect(names(await graphOf(text), name)).toEqual(expected);
});

it("says what to do when the package has no world", async () => {
  expect(names(await graphOf("package a:b; interface i {}"))).toBe(
    "the package `a:b` has no world; a world says what is imported and exported: `world w { export an-interface; }`",
  );
  expect(names(await graphOf("package a:b; package c:d { world w {} }"))).toBe(
    "the package `a:b` has no world; choose one with --world: `c:d/w`",
  );
});
