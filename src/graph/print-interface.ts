import { interfaceAt } from "./graph-access.js";
import type { InterfaceId } from "./package-graph.js";
import { printItemHead } from "./print-attributes.js";
import { printTypes } from "./print-definitions.js";
import { printFunctionType, printName } from "./print-types.js";
import { type Printer, separator } from "./printer.js";

/** Prints what stands between the braces of an interface: types, then functions. */
export function printInterfaceItems(printer: Printer, id: InterfaceId): void {
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
