import type { StatementStructures } from "ts-morph";
import { labelKeys } from "../../abi/label-keys.js";
import type { TypeDefinition, TypeKind } from "../../graph/package-graph.js";
import { comment } from "../docs.js";
import type { ModuleBuilder } from "../module-builder.js";
import { linkedDocumentation } from "../source-link.js";
import { constantObject, type ObjectMember } from "./constant-object.js";
import { typeAlias } from "./type-alias.js";
import { unionText } from "./union-text.js";

/** An enum is a union of its names, and a constant object of them. */
export function enumType(
  builder: ModuleBuilder,
  name: string,
  definition: TypeDefinition,
  kind: Extract<TypeKind, { kind: "enum" }>,
): StatementStructures[] {
  const keys = labelKeys(kind.cases.map((each) => each.name));
  const names = kind.cases.map((each, index): ObjectMember => ({
    kind: "value",
    key: keys[index] ?? each.name,
    value: JSON.stringify(each.name),
    docs: comment(each.docs),
  }));
  const members = kind.cases.map((each) => ({ docs: each.docs, text: JSON.stringify(each.name) }));
  return [
    typeAlias(name, unionText(members), linkedDocumentation(builder, definition)),
    constantObject(builder, name, `The values of {@link ${name}}.`, names),
  ];
}
