import type { PackageGraph, TypeId, World } from "../graph/package-graph.js";
import type { Side } from "./bindings.js";
import { nameMembers, type Members } from "./function-names.js";

/**
 * Names the functions and resources of a world itself. Those that it imports go by their exact WIT names, like
 * everything among imports; a world exports functions only.
 */
export function worldMembers(graph: PackageGraph, world: World, side: Side): Members {
  const functions = world[side].flatMap((item) =>
    item.kind === "function" ? [item.function] : [],
  );
  if (side === "exports") {
    return nameMembers(graph, [], functions);
  }
  const types = world.imports.flatMap((item): [string, TypeId][] =>
    item.kind === "type" ? [[item.name, item.type]] : [],
  );
  return nameMembers(graph, types, functions, "exact");
}
