/*
 * The second tier: what WIT can say but no component type can be (component-model, Explainer.md, "Component
 * Definitions" and "Type Checking"). The reference finds it when it validates the encoded package.
 */
import type { Diagnostic } from "../diagnostic.js";
import type { PackageGraph, PackageId } from "../graph/package-graph.js";
import { reachableItems } from "./reachable-items.js";
import {
  checkNames,
  checkPackageNames,
  checkParams,
  interfaceNames,
  worldItemName,
} from "./validate-names.js";
import { collectDiagnostics } from "./report.js";
import { checkTypeSizes } from "./validate-sizes.js";
import { checkType } from "./validate-type.js";

/**
 * Reports what in `packages`, by default the graph's root, and in all that these refer to is no valid component type.
 */
export function validateGraph(
  graph: PackageGraph,
  packages: readonly PackageId[] = [graph.root],
): readonly Diagnostic[] {
  const collector = collectDiagnostics();
  const { report } = collector;
  const reachable = reachableItems(graph, packages);
  for (const id of packages) {
    checkPackageNames(graph, id, report);
  }
  for (const id of [...reachable.types].sort((a, b) => a - b)) {
    const definition = graph.types[id];
    if (definition) {
      checkType(graph, definition, reachable.places.get(id), report);
    }
  }
  checkTypeSizes(graph, reachable, report);
  for (const id of reachable.interfaces) {
    const definition = graph.interfaces[id];
    const what = definition?.name === undefined ? "interface" : `interface \`${definition.name}\``;
    checkNames(interfaceNames(graph, id), what, report);
    for (const item of definition?.functions.values() ?? []) {
      checkParams(item, report);
    }
  }
  for (const id of reachable.worlds) {
    const world = graph.worlds[id];
    for (const [side, items] of [
      ["imports", world?.imports],
      ["exports", world?.exports],
    ] as const) {
      checkNames(
        (items ?? []).flatMap(worldItemName),
        `${side} of world \`${world?.name ?? ""}\``,
        report,
      );
      for (const item of items ?? []) {
        if (item.kind === "function") {
          checkParams(item.function, report);
        }
      }
    }
  }
  collector.close();
  return collector.diagnostics;
}
