import type { InterfaceId } from "../graph/package-graph.js";
import type * as ast from "../syntax/ast.js";
import { declareFunction, declareResourceFunctions } from "./declare-functions.js";
import { declareTypes } from "./declare-types.js";
import { readGate } from "./gates.js";
import { type MemberScope, defineMember } from "./member-scope.js";
import type { FileScope, PackageScope } from "./package-scope.js";

/** What an interface is written as, on its own or inside a world. */
export type InterfaceSource = Pick<ast.Interface, "docs" | "attributes" | "items">;

/** Resolves the items of an interface: types first, then functions in source order. */
export function declareInterface(
  scope: PackageScope,
  file: FileScope,
  id: InterfaceId,
  source: InterfaceSource,
): void {
  const draft = scope.interfaces[id];
  if (!draft) {
    return;
  }
  const { stability } = readGate(scope, source.attributes);
  if (source.docs !== undefined) {
    draft.docs = source.docs;
  }
  if (stability) {
    draft.stability = stability;
  }
  const members: MemberScope = {
    scope,
    file,
    owner: { kind: "interface", interface: id },
    members: draft.members,
    written: writtenNames(source.items),
  };
  declareTypes(
    members,
    source.items.filter((item) => item.kind !== "function"),
  );
  for (const [name, member] of members.members) {
    if (member.kind === "type") {
      draft.types.set(name, member.type);
    }
  }
  for (const item of source.items) {
    if (item.kind === "function") {
      const duplicate = members.members.has(item.name.name);
      defineMember(members, item.name, { kind: "function", span: item.name.span });
      const declared = declareFunction(members, item);
      if (!duplicate) {
        draft.functions.set(declared.name, declared);
      }
    } else if (item.kind === "resource") {
      for (const declared of declareResourceFunctions(members, item)) {
        draft.functions.set(declared.name, declared);
      }
    }
  }
}

/** The names that items define, for suggestions. */
export function writtenNames(
  items: readonly (ast.InterfaceItem | ast.WorldItem)[],
): ReadonlyMap<string, "type" | "function"> {
  const names = new Map<string, "type" | "function">();
  for (const item of items) {
    switch (item.kind) {
      case "use":
        item.names.forEach(({ name, alias }) => names.set((alias ?? name).name, "type"));
        break;
      case "function":
        names.set(item.name.name, "function");
        break;
      case "import":
      case "export":
      case "include":
        break;
      default:
        names.set(item.name.name, "type");
    }
  }
  return names;
}
