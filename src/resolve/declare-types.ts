/* Types of one interface or world: what `use` brings in, then definitions in dependency order. */
import { assertNever } from "../assert.js";
import { errorAt } from "../diagnostic.js";
import type { Stability, Type, TypeId, TypeKind } from "../graph/package-graph.js";
import type * as ast from "../syntax/ast.js";
import { poisonType } from "./draft-graph.js";
import { readGate } from "./gates.js";
import {
  type MemberScope,
  defineMember,
  lookUpResource,
  lookUpType,
  reportDuplicate,
  reportUnknownType,
  silenceUnknownType,
} from "./member-scope.js";
import { cycleHints, membersKey, resolveInterface } from "./package-items.js";
import { addDeclaredType } from "./package-scope.js";
import { isFirst } from "./report.js";
import { suggest } from "./suggest.js";
import { toposort } from "./toposort.js";
import { containedTypes } from "./type-kinds.js";

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
  source: MemberScope["scope"]["interfaces"][number],
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

/** The names that a definition refers to, in the order written. */
function namesIn(definition: ast.TypeDefinition): readonly ast.Identifier[] {
  switch (definition.kind) {
    case "type-alias":
      return namesInType(definition.type);
    case "record":
      return definition.fields.flatMap((field) => namesInType(field.type));
    case "variant":
      return definition.cases.flatMap((item) => (item.type ? namesInType(item.type) : []));
    case "enum":
    case "flags":
    case "resource":
      return [];
    default:
      return assertNever(definition);
  }
}

function namesInType(type: ast.Type): readonly ast.Identifier[] {
  switch (type.kind) {
    case "primitive":
      return [];
    case "named":
      return [type.name];
    case "own":
    case "borrow":
      return [type.resource];
    case "list":
      return namesInType(type.element);
    case "map":
      return [...namesInType(type.key), ...namesInType(type.value)];
    case "option":
      return namesInType(type.type);
    case "result":
      return [type.ok, type.err].flatMap((part) => (part ? namesInType(part) : []));
    case "tuple":
      return type.types.flatMap(namesInType);
    case "future":
    case "stream":
      return type.type ? namesInType(type.type) : [];
    default:
      return assertNever(type);
  }
}

function definitionKind(
  members: MemberScope,
  definition: ast.TypeDefinition,
  stability: Stability | undefined,
): TypeKind {
  const { report } = members.scope.report;
  switch (definition.kind) {
    case "type-alias":
      return aliasKind(members, definition.type, stability);
    case "record":
      return {
        kind: "record",
        fields: definition.fields.map((field) => ({
          ...label(field),
          type: declareType(members, field.type, stability),
        })),
      };
    case "variant":
      if (definition.cases.length === 0) {
        report(() => emptyError("variant", definition.name));
      }
      return {
        kind: "variant",
        cases: definition.cases.map((item) => ({
          ...label(item),
          ...(item.type && { type: declareType(members, item.type, stability) }),
        })),
      };
    case "enum":
      if (definition.cases.length === 0) {
        report(() => emptyError("enum", definition.name));
      }
      return { kind: "enum", cases: definition.cases.map(label) };
    case "flags":
      return { kind: "flags", flags: definition.flags.map(label) };
    case "resource":
      checkResourceFunctions(members, definition);
      return { kind: "resource" };
    default:
      return assertNever(definition);
  }
}

function emptyError(what: string, name: ast.Identifier): ReturnType<typeof errorAt> {
  return errorAt(name.span, "empty-type", `empty ${what}`, [
    { message: `no value of \`${name.name}\` could exist: give it at least one case` },
  ]);
}

function label(item: ast.Field | ast.VariantCase | ast.EnumCase | ast.Flag): {
  readonly name: string;
  readonly span: ast.Identifier["span"];
  readonly docs?: string;
} {
  return {
    name: item.name.name,
    span: item.name.span,
    ...(item.docs !== undefined && { docs: item.docs }),
  };
}

function checkResourceFunctions(members: MemberScope, resource: ast.Resource): void {
  const { report } = members.scope.report;
  const first = new Map<string, ast.ResourceFunction>();
  for (const item of resource.functions) {
    const name = item.kind === "constructor" ? "" : item.name.name;
    const span = item.kind === "constructor" ? item.keywordSpan : item.name.span;
    const earlier = first.get(name);
    if (!earlier) {
      first.set(name, item);
      continue;
    }
    report(() =>
      errorAt(
        span,
        item.kind === "constructor" ? "duplicate-constructor" : "duplicate-name",
        item.kind === "constructor"
          ? "duplicate constructors"
          : `duplicate function name \`${name}\``,
        [
          {
            message: "first defined here",
            span: earlier.kind === "constructor" ? earlier.keywordSpan : earlier.name.span,
          },
        ],
      ),
    );
  }
}

