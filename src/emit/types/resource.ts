import type { InterfaceDeclarationStructure, StatementStructures } from "ts-morph";
import type { TypeDefinition } from "../../graph/package-graph.js";
import type { Side } from "../bindings.js";
import type { NamedFunction, ResourceFunctions } from "../function-names.js";
import { constructorSignature, functionSignature } from "../function-signature.js";
import { runtimeType, type ModuleBuilder } from "../module-builder.js";
import { methodKey } from "../names.js";
import { placed } from "../placed.js";
import { linkedDocumentation } from "../source-link.js";
import { structureKinds } from "../structure-kinds.js";
import { afterProperties, spaced } from "./spaced.js";
import { typeAlias } from "./type-alias.js";

type Methods = NonNullable<InterfaceDeclarationStructure["methods"]>;

/**
 * The objects of a resource. One that the host implements may be disposable, and without methods it is any object; one that
 * the guest defines always is disposable, and has its name in its type: the host makes none by itself.
 */
export function resourceType(
  builder: ModuleBuilder,
  name: string,
  definition: TypeDefinition,
  resource: ResourceFunctions,
  side: Side,
): StatementStructures[] {
  const docs = linkedDocumentation(builder, definition);
  const isBare = resource.methods.length === 0;
  if (isBare && side === "imports") {
    return [typeAlias(name, "object", docs)];
  }
  const base =
    side === "imports"
      ? runtimeType(builder, "HostResource")
      : `${runtimeType(builder, "OwnedResource")}<${JSON.stringify(`${builder.module.key}.${resource.name}`)}>`;
  if (isBare) {
    return [typeAlias(name, base, docs)];
  }
  return [
    {
      kind: structureKinds.interface,
      isExported: true,
      name,
      extends: [base],
      docs,
      methods: methodSignatures(builder, resource.methods, side),
    },
  ];
}

/** The class of a resource as the interface's object has it: constructor, static functions, prototype. */
export function resourceClassType(
  builder: ModuleBuilder,
  className: string,
  name: string,
  resource: ResourceFunctions,
  side: Side,
): StatementStructures[] {
  const { constructor } = resource;
  const constructSignatures =
    constructor === undefined
      ? []
      : [placed(constructorSignature(builder, constructor, side, name), constructor)];
  const properties = [{ name: "prototype", type: name, isReadonly: true }];
  return [
    {
      kind: structureKinds.interface,
      isExported: true,
      name: className,
      docs: [`The class of {@link ${name}}.`],
      constructSignatures,
      properties,
      methods: afterProperties(properties, methodSignatures(builder, resource.statics, side)),
    },
  ];
}

/** Functions as methods of an interface. */
export function methodSignatures(
  builder: ModuleBuilder,
  functions: readonly NamedFunction[],
  side: Side,
): Methods {
  return spaced(
    functions.map(({ key, item }) =>
      placed({ name: methodKey(key), ...functionSignature(builder, item, side) }, item),
    ),
  );
}
