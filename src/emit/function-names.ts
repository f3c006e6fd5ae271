import { memberKeys } from "../abi/member-keys.js";
import { typeAt } from "../graph/graph-access.js";
import type { FunctionItem, PackageGraph, TypeId } from "../graph/package-graph.js";

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
  const items = [...functions];
  const classes = [...types].filter(([, type]) => typeAt(graph, type).kind.kind === "resource");
  const known = memberKeys(
    classes.map(([name]) => name),
    items.map((item) => item.name),
  );
  const keyOf = (name: string): string => known.get(name) ?? name;
  const ownKeyOf = (name: string): string => (keys === "exact" ? name : keyOf(name));

  const freestanding: NamedFunction[] = [];
  const byResource = new Map<TypeId, NamedFunction[]>(classes.map(([, type]) => [type, []]));
  for (const item of items) {
    if (item.kind.kind === "freestanding") {
      freestanding.push({ key: ownKeyOf(item.name), item });
    } else {
      byResource.get(item.kind.resource)?.push({ key: keyOf(item.name), item });
    }
  }
  const resources = classes.map(([name, type]): ResourceFunctions => {
    const own = byResource.get(type) ?? [];
    const ofKind = (kind: FunctionItem["kind"]["kind"]): readonly NamedFunction[] =>
      own.filter(({ item }) => item.kind.kind === kind);
    return {
      type,
      name,
      key: ownKeyOf(name),
      constructor: ofKind("constructor").at(-1)?.item,
      methods: ofKind("method"),
      statics: ofKind("static"),
    };
  });
  return { resources, functions: freestanding };
}
