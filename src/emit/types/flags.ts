import type { StatementStructures } from "ts-morph";
import { labelKeys } from "../../abi/label-keys.js";
import type { TypeDefinition, TypeKind } from "../../graph/package-graph.js";
import { comment } from "../docs.js";
import type { ModuleBuilder } from "../module-builder.js";
import { placed } from "../placed.js";
import { linkedDocumentation } from "../source-link.js";
import { structureKinds } from "../structure-kinds.js";
import { constantObject, type ObjectMember } from "./constant-object.js";
import { spaced } from "./spaced.js";

/** Flags are an object with an optional boolean for each, and a constant object of the property names. */
export function flagsType(
  builder: ModuleBuilder,
  name: string,
  definition: TypeDefinition,
  kind: Extract<TypeKind, { kind: "flags" }>,
): StatementStructures[] {
  const keys = labelKeys(kind.flags.map((flag) => flag.name));
  const properties = kind.flags.map((flag, index) =>
    placed(
      {
        name: keys[index] ?? flag.name,
        type: "boolean",
        hasQuestionToken: true,
        docs: comment(flag.docs),
      },
      flag,
    ),
  );
  const names = keys.map((key): ObjectMember => ({
    kind: "value",
    key,
    value: JSON.stringify(key),
    docs: [],
  }));
  return [
    {
      kind: structureKinds.interface,
      isExported: true,
      name,
      docs: linkedDocumentation(builder, definition),
      properties: spaced(properties),
    },
    constantObject(builder, name, `The names of {@link ${name}}.`, names),
  ];
}
