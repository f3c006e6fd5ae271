import { interfaceAt, packageAt, typeAt } from "../graph/graph-access.js";
import type {
  Documented,
  Interface,
  InterfaceId,
  PackageGraph,
  PackageId,
  Stability,
  TypeDefinition,
  World,
} from "../graph/package-graph.js";
import { worldInterfaceKey } from "./interface-names.js";

/** The custom section that holds what the binary form itself has no place for. */
export const PACKAGE_DOCS_SECTION = "package-docs";

/** The format that is written; 0, which had docs only, is read as well. */
export const PACKAGE_DOCS_VERSION = 1;

/** The section's JSON: docs and stability by the names of the items; what is empty is left out. */
export interface PackageDocs {
  readonly docs?: string;
  readonly worlds?: Readonly<Record<string, WorldDocs>>;
  readonly interfaces?: Readonly<Record<string, InterfaceDocs>>;
}

/** What an item of any kind can say. */
export interface ItemDocs {
  readonly docs?: string;
  readonly stability?: StabilityJson;
}

/** The feature gate of an item. */
export type StabilityJson =
  | { readonly stable: { readonly since: string; readonly deprecated?: string } }
  | { readonly unstable: { readonly feature: string; readonly deprecated?: string } };

/** The docs of a world and of what stands in it, by name. */
export interface WorldDocs extends ItemDocs {
  /** Imported interfaces written in place; in version 0 exported ones too. */
  readonly interfaces?: Readonly<Record<string, InterfaceDocs>>;
  readonly types?: Readonly<Record<string, TypeDocs>>;
  /** Imported functions; in version 0 exported ones too. */
  readonly funcs?: Readonly<Record<string, FunctionDocs>>;
  readonly interface_exports?: Readonly<Record<string, InterfaceDocs>>;
  readonly func_exports?: Readonly<Record<string, FunctionDocs>>;
  readonly interface_import_stability?: Readonly<Record<string, StabilityJson>>;
  readonly interface_export_stability?: Readonly<Record<string, StabilityJson>>;
  readonly interface_import_docs?: Readonly<Record<string, string>>;
  readonly interface_export_docs?: Readonly<Record<string, string>>;
}

/** The docs of an interface and of what stands in it, by name. */
export interface InterfaceDocs extends ItemDocs {
  readonly funcs?: Readonly<Record<string, FunctionDocs>>;
  readonly types?: Readonly<Record<string, TypeDocs>>;
}

/** Version 0 has the docs of a function as a string. */
export type FunctionDocs = ItemDocs | string | null;

/** The docs of a type and of its parts, by name. */
export interface TypeDocs extends ItemDocs {
  /** Docs of fields, flags and cases. */
  readonly items?: Readonly<Record<string, string>>;
}

/** Makes the contents of the `package-docs` section of a package: a version byte and JSON. */
export function encodePackageDocs(graph: PackageGraph, id: PackageId): Uint8Array<ArrayBuffer> {
  const item = packageAt(graph, id);
  const docs: PackageDocs = withoutEmpty({
    docs: item.docs,
    worlds: collect(item.worlds, (world) => worldDocs(graph, graph.worlds[world])),
    interfaces: collect(item.interfaces, (iface) => interfaceDocs(graph, iface)),
  });
  const json = new TextEncoder().encode(JSON.stringify(docs));
  const section = new Uint8Array(json.length + 1);
  section[0] = PACKAGE_DOCS_VERSION;
  section.set(json, 1);
  return section;
}

function worldDocs(graph: PackageGraph, world: World | undefined): WorldDocs {
  if (world === undefined) {
    return {};
  }
  const imports = worldItemDocs(graph, world.imports);
  const exports = worldItemDocs(graph, world.exports);
  return withoutEmpty({
    ...itemDocs(world),
    interfaces: imports.interfaces,
    types: imports.types,
    funcs: imports.functions,
    interface_exports: exports.interfaces,
    func_exports: exports.functions,
    interface_import_stability: imports.stability,
    interface_export_stability: exports.stability,
    interface_import_docs: imports.docs,
    interface_export_docs: exports.docs,
  });
}

