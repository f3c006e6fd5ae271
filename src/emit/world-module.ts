import { interfaceAt, worldAt } from "../graph/graph-access.js";
import type {
  InterfaceDeclarationStructure,
  SourceFileStructure,
  StatementStructures,
} from "ts-morph";
import { invariant } from "../assert.js";
import { labelKey } from "../abi/label-keys.js";
import { reservedMembers } from "../abi/member-keys.js";
import type { World, WorldInterface } from "../graph/package-graph.js";
import { worldPath } from "../graph/package-name.js";
import type { Module, Side } from "./bindings.js";
import { comment, documentation, joinDocs } from "./docs.js";
import { nameMembers, type Members } from "./function-names.js";
import { classProperties, hasObject, moduleFile, typeStatements } from "./interface-module.js";
import { metadataStatement } from "./metadata.js";
import { importName, runtimeType, specifierOf, type ModuleBuilder } from "./module-builder.js";
import { propertyKey } from "./names.js";
import { worldGlueStatements } from "./host/world-glue.js";
import { placed } from "./placed.js";
import { structureKinds } from "./structure-kinds.js";
import { worldMembers } from "./world-members.js";
import { methodSignatures } from "./types/resource.js";
import { afterProperties, spaced } from "./types/spaced.js";
import { typeAlias } from "./types/type-alias.js";

type Properties = NonNullable<InterfaceDeclarationStructure["properties"]>;

/** An interface that a world imports or exports, with the names that it has there. */
export interface InterfaceEntry {
  readonly item: WorldInterface;
  readonly module: Module;
  /** Its own id, or the plain name that the world gives it. */
  readonly key: string;
  /** Among exports: a second, short name. */
  readonly shortKey?: string;
}

/** What a world imports or exports, named. Interfaces that only have types are left out. */
export interface WorldEntries {
  readonly interfaces: readonly InterfaceEntry[];
  /** Functions and resources of the world itself. */
  readonly members: Members;
}

/** Describes the file of a world: its own types, what it imports, what it exports. */
export function worldModule(builder: ModuleBuilder): SourceFileStructure {
  const { graph, module } = builder;
  invariant(module.world !== undefined, "a world's module has a world");
  const world = worldAt(graph, module.world);
  const path = worldPath(graph, module.world);
  const imports = worldEntries(builder, world, "imports");
  const exports = worldEntries(builder, world, "exports");
  const docs = graph.packages[world.package]?.docs;
  const packageDocs = docs === undefined ? [] : [packageComment(docs)];
  const statements = [
    ...packageDocs,
    ...typeStatements(builder, module.typeNames.keys(), imports.members),
    importsType(builder, world, `world \`${path}\``, imports),
    exportsType(builder, world, `world \`${path}\``, exports),
    metadataStatement(builder, "world", path, world.package, world, true),
    ...(builder.host === undefined
      ? []
      : worldGlueStatements(builder, builder.host, path, imports, exports)),
  ];
  return moduleFile(builder, `world ${path}`, statements);
}

/** Names what a world imports or exports. */
export function worldEntries(builder: ModuleBuilder, world: World, side: Side): WorldEntries {
  const { graph, bindings, module } = builder;
  const items = world[side];
  const members = worldMembers(graph, world, side);
  const interfaces: InterfaceEntry[] = [];
  for (const item of items) {
    if (item.kind === "interface") {
      const target = bindings.interfaceModule(module.world ?? 0, item, side);
      const { types, functions: own } = interfaceAt(graph, item.interface);
      if (hasObject(nameMembers(graph, types, own.values()))) {
        interfaces.push({ item, module: target, key: target.key });
      }
    }
  }
  return {
    interfaces: side === "exports" ? withShortKeys(interfaces, members) : interfaces,
    members,
  };
}

/** An exported interface also has its name in camel case, where no other export wants the same. */
function withShortKeys(entries: readonly InterfaceEntry[], members: Members): InterfaceEntry[] {
  const taken = new Set([
    ...reservedMembers,
    ...[...entries, ...members.functions].map(({ key }) => key),
  ]);
  const counts = new Map<string, number>();
  for (const { module } of entries) {
    const wanted = labelKey(module.name);
    counts.set(wanted, (counts.get(wanted) ?? 0) + 1);
  }
  return entries.map((entry) => {
    const shortKey = labelKey(entry.module.name);
    return counts.get(shortKey) === 1 && !taken.has(shortKey) ? { ...entry, shortKey } : entry;
  });
}

/** The type of what the host gives; `subject` is what asks for it. */
export function importsType(
  builder: ModuleBuilder,
  world: World,
  subject: string,
  entries: WorldEntries,
): StatementStructures {
  const docs = worldDocs(`What the ${subject} imports: the host gives it.`, world);
  const { members } = entries;
  const properties: Properties = entries.interfaces.map((entry) =>
    interfaceProperty(builder, entry, propertyKey(entry.key)),
  );
  for (const property of classProperties(builder, members)) {
    properties.push({ ...property, name: propertyKey(property.name), isReadonly: false });
  }
  const methods = methodSignatures(builder, members.functions, "imports");
  if (properties.length === 0 && methods.length === 0) {
    return typeAlias("Imports", "object", docs);
  }
  return placed(
    {
      kind: structureKinds.interface,
      isExported: true,
      name: "Imports",
      docs,
      properties: spaced(properties),
      methods: afterProperties(properties, methods),
    },
    world,
  );
}

/** The type of what an instance gives the host. */
export function exportsType(
  builder: ModuleBuilder,
  world: World,
  subject: string,
  entries: WorldEntries,
): StatementStructures {
  const properties: Properties = [];
  for (const entry of entries.interfaces) {
    const property = interfaceProperty(builder, entry, propertyKey(entry.key));
    properties.push({ ...property, isReadonly: true });
    if (entry.shortKey !== undefined && entry.shortKey !== entry.key) {
      properties.push({ ...property, name: entry.shortKey, isReadonly: true });
    }
  }
  const methods = methodSignatures(builder, entries.members.functions, "exports");
  const docs = worldDocs(`What the ${subject} exports: the guest gives it.`, world);
  const base = runtimeType(builder, "WorldExports");
  if (properties.length === 0 && methods.length === 0) {
    return typeAlias("Exports", base, docs);
  }
  return placed(
    {
      kind: structureKinds.interface,
      isExported: true,
      name: "Exports",
      extends: [base],
      docs,
      properties: spaced(properties),
      methods: afterProperties(properties, methods),
    },
    world,
  );
}

/** An interface under one of its names among imports or exports. */
function interfaceProperty(
  builder: ModuleBuilder,
  { item, module }: InterfaceEntry,
  name: string,
): Properties[number] {
  const definition = interfaceAt(builder.graph, item.interface);
  const type = importName(builder, specifierOf(builder, module), module.objectName, false);
  const own = documentation(item);
  const docs = own.length > 0 ? own : documentation(definition);
  return placed({ name, type, docs }, definition);
}

function worldDocs(first: string, world: World): string[] {
  return documentation({ ...world, docs: joinDocs(first, world.docs) });
}

function packageComment(docs: string): string {
  const [text = ""] = comment(docs, ["@packageDocumentation"]);
  const lines = text.replace(/^\n/, "").split("\n");
  return ["", "/**", ...lines.map((each) => (each === "" ? " *" : ` * ${each}`)), " */"].join("\n");
}
