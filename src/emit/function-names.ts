import { labelKey, typeKey } from "../abi/label-keys.js";
import type { FunctionItem, PackageGraph, TypeId } from "../graph/package-graph.js";
import { typeAt } from "./graph-access.js";
import { functionBaseName, memberScope, staticMemberScope } from "./names.js";

/** A function with the name that JavaScript has for it. */
export interface NamedFunction {
  /** Name of the property, parameter lists aside: `getHttp`. */
  readonly key: string;
  readonly item: FunctionItem;
}

/** A resource and what belongs to it. */
export interface ResourceFunctions {
  readonly type: TypeId;
  /** WIT name. */
  readonly name: string;
  /** Name of the class in the interface's object. */
  readonly key: string;
  readonly constructor: FunctionItem | undefined;
  readonly methods: readonly NamedFunction[];
  readonly statics: readonly NamedFunction[];
}

/** What an interface, or a world by itself, has at run time. */
export interface Members {
  readonly resources: readonly ResourceFunctions[];
  readonly functions: readonly NamedFunction[];
}

/**
 * Groups functions by resource and gives them their names.
 *
 * @param types named types in order of declaration; resources among them have a class even without functions
 * @param keys how the functions and classes of the object itself are called; those of a resource are always in camel case
 */
export function nameMembers(
  graph: PackageGraph,
  types: Iterable<readonly [string, TypeId]>,
  functions: Iterable<FunctionItem>,
  keys: "camel-case" | "exact" = "camel-case",
): Members {
  const scope = memberScope();
  const byResource = new Map<TypeId, FunctionItem[]>();
  const freestanding: FunctionItem[] = [];
  for (const item of functions) {
    if (item.kind.kind === "freestanding") {
      freestanding.push(item);
    } else {
      const known = byResource.get(item.kind.resource);
      if (known === undefined) {
        byResource.set(item.kind.resource, [item]);
      } else {
        known.push(item);
      }
    }
  }
  const resources: ResourceFunctions[] = [];
  for (const [name, type] of types) {
    if (typeAt(graph, type).kind.kind === "resource") {
      const key = keys === "exact" ? name : scope.declare(typeKey(name));
      resources.push(resourceFunctions(type, name, key, byResource.get(type) ?? []));
    }
  }
  const named = freestanding.map((item) => ({
    key: keys === "exact" ? item.name : scope.declare(labelKey(item.name)),
    item,
  }));
  return { resources, functions: named };
}

function resourceFunctions(
  type: TypeId,
  name: string,
  key: string,
  items: readonly FunctionItem[],
): ResourceFunctions {
  const methodScope = memberScope();
  const staticScope = staticMemberScope();
  const methods: NamedFunction[] = [];
  const statics: NamedFunction[] = [];
  let constructor: FunctionItem | undefined;
  for (const item of items) {
    const wanted = labelKey(functionBaseName(item.name));
    switch (item.kind.kind) {
      case "method":
        methods.push({ key: methodScope.declare(wanted), item });
        break;
      case "static":
        statics.push({ key: staticScope.declare(wanted), item });
        break;
      case "constructor":
        constructor = item;
        break;
      case "freestanding":
        break;
    }
  }
  return { type, name, key, constructor, methods, statics };
}
