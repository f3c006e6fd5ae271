import { interfaceAt, packageAt } from "./graph-access.js";
import type { InterfaceId, PackageGraph, PackageId } from "./package-graph.js";
import { printName } from "./print-types.js";
import type { WitWriter } from "./wit-writer.js";

/** What all functions that print have in common. */
export interface Printer {
  readonly graph: PackageGraph;
  readonly writer: WitWriter;
  readonly keepOrder: boolean;
  /** Of the package that is printed. */
  readonly version: string | undefined;
}

/** Puts a blank line between items. */
export interface Separator {
  /** Call before each item that stands apart. */
  before(): void;
  /** Call after items that stand together. */
  mark(): void;
}

/** Starts a list of items. */
export function separator({ writer }: Printer): Separator {
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

/** The path of an interface as it is written inside the package `current`. */
export function interfaceText(graph: PackageGraph, id: InterfaceId, current: PackageId): string {
  const definition = interfaceAt(graph, id);
  const name = printName(definition.name ?? "");
  if (definition.package === current) {
    return name;
  }
  const owner = packageAt(graph, definition.package).name;
  const version = owner.version === undefined ? "" : `@${owner.version}`;
  return `${printName(owner.namespace)}:${printName(owner.name)}/${name}${version}`;
}
