import { fc } from "../fast-check.js";
import { describe, expect, it, vi } from "vitest";
import type { PackageGraph } from "../../src/graph/package-graph.js";
import { formatPackageName } from "../../src/graph/package-name.js";
import { printWit } from "../../src/graph/print-wit.js";
import { toResolveJson } from "../../src/graph/resolve-json.js";
import { validateGraph } from "../../src/resolve/validate-graph.js";
import { decodeBinary } from "../../src/wit-binary/decode-binary.js";
import { encodePackage } from "../../src/wit-binary/encode-package.js";
import { formatWit, loadWitFiles } from "../../src/wit.js";
import { canonicalPackage } from "../wit-binary/canonical-graph.js";
import { arbitraryPackage } from "./arbitrary-package.js";
import { problemLines } from "./problems.js";

vi.setConfig({ testTimeout: 60_000 });

/** Stops early on a slow machine. */
const limits = (numRuns: number) => ({
  numRuns,
  interruptAfterTimeLimit: 10_000,
  endOnFailure: true,
});

async function load(files: ReadonlyMap<string, string>): Promise<PackageGraph> {
  const { graph, diagnostics } = await loadWitFiles(files, { features: "all" });
  expect(problemLines(diagnostics)).toEqual([]);
  if (graph === undefined) {
    throw new Error("no graph, and no diagnostic");
  }
  return graph;
}

/** All packages by name: equal for graphs that differ in the numbers of their items only. */
function contents(graph: PackageGraph): ReadonlyMap<string, unknown> {
  return new Map(
    graph.packages.map(({ name }, id) => [formatPackageName(name), canonicalPackage(graph, id)]),
  );
}

describe("a generated package", () => {
  it("is valid, and reads back from its text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (choose) => {
        const graph = await load(arbitraryPackage(choose));
        expect(problemLines(validateGraph(graph, [...graph.packages.keys()]))).toEqual([]);
        const text = printWit(graph, { dependencies: true, keepOrder: true });
        const again = await load(new Map([["a.wit", text]]));
        expect(contents(again)).toEqual(contents(graph));
        expect(printWit(again, { dependencies: true, keepOrder: true })).toBe(text);
      }),
      limits(150),
    );
  });

  it("is the same after formatting", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (choose) => {
        const files = arbitraryPackage(choose);
        const formatted = new Map([...files].map(([path, text]) => [path, formatWit(text)]));
        expect(toResolveJson(await load(formatted))).toEqual(toResolveJson(await load(files)));
      }),
      limits(60),
    );
  });

  it("reads back from its binary form", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (choose) => {
        const graph = await load(arbitraryPackage(choose));
        const decoded = decodeBinary(encodePackage(graph));
        expect(decoded.kind).toBe("wit-package");
        if (decoded.kind === "wit-package") {
          // The functions of resources stand before others in both.
          expect(printWit(decoded.graph)).toBe(printWit(graph));
        }
      }),
      limits(100),
    );
  });
});
