import { interfaceAt, typeAt } from "../graph/graph-access.js";
import type { ExportDeclarationStructure, SourceFileStructure } from "ts-morph";
import { invariant } from "../assert.js";
import type { TypeDefinition, TypeId } from "../graph/package-graph.js";
import { interfacePath } from "../graph/package-name.js";
import type { Module } from "./bindings.js";
import { documentation } from "./docs.js";
import type { Members, ResourceFunctions } from "./function-names.js";
import { nameMembers } from "./function-names.js";
import { interfaceGlueStatements } from "./host/glue-statements.js";
import { metadataStatement } from "./metadata.js";
import { importDeclarations, type ModuleBuilder, type Statement } from "./module-builder.js";
import { placed } from "./placed.js";
import { preamble } from "./preamble.js";
import { structureKinds } from "./structure-kinds.js";
import { aliasType, usedType } from "./types/alias.js";
import { enumType } from "./types/enum.js";
import { flagsType } from "./types/flags.js";
import { recordType } from "./types/record.js";
import { methodSignatures, resourceClassType, resourceType } from "./types/resource.js";
import { afterProperties, spaced } from "./types/spaced.js";
import { typeGuard } from "./types/type-guard.js";
import { variantType } from "./types/variant.js";

/** Describes the file of an interface in one direction: its types, and the object that holds its functions. */
export function interfaceModule(builder: ModuleBuilder): SourceFileStructure {
  const { graph, module } = builder;
  invariant(module.interface !== undefined, "an interface's module has an interface");
  const definition = interfaceAt(graph, module.interface);
  const members = nameMembers(graph, definition.types, definition.functions.values());
  const path = interfacePath(graph, module.interface) ?? module.name;
  const statements: Statement[] = [
    ...typeStatements(builder, definition.types.values(), members),
    ...objectType(builder, members),
    metadataStatement(
      builder,
      "interface",
      path,
      definition.package,
      definition,
      hasObject(members),
    ),
    ...(builder.host === undefined ? [] : interfaceGlueStatements(builder, builder.host)),
  ];
  return moduleFile(builder, `${module.side.slice(0, -1)} ${path}`, statements);
}

/** Puts a file together: what it opens with, its imports, what it declares. */
export function moduleFile(
  builder: ModuleBuilder,
  source: string,
  statements: readonly Statement[],
): SourceFileStructure {
  const [firstImport, ...imports] = importDeclarations(builder);
  const head: Statement[] = [preamble(source, builder.options)];
  if (firstImport !== undefined) {
    head.push({ ...firstImport, leadingTrivia: "\n" }, ...imports);
  }
  if (statements.length === 0) {
    head.push({ kind: structureKinds.exportDeclaration, leadingTrivia: "\n" });
  }
  return {
    kind: structureKinds.sourceFile,
    statements: [...head, ...separated(mergedExports(statements))],
  };
}

/** What is exported again from one other module stands in one statement, where the first of them stood. */
function mergedExports(statements: readonly Statement[]): Statement[] {
  const merged: Statement[] = [];
  const places = new Map<string, number>();
  for (const statement of statements) {
    const specifier =
      typeof statement === "object" && statement.kind === structureKinds.exportDeclaration
        ? statement.moduleSpecifier
        : undefined;
    const place = specifier === undefined ? undefined : places.get(specifier);
    const first = place === undefined ? undefined : merged[place];
    if (place === undefined || first === undefined) {
      if (specifier !== undefined) {
        places.set(specifier, merged.length);
      }
      merged.push(statement);
    } else {
      merged[place] = mergeExports(first, statement);
    }
  }
  return merged;
}

function mergeExports(first: Statement, second: Statement): ExportDeclarationStructure {
  const [left, right] = [first, second].map((each) => {
    invariant(
      typeof each === "object" && each.kind === structureKinds.exportDeclaration,
      "both are exports",
    );
    return each;
  });
  invariant(left !== undefined && right !== undefined, "there are two");
  const isTypeOnly = left.isTypeOnly === true && right.isTypeOnly === true;
  const names = [left, right].flatMap(({ namedExports, isTypeOnly: isType }) => {
    invariant(Array.isArray(namedExports), "exports are named");
    return namedExports.map((each) => {
      invariant(typeof each !== "function", "names of exports are data");
      const specifier = typeof each === "string" ? { name: each } : each;
      return isType === true && !isTypeOnly ? { ...specifier, isTypeOnly: true } : specifier;
    });
  });
  return { ...left, isTypeOnly, namedExports: names };
}

