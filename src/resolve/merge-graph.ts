/*
 * Packages that were decoded from WebAssembly: each binary holds all that it needs, so the same package may come
 * several times, each time with only the items that were needed. What is there twice must agree; the rest is united.
 */
import { errorInFile } from "../diagnostic.js";
import type {
  FunctionItem,
  Interface,
  InterfaceId,
  PackageGraph,
  PackageId,
  Stability,
  Type,
  TypeId,
  TypeOwner,
  WorldItem,
  WorldId,
} from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import { mapTypeKind } from "../graph/type-kinds.js";
import {
  type DraftGraph,
  type WorldKey,
  addPackage,
  addType,
  interfaceKey,
  worldKey,
} from "./draft-graph.js";
import { elaborateWorld } from "./elaborate-world.js";
import { type GraphMatch, matchGraph } from "./match-graph.js";
import type { Report } from "./report.js";

/** A graph with the name of the file that it was decoded from. */
export interface DecodedPackages {
  readonly file: string;
  readonly graph: PackageGraph;
}

/** Unites a graph with what `into` already has; reports packages that do not agree. */
export function mergeGraph(
  into: DraftGraph,
  { file, graph: from }: DecodedPackages,
  report: Report,
): void {
  const match = matchGraph(from, into);
  if (match.problem !== undefined) {
    const message = match.problem;
    report(() =>
      errorInFile(file, "package-mismatch", message, [
        { message: "another WebAssembly file in `deps` has a package of that name" },
      ]),
    );
    return;
  }
  const merge = newMerge(into, from, match);
  mergeTypes(merge);
  mergeInterfaces(merge);
  mergeWorlds(merge);
  for (const [id, owner] of from.packages.entries()) {
    const target = into.packages[merge.packages[id] ?? -1];
    for (const [name, interfaceId] of owner.interfaces) {
      target?.interfaces.set(name, merge.interfaces[interfaceId] ?? -1);
    }
    for (const [name, worldId] of owner.worlds) {
      target?.worlds.set(name, merge.worlds[worldId] ?? -1);
    }
  }
  // Interfaces may have got types that use other interfaces.
  into.dependencies.clear();
  for (const world of into.worlds) {
    elaborateWorld(into, world, (make) => report(() => ({ ...make(), file })));
  }
}

/** Ids of the one graph against those of the other: what matches, and then what is appended. */
interface Merge {
  readonly into: DraftGraph;
  readonly from: PackageGraph;
  readonly match: GraphMatch;
  readonly packages: PackageId[];
  readonly interfaces: InterfaceId[];
  readonly worlds: WorldId[];
  readonly types: TypeId[];
}

function newMerge(into: DraftGraph, from: PackageGraph, match: GraphMatch): Merge {
  let interfaces = into.interfaces.length;
  let worlds = into.worlds.length;
  return {
    into,
    from,
    match,
    packages: from.packages.map(
      ({ name, docs }) =>
        into.packageIds.get(formatPackageName(name)) ?? addPackage(into, name, docs),
    ),
    interfaces: from.interfaces.map((_, id) => match.interfaces.get(id) ?? interfaces++),
    worlds: from.worlds.map((_, id) => match.worlds.get(id) ?? worlds++),
    types: [],
  };
}

function mergeTypes(merge: Merge): void {
  const { into, from, match, types } = merge;
  for (const [id, definition] of from.types.entries()) {
    const present = match.types.get(id);
    if (present !== undefined) {
      const known = into.types[present];
      if (known) {
        into.types[present] = { ...known, ...mergedStability(definition, known) };
      }
      types.push(present);
      continue;
    }
    const { owner } = definition;
    types.push(
      addType(into, {
        ...definition,
        ...(owner && { owner: mergedOwner(merge, owner) }),
        kind: mapTypeKind(definition.kind, {
          value: (type) => mergedType(merge, type),
          reference: (type) => types[type] ?? type,
        }),
      }),
    );
  }
}

function mergedOwner(merge: Merge, owner: TypeOwner): TypeOwner {
  return owner.kind === "interface"
    ? { kind: "interface", interface: merge.interfaces[owner.interface] ?? owner.interface }
    : { kind: "world", world: merge.worlds[owner.world] ?? owner.world };
}

