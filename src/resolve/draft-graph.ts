import { invariant } from "../assert.js";
import { usedInterface } from "../graph/graph-access.js";
import type {
  Documented,
  Interface,
  InterfaceId,
  PackageGraph,
  PackageId,
  PackageName,
  Type,
  TypeDefinition,
  TypeId,
  TypeKind,
  World,
  WorldId,
  WorldItem,
} from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import { containedTypes } from "../graph/type-kinds.js";

/**
 * A {@link PackageGraph} while packages are added to it. Packages, interfaces and types are only ever appended;
 * worlds change until their package is complete. Whatever is in it obeys the graph's orders.
 */
export interface DraftGraph {
  readonly packages: DraftPackage[];
  readonly interfaces: Interface[];
  readonly worlds: DraftWorld[];
  readonly types: TypeDefinition[];
  /** By {@link formatPackageName}. */
  readonly packageIds: Map<string, PackageId>;
  /** What {@link addType} found out about each type, by its id. */
  readonly typeFacts: TypeFacts[];
  /** Memo of {@link interfaceDependencies}; cleared when an interface changes. */
  readonly dependencies: Map<InterfaceId, readonly InterfaceId[]>;
  /** How many more items worlds may have, copied ones included: what {@link spend} counts down. */
  budget: number;
}

/** A package whose interfaces and worlds are known once it is linked. */
export interface DraftPackage {
  readonly name: PackageName;
  readonly docs?: string;
  readonly interfaces: Map<string, InterfaceId>;
  readonly worlds: Map<string, WorldId>;
}

/** Finds an item of a world: a plain name, or `#` and the interface's id for one that goes by its own name. */
export type WorldKey = string;

/** A world whose imports and exports are by key, so that more can be added. */
export interface DraftWorld extends Documented {
  readonly name: string;
  readonly package: PackageId;
  imports: Map<WorldKey, WorldItem>;
  exports: Map<WorldKey, WorldItem>;
}

interface TypeFacts {
  /** Whether the type is a resource, or an alias that leads to one. */
  readonly isResource: boolean;
  /** Whether a value of the type can hold a `borrow`. */
  readonly hasBorrow: boolean;
}

/** Stands for a type that could not be resolved and was reported; never in a finished graph. */
export const poisonType: TypeId = -1;

/**
 * Worlds that include each other, or use long chains of interfaces, can be far larger than their text. Real packages
 * stay below a hundredth of this.
 */
const maxWorldItems = 500_000;

/** Takes `count` items from the budget; tells whether there was enough left. */
export function spend(graph: DraftGraph, count: number): boolean {
  graph.budget -= count;
  return graph.budget >= 0;
}

/** Starts a graph. */
export function emptyDraftGraph(): DraftGraph {
  return {
    packages: [],
    interfaces: [],
    worlds: [],
    types: [],
    packageIds: new Map(),
    typeFacts: [],
    dependencies: new Map(),
    budget: maxWorldItems,
  };
}

/** Appends a package without items. */
export function addPackage(graph: DraftGraph, name: PackageName, docs?: string): PackageId {
  const id = graph.packages.length;
  graph.packages.push({
    name,
    ...(docs !== undefined && { docs }),
    interfaces: new Map(),
    worlds: new Map(),
  });
  graph.packageIds.set(formatPackageName(name), id);
  return id;
}

/** Appends a type; those that it refers to must be there. */
export function addType(graph: DraftGraph, definition: TypeDefinition): TypeId {
  const id = graph.types.length;
  graph.types.push(definition);
  graph.typeFacts.push(typeFacts(graph, definition.kind));
  return id;
}

/** Tells whether `type` is a resource, or an alias that leads to one: in a value's place it means `own`. */
export function isResource(graph: DraftGraph, type: Type): boolean {
  return typeof type === "number" && (graph.typeFacts[type]?.isResource ?? false);
}

/** Tells whether a value of `type` can hold a `borrow`. */
export function hasBorrow(graph: DraftGraph, type: Type): boolean {
  return typeof type === "number" && (graph.typeFacts[type]?.hasBorrow ?? false);
}

function typeFacts(graph: DraftGraph, kind: TypeKind): TypeFacts {
  switch (kind.kind) {
    case "resource":
      return { isResource: true, hasBorrow: false };
    case "own":
      return { isResource: false, hasBorrow: false };
    case "borrow":
      return { isResource: false, hasBorrow: true };
    case "alias":
      return {
        isResource: isResource(graph, kind.type),
        hasBorrow: hasBorrow(graph, kind.type),
      };
    default:
      return {
        isResource: false,
        hasBorrow: containedTypes(kind).some((type) => hasBorrow(graph, type)),
      };
  }
}

/** The key under which a world holds `item`. */
export function worldKey(item: WorldItem): WorldKey {
  return item.name ?? (item.kind === "interface" ? interfaceKey(item.interface) : "");
}

/** The key of an interface that goes by its own name. */
export function interfaceKey(id: InterfaceId): WorldKey {
  return `#${id}`;
}

/** Tells a plain name from {@link interfaceKey}. */
export function isPlainName(key: WorldKey): boolean {
  return !key.startsWith("#");
}

/** The interfaces whose types `id` uses, each once, in order of first use. */
export function interfaceDependencies(graph: DraftGraph, id: InterfaceId): readonly InterfaceId[] {
  const known = graph.dependencies.get(id);
  if (known) {
    return known;
  }
  const found = new Set<InterfaceId>();
  for (const type of graph.interfaces[id]?.types.values() ?? []) {
    const dependency = usedInterface(graph, type);
    if (dependency !== undefined) {
      found.add(dependency);
    }
  }
  const dependencies = [...found];
  graph.dependencies.set(id, dependencies);
  return dependencies;
}

/** Closes a draft in which nothing was reported. */
export function finishGraph(graph: DraftGraph, root: PackageId): PackageGraph {
  invariant(graph.packages[root] !== undefined, "the root package is in the graph");
  return {
    packages: graph.packages,
    interfaces: graph.interfaces,
    worlds: graph.worlds.map((world): World => ({
      ...world,
      imports: [...world.imports.values()],
      exports: [...world.exports.values()],
    })),
    types: graph.types,
    root,
  };
}
