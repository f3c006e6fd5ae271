import { invariant } from "../assert.js";
import type {
  Interface,
  InterfaceId,
  PackageGraph,
  PrimitiveType,
  Type,
  TypeDefinition,
  TypeId,
  TypeKind,
  World,
  WorldId,
} from "../graph/package-graph.js";

/** The type with this id, which must exist. */
export function typeAt(graph: PackageGraph, id: TypeId): TypeDefinition {
  const definition = graph.types[id];
  invariant(definition !== undefined, `type ${id} is missing`);
  return definition;
}

/** The interface with this id, which must exist. */
export function interfaceAt(graph: PackageGraph, id: InterfaceId): Interface {
  const definition = graph.interfaces[id];
  invariant(definition !== undefined, `interface ${id} is missing`);
  return definition;
}

/** The world with this id, which must exist. */
export function worldAt(graph: PackageGraph, id: WorldId): World {
  const definition = graph.worlds[id];
  invariant(definition !== undefined, `world ${id} is missing`);
  return definition;
}

/** What a type is when its aliases are followed: a primitive, or the kind of a definition and its id. */
export type ResolvedType =
  | { readonly kind: "primitive"; readonly type: PrimitiveType }
  | { readonly kind: "defined"; readonly id: TypeId; readonly definition: DefinedKind };

/** Every kind but an alias. */
export type DefinedKind = Exclude<TypeKind, { kind: "alias" }>;

/** Follows aliases. */
export function resolveType(graph: PackageGraph, type: Type): ResolvedType {
  let current = type;
  for (;;) {
    if (typeof current === "string") {
      return { kind: "primitive", type: current };
    }
    const { kind } = typeAt(graph, current);
    if (kind.kind !== "alias") {
      return { kind: "defined", id: current, definition: kind };
    }
    current = kind.type;
  }
}

/** Follows aliases to the definition of a resource. */
export function resolveResource(graph: PackageGraph, id: TypeId): TypeId {
  const resolved = resolveType(graph, id);
  invariant(
    resolved.kind === "defined" && resolved.definition.kind === "resource",
    `type ${id} is no resource`,
  );
  return resolved.id;
}

/** Whether two types belong to the same interface or world. */
export function isSameOwner(
  left: TypeDefinition["owner"],
  right: TypeDefinition["owner"],
): boolean {
  if (left === undefined || right === undefined) {
    return left === right;
  }
  return left.kind === "interface" && right.kind === "interface"
    ? left.interface === right.interface
    : left.kind === "world" && right.kind === "world" && left.world === right.world;
}

/** The types that a kind refers to directly, in order. */
export function referencedTypes(kind: TypeKind): readonly Type[] {
  switch (kind.kind) {
    case "record":
      return kind.fields.map((field) => field.type);
    case "variant":
      return kind.cases.flatMap((each) => (each.type === undefined ? [] : [each.type]));
    case "tuple":
      return kind.types;
    case "option":
    case "alias":
      return [kind.type];
    case "result":
      return [kind.ok, kind.err].filter((type) => type !== undefined);
    case "list":
    case "fixed-length-list":
      return [kind.element];
    case "map":
      return [kind.key, kind.value];
    case "future":
    case "stream":
      return kind.payload === undefined ? [] : [kind.payload];
    case "own":
    case "borrow":
      return [kind.resource];
    case "flags":
    case "enum":
    case "resource":
      return [];
  }
}

/**
 * Whether a value of the type may hold a resource that passes to who gets it.
 *
 * @param seen types that were looked at
 */
export function ownsResource(
  graph: PackageGraph,
  type: Type,
  seen: Set<TypeId> = new Set<TypeId>(),
): boolean {
  const resolved = resolveType(graph, type);
  if (resolved.kind === "primitive" || seen.has(resolved.id)) {
    return false;
  }
  seen.add(resolved.id);
  const { definition } = resolved;
  return (
    definition.kind === "own" ||
    referencedTypes(definition).some((each) => ownsResource(graph, each, seen))
  );
}