function mergedType(merge: Merge, type: Type): Type {
  return typeof type === "number" ? (merge.types[type] ?? type) : type;
}

function mergedFunction(merge: Merge, item: FunctionItem): FunctionItem {
  const { kind, result } = item;
  return {
    ...item,
    kind:
      kind.kind === "freestanding"
        ? kind
        : { ...kind, resource: merge.types[kind.resource] ?? kind.resource },
    params: item.params.map((param) => ({ ...param, type: mergedType(merge, param.type) })),
    ...(result !== undefined && { result: mergedType(merge, result) }),
  };
}

function mergeInterfaces(merge: Merge): void {
  const { into, from, match } = merge;
  for (const [id, definition] of from.interfaces.entries()) {
    const types = new Map(
      [...definition.types].map(([name, type]) => [name, merge.types[type] ?? type]),
    );
    const functions = new Map(
      [...definition.functions].map(([name, item]) => [name, mergedFunction(merge, item)]),
    );
    const present = match.interfaces.get(id);
    const known = present === undefined ? undefined : into.interfaces[present];
    if (present !== undefined && known) {
      into.interfaces[present] = {
        ...known,
        ...mergedStability(definition, known),
        types: new Map([...known.types, ...missingIn(known.types, types)]),
        functions: new Map([...known.functions, ...missingIn(known.functions, functions)]),
      };
      continue;
    }
    const { cloneOf } = definition;
    const added: Interface = {
      ...definition,
      package: merge.packages[definition.package] ?? definition.package,
      types,
      functions,
      ...(cloneOf !== undefined && { cloneOf: merge.interfaces[cloneOf] ?? cloneOf }),
    };
    into.interfaces.push(added);
  }
}

function* missingIn<T>(
  known: ReadonlyMap<string, unknown>,
  items: ReadonlyMap<string, T>,
): Generator<[string, T]> {
  for (const entry of items) {
    if (!known.has(entry[0])) {
      yield entry;
    }
  }
}

function mergeWorlds(merge: Merge): void {
  const { into, from, match } = merge;
  for (const [id, world] of from.worlds.entries()) {
    const imports = mergedItems(merge, world.imports);
    const exports = mergedItems(merge, world.exports);
    const present = match.worlds.get(id);
    const known = present === undefined ? undefined : into.worlds[present];
    if (present !== undefined && known) {
      into.worlds[present] = {
        ...known,
        ...mergedStability(world, known),
        imports: withStability(known.imports, imports),
        exports: withStability(known.exports, exports),
      };
      continue;
    }
    into.worlds.push({
      ...world,
      package: merge.packages[world.package] ?? world.package,
      imports,
      exports,
    });
  }
}

function mergedItems(merge: Merge, items: readonly WorldItem[]): Map<WorldKey, WorldItem> {
  const merged = items.map((item): WorldItem => {
    switch (item.kind) {
      case "interface":
        return { ...item, interface: merge.interfaces[item.interface] ?? item.interface };
      case "function":
        return { ...item, function: mergedFunction(merge, item.function) };
      case "type":
        return { ...item, type: merge.types[item.type] ?? item.type };
    }
  });
  return new Map(merged.map((item) => [worldKey(item), item]));
}

function withStability(
  known: ReadonlyMap<WorldKey, WorldItem>,
  others: ReadonlyMap<WorldKey, WorldItem>,
): Map<WorldKey, WorldItem> {
  return new Map(
    [...known].map(([key, item]) => {
      const other = others.get(key);
      return item.kind === "interface" &&
        other?.kind === "interface" &&
        key === interfaceKey(item.interface)
        ? [key, { ...item, ...mergedStability(other, item) }]
        : [key, item];
    }),
  );
}

/** A gate that only one side knows is kept: components do not carry them. */
function mergedStability(
  from: { readonly stability?: Stability },
  into: { readonly stability?: Stability },
): { readonly stability?: Stability } {
  const stability = into.stability ?? from.stability;
  return stability ? { stability } : {};
}
