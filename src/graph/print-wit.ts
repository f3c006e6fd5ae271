import { interfaceAt, packageAt } from "./graph-access.js";
import type { InterfaceId, Package, PackageGraph, PackageId } from "./package-graph.js";
import { printStability } from "./print-attributes.js";
import { printInterfaceItems } from "./print-interface.js";
import { printName } from "./print-types.js";
import { printWorld } from "./print-world.js";
import { type Printer } from "./printer.js";
import { witWriter } from "./wit-writer.js";

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
 * that they imply. The text resolves to the same package again, apart from the place of functions among resources, and
 * from gates that `include` brought from a package with a higher version: those could not be read.
 */
export function printWit(graph: PackageGraph, options: PrintWitOptions = {}): string {
  const main = options.package ?? graph.root;
  const writer = witWriter(options.docs ?? true);
  const printer = (id: PackageId): Printer => ({
    ...{ graph, writer, keepOrder: options.keepOrder ?? false },
    version: packageAt(graph, id).name.version,
  });
  printMainPackage(printer(main), main);
  if (options.dependencies) {
    const others = [...graph.packages.keys()].filter((id) => id !== main);
    for (const [index, id] of others.entries()) {
      if (index > 0) {
        writer.line("");
        writer.line("");
      }
      printNestedPackage(printer(id), id);
    }
  }
  return writer.text();
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
