import { invariant } from "../assert.js";
import type {
  InterfaceId,
  PackageGraph,
  PackageId,
  TypeId,
  WorldInterface,
} from "../graph/package-graph.js";
import { formatItemPath } from "../graph/package-name.js";

/** Gives the full name of a named interface. */
export function interfaceIdOf(graph: PackageGraph, id: InterfaceId): string {
  const item = interfaceOf(graph, id);
  invariant(item.name !== undefined, "an interface written in place has no id");
  return formatItemPath(packageOf(graph, item.package).name, item.name);
}

/** Gives the name under which a world imports or exports an interface: the plain name, or else its id. */
export function worldInterfaceKey(graph: PackageGraph, item: WorldInterface): string {
  return item.name ?? interfaceIdOf(graph, item.interface);
}

/**
 * Lists the interfaces whose types `id` uses, each as often as it does, in the order of its types.
 *
 * An alias of a type with another owner is what `use` leaves behind.
 */
export function interfaceDependencies(graph: PackageGraph, id: InterfaceId): InterfaceId[] {
  const dependencies: InterfaceId[] = [];
  for (const typeId of interfaceOf(graph, id).types.values()) {
    const dependency = usedInterface(graph, typeId);
    if (dependency !== undefined) {
      dependencies.push(dependency);
    }
  }
  return dependencies;
}

/** Gives the other interface that a type comes from, if the type is an alias that `use` made. */
export function usedInterface(
  graph: Pick<PackageGraph, "types">,
  id: TypeId,
): InterfaceId | undefined {
  const { kind, owner } = typeOf(graph, id);
  if (kind.kind !== "alias" || typeof kind.type !== "number") {
    return undefined;
  }
  const target = typeOf(graph, kind.type);
  if (target.owner?.kind !== "interface") {
    return undefined;
  }
  const same = owner?.kind === "interface" && owner.interface === target.owner.interface;
  return same ? undefined : target.owner.interface;
}

/** Gives an interface by its index, which the graph guarantees to exist. */
export function interfaceOf(
  graph: PackageGraph,
  id: InterfaceId,
): PackageGraph["interfaces"][number] {
  const item = graph.interfaces[id];
  invariant(item !== undefined, `the graph has no interface ${id}`);
  return item;
}

/** Gives a package by its index, which the graph guarantees to exist. */
export function packageOf(graph: PackageGraph, id: PackageId): PackageGraph["packages"][number] {
  const item = graph.packages[id];
  invariant(item !== undefined, `the graph has no package ${id}`);
  return item;
}

/** Gives a type by its index, which the graph guarantees to exist. */
export function typeOf(
  graph: Pick<PackageGraph, "types">,
  id: TypeId,
): PackageGraph["types"][number] {
  const item = graph.types[id];
  invariant(item !== undefined, `the graph has no type ${id}`);
  return item;
}
