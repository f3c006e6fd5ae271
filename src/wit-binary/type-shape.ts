import { assertNever } from "../assert.js";
import type { ValueTypeReference } from "../component/model.js";
import type { Type, TypeKind } from "../graph/package-graph.js";
import type { ValueNode } from "./type-nodes.js";

/** A type as what equal types have in common, and the types in it. */
interface Shape<T> {
  /** Its kind and labels. */
  readonly shape: string;
  readonly types: readonly (T | undefined)[];
}

/** Gives the shape of a type of a graph. */
export function shapeOfKind(kind: TypeKind): Shape<Type> {
  switch (kind.kind) {
    case "record":
      return shape(
        "record",
        kind.fields.map((field) => field.type),
        kind.fields.map((field) => field.name),
      );
    case "variant":
      return shape(
        "variant",
        kind.cases.map((each) => each.type),
        kind.cases.map((each) => each.name),
      );
    case "flags":
      return shape(
        "flags",
        [],
        kind.flags.map((field) => field.name),
      );
    case "enum":
      return shape(
        "enum",
        [],
        kind.cases.map((each) => each.name),
      );
    case "tuple":
      return shape("tuple", kind.types);
    case "list":
      return shape("list", [kind.element]);
    case "fixed-length-list":
      return shape("list", [kind.element], [String(kind.length)]);
    case "option":
      return shape("option", [kind.type]);
    case "result":
      return shape("result", [kind.ok, kind.err]);
    case "map":
      return shape("map", [kind.key, kind.value]);
    case "future":
    case "stream":
      return shape(kind.kind, [kind.payload]);
    case "own":
    case "borrow":
    case "resource":
      return shape(kind.kind, []);
    case "alias":
      return shape("primitive", [kind.type]);
    default:
      return assertNever(kind);
  }
}

/** Gives the shape of a type of a binary. */
export function shapeOfNode({ definition }: ValueNode): Shape<ValueTypeReference> {
  switch (definition.kind) {
    case "primitive":
      return shape("primitive", [definition.primitive]);
    case "record":
      return shape(
        "record",
        definition.fields.map((field) => field.type),
        definition.fields.map((field) => field.label),
      );
    case "variant":
      return shape(
        "variant",
        definition.cases.map((each) => each.type),
        definition.cases.map((each) => each.label),
      );
    case "flags":
    case "enum":
      return shape(definition.kind, [], definition.labels);
    case "tuple":
      return shape("tuple", definition.types);
    case "list": {
      const { element, length } = definition;
      return shape("list", [element], length === undefined ? [] : [String(length)]);
    }
    case "option":
      return shape("option", [definition.type]);
    case "result":
      return shape("result", [definition.ok, definition.err]);
    case "map":
      return shape("map", [definition.key, definition.value]);
    case "future":
    case "stream":
      return shape(definition.kind, [definition.payload]);
    case "own":
    case "borrow":
      return shape(definition.kind, []);
    default:
      return assertNever(definition);
  }
}

function shape<T>(
  kind: string,
  types: readonly (T | undefined)[],
  labels: readonly string[] = [],
): Shape<T> {
  return { shape: `${kind} ${labels.join(" ")}`, types };
}
