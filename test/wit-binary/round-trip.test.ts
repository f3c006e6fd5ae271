import { fc } from "../fast-check.js";
import { describe, expect, test } from "vitest";
import { InvalidComponentError, UnsupportedError } from "../../src/component/errors.js";
import type { PackageGraph } from "../../src/graph/package-graph.js";
import { decodeBinary } from "../../src/wit-binary/decode-binary.js";
import { decodeWorld } from "../../src/wit-binary/decode-module.js";
import { encodePackage } from "../../src/wit-binary/encode-package.js";
import { encodeWorld } from "../../src/wit-binary/encode-world.js";
import { arbitraryGraph } from "./arbitrary-graph.js";
import { expectSameBytes } from "./bytes.js";
import { canonicalContents, canonicalPackage, pathsInWorlds } from "./canonical-graph.js";

/** Stops early on a slow machine. */
const limits = (numRuns: number) => ({ numRuns, interruptAfterTimeLimit: 3000 });

function decodePackage(bytes: Uint8Array): PackageGraph {
  const decoded = decodeBinary(bytes);
  expect(decoded.kind).toBe("wit-package");
  if (decoded.kind !== "wit-package") {
    throw new Error(`decoded as ${decoded.kind}`);
  }
  return decoded.graph;
}

describe("a package", () => {
  test("decodes to what was encoded", () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const decoded = decodePackage(encodePackage(graph));
        expect(canonicalPackage(decoded)).toEqual(canonicalPackage(graph));
        const before = canonicalContents(graph);
        const inWorlds = pathsInWorlds(graph);
        for (const [path, contents] of canonicalContents(decoded)) {
          const whole = before.get(path) ?? new Map<string, unknown>();
          const shown = inWorlds.has(path)
            ? whole
            : new Map([...whole].filter(([name]) => contents.has(name)));
          expect(contents).toEqual(shown);
        }
      }),
      limits(100),
    );
  });

  test("encodes to the same bytes after decoding", () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const bytes = encodePackage(graph);
        expectSameBytes(encodePackage(decodePackage(bytes)), bytes);
      }),
      limits(60),
    );
  });
});

describe("a world", () => {
  test("decodes to what was encoded, without docs", () => {
    fc.assert(
      fc.property(
        arbitraryGraph.filter(({ worlds }) => worlds.length > 0),
        fc.constantFrom("utf8" as const, "utf16" as const, "latin1+utf16" as const),
        (graph, stringEncoding) => {
          const bytes = encodeWorld(graph, 0, { stringEncoding });
          const decoded = decodeWorld(bytes);
          expect(decoded.stringEncoding).toBe(stringEncoding);
          const world = decoded.graph.worlds[0];
          expect(world?.name).toBe(graph.worlds[0]?.name);
          expectSameBytes(encodeWorld(decoded.graph, 0, { stringEncoding }), bytes);
        },
      ),
      limits(60),
    );
  });
});

describe("a damaged package", () => {
  test("gives a graph or a typed error", () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    const damage = fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 20 });
    fc.assert(
      fc.property(arbitraryGraph, damage, fc.nat(), (graph, damages, cut) => {
        const bytes = encodePackage(graph);
        expectGraphOrError(bytes.subarray(0, cut % bytes.length));
        for (const changes of damages) {
          const damaged = bytes.slice();
          for (const [position, value] of changes) {
            damaged[8 + (position % (bytes.length - 8))] = value;
          }
          expectGraphOrError(damaged);
        }
      }),
      limits(60),
    );
  });
});

function expectGraphOrError(bytes: Uint8Array): void {
  try {
    decodeBinary(bytes);
  } catch (error) {
    if (!(error instanceof InvalidComponentError || error instanceof UnsupportedError)) {
      throw error;
    }
  }
}
