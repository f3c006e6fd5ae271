import { InvariantError, assertNever, invariant } from "../assert.js";
import type {
  FunctionItem,
  InterfaceId,
  Package,
  PackageGraph,
  PackageId,
  Stability,
  TypeDefinition,
  TypeId,
  TypeOwner,
  WorldId,
  WorldItem,
} from "./package-graph.js";
import { printAliased, printFunctionType, printName, printType, typeAt } from "./print-types.js";
import { type WitWriter, witWriter } from "./wit-writer.js";

/** Options of {@link printWit}. */
export interface PrintWitOptions {
  /** The package to print; by default the graph's root. */
  readonly package?: PackageId;
  /** Whether all other packages follow, each as `package … { … }`, so that the text stands alone. */
  readonly dependencies?: boolean;
  /** Whether to print docs; by default yes. */
  readonly docs?: boolean;
  /**
   * Whether functions stay before the resources that they stand before, so that the text resolves to exactly the same
   * graph. By default functions follow all types, as the reference implementation prints them.
   */
  readonly keepOrder?: boolean;
}

/**
 * Writes a package as canonical WIT text: interfaces, then worlds, in each `use`, types, functions, and worlds with all
 * that they imply. The text resolves to the same package again, apart from the place of functions among resources.
 */
export function printWit(graph: PackageGraph, options: PrintWitOptions = {}): string {
  const main = options.package ?? graph.root;
  const writer = witWriter(options.docs ?? true);
  const printer: Printer = { graph, writer, keepOrder: options.keepOrder ?? false };
  printMainPackage(printer, main);
  if (options.dependencies) {
    const others = [...graph.packages.keys()].filter((id) => id !== main);
    for (const [index, id] of others.entries()) {
      if (index > 0) {
        writer.line("");
        writer.line("");
      }
      printNestedPackage(printer, id);
    }
  }
  return writer.text();
}

interface Printer {
  readonly graph: PackageGraph;
  readonly writer: WitWriter;
  readonly keepOrder: boolean;
}

function printMainPackage(printer: Printer, id: PackageId): void {
  const { graph, writer } = printer;
  const owner = packageAt(graph, id);
  writer.docs(owner.docs);
  writer.line(`package ${packageText(owner)};`);
  writer.line("");
  for (const [name, interfaceId] of owner.interfaces) {
    printNamedInterface(printer, name, interfaceId);
    writer.line("");
  }
  for (const worldId of owner.worlds.values()) {
    printWorld(printer, worldId);
  }
}

function printNestedPackage(printer: Printer, id: PackageId): void {
  const { graph, writer } = printer;
  const owner = packageAt(graph, id);
  writer.docs(owner.docs);
  writer.open(`package ${packageText(owner)}`);
  for (const [name, interfaceId] of owner.interfaces) {
    printNamedInterface(printer, name, interfaceId);
  }
  for (const worldId of owner.worlds.values()) {
    printWorld(printer, worldId);
  }
  writer.close();
}

function packageText({ name: { namespace, name, version } }: Package): string {
  const suffix = version === undefined ? "" : `@${version}`;
  return `${printName(namespace)}:${printName(name)}${suffix}`;
}

function printNamedInterface(printer: Printer, name: string, id: InterfaceId): void {
  const definition = interfaceAt(printer.graph, id);
  printer.writer.docs(definition.docs);
  printStability(printer, definition.stability);
  printer.writer.open(`interface ${printName(name)}`);
  printInterfaceItems(printer, id);
  printer.writer.close();
}

function printInterfaceItems(printer: Printer, id: InterfaceId): void {
  const definition = interfaceAt(printer.graph, id);
  const functions = [...definition.functions.values()];
  const separate = separator(printer);
  let printed = 0;
  const printFunctions = (end: number): void => {
    for (; printed < end; printed++) {
      const item = functions[printed];
      if (item?.kind.kind === "freestanding") {
        separate.before();
        printItemHead(printer, item);
        printer.writer.line(`${printName(item.name)}: ${printFunctionType(printer.graph, item)};`);
      }
    }
  };
  printTypes(printer, {
    owner: { kind: "interface", interface: id },
    package: definition.package,
    types: [...definition.types],
    functions,
    separate,
    beforeResource: ([first]) => {
      if (printer.keepOrder && first) {
        printFunctions(functions.indexOf(first));
      }
    },
  });
  printFunctions(functions.length);
}

/** Puts a blank line between items. */
interface Separator {
  /** Call before each item that stands apart. */
  before(): void;
  /** Call after items that stand together. */
  mark(): void;
}

function separator({ writer }: Printer): Separator {
  let any = false;
  return {
    before() {
      if (any) {
        writer.line("");
      }
      any = true;
    },
    mark() {
      any = true;
    },
  };
}

