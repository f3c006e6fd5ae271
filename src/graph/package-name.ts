import type { InterfaceId, Package, PackageGraph, PackageName, WorldId } from "./package-graph.js";
import { compareVersions } from "./version.js";

/** Writes `ns:name` or `ns:name@version`: equal texts are equal packages. */
export function formatPackageName(name: PackageName): string {
  const base = `${name.namespace}:${name.name}`;
  return name.version === undefined ? base : `${base}@${name.version}`;
}

/** Writes `ns:name/item` or `ns:name/item@version`. */
export function formatItemPath(name: PackageName, item: string): string {
  const base = `${name.namespace}:${name.name}/${item}`;
  return name.version === undefined ? base : `${base}@${name.version}`;
}

/** Orders by namespace, name, version; a package without version comes before those with one. */
export function comparePackageNames(left: PackageName, right: PackageName): number {
  return (
    compareText(left.namespace, right.namespace) ||
    compareText(left.name, right.name) ||
    compareOptionalVersions(left.version, right.version)
  );
}

/** Writes the full path of an interface; `undefined` for one written inside a world, which has none. */
export function interfacePath(
  graph: Pick<PackageGraph, "interfaces"> & { readonly packages: readonly Pick<Package, "name">[] },
  id: InterfaceId,
): string | undefined {
  const definition = graph.interfaces[id];
  const owner = definition && graph.packages[definition.package];
  return owner && definition.name !== undefined
    ? formatItemPath(owner.name, definition.name)
    : undefined;
}

/** Writes the full path of a world. */
export function worldPath(graph: PackageGraph, id: WorldId): string {
  const world = graph.worlds[id];
  const owner = world && graph.packages[world.package];
  return owner ? formatItemPath(owner.name, world.name) : "?";
}

function compareOptionalVersions(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined);
  }
  return compareVersions(left, right);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