function worldItemDocs(graph: PackageGraph, items: World["imports"]) {
  const result = {
    interfaces: new Map<string, InterfaceDocs>(),
    types: new Map<string, TypeDocs>(),
    functions: new Map<string, ItemDocs>(),
    stability: new Map<string, StabilityJson>(),
    docs: new Map<string, string>(),
  };
  for (const item of items) {
    if (item.kind === "function") {
      result.functions.set(item.name, itemDocs(item.function));
    } else if (item.kind === "type") {
      result.types.set(item.name, typeDocs(typeAt(graph, item.type)));
    } else if (item.name !== undefined && isInPlace(interfaceAt(graph, item.interface))) {
      result.interfaces.set(item.name, interfaceDocs(graph, item.interface));
    } else {
      const key = worldInterfaceKey(graph, item);
      const { docs, stability } = itemDocs(item);
      if (stability !== undefined) {
        result.stability.set(key, stability);
      }
      if (docs !== undefined) {
        result.docs.set(key, docs);
      }
    }
  }
  return {
    interfaces: collect(result.interfaces),
    types: collect(result.types),
    functions: collect(result.functions),
    stability: collect(result.stability),
    docs: collect(result.docs),
  };
}

function isInPlace(item: Interface): boolean {
  return item.name === undefined;
}

function interfaceDocs(graph: PackageGraph, id: InterfaceId): InterfaceDocs {
  const item = interfaceAt(graph, id);
  return withoutEmpty({
    ...itemDocs(item),
    funcs: collect(item.functions, itemDocs),
    types: collect(item.types, (type) => typeDocs(typeAt(graph, type))),
  });
}

function typeDocs(definition: TypeDefinition): TypeDocs {
  const items = labelled(definition)
    .filter(({ docs }) => docs !== undefined)
    .map(({ name, docs }) => [name, docs ?? ""] as const);
  return withoutEmpty({
    ...itemDocs(definition),
    items: collect(new Map(items)),
  });
}

/** Gives the parts of a type that can have docs of their own. */
function labelled({ kind }: TypeDefinition): readonly { name: string; docs?: string }[] {
  switch (kind.kind) {
    case "record":
      return kind.fields;
    case "flags":
      return kind.flags;
    case "variant":
    case "enum":
      return kind.cases;
    default:
      return [];
  }
}

function itemDocs({ docs, stability }: Pick<Documented, "docs" | "stability">): ItemDocs {
  return withoutEmpty({
    docs,
    stability: stability === undefined ? undefined : stabilityJson(stability),
  });
}

function stabilityJson(stability: Stability): StabilityJson {
  const { deprecated } = stability;
  const rest = deprecated === undefined ? {} : { deprecated };
  return stability.kind === "stable"
    ? { stable: { since: stability.since, ...rest } }
    : { unstable: { feature: stability.feature, ...rest } };
}

/** Turns a map into a record of what `convert` gives, without the empty ones; `undefined` when none is left. */
function collect<T>(items: ReadonlyMap<string, T>): Record<string, T> | undefined;
function collect<T, U>(
  items: ReadonlyMap<string, T>,
  convert: (item: T) => U,
): Record<string, U> | undefined;
function collect(
  items: ReadonlyMap<string, unknown>,
  convert: (item: unknown) => unknown = (item) => item,
): Record<string, unknown> | undefined {
  const entries = [...items]
    .map(([name, item]) => [name, convert(item)] as const)
    .filter(([, item]) => typeof item !== "object" || Object.keys(item ?? {}).length > 0);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutEmpty<T extends object>(item: T): Defined<T> {
  // The entries are those of `item`, so the type is its own with the undefined ones left out.
  return Object.fromEntries(
    Object.entries(item).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
