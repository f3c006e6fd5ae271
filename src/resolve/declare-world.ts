import { errorAt } from "../diagnostic.js";
import type { WorldId, WorldItem } from "../graph/package-graph.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { declareFunction, declareResourceFunctions } from "./declare-functions.js";
import { declareInterface, writtenNames } from "./declare-interface.js";
import { declareTypes } from "./declare-types.js";
import { type WorldKey, isPlainName, worldKey } from "./draft-graph.js";
import { readGate } from "./gates.js";
import type { MemberScope } from "./member-scope.js";
import { resolveInterface, resolveWorld } from "./item-lookup.js";
import {
  type FileScope,
  type PackageScope,
  type WorldDraft,
  addInterfaceDraft,
} from "./package-scope.js";

/** Resolves the items of a world; includes are only noted, imports and exports are what is written. */
export function declareWorld(
  scope: PackageScope,
  file: FileScope,
  id: WorldId,
  world: ast.World,
): void {
  const draft = scope.worlds[id];
  if (!draft) {
    return;
  }
  const { stability } = readGate(scope, world.attributes);
  if (world.docs !== undefined) {
    draft.docs = world.docs;
  }
  if (stability) {
    draft.stability = stability;
  }
  const members: MemberScope = {
    scope,
    file,
    owner: { kind: "world", world: id },
    members: new Map(),
    written: writtenNames(world.items),
  };
  declareTypes(
    members,
    world.items.filter(
      (item) => item.kind !== "import" && item.kind !== "export" && item.kind !== "include",
    ),
  );
  for (const item of world.items) {
    if (item.kind === "include") {
      declareInclude(scope, file, draft, item);
    }
  }
  const spans = new Map<WorldKey, Span>();
  for (const [name, member] of members.members) {
    if (member.kind === "type") {
      draft.imports.set(name, { kind: "type", name, type: member.type, span: member.span });
      spans.set(`import ${name}`, member.span);
    }
  }
  for (const item of world.items) {
    if (item.kind === "import" || item.kind === "export") {
      declareExtern(members, draft, item, spans);
    } else if (item.kind === "resource") {
      for (const declared of declareResourceFunctions(members, item)) {
        draft.imports.set(declared.name, {
          kind: "function",
          name: declared.name,
          function: declared,
        });
      }
    }
  }
}

function declareInclude(
  scope: PackageScope,
  file: FileScope,
  draft: WorldDraft,
  include: ast.Include,
): void {
  const { stability } = readGate(scope, include.attributes);
  const world = resolveWorld(scope, file, include.path);
  if (world !== undefined) {
    draft.includes.push({
      world,
      renames: include.renames.map(({ name, alias }) => ({
        name: name.name,
        alias: alias.name,
        span: name.span,
      })),
      ...(stability && { stability }),
      span: include.path.name.span,
    });
  }
}

function declareExtern(
  members: MemberScope,
  draft: WorldDraft,
  item: ast.Import | ast.Export,
  spans: Map<string, Span>,
): void {
  const declared = externItem(members, item);
  if (!declared) {
    return;
  }
  const key = worldKey(declared);
  const place = `${item.kind} ${key}`;
  const span = externSpan(item.extern);
  const items = item.kind === "import" ? draft.imports : draft.exports;
  const first = items.get(key);
  if (!first) {
    items.set(key, declared);
    spans.set(place, span);
    return;
  }
  const firstSpan = spans.get(place);
  members.scope.report.report(() =>
    errorAt(
      span,
      "duplicate-world-item",
      isPlainName(key)
        ? `${item.kind} \`${key}\` conflicts with prior ${describe(first)} of same name`
        : `interface cannot be ${item.kind}ed more than once`,
      firstSpan ? [{ message: "first defined here", span: firstSpan }] : [],
    ),
  );
}

function describe(item: WorldItem): string {
  return item.kind === "function" ? "func" : item.kind;
}

function externItem(members: MemberScope, item: ast.Import | ast.Export): WorldItem | undefined {
  const { scope, file } = members;
  const { extern, attributes, docs } = item;
  switch (extern.kind) {
    case "extern-function": {
      const declared = declareFunction(members, { ...extern, docs, attributes });
      return { kind: "function", name: declared.name, function: declared };
    }
    case "extern-interface": {
      const { span } = extern.name;
      const id = addInterfaceDraft(scope, { span });
      declareInterface(scope, file, id, { docs, attributes, items: extern.items });
      return {
        kind: "interface",
        name: extern.name.name,
        interface: id,
        ...readGate(scope, attributes),
        span,
      };
    }
    case "extern-path":
    case "extern-labelled-path": {
      const id = resolveInterface(scope, file, extern.path);
      return id === undefined
        ? undefined
        : {
            kind: "interface",
            ...(extern.kind === "extern-labelled-path" && { name: extern.name.name }),
            interface: id,
            ...(docs !== undefined && { docs }),
            ...readGate(scope, attributes),
            span: externSpan(extern),
          };
    }
  }
}

function externSpan(extern: ast.Extern): Span {
  return extern.kind === "extern-path" ? extern.path.name.span : extern.name.span;
}
