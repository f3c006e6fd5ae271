import type { InterfaceDeclarationStructure, StatementStructures } from "ts-morph";
import { labelKeys } from "../../abi/label-keys.js";
import type { Field, TypeDefinition, TypeKind } from "../../graph/package-graph.js";
import { comment } from "../docs.js";
import { resolveType } from "../resolve-type.js";
import type { ModuleBuilder } from "../module-builder.js";
import { placed } from "../placed.js";
import { linkedDocumentation } from "../source-link.js";
import { structureKinds } from "../structure-kinds.js";
import { typeText, type Position } from "../type-text.js";
import { spaced } from "./spaced.js";

type PropertyStructure = NonNullable<InterfaceDeclarationStructure["properties"]>[number];

/** A record is an interface; a field that is an option is an optional property. */
export function recordType(
  builder: ModuleBuilder,
  name: string,
  definition: TypeDefinition,
  kind: Extract<TypeKind, { kind: "record" }>,
  position: Position,
): StatementStructures[] {
  const keys = labelKeys(kind.fields.map((field) => field.name));
  const properties = kind.fields.map((field, index) =>
    fieldProperty(builder, field, keys[index] ?? field.name, position),
  );
  return [
    {
      kind: structureKinds.interface,
      isExported: true,
      name,
      docs: linkedDocumentation(builder, definition),
      properties: spaced(properties),
    },
  ];
}

function fieldProperty(
  builder: ModuleBuilder,
  field: Field,
  name: string,
  position: Position,
): PropertyStructure {
  return placed(fieldStructure(builder, field, name, position), field);
}

function fieldStructure(
  builder: ModuleBuilder,
  field: Field,
  name: string,
  position: Position,
): PropertyStructure {
  const docs = comment(field.docs);
  const resolved = resolveType(builder.graph, field.type);
  if (resolved.kind === "defined" && resolved.definition.kind === "option") {
    const inner = resolveType(builder.graph, resolved.definition.type);
    if (inner.kind === "primitive" || inner.definition.kind !== "option") {
      const type = typeText(builder, resolved.definition.type, position);
      return { name, type, hasQuestionToken: true, docs };
    }
  }
  return { name, type: typeText(builder, field.type, position), docs };
}
