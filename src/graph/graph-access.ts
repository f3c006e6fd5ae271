/* What an index of a graph stands for. Indices come from the graph itself, so that a missing item is a bug. */
import { invariant } from "../assert.js";
import type {
  Interface,
  InterfaceId,
  Package,
  PackageGraph,
  PackageId,
  TypeDefinition,
  TypeId,
  TypeOwner,
  World,
  WorldId,
} from "./package-graph.js";

/** The package with this id, which must exist. */
export function packageAt(graph: PackageGraph, id: PackageId): Package {
  const owner = graph.packages[id];
  invariant(owner !== undefined, `package ${id} is in the graph`);
  return owner;
}

/** The interface with this id, which must exist. */
export function interfaceAt(graph: PackageGraph, id: InterfaceId): Interface {
  const definition = graph.interfaces[id];
  invariant(definition !== undefined, `interface ${id} is in the graph`);
  return definition;
}

/** The world with this id, which must exist. */
export function worldAt(graph: PackageGraph, id: WorldId): World {
  const world = graph.worlds[id];
  invariant(world !== undefined, `world ${id} is in the graph`);
  return world;
}

/** The type with this id, which must exist. */
export function typeAt(graph: Pick<PackageGraph, "types">, id: TypeId): TypeDefinition {
  const definition = graph.types[id];
  invariant(definition !== undefined, `type ${id} is in the graph`);
  return definition;
}

/** Tells whether two types belong to the same interface or world; anonymous types belong to none. */
export function isSameOwner(left: TypeOwner | undefined, right: TypeOwner | undefined): boolean {
  switch (left?.kind) {
    case undefined:
      return right === undefined;
    case "interface":
      return right?.kind === "interface" && left.interface === right.interface;
    case "world":
      return right?.kind === "world" && left.world === right.world;
  }
}

/**
 * The other interface that a type comes from, if the type is an alias that `use` made: `use` leaves an alias of a type
 * with another owner.
 */
export function usedInterface(
  graph: Pick<PackageGraph, "types">,
  id: TypeId,
): InterfaceId | undefined {
  const definition = graph.types[id];
  if (definition?.kind.kind !== "alias" || typeof definition.kind.type !== "number") {
    return undefined;
  }
  // While a graph is resolved, an alias of a type that is unknown leads nowhere.
  const owner = graph.types[definition.kind.type]?.owner;
  return owner?.kind === "interface" && !isSameOwner(owner, definition.owner)
    ? owner.interface
    : undefined;
}
