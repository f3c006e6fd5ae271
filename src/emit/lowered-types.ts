import { interfaceAt, typeAt, worldAt } from "../graph/graph-access.js";
import type { FunctionItem, Type, WorldItem } from "../graph/package-graph.js";
import { referencedTypes } from "../graph/type-kinds.js";
import type { Bindings, Module, Side } from "./bindings.js";

/**
 * Marks, in their modules, the types whose values the host gives: parameters of exports and results of imports, and all
 * that they consist of.
 */
export function markLoweredTypes(bindings: Bindings): void {
  const { graph } = bindings;
  for (const module of bindings.interfaces) {
    if (module.interface !== undefined) {
      for (const item of interfaceAt(graph, module.interface).functions.values()) {
        markFunction(bindings, module, item, module.side);
      }
    }
  }
  for (const module of bindings.worlds) {
    if (module.world !== undefined) {
      const world = worldAt(graph, module.world);
      markItems(bindings, module, world.imports, "imports");
      markItems(bindings, module, world.exports, "exports");
    }
  }
}

function markItems(
  bindings: Bindings,
  module: Module,
  items: readonly WorldItem[],
  side: Side,
): void {
  for (const item of items) {
    if (item.kind === "function") {
      markFunction(bindings, module, item.function, side);
    }
  }
}

function markFunction(bindings: Bindings, module: Module, item: FunctionItem, side: Side): void {
  if (side === "exports") {
    for (const { type } of item.params) {
      markType(bindings, module, type);
    }
  } else if (item.result !== undefined) {
    markType(bindings, module, item.result);
  }
}

function markType(bindings: Bindings, module: Module, type: Type): void {
  if (typeof type === "string") {
    return;
  }
  const { kind, owner } = typeAt(bindings.graph, type);
  const declaring = owner === undefined ? module : bindings.declaringModule(module, type);
  if (declaring.lowered.has(type)) {
    return;
  }
  declaring.lowered.add(type);
  for (const each of referencedTypes(kind)) {
    markType(bindings, declaring, each);
  }
}
