import { invariant } from "../assert.js";
import { usedInterface } from "../graph/graph-access.js";
import type {
  FunctionItem,
  Interface,
  InterfaceId,
  Package,
  PackageGraph,
  PackageName,
  TypeDefinition,
  TypeId,
  World,
  WorldId,
  WorldItem,
} from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import { postorder } from "./postorder.js";

/** An interface while it is read: its package is known by name only. */
export interface InterfaceDraft extends Omit<Interface, "package" | "types" | "functions"> {
  readonly package: PackageDraft;
  readonly types: Map<string, TypeId>;
  readonly functions: Map<string, FunctionItem>;
}

/** A world while it is read. */
export interface WorldDraft extends Omit<World, "package" | "imports" | "exports"> {
  readonly package: PackageDraft;
  readonly imports: WorldItem[];
  readonly exports: WorldItem[];
}

/** A package while it is read. */
export interface PackageDraft {
  readonly name: PackageName;
  readonly interfaces: Map<string, InterfaceId>;
  readonly worlds: Map<string, WorldId>;
}

/** A package graph while it is read from a binary. */
export interface GraphDraft {
  readonly types: TypeDefinition[];
  readonly interfaces: InterfaceDraft[];
  readonly worlds: WorldDraft[];
  /** By full name, in the order in which they were met. */
  readonly packages: Map<string, PackageDraft>;
}

/** Makes a draft without anything in it. */
export function emptyDraft(): GraphDraft {
  return { types: [], interfaces: [], worlds: [], packages: new Map() };
}

/** Gives the package of this name, which is added if it is not there yet. */
export function packageDraft(draft: GraphDraft, name: PackageName): PackageDraft {
  const key = formatPackageName(name);
  let item = draft.packages.get(key);
  if (item === undefined) {
    item = { name, interfaces: new Map(), worlds: new Map() };
    draft.packages.set(key, item);
  }
  return item;
}

/** Gives an interface by its index. */
export function interfaceDraft(draft: GraphDraft, id: InterfaceId): InterfaceDraft {
  const item = draft.interfaces[id];
  invariant(item !== undefined, `the draft has no interface ${id}`);
  return item;
}

/**
 * Turns a draft into a graph: packages that others need come first, the root package last.
 *
 * @param onCycle called when packages need each other; must throw.
 */
export function finishDraft(
  draft: GraphDraft,
  root: PackageDraft,
  onCycle: (name: PackageName) => never,
): PackageGraph {
  const others = [...draft.packages.values()].filter((item) => item !== root);
  const order = postorder(
    [...others, root],
    (item) => packageDependencies(draft, item),
    (item) => onCycle(item.name),
  );
  const ids = new Map([...order].map((item, id) => [item, id]));
  const idOf = (item: PackageDraft): number => {
    const id = ids.get(item);
    invariant(id !== undefined, "every package of the draft was visited");
    return id;
  };
  return {
    packages: [...order].map((item): Package => item),
    interfaces: draft.interfaces.map((item) => ({ ...item, package: idOf(item.package) })),
    worlds: draft.worlds.map((item) => ({ ...item, package: idOf(item.package) })),
    types: draft.types,
    root: idOf(root),
  };
}

/** Lists the packages whose interfaces a package's own ones use, and those that its worlds name. */
function* packageDependencies(draft: GraphDraft, item: PackageDraft): Iterable<PackageDraft> {
  const graph = { types: draft.types };
  const interfaces = [...item.interfaces.values()];
  for (const world of item.worlds.values()) {
    const { imports = [], exports = [] } = draft.worlds[world] ?? {};
    for (const worldItem of [...imports, ...exports]) {
      if (worldItem.kind === "interface") {
        interfaces.push(worldItem.interface);
      }
    }
  }
  for (const id of interfaces) {
    const { package: owner, types } = interfaceDraft(draft, id);
    if (owner !== item) {
      yield owner;
    }
    for (const type of types.values()) {
      const used = usedInterface(graph, type);
      const other = used === undefined ? item : interfaceDraft(draft, used).package;
      if (other !== item) {
        yield other;
      }
    }
  }
}
