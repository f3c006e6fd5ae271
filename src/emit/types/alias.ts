import { typeAt } from "../../graph/graph-access.js";
import type { StatementStructures } from "ts-morph";
import type { TypeDefinition, TypeId } from "../../graph/package-graph.js";
import { usedDefinition } from "../resolve-type.js";
import { exportedName, specifierOf, usedTarget, type ModuleBuilder } from "../module-builder.js";
import { linkedDocumentation } from "../source-link.js";
import { structureKinds } from "../structure-kinds.js";
import { definitionText, type Position } from "../type-text.js";
import { typeAlias } from "./type-alias.js";

/** `type a = b` and names for lists, tuples and the like. */
export function aliasType(
  builder: ModuleBuilder,
  name: string,
  definition: TypeDefinition,
  position: Position,
): StatementStructures[] {
  const type = definitionText(builder, definition, position);
  return [typeAlias(name, type, linkedDocumentation(builder, definition))];
}

/**
 * What `use` brings into a module is exported again under its name here, with the constants that belong to it.
 *
 * @returns nothing when the type is one of this module's own
 */
export function usedType(
  builder: ModuleBuilder,
  name: string,
  type: TypeId,
): StatementStructures[] | undefined {
  const target = usedTarget(builder, type);
  if (target === undefined) {
    return undefined;
  }
  const { module, bindings } = builder;
  const declaring = bindings.declaringModule(module, target);
  const names = [exportAs(exportedName(declaring, target), name)];
  const guard = module.guardNames.get(type);
  if (guard !== undefined) {
    names.push(exportAs(declaring.guardNames.get(target) ?? guard, guard));
  }
  return [
    {
      kind: structureKinds.exportDeclaration,
      isTypeOnly: !hasConstants(builder, target),
      namedExports: names,
      moduleSpecifier: specifierOf(builder, declaring),
    },
  ];
}

function exportAs(exported: string, name: string): { name: string; alias?: string } {
  return exported === name ? { name } : { name: exported, alias: name };
}

/** Whether a type, used or defined in place, comes with a constant object; an alias of its module's own does not. */
function hasConstants({ graph }: ModuleBuilder, type: TypeId): boolean {
  const { kind } = typeAt(graph, usedDefinition(graph, type)).kind;
  return kind === "enum" || kind === "flags" || kind === "variant";
}
