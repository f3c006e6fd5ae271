import type {
  FunctionItem,
  Interface,
  InterfaceId,
  PackageGraph,
  PackageId,
  TypeDefinition,
  TypeId,
  TypeOwner,
  World,
  WorldItem,
} from "../../src/graph/package-graph.js";
import { formatItemPath, formatPackageName } from "../../src/graph/package-name.js";

/** Turns a package of a graph into a tree that says everything about it but the numbers of the indices. */
export function canonicalPackage(graph: PackageGraph, id: PackageId = graph.root): unknown {
  const item = graph.packages[id];
  if (item === undefined) {
    throw new Error(`no package ${id}`);
  }
  return {
    name: formatPackageName(item.name),
    docs: item.docs,
    interfaces: [...item.interfaces].map(([name, id]) => [name, canonicalInterface(graph, id)]),
    worlds: [...item.worlds].map(([name, id]) => [name, canonicalWorld(graph, id)]),
  };
}

/** Describes the types and functions of the named interfaces, without docs and stability, by path and name. */
export function canonicalContents(graph: PackageGraph): Map<string, Map<string, unknown>> {
  const contents = graph.interfaces.flatMap((item, id) => {
    const path = interfacePath(graph, id);
    const types = [...item.types].map(([name, type]) => {
      const { kind, externalId } = typeOf(graph, type);
      return [`type ${name}`, withoutDocs({ kind: withNames(graph, kind), externalId })] as const;
    });
    const functions = [...item.functions].map(
      ([name, func]) => [name, withoutDocs(canonicalFunction(graph, func))] as const,
    );
    return path === undefined ? [] : [[path, new Map([...types, ...functions])] as const];
  });
  return new Map(contents);
}

function withoutDocs(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, item: unknown) =>
      key === "docs" || key === "stability" ? undefined : item,
    ),
  );
}

/** Lists the paths of the interfaces that worlds of the root package import or export. */
export function pathsInWorlds(graph: PackageGraph): Set<string> {
  const worlds = [...(graph.packages[graph.root]?.worlds.values() ?? [])];
  const items = worlds.flatMap((id) => {
    const { imports, exports } = graph.worlds[id] as World;
    return [...imports, ...exports];
  });
  return new Set(
    items.flatMap((item) =>
      item.kind === "interface" ? (interfacePath(graph, item.interface) ?? []) : [],
    ),
  );
}

function canonicalInterface(graph: PackageGraph, id: InterfaceId): unknown {
  const item = interfaceOf(graph, id);
  return {
    ...documented(item),
    types: [...item.types].map(([name, type]) => [name, canonicalDefinition(graph, type)]),
    functions: [...item.functions.values()].map((func) => canonicalFunction(graph, func)),
  };
}

function canonicalWorld(graph: PackageGraph, id: number): unknown {
  const world = graph.worlds[id] as World;
  return {
    ...documented(world),
    imports: world.imports.map((item) => canonicalWorldItem(graph, item)),
    exports: world.exports.map((item) => canonicalWorldItem(graph, item)),
  };
}

function canonicalWorldItem(graph: PackageGraph, item: WorldItem): unknown {
  switch (item.kind) {
    case "interface": {
      const path = interfacePath(graph, item.interface);
      return {
        ...documented(item),
        key: item.name,
        externalId: item.externalId,
        interface: path ?? canonicalInterface(graph, item.interface),
      };
    }
    case "function":
      return { key: item.name, function: canonicalFunction(graph, item.function) };
    case "type":
      return { key: item.name, type: canonicalDefinition(graph, item.type) };
  }
}

function canonicalFunction(graph: PackageGraph, item: FunctionItem): unknown {
  return {
    ...documented(item),
    name: item.name,
    kind: withNames(graph, item.kind),
    async: item.async,
    params: item.params.map(({ name, type }) => [name, withNames(graph, type)]),
    result: withNames(graph, item.result),
    externalId: item.externalId,
  };
}

function canonicalDefinition(graph: PackageGraph, id: TypeId): unknown {
  const { name, kind, externalId, ...rest } = typeOf(graph, id);
  return { ...documented(rest), name, externalId, kind: withNames(graph, kind) };
}

/** Puts the names of types, or the structures of anonymous ones, in the place of their indices. */
function withNames(graph: PackageGraph, value: unknown, key = ""): unknown {
  if (typeof value === "number" && key !== "length") {
    const { name, owner, kind } = typeOf(graph, value);
    return name === undefined
      ? { anonymous: withNames(graph, kind) }
      : `${ownerPath(graph, owner)}.${name}`;
  }
  if (Array.isArray(value)) {
    return value.map((item) => withNames(graph, item));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).filter(([name]) => name !== "span");
  return Object.fromEntries(entries.map(([name, item]) => [name, withNames(graph, item, name)]));
}

function ownerPath(graph: PackageGraph, owner: TypeOwner | undefined): string {
  if (owner === undefined) {
    return "?";
  }
  return owner.kind === "world"
    ? `world ${graph.worlds[owner.world]?.name ?? "?"}`
    : (interfacePath(graph, owner.interface) ?? "in place");
}

function interfacePath(graph: PackageGraph, id: InterfaceId): string | undefined {
  const { name, package: owner } = interfaceOf(graph, id);
  const packageName = graph.packages[owner]?.name;
  return name === undefined || packageName === undefined
    ? undefined
    : formatItemPath(packageName, name);
}

function documented({ docs, stability }: Pick<Interface, "docs" | "stability">): object {
  return { docs, stability };
}

function interfaceOf(graph: PackageGraph, id: InterfaceId): Interface {
  return graph.interfaces[id] as Interface;
}

function typeOf(graph: PackageGraph, id: TypeId): TypeDefinition {
  return graph.types[id] as TypeDefinition;
}
