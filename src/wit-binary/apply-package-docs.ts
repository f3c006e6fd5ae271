import { invariant } from "../assert.js";
import { InvalidComponentError } from "../component/errors.js";
import type { ComponentModel } from "../component/model.js";
import { interfaceAt, packageAt, typeAt } from "../graph/graph-access.js";
import type {
  Documented,
  FunctionItem,
  Interface,
  InterfaceId,
  PackageGraph,
  Stability,
  TypeDefinition,
  TypeId,
  TypeKind,
  World,
  WorldId,
  WorldItem,
} from "../graph/package-graph.js";
import { worldInterfaceKey } from "./interface-names.js";
import {
  PACKAGE_DOCS_SECTION,
  type FunctionDocs,
  type InterfaceDocs,
  type ItemDocs,
  type PackageDocs,
  type StabilityJson,
  type TypeDocs,
  type WorldDocs,
} from "./package-docs.js";
import { readPackageDocs } from "./read-package-docs.js";

/**
 * Gives the graph with the docs and stability that a component's `package-docs` section, if there is one, has for its
 * root package.
 *
 * @throws InvalidComponentError if the section is broken or speaks of something that the package does not have.
 */
export function withPackageDocs(
  graph: PackageGraph,
  { customs }: Pick<ComponentModel, "customs">,
): PackageGraph {
  const [section, more] = customs.filter(({ name }) => name === PACKAGE_DOCS_SECTION);
  if (more !== undefined) {
    throw new InvalidComponentError(`multiple "${PACKAGE_DOCS_SECTION}" sections`, more.offset);
  }
  return section === undefined
    ? graph
    : new DocsWriter(graph, section.offset).apply(readPackageDocs(section));
}

type Entries<T> = [string, T][];

/** The imports or the exports of a world, and where each stands in them. */
interface ItemList {
  readonly items: WorldItem[];
  readonly positions: ReadonlyMap<string, number>;
}

/** A copy of a graph whose items are replaced by documented ones. */
class DocsWriter {
  readonly #graph: PackageGraph;
  readonly #offset: number;
  readonly #interfaces: Interface[];
  readonly #worlds: World[];
  readonly #types: TypeDefinition[];

  constructor(graph: PackageGraph, offset: number) {
    this.#graph = graph;
    this.#offset = offset;
    this.#interfaces = [...graph.interfaces];
    this.#worlds = [...graph.worlds];
    this.#types = [...graph.types];
  }

