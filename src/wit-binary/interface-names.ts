import { invariant } from "../assert.js";
import { interfaceAt, packageAt } from "../graph/graph-access.js";
import type { InterfaceId, PackageGraph, WorldInterface } from "../graph/package-graph.js";
import { formatItemPath } from "../graph/package-name.js";

/** Gives the full name of a named interface. */
export function fullInterfaceName(graph: PackageGraph, id: InterfaceId): string {
  const item = interfaceAt(graph, id);
  invariant(item.name !== undefined, "an interface written in place has no name of its own");
  return formatItemPath(packageAt(graph, item.package).name, item.name);
}

/** Gives the name under which a world imports or exports an interface: the plain name, or else its full one. */
export function worldInterfaceKey(graph: PackageGraph, item: WorldInterface): string {
  return item.name ?? fullInterfaceName(graph, item.interface);
}
