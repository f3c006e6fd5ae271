import { errorAt } from "../diagnostic.js";
import type { PackageGraph, Type } from "../graph/package-graph.js";
import { containedTypes } from "../graph/type-kinds.js";
import type { ReachableItems } from "./reachable-items.js";
import type { Report } from "./report.js";

/** How deep types may contain each other; names do not interrupt the count. */
const maxDepth = 100;
/** How many types a type, function or interface may consist of, when every use of a type counts anew. */
const maxSize = 1_000_000;

interface Extent {
  readonly depth: number;
  readonly size: number;
}

const single: Extent = { depth: 1, size: 1 };

/** Reports types that are too deep or too large once every name in them is replaced by what it stands for. */
export function checkTypeSizes(
  graph: PackageGraph,
  { types, places, interfaces }: ReachableItems,
  report: Report,
): void {
  const extents = new Map<number, Extent>();
  const extentOf = (type: Type | undefined): Extent =>
    typeof type === "number" ? (extents.get(type) ?? single) : single;
  let failed = false;
  for (const id of [...types].sort((a, b) => a - b)) {
    const kind = graph.types[id]?.kind;
    if (!kind) {
      continue;
    }
    if (kind.kind === "alias") {
      extents.set(id, extentOf(kind.type));
      continue;
    }
    let extent = single;
    for (const part of containedTypes(kind)) {
      extent = combine(extent, extentOf(part));
    }
    const tooLarge = extent.depth > maxDepth || extent.size > maxSize;
    // One is enough: others are often made of it.
    if (tooLarge && !failed) {
      failed = true;
      const name = graph.types[id]?.name;
      report(() =>
        errorAt(
          places.get(id),
          "type-too-large",
          extent.depth > maxDepth
            ? `type${name === undefined ? "" : ` \`${name}\``} nests more than ${maxDepth} types`
            : `type${name === undefined ? "" : ` \`${name}\``} consists of more than ${maxSize} types`,
        ),
      );
    }
    // What uses it is not at fault.
    extents.set(id, tooLarge ? single : extent);
  }
  for (const id of failed ? [] : interfaces) {
    const definition = graph.interfaces[id];
    let extent = single;
    for (const type of definition?.types.values() ?? []) {
      extent = combine(extent, extentOf(type));
    }
    for (const item of definition?.functions.values() ?? []) {
      let own = single;
      for (const type of [...item.params.map((param) => param.type), item.result]) {
        own = combine(own, extentOf(type));
      }
      extent = combine(extent, own);
    }
    if (extent.size > maxSize) {
      report(() =>
        errorAt(
          definition?.span,
          "type-too-large",
          `interface${definition?.name === undefined ? "" : ` \`${definition.name}\``} consists of more than ${maxSize} types`,
        ),
      );
    }
  }
}

function combine(whole: Extent, part: Extent): Extent {
  return { depth: Math.max(whole.depth, part.depth + 1), size: whole.size + part.size };
}
