import { invariant } from "../assert.js";
import { typeAt, usedInterface } from "../graph/graph-access.js";
import type {
  PackageGraph,
  PrimitiveType,
  Type,
  TypeId,
  TypeKind,
} from "../graph/package-graph.js";
import { referencedTypes } from "../graph/type-kinds.js";

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

/** Follows what `use` brings to the type that it was first, which may be an alias itself. */
export function usedDefinition(graph: PackageGraph, id: TypeId): TypeId {
  const { kind } = typeAt(graph, id);
  return kind.kind === "alias" &&
    typeof kind.type !== "string" &&
    usedInterface(graph, id) !== undefined
    ? usedDefinition(graph, kind.type)
    : id;
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