/** An empty line stands before the first export declaration of a row. */
function separated(statements: readonly Statement[]): Statement[] {
  const isExport = (statement: Statement | undefined): boolean =>
    typeof statement === "object" && statement.kind === structureKinds.exportDeclaration;
  return statements.map((statement, index) =>
    typeof statement === "object" &&
    isExport(statement) &&
    (index === 0 || !isExport(statements[index - 1]))
      ? { ...statement, leadingTrivia: "\n" }
      : statement,
  );
}

/** Declares named types in order. */
export function typeStatements(
  builder: ModuleBuilder,
  types: Iterable<TypeId>,
  members: Members,
): Statement[] {
  const resources = new Map(members.resources.map((resource) => [resource.type, resource]));
  const statements: Statement[] = [];
  for (const type of types) {
    const definition = typeAt(builder.graph, type);
    const declared = typeDeclaration(builder, type, definition, resources.get(type));
    statements.push(
      ...declared.map((each) => (typeof each === "string" ? each : placed(each, definition))),
      ...typeGuard(builder, type),
    );
  }
  return statements;
}

function typeDeclaration(
  builder: ModuleBuilder,
  type: TypeId,
  definition: TypeDefinition,
  resource: ResourceFunctions | undefined,
): Statement[] {
  const { module } = builder;
  const { kind } = definition;
  const name = nameOf(module, type);
  const flow = module.lowered.has(type) ? "both" : "lifted";
  const position = { flow, direct: "no" } as const;
  switch (kind.kind) {
    case "record":
      return recordType(builder, name, definition, kind, position);
    case "variant":
      return variantType(builder, name, definition, kind, position);
    case "enum":
      return enumType(builder, name, definition, kind);
    case "flags":
      return flagsType(builder, name, definition, kind);
    case "resource": {
      invariant(resource !== undefined, `resource ${name} has members`);
      const className = module.classNames.get(type) ?? `${name}Class`;
      return [
        ...resourceType(builder, name, definition, resource, module.side),
        ...resourceClassType(builder, className, name, resource, module.side),
      ];
    }
    default:
      return usedType(builder, name, type) ?? aliasType(builder, name, definition, position);
  }
}

function nameOf(module: Module, type: TypeId): string {
  const name = module.typeNames.get(type);
  invariant(name !== undefined, `${module.file} does not declare type ${type}`);
  return name;
}

/** Says whether an interface has anything at run time: a host need not give one that only has types. */
export function hasObject(members: Members): boolean {
  return members.functions.length > 0 || members.resources.length > 0;
}

function objectType(builder: ModuleBuilder, members: Members): Statement[] {
  const { graph, module } = builder;
  if (!hasObject(members) || module.interface === undefined) {
    return [];
  }
  const definition = interfaceAt(graph, module.interface);
  const properties = classProperties(builder, members);
  const methods = methodSignatures(builder, members.functions, module.side);
  return [
    placed(
      {
        kind: structureKinds.interface,
        isExported: true,
        name: module.objectName,
        docs: documentation(definition),
        properties: spaced(properties),
        methods: afterProperties(properties, methods),
      },
      definition,
    ),
  ];
}

/** The classes of resources as properties, with the docs of the resources: who writes `new` does not name their types. */
export function classProperties(
  { graph, module }: ModuleBuilder,
  { resources }: Members,
): { name: string; type: string; isReadonly: boolean; docs: string[] }[] {
  return resources.map(({ type, key }) => {
    const definition = typeAt(graph, type);
    const classType = module.classNames.get(type) ?? "object";
    const docs = documentation(definition);
    return placed({ name: key, type: classType, isReadonly: true, docs }, definition);
  });
}