/** What `type a = …` stands for: an alias when a name or primitive follows, otherwise the type itself. */
function aliasKind(
  members: MemberScope,
  type: ast.Type,
  stability: Stability | undefined,
): TypeKind {
  switch (type.kind) {
    case "primitive":
      return { kind: "alias", type: type.name };
    case "named":
      return { kind: "alias", type: lookUpType(members, type.name) };
    case "own":
      return { kind: "own", resource: lookUpResource(members, type.resource) };
    default:
      return constructedKind(members, type, stability);
  }
}

/** A type where it is used. A resource stands for itself here, whether `own` is written or not. */
export function declareType(
  members: MemberScope,
  type: ast.Type,
  stability: Stability | undefined,
): Type {
  switch (type.kind) {
    case "primitive":
      return type.name;
    case "named":
      return lookUpType(members, type.name);
    case "own":
      return lookUpResource(members, type.resource);
    default:
      return anonymousType(
        members,
        constructedKind(members, type, stability),
        stability,
        type.kind === "borrow" ? type.resource.span : type.span,
      );
  }
}

function constructedKind(
  members: MemberScope,
  type: Exclude<ast.Type, ast.PrimitiveType | ast.NamedType | ast.OwnType>,
  stability: Stability | undefined,
): TypeKind {
  const inner = (part: ast.Type): Type => declareType(members, part, stability);
  switch (type.kind) {
    case "list": {
      const element = inner(type.element);
      return type.length === undefined
        ? { kind: "list", element }
        : { kind: "fixed-length-list", element, length: type.length };
    }
    case "map": {
      const key = inner(type.key);
      const value = inner(type.value);
      checkMapKey(members, type, key);
      return { kind: "map", key, value };
    }
    case "option":
      return { kind: "option", type: inner(type.type) };
    case "result": {
      const ok = type.ok && inner(type.ok);
      const err = type.err && inner(type.err);
      return {
        kind: "result",
        ...(ok !== undefined && { ok }),
        ...(err !== undefined && { err }),
      };
    }
    case "tuple":
      return { kind: "tuple", types: type.types.map(inner) };
    case "future":
    case "stream":
      return { kind: type.kind, ...(type.type && { payload: inner(type.type) }) };
    case "borrow":
      return { kind: "borrow", resource: lookUpResource(members, type.resource) };
    default:
      return assertNever(type);
  }
}

function checkMapKey(members: MemberScope, type: ast.MapType, key: Type): void {
  if (typeof key === "string" && key !== "f32" && key !== "f64" && key !== "error-context") {
    return;
  }
  if (key !== poisonType) {
    members.scope.report.report(() =>
      errorAt(
        type.span,
        "invalid-map-key",
        "invalid map key type: map keys must be bool, u8, u16, u32, u64, s8, s16, s32, s64, char, or string",
        [
          {
            message: "this is none of them; an alias of one is not allowed either",
            span: type.key.span,
          },
        ],
      ),
    );
  }
}

/** Adds an anonymous type, or finds the one of the same structure that the package already has. */
export function anonymousType(
  { scope }: MemberScope,
  kind: TypeKind,
  stability: Stability | undefined,
  span: ast.Type["span"],
): TypeId {
  const key = structureKey(kind);
  const known = scope.interned.get(key);
  if (known !== undefined) {
    return known;
  }
  const inherited = stability ?? firstStability(scope, kind);
  const id = addDeclaredType(scope, { kind, span, ...(inherited && { stability: inherited }) });
  scope.interned.set(key, id);
  return id;
}

/** `option<t>` is as stable as `t`; of several parts the first that says anything counts. */
function firstStability(scope: MemberScope["scope"], kind: TypeKind): Stability | undefined {
  const parts =
    kind.kind === "own" || kind.kind === "borrow" ? [kind.resource] : containedTypes(kind);
  for (const part of parts) {
    const stability = typeof part === "number" ? scope.types[part]?.stability : undefined;
    if (stability) {
      return stability;
    }
  }
  return undefined;
}

function structureKey(kind: TypeKind): string {
  switch (kind.kind) {
    case "borrow":
      return `borrow ${kind.resource}`;
    case "result":
      return `result ${kind.ok ?? ""} ${kind.err ?? ""}`;
    case "fixed-length-list":
      return `fixed-length-list ${kind.element} ${kind.length}`;
    default:
      return `${kind.kind} ${containedTypes(kind).join(" ")}`;
  }
}
