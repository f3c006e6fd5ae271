import { InvariantError, assertNever } from "../assert.js";
import { interfaceAt, worldAt } from "./graph-access.js";
import type { FunctionItem, PackageId, TypeId, WorldId, WorldItem } from "./package-graph.js";
import { printExternalId, printItemHead, printStability } from "./print-attributes.js";
import { printTypes } from "./print-definitions.js";
import { printInterfaceItems } from "./print-interface.js";
import { printFunctionType, printName } from "./print-types.js";
import { type Printer, interfaceText, separator } from "./printer.js";

/** Prints a world: imported interfaces, types, imported functions, exports. */
export function printWorld(printer: Printer, id: WorldId): void {
  const { graph, writer } = printer;
  const world = worldAt(graph, id);
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
