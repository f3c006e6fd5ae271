import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { PackageGraph } from "../../src/graph/package-graph.js";
import { printWit } from "../../src/graph/print-wit.js";
import { loadWit } from "../../src/load-wit.js";
import { decodeBinary } from "../../src/wit-binary/decode-binary.js";
import { decodeWorld } from "../../src/wit-binary/decode-module.js";
import { encodePackage } from "../../src/wit-binary/encode-package.js";
import { encodeWorld } from "../../src/wit-binary/encode-world.js";
import { expectSameBytes } from "./bytes.js";

// Packages that others wrote; they lie beside the repository, not in it.
const corpus = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));
const absent = !existsSync(corpus);
if (absent) {
  console.warn("shared corpus not found: round trips of real packages are skipped");
}

interface CorpusInput {
  readonly path: string;
  readonly features: readonly string[];
}

function printedPackages(): CorpusInput[] {
  const folder = `${corpus}wit-interfaces/`;
  return readdirSync(folder)
    .filter((name) => name.endsWith(".wat") && name !== "single-named-result.wat")
    .map((name) => folder + name.slice(0, -".wat".length))
    .map((path) => ({ path: existsSync(path) ? path : `${path}.wit`, features: [] }));
}

function realPackages(): CorpusInput[] {
  const folder = `${corpus}wit-real/`;
  return readFileSync(`${folder}manifest.tsv`, "utf8")
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([, , verdict]) => verdict === "accepted")
    .map(([, root = ""]) => ({ path: folder + root, features: [] }));
}

async function load({ path, features }: CorpusInput): Promise<PackageGraph> {
  const { graph, diagnostics } = await loadWit(path, { features: [...features] });
  if (graph === undefined) {
    throw new Error(`${path}: ${diagnostics[0]?.message ?? "no graph"}`);
  }
  return graph;
}

function isEmpty({ packages, root }: PackageGraph): boolean {
  return packages[root]?.interfaces.size === 0 && packages[root].worlds.size === 0;
}

describe.skipIf(absent)("packages of the corpus", () => {
  test.each(
    absent
      ? []
      : [["wit-interfaces", printedPackages()] as const, ["wit-real", realPackages()] as const],
  )(
    "%s: decode to what was encoded",
    async (_title, inputs) => {
      expect(inputs.length).toBeGreaterThan(40);
      for (const input of inputs) {
        const graph = await load(input);
        const bytes = encodePackage(graph);
        const decoded = decodeBinary(bytes);
        if (isEmpty(graph)) {
          // Nothing tells it from an empty component.
          expect(decoded.kind, input.path).toBe("component");
          continue;
        }
        expect(decoded.kind, input.path).toBe("wit-package");
        if (decoded.kind === "wit-package") {
          expect(printWit(decoded.graph), input.path).toBe(printWit(graph));
        }
        for (const world of graph.packages[graph.root]?.worlds.values() ?? []) {
          const section = encodeWorld(graph, world);
          const { graph: own } = decodeWorld(section);
          const id = [...(own.packages[own.root]?.worlds.values() ?? [])][0] ?? -1;
          expectSameBytes(encodeWorld(own, id), section);
        }
      }
    },
    60_000,
  );
});

/** What a component's own functions look like, for one that is built beside the repository. */
const guest = fileURLToPath(
  new URL("../../../shared/bench/out/guest.component.wasm", import.meta.url),
);

describe.skipIf(!existsSync(guest))("a real component", () => {
  test("has the world that it was made for", async () => {
    const decoded = decodeBinary(new Uint8Array(readFileSync(guest)));
    expect(decoded.kind).toBe("component");
    if (decoded.kind !== "component") {
      return;
    }
    const source = await load({
      path: fileURLToPath(new URL("../../../shared/bench/wit", import.meta.url)),
      features: [],
    });
    const worlds = source.worlds.map(({ imports, exports }) =>
      [...imports, ...exports].map((item) => item.name ?? "interface"),
    );
    const { imports, exports } = decoded.graph.worlds[0] ?? { imports: [], exports: [] };
    expect(worlds).toContainEqual([...imports, ...exports].map((item) => item.name ?? "interface"));
  });
});
