import { assertNever } from "../assert.js";
import { InvalidComponentError } from "../component/errors.js";
import type { ExternSort } from "../component/model.js";
import {
  peelAliases,
  type ComponentNode,
  type Entity,
  type FunctionNode,
  type InstanceNode,
  type Scope,
  type ScopeView,
  type TypeNode,
} from "./type-nodes.js";

/** Makes a scope without anything in it. */
export function emptyScope(parent: ScopeView | undefined): Scope {
  return {
    parent,
    types: [],
    functions: [],
    components: [],
    instances: [],
    externs: [],
    names: new Set(),
  };
}

/** Takes a look at a scope as it is now. */
export function viewOf(scope: Scope): ScopeView {
  return {
    scope,
    typeCount: scope.types.length,
    componentCount: scope.components.length,
  };
}

/** Gives the scope that is `count` scopes outward. */
export function outerScope(scope: Scope, count: number, offset: number): ScopeView {
  let view: ScopeView | undefined = viewOf(scope);
  for (let i = 0; i < count && view !== undefined; i++) {
    view = view.scope.parent;
  }
  return view ?? fail(`invalid outer alias count of ${count}`, offset);
}

/** Gives what an index of a sort stands for. */
export function itemAt(scope: Scope, sort: ExternSort, index: number, offset: number): Entity {
  switch (sort) {
    case "function":
      return at(scope.functions, index, scope.functions.length, "function", offset);
    case "type": {
      const type = typeAt(scope, index, offset);
      return { kind: "type", referenced: type, created: type };
    }
    case "component":
      return componentAt(scope, index, offset);
    case "instance":
      return at(scope.instances, index, scope.instances.length, "instance", offset);
    case "core-module":
    case "value":
      return { kind: sort };
    default:
      return assertNever(sort);
  }
}

/** Gives a type by its index. */
export function typeAt(scope: Scope, index: number, offset: number): TypeNode {
  return at(scope.types, index, scope.types.length, "type", offset);
}

/** Gives a component by its index. */
export function componentAt(scope: Scope, index: number, offset: number): ComponentNode {
  return at(scope.components, index, scope.components.length, "component", offset);
}

/** Gives a type by its index, which must be that of a function. */
export function functionTypeAt(scope: Scope, index: number, offset: number): FunctionNode {
  const node = peelAliases(typeAt(scope, index, offset));
  return node.kind === "function"
    ? node
    : fail(`type index ${index} is not a function type`, offset);
}

/** Gives a type by its index, which must be that of an instance. */
export function instanceTypeAt(scope: Scope, index: number, offset: number): InstanceNode {
  const node = peelAliases(typeAt(scope, index, offset));
  return node.kind === "instance"
    ? node
    : fail(`type index ${index} is not an instance type`, offset);
}

/** Gives a type by its index, which must be that of a component. */
export function componentTypeAt(scope: Scope, index: number, offset: number): ComponentNode {
  const node = peelAliases(typeAt(scope, index, offset));
  return node.kind === "component"
    ? node
    : fail(`type index ${index} is not a component type`, offset);
}

/** Gives an item of an index space, of which the first `count` can be seen. */
export function at<T>(
  items: readonly T[],
  index: number,
  count: number,
  what: string,
  offset: number,
): T {
  const item = index < count ? items[index] : undefined;
  return item ?? fail(`unknown ${what} ${index}: ${what} index out of bounds`, offset);
}

/** Throws the error of a binary that refers to nothing that fits. */
export function fail(message: string, offset: number): never {
  throw new InvalidComponentError(message, offset);
}
