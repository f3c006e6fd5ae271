import type {
  FunctionItem,
  InterfaceId,
  PackageGraph,
  PackageId,
  Type,
  TypeId,
  WorldId,
  WorldItem,
} from "../graph/package-graph.js";
import { referencedTypes } from "../graph/type-kinds.js";
import type { Span } from "../source.js";

/** Everything that some packages hold or refer to, in order of first use. */
export interface ReachableItems {
  readonly interfaces: ReadonlySet<InterfaceId>;
  readonly worlds: ReadonlySet<WorldId>;
  readonly types: ReadonlySet<TypeId>;
  /** For types without a span of their own: where something with one holds them. */
  readonly places: ReadonlyMap<TypeId, Span>;
}

/** Collects what packages hold and all that it refers to. */
export function reachableItems(
  graph: PackageGraph,
  packages: readonly PackageId[],
): ReachableItems {
  const interfaces = new Set<InterfaceId>();
  const worlds = new Set<WorldId>();
  const types = new Set<TypeId>();
  const places = new Map<TypeId, Span>();
  const open: (() => void)[] = [];
  const addType = (type: Type | undefined, place: Span | undefined): void => {
    if (typeof type !== "number" || types.has(type)) {
      return;
    }
    types.add(type);
    const definition = graph.types[type];
    const span = definition?.span ?? place;
    if (span) {
      places.set(type, span);
    }
    open.push(() => {
      const { kind, owner } = definition ?? {};
      if (owner?.kind === "interface") {
        addInterface(owner.interface);
      }
      for (const part of kind ? referencedTypes(kind) : []) {
        addType(part, span);
      }
    });
  };
  const addFunction = (item: FunctionItem): void => {
    item.params.forEach((param) => addType(param.type, param.span ?? item.span));
    addType(item.result, item.span);
  };
  const addInterface = (id: InterfaceId): void => {
    const definition = graph.interfaces[id];
    if (definition && !interfaces.has(id)) {
      interfaces.add(id);
      open.push(() => {
        definition.types.forEach((type) => addType(type, definition.span));
        definition.functions.forEach(addFunction);
      });
    }
  };
  const addItem = (item: WorldItem): void => {
    switch (item.kind) {
      case "interface":
        addInterface(item.interface);
        break;
      case "function":
        addFunction(item.function);
        break;
      case "type":
        addType(item.type, item.span);
        break;
    }
  };
  for (const id of packages) {
    graph.packages[id]?.interfaces.forEach(addInterface);
    for (const world of graph.packages[id]?.worlds.values() ?? []) {
      worlds.add(world);
      graph.worlds[world]?.imports.forEach(addItem);
      graph.worlds[world]?.exports.forEach(addItem);
    }
  }
  for (let next = open.pop(); next; next = open.pop()) {
    next();
  }
  return { interfaces, worlds, types, places };
}
