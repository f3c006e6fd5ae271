/* What a type definition says: its kind, and which names it refers to. */
import { assertNever } from "../assert.js";
import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Label, Stability, TypeKind } from "../graph/package-graph.js";
import type * as ast from "../syntax/ast.js";
import { aliasKind, declareType } from "./declare-value-types.js";
import type { MemberScope } from "./member-scope.js";

/** The names that a definition refers to, in the order written. */
export function namesIn(definition: ast.TypeDefinition): readonly ast.Identifier[] {
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

/** Resolves what a definition says. */
export function definitionKind(
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

function emptyError(what: string, name: ast.Identifier): Diagnostic {
  return errorAt(name.span, "empty-type", `empty ${what}`, [
    { message: `no value of \`${name.name}\` could exist: give it at least one case` },
  ]);
}

function label(item: ast.Field | ast.VariantCase | ast.EnumCase | ast.Flag): Label {
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
