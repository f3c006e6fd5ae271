import type { TypeAliasDeclarationStructure } from "ts-morph";
import { structureKinds } from "../structure-kinds.js";

/** `export type name = …`, apart from what stands before it. */
export function typeAlias(
  name: string,
  type: string,
  docs: readonly string[],
): TypeAliasDeclarationStructure {
  return {
    kind: structureKinds.typeAlias,
    isExported: true,
    name,
    type,
    docs: [...docs],
    leadingTrivia: "\n",
  };
}