interface TypeList {
  readonly owner: TypeOwner;
  readonly package: PackageId;
  readonly types: readonly (readonly [string, TypeId])[];
  /** All functions beside the types: those of resources are printed with them. */
  readonly functions: readonly FunctionItem[];
  readonly separate: Separator;
  /** Called with the functions of each resource before it is printed. */
  readonly beforeResource?: (functions: readonly FunctionItem[]) => void;
}

/** One `use` statement. */
interface UseGroup {
  readonly from: InterfaceId;
  /** One of the types, for what is said of all of them. */
  readonly first: TypeDefinition;
  readonly names: string[];
}

function printTypes(printer: Printer, list: TypeList): void {
  const { graph, writer } = printer;
  const { separate } = list;
  const uses: UseGroup[] = [];
  const own: TypeId[] = [];
  const resourceFunctions = functionsByResource(list.functions);
  for (const [name, id] of list.types) {
    const definition = typeAt(graph, id);
    const used = usedType(graph, definition, list.owner);
    if (used) {
      addUse(uses, used, definition, name);
    } else {
      own.push(id);
    }
  }
  for (const { from, first, names } of uses) {
    separate.mark();
    printStability(printer, first.stability);
    printExternalId(printer, first.externalId);
    writer.line(`use ${interfaceText(graph, from, list.package)}.{${names.join(", ")}};`);
  }
  for (const id of own) {
    const definition = typeAt(graph, id);
    const functions = resourceFunctions.get(id) ?? [];
    list.beforeResource?.(functions);
    separate.before();
    printItemHead(printer, definition);
    printDefinition(printer, definition, functions);
  }
}

function functionsByResource(
  functions: readonly FunctionItem[],
): ReadonlyMap<TypeId, readonly FunctionItem[]> {
  const groups = new Map<TypeId, FunctionItem[]>();
  for (const item of functions) {
    if (item.kind.kind !== "freestanding") {
      const group = groups.get(item.kind.resource);
      if (group) {
        group.push(item);
      } else {
        groups.set(item.kind.resource, [item]);
      }
    }
  }
  return groups;
}

/** What a type that `use` brings in is called where it comes from. */
function usedType(
  graph: PackageGraph,
  { kind }: TypeDefinition,
  owner: TypeOwner,
): { readonly from: InterfaceId; readonly name: string } | undefined {
  const target =
    kind.kind === "alias" && typeof kind.type === "number" ? typeAt(graph, kind.type) : undefined;
  const from = target?.owner;
  if (from?.kind !== "interface" || target?.name === undefined) {
    return undefined;
  }
  const isOwn = owner.kind === "interface" && owner.interface === from.interface;
  return isOwn ? undefined : { from: from.interface, name: target.name };
}

/** Joins a type to the statement before it when both can stand in one. */
function addUse(
  uses: UseGroup[],
  { from, name }: { readonly from: InterfaceId; readonly name: string },
  definition: TypeDefinition,
  alias: string,
): void {
  const text = name === alias ? printName(name) : `${printName(name)} as ${printName(alias)}`;
  const last = uses.at(-1);
  if (
    last?.from === from &&
    last.first.externalId === definition.externalId &&
    stabilityText(last.first.stability).join() === stabilityText(definition.stability).join()
  ) {
    last.names.push(text);
  } else {
    uses.push({ from, first: definition, names: [text] });
  }
}

function printDefinition(
  printer: Printer,
  { kind, name }: TypeDefinition,
  functions: readonly FunctionItem[],
): void {
  const { graph, writer } = printer;
  const label = printName(name ?? "");
  switch (kind.kind) {
    case "resource":
      printResource(printer, label, functions);
      break;
    case "record":
      writer.open(`record ${label}`);
      for (const field of kind.fields) {
        writer.docs(field.docs);
        writer.line(`${printName(field.name)}: ${printType(graph, field.type)},`);
      }
      writer.close();
      break;
    case "variant":
      writer.open(`variant ${label}`);
      for (const item of kind.cases) {
        writer.docs(item.docs);
        const payload = item.type === undefined ? "" : `(${printType(graph, item.type)})`;
        writer.line(`${printName(item.name)}${payload},`);
      }
      writer.close();
      break;
    case "enum":
    case "flags":
      writer.open(`${kind.kind} ${label}`);
      for (const item of kind.kind === "enum" ? kind.cases : kind.flags) {
        writer.docs(item.docs);
        writer.line(`${printName(item.name)},`);
      }
      writer.close();
      break;
    default:
      writer.line(`type ${label} = ${printAliased(graph, kind)};`);
  }
}

function printResource(printer: Printer, label: string, functions: readonly FunctionItem[]): void {
  const { graph, writer } = printer;
  if (functions.length === 0) {
    writer.line(`resource ${label};`);
    return;
  }
  writer.open(`resource ${label}`);
  for (const item of functions) {
    printItemHead(printer, item);
    const name = printName(item.name.slice(item.name.indexOf(".") + 1));
    const type = printFunctionType(graph, item);
    switch (item.kind.kind) {
      case "constructor":
        writer.line(`${type};`);
        break;
      case "static":
        writer.line(`${name}: static ${type};`);
        break;
      case "method":
      case "freestanding":
        writer.line(`${name}: ${type};`);
        break;
      default:
        assertNever(item.kind);
    }
  }
  writer.close();
}

