/* Types of one interface or world: what `use` brings in, then definitions in dependency order. */
import { errorAt } from "../diagnostic.js";
import type { TypeId } from "../graph/package-graph.js";
import type * as ast from "../syntax/ast.js";
import { definitionKind, namesIn } from "./declare-definition.js";
import { poisonType } from "./draft-graph.js";
import { readGate } from "./gates.js";
import {
  type MemberScope,
  defineMember,
  reportDuplicate,
  reportUnknownType,
  silenceUnknownType,
} from "./member-scope.js";
import { membersKey, resolveInterface } from "./item-lookup.js";
import { type InterfaceDraft, addDeclaredType } from "./package-scope.js";
import { isFirst } from "./report.js";
import { suggest } from "./suggest.js";
import { cycleHints, toposort } from "./toposort.js";

/** Adds the types that `use` brings in and those that are defined, the latter each after those that it refers to. */
export function declareTypes(
  members: MemberScope,
  items: readonly (ast.Use | ast.TypeDefinition)[],
): void {
  for (const item of items) {
    if (item.kind === "use") {
      declareUse(members, item);
    }
  }
  const definitions = collectDefinitions(members, items);
  const { names, cycles } = toposort(
    new Map(
      [...definitions].map(([name, definition]) => [
        name,
        definition ? namesIn(definition).map(({ name: use, span }) => ({ name: use, span })) : [],
      ]),
    ),
  );
  for (const definition of definitions.values()) {
    for (const name of definition ? namesIn(definition) : []) {
      if (!definitions.has(name.name)) {
        reportUnknownType(members, name);
      }
    }
  }
  for (const cycle of cycles) {
    members.scope.report.report(() =>
      errorAt(cycle.edge.span, "type-cycle", `type \`${cycle.edge.name}\` depends on itself`, [
        ...cycleHints(cycle.names),
        { message: "a type cannot contain itself, not even in a list: use a resource, or indices" },
      ]),
    );
    cycle.names.forEach((name) => silenceUnknownType(members, name));
  }
  for (const name of names) {
    const definition = definitions.get(name);
    if (definition) {
      declareDefinition(members, definition);
    }
  }
}

/** Definitions by name; `undefined` for a name that `use` brings in. */
function collectDefinitions(
  members: MemberScope,
  items: readonly (ast.Use | ast.TypeDefinition)[],
): Map<string, ast.TypeDefinition | undefined> {
  const definitions = new Map<string, ast.TypeDefinition | undefined>();
  for (const item of items) {
    if (item.kind !== "use") {
      if (definitions.has(item.name.name)) {
        const first = definitions.get(item.name.name);
        reportDuplicate(
          members,
          item.name,
          first?.name.span ?? members.members.get(item.name.name)?.span,
        );
      } else {
        definitions.set(item.name.name, item);
      }
      continue;
    }
    for (const { name, alias } of item.names) {
      const local = alias ?? name;
      const hidden = definitions.get(local.name);
      if (hidden) {
        reportHiddenDefinition(members, hidden, local);
      }
      definitions.set(local.name, undefined);
    }
  }
  return definitions;
}

/** The reference implementation lets a later `use` replace a definition; so the input stands, but hardly as meant. */
function reportHiddenDefinition(
  members: MemberScope,
  definition: ast.TypeDefinition,
  use: ast.Identifier,
): void {
  members.scope.report.report(
    () => ({
      ...errorAt(
        use.span,
        "hidden-definition",
        `\`use\` of \`${use.name}\` replaces the definition of that name`,
        [
          { message: "this definition is ignored", span: definition.name.span },
          { message: "give one of them another name: `use ….{… as …};`" },
        ],
      ),
      severity: "warning",
    }),
    "warning",
  );
}

function declareUse(members: MemberScope, use: ast.Use): void {
  const { scope } = members;
  const id = resolveInterface(scope, members.file, use.path);
  const source = id === undefined ? undefined : scope.interfaces[id];
  const gate = readGate(scope, use.attributes);
  for (const { name, alias } of use.names) {
    const local = alias ?? name;
    const found = source?.members.get(name.name);
    let target: TypeId = poisonType;
    if (found?.kind === "type") {
      target = found.type;
    } else if (found?.kind === "function") {
      scope.report.report(() =>
        errorAt(name.span, "use-of-function", `cannot import function \`${name.name}\``, [
          { message: "`use` brings in types only", span: found.span },
        ]),
      );
    } else if (source && !source.incomplete) {
      reportUnknownMember(members, use.path, name, source);
    }
    const type =
      target === poisonType
        ? poisonType
        : addDeclaredType(scope, {
            ...gate,
            name: local.name,
            kind: { kind: "alias", type: target },
            owner: members.owner,
            span: name.span,
          });
    defineMember(members, local, { kind: "type", type, span: local.span });
  }
}

function reportUnknownMember(
  members: MemberScope,
  path: ast.UsePath,
  name: ast.Identifier,
  source: InterfaceDraft,
): void {
  const { report } = members.scope;
  if (
    report.said.has(membersKey(source.name ?? "")) ||
    !isFirst(report, `member:${path.name.name}:${name.name}`)
  ) {
    return;
  }
  report.report(() =>
    errorAt(
      name.span,
      "unknown-member",
      `name \`${name.name}\` does not exist in interface \`${path.name.name}\``,
      suggest(name.name, source.types, (type) => source.members.get(type)?.span),
    ),
  );
}

function declareDefinition(members: MemberScope, definition: ast.TypeDefinition): void {
  const { scope } = members;
  const gate = readGate(scope, definition.attributes);
  const kind = definitionKind(members, definition, gate.stability);
  const type = addDeclaredType(scope, {
    ...gate,
    name: definition.name.name,
    kind,
    owner: members.owner,
    span: definition.name.span,
    ...(definition.docs !== undefined && { docs: definition.docs }),
  });
  defineMember(members, definition.name, { kind: "type", type, span: definition.name.span });
}
