import { describe, expect, it } from "vitest";
import type { PackageGraph } from "../../src/graph/package-graph.js";
import { worldPath } from "../../src/graph/package-name.js";
import { selectWorld } from "../../src/graph/select-world.js";
import { loadWitText } from "../../src/wit.js";

async function load(text: string): Promise<PackageGraph> {
  const { graph } = await loadWitText(text);
  if (!graph) {
    throw new Error("the text is valid");
  }
  return graph;
}

const several = `package a:b@1.0.0;
  interface i {}
  world w {}
  world v {}
  package c:d@1.0.0 { world x {} }
  package c:d@2.0.0 { world x {} }
  package e:f@0.1.0-rc.1 { world y {} }`;

describe("selectWorld", () => {
  it.each([
    ["w", "a:b/w@1.0.0"],
    ["%w", "a:b/w@1.0.0"],
    ["a:b/v", "a:b/v@1.0.0"],
    ["a:b/v@1.0.0", "a:b/v@1.0.0"],
    ["c:d/x@2.0.0", "c:d/x@2.0.0"],
    ["e:f/y", "e:f/y@0.1.0-rc.1"],
    ["e:f/y@0.1.0-rc.1", "e:f/y@0.1.0-rc.1"],
  ])("%s → %s", async (name, want) => {
    const graph = await load(several);
    const { world } = selectWorld(graph, name);
    expect(world === undefined ? undefined : worldPath(graph, world)).toBe(want);
  });

  it.each([
    [
      undefined,
      "ambiguous-world: package `a:b@1.0.0` has several worlds: say which",
      ["there is `a:b/w@1.0.0`", "there is `a:b/v@1.0.0`"],
    ],
    [
      "x",
      "unknown-world: package `a:b@1.0.0` has no world `x`",
      ["there is `c:d/x@1.0.0`", "there is `c:d/x@2.0.0`"],
    ],
    [
      "i",
      "unknown-world: package `a:b@1.0.0` has no world `i`",
      ["`i` is an interface", "there is `a:b/w@1.0.0`", "there is `a:b/v@1.0.0`"],
    ],
    [
      "c:d/x",
      "ambiguous-world: package `c:d` is there in several versions: say which",
      ["there is `c:d/x@1.0.0`", "there is `c:d/x@2.0.0`"],
    ],
    [
      "c:d/x@3.0.0",
      "unknown-package: there is no package `c:d@3.0.0`",
      ["there is `c:d@1.0.0`", "there is `c:d@2.0.0`"],
    ],
    [
      "e:f/y@9.0.0",
      "unknown-package: there is no package `e:f@9.0.0`",
      ["there is `e:f@0.1.0-rc.1`"],
    ],
    [
      "e:d/x",
      "unknown-package: there is no package `e:d`",
      [
        "there is `a:b@1.0.0`",
        "there is `c:d@1.0.0`",
        "there is `c:d@2.0.0`",
        "there is `e:f@0.1.0-rc.1`",
      ],
    ],
    [
      "w@1.0.0",
      "invalid-world-name: `w@1.0.0` does not name a world",
      [
        "write `name`, `ns:package/name` or `ns:package/name@1.0.0`",
        "there is `a:b/w@1.0.0`",
        "there is `a:b/v@1.0.0`",
      ],
    ],
  ])("%s: %s", async (name, message, hints) => {
    const [diagnostic] = selectWorld(await load(several), name).diagnostics;
    expect(diagnostic && `${diagnostic.code}: ${diagnostic.message}`).toBe(message);
    expect(diagnostic?.hints.map((hint) => hint.message)).toEqual(hints);
  });

  it("takes the only world, and says when there is none", async () => {
    expect(selectWorld(await load("package a:b; world w {}"))).toEqual({
      world: 0,
      diagnostics: [],
    });
    const [diagnostic] = selectWorld(
      await load("package a:b; package c:d { world w {} }"),
    ).diagnostics;
    expect(diagnostic?.code).toBe("no-world");
    expect(diagnostic?.hints.at(-1)?.message).toBe("there is `c:d/w`");
  });
});
