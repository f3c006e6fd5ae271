/* Which items of one graph are those of another, by name, and whether they agree. */
import type {
  FunctionItem,
  InterfaceId,
  PackageGraph,
  PackageId,
  Stability,
  Type,
  TypeId,
  WorldId,
  WorldItem,
} from "../graph/package-graph.js";
import { formatItemPath, formatPackageName } from "../graph/package-name.js";
import { type DraftGraph, type WorldKey, interfaceKey, worldKey } from "./draft-graph.js";
import { sameStability } from "./gates.js";

/** Items of a graph that another has too. */
export interface GraphMatch {
  readonly interfaces: ReadonlyMap<InterfaceId, InterfaceId>;
  readonly types: ReadonlyMap<TypeId, TypeId>;
  readonly worlds: ReadonlyMap<WorldId, WorldId>;
  /** Why the graphs cannot be united. */
  readonly problem?: string;
}

interface Matching {
  readonly from: PackageGraph;
  readonly into: DraftGraph;
  readonly interfaces: Map<InterfaceId, InterfaceId>;
  readonly types: Map<TypeId, TypeId>;
  readonly worlds: Map<WorldId, WorldId>;
}

/** Finds what `from` and `into` have in common. Either may have items that the other lacks, but worlds must be equal. */
export function matchGraph(from: PackageGraph, into: DraftGraph): GraphMatch {
  const matching: Matching = {
    from,
    into,
    interfaces: new Map(),
    types: new Map(),
    worlds: new Map(),
  };
  for (const [id, { name }] of from.packages.entries()) {
    const present = into.packageIds.get(formatPackageName(name));
    const problem = present === undefined ? undefined : matchPackage(matching, id, present);
    if (problem !== undefined) {
      return { ...matching, problem };
    }
  }
  return matching;
}

function matchPackage(
  matching: Matching,
  fromId: PackageId,
  intoId: PackageId,
): string | undefined {
  const from = matching.from.packages[fromId];
  const into = matching.into.packages[intoId];
  for (const [name, id] of from?.interfaces ?? []) {
    const present = into?.interfaces.get(name);
    const problem = present === undefined ? undefined : matchInterface(matching, id, present);
    if (from && problem !== undefined) {
      return `two files have different interfaces \`${formatItemPath(from.name, name)}\`: ${problem}`;
    }
  }
  for (const [name, id] of from?.worlds ?? []) {
    const present = into?.worlds.get(name);
    const problem = present === undefined ? undefined : matchWorld(matching, id, present);
    if (from && problem !== undefined) {
      return `two files have different worlds \`${formatItemPath(from.name, name)}\`: ${problem}`;
    }
  }
  return undefined;
}

function matchInterface(
  matching: Matching,
  fromId: InterfaceId,
  intoId: InterfaceId,
): string | undefined {
  const from = matching.from.interfaces[fromId];
  const into = matching.into.interfaces[intoId];
  matching.interfaces.set(fromId, intoId);
  for (const [name, id] of from?.types ?? []) {
    const present = into?.types.get(name);
    if (present !== undefined) {
      matching.types.set(id, present);
      if (stabilitiesDiffer(matching.from.types[id], matching.into.types[present])) {
        return `type \`${name}\` has different gates`;
      }
    }
  }
  for (const [name, item] of from?.functions ?? []) {
    const present = into?.functions.get(name);
    const problem = present && matchFunction(item, present);
    if (problem !== undefined) {
      return `function \`${name}\` has ${problem}`;
    }
  }
  return stabilitiesDiffer(from, into) ? "they have different gates" : undefined;
}

/** Tells whether both sides have a gate, and not the same. */
function stabilitiesDiffer(
  from: { readonly stability?: Stability } | undefined,
  into: { readonly stability?: Stability } | undefined,
): boolean {
  return (
    from?.stability !== undefined &&
    into?.stability !== undefined &&
    !sameStability(from.stability, into.stability)
  );
}

function matchFunction(from: FunctionItem, into: FunctionItem): string | undefined {
  if (from.kind.kind !== into.kind.kind || from.async !== into.async) {
    return "different kinds";
  }
  if (from.params.length !== into.params.length) {
    return "different numbers of parameters";
  }
  for (const [index, param] of from.params.entries()) {
    const other = into.params[index];
    if (param.name !== other?.name) {
      return `different parameters: \`${param.name}\` and \`${other?.name ?? ""}\``;
    }
    if (typesDiffer(param.type, other.type)) {
      return `different types of the parameter \`${param.name}\``;
    }
  }
  return typesDiffer(from.result, into.result) ? "different results" : undefined;
}

/** Primitives are compared, other types are taken to be equal when their names are. */
function typesDiffer(from: Type | undefined, into: Type | undefined): boolean {
  return typeof from === "number" && typeof into === "number" ? false : from !== into;
}

function matchWorld(matching: Matching, fromId: WorldId, intoId: WorldId): string | undefined {
  const from = matching.from.worlds[fromId];
  const into = matching.into.worlds[intoId];
  matching.worlds.set(fromId, intoId);
  if (!from || !into) {
    return undefined;
  }
  return (
    matchItems(matching, from.imports, into.imports, "import") ??
    matchItems(matching, from.exports, into.exports, "export") ??
    (stabilitiesDiffer(from, into) ? "they have different gates" : undefined)
  );
}

function matchItems(
  matching: Matching,
  from: readonly WorldItem[],
  into: ReadonlyMap<WorldKey, WorldItem>,
  side: string,
): string | undefined {
  if (from.length !== into.size) {
    return `they ${side} different numbers of items`;
  }
  for (const item of from) {
    const own = item.kind === "interface" && item.name === undefined ? item.interface : undefined;
    const key =
      own === undefined ? worldKey(item) : interfaceKey(matching.interfaces.get(own) ?? -1);
    const name = (own === undefined ? item.name : matching.from.interfaces[own]?.name) ?? "?";
    const present = into.get(key);
    if (present?.kind !== item.kind) {
      return `only one ${side}s \`${name}\``;
    }
    const problem = matchItem(matching, item, present);
    if (problem !== undefined) {
      return `${side} \`${name}\`: ${problem}`;
    }
  }
  return undefined;
}

function matchItem(matching: Matching, from: WorldItem, into: WorldItem): string | undefined {
  if (from.kind === "type" && into.kind === "type") {
    matching.types.set(from.type, into.type);
  } else if (from.kind === "interface" && into.kind === "interface") {
    const isAnonymous = matching.from.interfaces[from.interface]?.name === undefined;
    if (isAnonymous && matching.into.interfaces[into.interface]?.name === undefined) {
      return matchInterface(matching, from.interface, into.interface);
    }
    return matching.interfaces.get(from.interface) === into.interface
      ? stabilitiesDiffer(from, into)
        ? "different gates"
        : undefined
      : "different interfaces";
  }
  return undefined;
}
