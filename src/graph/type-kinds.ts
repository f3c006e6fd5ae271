import { assertNever } from "../assert.js";
import type { Label, Type, TypeId, TypeKind } from "./package-graph.js";

/** The types of the values that a value of this kind holds, in order; a handle's resource is not among them. */
export function containedTypes(kind: TypeKind): readonly Type[] {
  switch (kind.kind) {
    case "record":
      return kind.fields.map((field) => field.type);
    case "tuple":
      return kind.types;
    case "variant":
      return present(kind.cases.map((item) => item.type));
    case "option":
    case "alias":
      return [kind.type];
    case "result":
      return present([kind.ok, kind.err]);
    case "list":
    case "fixed-length-list":
      return [kind.element];
    case "map":
      return [kind.key, kind.value];
    case "future":
    case "stream":
      return present([kind.payload]);
    case "flags":
    case "enum":
    case "resource":
    case "own":
    case "borrow":
      return [];
    default:
      return assertNever(kind);
  }
}

/** The types that a kind refers to directly, in order: {@link containedTypes}, and the resource of a handle. */
export function referencedTypes(kind: TypeKind): readonly Type[] {
  return kind.kind === "own" || kind.kind === "borrow" ? [kind.resource] : containedTypes(kind);
}

function present(types: readonly (Type | undefined)[]): readonly Type[] {
  return types.filter((type) => type !== undefined);
}

/** How {@link mapTypeKind} replaces what a kind refers to. */
export interface TypeMapping {
  /** A type in the place of a value; `at` is the field or case that holds it, if any. */
  readonly value: (type: Type, at?: Label) => Type;
  /** A type by name: what a handle or an alias points to. */
  readonly reference: (type: TypeId) => TypeId;
}

/** Copies a kind with everything that it refers to replaced, in the order of {@link containedTypes}. */
export function mapTypeKind(kind: TypeKind, map: TypeMapping): TypeKind {
  switch (kind.kind) {
    case "record":
      return {
        ...kind,
        fields: kind.fields.map((field) => ({ ...field, type: map.value(field.type, field) })),
      };
    case "tuple":
      return { ...kind, types: kind.types.map((type) => map.value(type)) };
    case "variant":
      return {
        ...kind,
        cases: kind.cases.map((item) =>
          item.type === undefined ? item : { ...item, type: map.value(item.type, item) },
        ),
      };
    case "option":
      return { ...kind, type: map.value(kind.type) };
    case "result":
      return {
        kind: "result",
        ...(kind.ok !== undefined && { ok: map.value(kind.ok) }),
        ...(kind.err !== undefined && { err: map.value(kind.err) }),
      };
    case "list":
    case "fixed-length-list":
      return { ...kind, element: map.value(kind.element) };
    case "map":
      return { ...kind, key: map.value(kind.key), value: map.value(kind.value) };
    case "future":
    case "stream":
      return kind.payload === undefined ? kind : { ...kind, payload: map.value(kind.payload) };
    case "own":
    case "borrow":
      return { ...kind, resource: map.reference(kind.resource) };
    case "alias":
      return typeof kind.type === "number" ? { ...kind, type: map.reference(kind.type) } : kind;
    case "flags":
    case "enum":
    case "resource":
      return kind;
    default:
      return assertNever(kind);
  }
}