function printWorld(printer: Printer, id: WorldId): void {
  const { graph, writer } = printer;
  const world = graph.worlds[id];
  invariant(world !== undefined, `world ${id} is in the graph`);
  writer.docs(world.docs);
  printStability(printer, world.stability);
  writer.open(`world ${printName(world.name)}`);
  const separate = separator(printer);
  const types: (readonly [string, TypeId])[] = [];
  const functions: FunctionItem[] = [];
  for (const item of world.imports) {
    switch (item.kind) {
      case "interface":
        printWorldItem(printer, item, "import", world.package);
        separate.mark();
        break;
      case "type":
        types.push([item.name, item.type]);
        break;
      case "function":
        functions.push(item.function);
        break;
      default:
        assertNever(item);
    }
  }
  printTypes(printer, {
    owner: { kind: "world", world: id },
    package: world.package,
    types,
    functions,
    separate,
  });
  for (const item of world.imports) {
    if (item.kind === "function" && item.function.kind.kind === "freestanding") {
      printWorldItem(printer, item, "import", world.package);
      separate.mark();
    }
  }
  if (world.exports.length > 0) {
    separate.before();
  }
  for (const item of world.exports) {
    printWorldItem(printer, item, "export", world.package);
  }
  writer.close();
}

function printWorldItem(
  printer: Printer,
  item: WorldItem,
  keyword: "import" | "export",
  current: PackageId,
): void {
  const { graph, writer } = printer;
  switch (item.kind) {
    case "function":
      printItemHead(printer, item.function);
      writer.line(
        `${keyword} ${printName(item.name)}: ${printFunctionType(graph, item.function)};`,
      );
      break;
    case "interface": {
      const definition = interfaceAt(graph, item.interface);
      const label = item.name === undefined ? "" : `${printName(item.name)}: `;
      // Docs of an interface written in place belong to the interface, others to the statement.
      writer.docs(item.docs ?? (definition.name === undefined ? definition.docs : undefined));
      printStability(printer, item.stability);
      printExternalId(printer, item.externalId);
      if (definition.name === undefined) {
        writer.open(`${keyword} ${label}interface`);
        printInterfaceItems(printer, item.interface);
        writer.close();
      } else {
        writer.line(`${keyword} ${label}${interfaceText(graph, item.interface, current)};`);
      }
      break;
    }
    case "type":
      throw new InvariantError("types of a world are printed apart");
    default:
      assertNever(item);
  }
}

/** The path of an interface as it is written inside the package `current`. */
function interfaceText(graph: PackageGraph, id: InterfaceId, current: PackageId): string {
  const definition = interfaceAt(graph, id);
  const name = printName(definition.name ?? "");
  if (definition.package === current) {
    return name;
  }
  const owner = packageAt(graph, definition.package).name;
  const version = owner.version === undefined ? "" : `@${owner.version}`;
  return `${printName(owner.namespace)}:${printName(owner.name)}/${name}${version}`;
}

function printItemHead(
  printer: Printer,
  item: {
    readonly docs?: string;
    readonly stability?: Stability;
    readonly externalId?: string;
  },
): void {
  printer.writer.docs(item.docs);
  printStability(printer, item.stability);
  printExternalId(printer, item.externalId);
}

function printStability({ writer }: Printer, stability: Stability | undefined): void {
  for (const line of stabilityText(stability)) {
    writer.line(line);
  }
}

function stabilityText(stability: Stability | undefined): readonly string[] {
  if (!stability) {
    return [];
  }
  const first =
    stability.kind === "stable"
      ? `@since(version = ${stability.since})`
      : `@unstable(feature = ${printName(stability.feature)})`;
  return stability.deprecated === undefined
    ? [first]
    : [first, `@deprecated(version = ${stability.deprecated})`];
}

function printExternalId({ writer }: Printer, id: string | undefined): void {
  if (id !== undefined) {
    writer.line(`@external-id("${Array.from(id, escapeCharacter).join("")}")`);
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escapeCharacter(character: string): string {
  return /[A-Za-z0-9\-_./: ]/.test(character)
    ? character
    : (escapes.get(character) ?? `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}

function interfaceAt(graph: PackageGraph, id: InterfaceId): PackageGraph["interfaces"][number] {
  const definition = graph.interfaces[id];
  invariant(definition !== undefined, `interface ${id} is in the graph`);
  return definition;
}

function packageAt(graph: PackageGraph, id: PackageId): Package {
  const owner = graph.packages[id];
  invariant(owner !== undefined, `package ${id} is in the graph`);
  return owner;
}
