import { assertNever } from "../assert.js";
import type { DefinedType, DefinedValueType, ValueTypeReference } from "../component/model.js";
import { fail, typeAt, viewOf } from "./scope-items.js";
import { peelAliases, type Scope, type TypeNode } from "./type-nodes.js";

/** Limits of hostile input: real types stay far below. */
const MAX_TYPE_DEPTH = 100;
const MAX_TYPE_SIZE = 1_000_000;

/** Makes the type of a definition after checking what it refers to. */
export function typeNode(scope: Scope, type: DefinedType, offset: number): TypeNode {
  switch (type.kind) {
    case "resource":
      return { kind: "resource" };
    case "function":
      for (const param of type.params) {
        checkValueType(scope, param.type, offset);
      }
      checkValueType(scope, type.result, offset);
      return { kind: "function", definition: type, types: scope.types };
    case "instance":
      return { kind: "instance", declarations: type.declarations, scope: viewOf(scope) };
    case "component": {
      const body = { kind: "declarations", declarations: type.declarations } as const;
      return { kind: "component", body, scope: viewOf(scope) };
    }
    default: {
      const { size, depth } = measure(scope, type, offset);
      return { kind: "value", definition: type, types: scope.types, size, depth };
    }
  }
}

/** Checks what a value type refers to; counts the types in it and their nesting. */
function measure(
  scope: Scope,
  type: DefinedValueType,
  offset: number,
): { readonly size: number; readonly depth: number } {
  if (type.kind === "own" || type.kind === "borrow") {
    if (peelAliases(typeAt(scope, type.resource, offset)).kind !== "resource") {
      fail(`type index ${type.resource} is not a resource type`, offset);
    }
    return { size: 1, depth: 1 };
  }
  let size = 1;
  let depth = 1;
  for (const part of partsOf(type)) {
    const node = checkValueType(scope, part, offset);
    size += node?.size ?? 1;
    depth = Math.max(depth, (node?.depth ?? 0) + 1);
  }
  if (size > MAX_TYPE_SIZE) {
    fail(`effective type size exceeds the limit of ${MAX_TYPE_SIZE}`, offset);
  }
  if (depth > MAX_TYPE_DEPTH) {
    fail("type nesting is too deep", offset);
  }
  return { size, depth };
}

function partsOf(
  type: Exclude<DefinedValueType, { kind: "own" | "borrow" }>,
): readonly (ValueTypeReference | undefined)[] {
  switch (type.kind) {
    case "primitive":
    case "flags":
    case "enum":
      return [];
    case "record":
      return type.fields.map((field) => field.type);
    case "variant":
      return type.cases.map((item) => item.type);
    case "tuple":
      return type.types;
    case "list":
      return [type.element];
    case "option":
      return [type.type];
    case "result":
      return [type.ok, type.err];
    case "map":
      return [type.key, type.value];
    case "stream":
    case "future":
      return [type.payload];
    default:
      return assertNever(type);
  }
}

function checkValueType(
  scope: Scope,
  type: ValueTypeReference | undefined,
  offset: number,
): { readonly size: number; readonly depth: number } | undefined {
  if (typeof type !== "number") {
    return undefined;
  }
  const node = peelAliases(typeAt(scope, type, offset));
  return node.kind === "value" ? node : fail(`type index ${type} is not a defined type`, offset);
}