  apply({ docs, worlds, interfaces }: PackageDocs): PackageGraph {
    const root = packageAt(this.#graph, this.#graph.root);
    for (const [name, item] of entries(worlds)) {
      this.#world(this.#found(root.worlds.get(name), "world", name), item);
    }
    for (const [name, item] of entries(interfaces)) {
      this.#interface(this.#found(root.interfaces.get(name), "interface", name), item);
    }
    const packages =
      docs === undefined || docs === ""
        ? this.#graph.packages
        : this.#graph.packages.map((item) => (item === root ? { ...item, docs } : item));
    return {
      ...this.#graph,
      packages,
      interfaces: this.#interfaces,
      worlds: this.#worlds,
      types: this.#types,
    };
  }

  #world(id: WorldId, docs: WorldDocs): void {
    const world = this.#worlds[id];
    invariant(world !== undefined, "a package's worlds are in the graph");
    const imports = this.#itemList(world.imports);
    const exports = this.#itemList(world.exports);
    for (const [name, type] of entries(docs.types)) {
      const item = imports.items[imports.positions.get(name) ?? -1];
      this.#type(this.#found(item?.kind === "type" ? item.type : undefined, "type", name), type);
    }
    this.#ownInterfaces([imports, exports], docs.interfaces);
    this.#ownInterfaces([exports], docs.interface_exports);
    this.#functions([imports, exports], docs.funcs);
    this.#functions([exports], docs.func_exports);
    this.#references(imports, docs.interface_import_stability, docs.interface_import_docs);
    this.#references(exports, docs.interface_export_stability, docs.interface_export_docs);
    this.#worlds[id] = {
      ...documented(world, docs),
      imports: imports.items,
      exports: exports.items,
    };
  }

  #itemList(items: readonly WorldItem[]): ItemList {
    const keyOf = (item: WorldItem): string =>
      item.kind === "interface" ? worldInterfaceKey(this.#graph, item) : item.name;
    const positions = new Map(items.map((item, position) => [keyOf(item), position]));
    return { items: [...items], positions };
  }

  /** Documents interfaces that a world has in place: in the first of the lists that has one of the name. */
  #ownInterfaces(lists: readonly ItemList[], docs: WorldDocs["interfaces"]): void {
    for (const [name, item] of entries(docs)) {
      this.#replace(lists, "interface", name, (entry) => {
        if (entry.kind !== "interface") {
          return undefined;
        }
        this.#interface(entry.interface, item);
        return withStability(entry, item.stability);
      });
    }
  }

  #functions(lists: readonly ItemList[], docs: WorldDocs["funcs"]): void {
    for (const [name, item] of entries(docs)) {
      this.#replace(lists, "function", name, (entry) =>
        entry.kind === "function"
          ? { ...entry, function: documentedFunction(entry.function, item) }
          : undefined,
      );
    }
  }

  /** Documents imports or exports of interfaces that are defined elsewhere. */
  #references(
    list: ItemList,
    stability: WorldDocs["interface_import_stability"],
    docs: WorldDocs["interface_import_docs"],
  ): void {
    for (const [name, item] of entries(stability)) {
      this.#replace([list], "interface", name, (entry) =>
        entry.kind === "interface" ? withStability(entry, item) : undefined,
      );
    }
    for (const [name, text] of entries(docs)) {
      this.#replace([list], "interface", name, (entry) =>
        entry.kind === "interface" ? { ...entry, docs: text } : undefined,
      );
    }
  }

  #replace(
    lists: readonly ItemList[],
    what: string,
    key: string,
    replacement: (item: WorldItem) => WorldItem | undefined,
  ): void {
    for (const { items, positions } of lists) {
      const position = positions.get(key) ?? -1;
      const item = items[position];
      if (item !== undefined) {
        items[position] = this.#found(replacement(item), what, key);
        return;
      }
    }
    this.#found(undefined, what, key);
  }

  #interface(id: InterfaceId, docs: InterfaceDocs): void {
    const item = interfaceAt(this.#graph, id);
    for (const [name, type] of entries(docs.types)) {
      this.#type(this.#found(item.types.get(name), "type", name), type);
    }
    const functions = new Map(item.functions);
    for (const [name, func] of entries(docs.funcs)) {
      const found = this.#found(functions.get(name), "function", name);
      functions.set(name, documentedFunction(found, func));
    }
    this.#interfaces[id] = { ...documented(item, docs), functions };
  }

  #type(id: TypeId, docs: TypeDocs): void {
    const definition = typeAt(this.#graph, id);
    const kind = this.#documentedParts(definition, new Map(entries(docs.items)));
    this.#types[id] = { ...documented(definition, docs), kind };
  }

  #documentedParts({ kind, name }: TypeDefinition, docs: Map<string, string>): TypeKind {
    if (docs.size === 0) {
      return kind;
    }
    const missing = new Set(docs.keys());
    const withDocs = <T extends { readonly name: string }>(items: readonly T[]): T[] =>
      items.map((item) => {
        const text = docs.get(item.name);
        missing.delete(item.name);
        return text === undefined ? item : { ...item, docs: text };
      });
    const result = partsReplaced(kind, withDocs);
    const [first] = missing;
    this.#found(first === undefined ? result : undefined, "part", `${name ?? ""}.${first ?? ""}`);
    return result;
  }

  #found<T>(item: T | undefined, what: string, name: string): T {
    if (item === undefined) {
      throw new InvalidComponentError(
        `${PACKAGE_DOCS_SECTION} speaks of ${what} \`${name}\`, which does not exist`,
        this.#offset,
      );
    }
    return item;
  }
}

function partsReplaced(
  kind: TypeKind,
  replace: <T extends { readonly name: string }>(items: readonly T[]) => T[],
): TypeKind {
  switch (kind.kind) {
    case "record":
      return { ...kind, fields: replace(kind.fields) };
    case "flags":
      return { ...kind, flags: replace(kind.flags) };
    case "variant":
      return { ...kind, cases: replace(kind.cases) };
    case "enum":
      return { ...kind, cases: replace(kind.cases) };
    default:
      return kind;
  }
}

function entries<T>(items: Readonly<Record<string, T>> | undefined): Entries<T> {
  return Object.entries(items ?? {});
}

function documentedFunction(item: FunctionItem, docs: FunctionDocs): FunctionItem {
  if (docs === null) {
    return item;
  }
  return documented(item, typeof docs === "string" ? { docs } : docs);
}

function documented<T extends Documented>(item: T, { docs, stability }: ItemDocs): T {
  const result = stability === undefined ? item : withStability(item, stability);
  return docs === undefined || docs === "" ? result : { ...result, docs };
}

function withStability<T extends { readonly stability?: Stability }>(
  item: T,
  json: StabilityJson | undefined,
): T {
  if (json === undefined) {
    return item;
  }
  const stability: Stability =
    "stable" in json ? { kind: "stable", ...json.stable } : { kind: "unstable", ...json.unstable };
  return { ...item, stability };
}
