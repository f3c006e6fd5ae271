import type { InterfaceId, TypeId, WorldItem } from "../graph/package-graph.js";
import { formatItemPath } from "../graph/package-name.js";
import { interfaceDraft, type GraphDraft } from "./graph-draft.js";

/** Gives the name of an import or export as a binary has it: the plain name, or the full one of an interface. */
export function worldItemKey(draft: GraphDraft, item: WorldItem): string {
  return item.kind === "interface" && item.name === undefined
    ? interfaceName(draft, item.interface)
    : (item.name ?? "");
}

/** Describes an import or export of a world by names and structure; equal texts are equal items. */
export function describeItem(draft: GraphDraft, item: WorldItem): string {
  return JSON.stringify(partsOfItem(draft, item), (key, value: unknown) =>
    typeof value === "number" && key !== "length" ? typeReference(draft, value) : value,
  );
}

/** Gives what makes up an item, with types as their ids. */
function partsOfItem(draft: GraphDraft, item: WorldItem): unknown {
  switch (item.kind) {
    case "interface": {
      const { name, types, functions } = interfaceDraft(draft, item.interface);
      return name === undefined
        ? {
            types: [...types].map(([typeName, id]) => [typeName, draft.types[id]?.kind]),
            functions: [...functions.values()],
          }
        : { interface: interfaceName(draft, item.interface) };
    }
    case "function":
      return { function: item.function };
    case "type":
      return { type: draft.types[item.type]?.kind };
  }
}

function interfaceName(draft: GraphDraft, id: InterfaceId): string {
  const { name, package: owner } = interfaceDraft(draft, id);
  return formatItemPath(owner.name, name ?? "");
}

/** Stands for a type: its name, which is unique where both items stand, or the structure of an anonymous one. */
function typeReference(draft: GraphDraft, id: TypeId): unknown {
  const { name, owner, kind } = draft.types[id] ?? {};
  if (name === undefined) {
    return kind;
  }
  const scope =
    owner?.kind === "interface" && interfaceDraft(draft, owner.interface).name !== undefined
      ? interfaceName(draft, owner.interface)
      : "";
  return `${scope}.${name}`;
}
