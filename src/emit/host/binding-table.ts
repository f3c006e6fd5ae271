import {
  group,
  hardline,
  indent,
  join,
  line,
  printDoc,
  PRINT_WIDTH,
  bracketed,
  type Doc,
} from "../../abi/doc.js";
import { labelKey } from "../../abi/label-keys.js";
import { functionName } from "../../abi/member-keys.js";
import type { Side } from "../bindings.js";
import { runtimeType, type ModuleBuilder, type Statement } from "../module-builder.js";
import { propertyKey } from "../names.js";
import { constantStatement } from "../types/constant-object.js";
import type { FunctionGlue, ResourceGlue, SideGlue } from "./host-glue.js";

/** `export const nameBinding: ImportBinding = { … }`: the functions and resources of an interface by their WIT names. */
export function bindingTable(builder: ModuleBuilder, side: SideGlue, direction: Side): Statement {
  const type = runtimeType(builder, direction === "imports" ? "ImportBinding" : "ExportBinding");
  return constantStatement({
    name: side.name,
    type,
    initializer: printDoc(tableDoc(side, direction, 0), 0),
    docs: ["The glue of the interface, for the modules of worlds."],
    isExported: true,
  });
}

/** The table of one side as an object that stands `depth` columns to the right. */
export function tableDoc(side: SideGlue, direction: Side, depth: number): Doc {
  const functions = side.functions.map((each) => functionEntry(each, direction, depth + 4));
  const properties = [property("functions", openObject(functions))];
  if (side.resources.length > 0) {
    properties.push(
      property(
        "resources",
        openObject(side.resources.map((each) => resourceEntry(each, depth + 4))),
      ),
    );
  }
  return openObject(properties);
}

function functionEntry(
  { mangled, key, signature, name }: FunctionGlue,
  direction: Side,
  depth: number,
): Doc {
  return objectProperty(
    propertyKey(mangled),
    depth,
    object([
      stringProperty("signature", signature),
      ...(key === functionKey(mangled) ? [] : [stringProperty("key", key)]),
      `${direction === "imports" ? "lower" : "lift"}: ${name}`,
    ]),
  );
}

/** The property that the runtime takes where the table says none. */
function functionKey(mangled: string): string {
  const { kind, name } = functionName(mangled);
  return kind === "constructor" ? kind : labelKey(name);
}

function resourceEntry({ resource, guest }: ResourceGlue, depth: number): Doc {
  const parts = [stringProperty("key", resource.key)];
  if (guest !== undefined) {
    parts.push(`bind: ${guest.bind}`, `handle: ${guest.handle}`);
  }
  return objectProperty(propertyKey(resource.name), depth, object(parts));
}

/** An object opens on the line of its key where the brace fits there. */
function objectProperty(key: string, depth: number, value: Doc): Doc {
  return depth + key.length + ": {".length <= PRINT_WIDTH
    ? property(key, value)
    : [`${key}:`, indent([hardline, value])];
}

/** `key: value` */
export function property(key: string, value: Doc): Doc {
  return [`${key}: `, value];
}

function stringProperty(key: string, value: string): Doc {
  return group([`${key}:`, indent([line, JSON.stringify(value)])]);
}

/** An object on one line where it fits. */
export function object(properties: readonly Doc[]): Doc {
  return bracketed("{", properties, "}", line);
}

/** An object with a line for each property. */
export function openObject(properties: readonly Doc[]): Doc {
  if (properties.length === 0) {
    return "{}";
  }
  return ["{", indent([hardline, join([",", hardline], properties)]), ",", hardline, "}"];
}
