import { assertNever } from "../assert.js";
import { typeAt } from "./graph-access.js";
import type {
  FunctionItem,
  InterfaceId,
  PackageGraph,
  PackageId,
  TypeDefinition,
  TypeId,
  TypeOwner,
} from "./package-graph.js";
import {
  printExternalId,
  printItemHead,
  printStability,
  stabilityText,
} from "./print-attributes.js";
import { printAliased, printFunctionType, printName, printType } from "./print-types.js";
import { type Printer, type Separator, interfaceText } from "./printer.js";

/** The types of an interface or world. */
export interface TypeList {
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

/** Prints `use` statements, then definitions with the functions of resources. */
export function printTypes(printer: Printer, list: TypeList): void {
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
