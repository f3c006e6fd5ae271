/* Copies of world items with types of their own. */
import { isSameOwner } from "../graph/graph-access.js";
import type {
  FunctionItem,
  Interface,
  InterfaceId,
  PackageId,
  Type,
  TypeDefinition,
  TypeId,
  TypeOwner,
  WorldItem,
} from "../graph/package-graph.js";
import { mapTypeKind } from "../graph/type-kinds.js";
import { type DraftGraph, addType } from "./draft-graph.js";

/** What has been copied from one owner to another, so that each type is copied once. */
export interface ItemCopies {
  readonly graph: DraftGraph;
  readonly from: TypeOwner;
  readonly to: TypeOwner;
  /** The package of copied interfaces. */
  readonly package: PackageId;
  readonly types: Map<TypeId, TypeId>;
}

/** Starts copying. */
export function itemCopies(
  graph: DraftGraph,
  between: Pick<ItemCopies, "from" | "to" | "package">,
): ItemCopies {
  return { graph, ...between, types: new Map() };
}

/** Copies an item with a plain name, and gives it another. */
export function copyWorldItem(copies: ItemCopies, item: WorldItem, name: string): WorldItem {
  const { graph } = copies;
  switch (item.kind) {
    case "type": {
      const type = copyTypeId(copies, item.type);
      const definition = graph.types[type];
      if (definition) {
        graph.types[type] = { ...definition, name };
      }
      return { ...item, name, type };
    }
    case "function":
      return { ...item, name, function: { ...copyFunction(copies, item.function), name } };
    case "interface": {
      const definition = graph.interfaces[item.interface];
      // An interface with a name of its own is the same one under any label.
      return definition && definition.name === undefined
        ? { ...item, name, interface: copyInterface(copies, item.interface, definition) }
        : { ...item, name };
    }
  }
}

function copyInterface(copies: ItemCopies, id: InterfaceId, definition: Interface): InterfaceId {
  const { graph } = copies;
  const newId = graph.interfaces.length;
  const inner: ItemCopies = {
    ...copies,
    from: { kind: "interface", interface: id },
    to: { kind: "interface", interface: newId },
  };
  const types = new Map(
    [...definition.types].map(([name, type]) => [name, copyTypeId(inner, type)]),
  );
  const functions = new Map(
    [...definition.functions].map(([name, item]) => [name, copyFunction(inner, item)]),
  );
  graph.interfaces.push({
    ...definition,
    types,
    functions,
    package: copies.package,
    cloneOf: id,
  });
  return newId;
}

function copyFunction(copies: ItemCopies, item: FunctionItem): FunctionItem {
  const { kind } = item;
  return {
    ...item,
    kind:
      kind.kind === "freestanding"
        ? kind
        : { ...kind, resource: copyTypeId(copies, kind.resource) },
    params: item.params.map((param) => ({ ...param, type: copyType(copies, param.type) })),
    ...(item.result !== undefined && { result: copyType(copies, item.result) }),
  };
}

function copyType(copies: ItemCopies, type: Type): Type {
  return typeof type === "number" ? copyTypeId(copies, type) : type;
}

function copyTypeId(copies: ItemCopies, id: TypeId): TypeId {
  const known = copies.types.get(id);
  if (known !== undefined) {
    return known;
  }
  const definition = copies.graph.types[id];
  if (!definition) {
    return id;
  }
  const copy = addType(copies.graph, copyDefinition(copies, definition));
  copies.types.set(id, copy);
  return copy;
}

function copyDefinition(copies: ItemCopies, definition: TypeDefinition): TypeDefinition {
  const { graph, from, to, types } = copies;
  return {
    ...definition,
    ...(definition.owner && { owner: to }),
    kind: mapTypeKind(definition.kind, {
      value: (type) => copyType(copies, type),
      reference: (id) => {
        // An alias of a type that belongs elsewhere goes on to point there: it stands for a `use`.
        const isAlias = definition.kind.kind === "alias";
        return isAlias && !isSameOwner(graph.types[id]?.owner, from)
          ? (types.get(id) ?? id)
          : copyTypeId(copies, id);
      },
    }),
  };
}
