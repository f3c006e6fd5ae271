/* Types where they are used: by name, or made of others. */
import { assertNever } from "../assert.js";
import { errorAt } from "../diagnostic.js";
import type { Stability, Type, TypeId, TypeKind } from "../graph/package-graph.js";
import { containedTypes, referencedTypes } from "../graph/type-kinds.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { poisonType } from "./draft-graph.js";
import { type MemberScope, lookUpResource, lookUpType } from "./member-scope.js";
import { type PackageScope, addDeclaredType } from "./package-scope.js";

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

/** What `type a = …` stands for: an alias when a name or primitive follows, otherwise the type itself. */
export function aliasKind(
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
  span: Span,
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
function firstStability(scope: PackageScope, kind: TypeKind): Stability | undefined {
  for (const part of referencedTypes(kind)) {
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
