import { assertNever, invariant } from "../assert.js";
import type { StringEncoding } from "../component/model.js";
import { interfaceAt, worldAt } from "../graph/graph-access.js";
import type { PackageGraph, World, WorldId, WorldItem } from "../graph/package-graph.js";
import { worldPath } from "../graph/package-name.js";
import { BinaryWriter } from "./binary-writer.js";
import { Declarations, type EncodedName } from "./declarations.js";
import { fullInterfaceName } from "./interface-names.js";
import { ENCODING_SECTION, encodingByte, METADATA_VERSION } from "./metadata-section.js";
import { writeProducers, type Producer } from "./producers.js";
import { writeComponentPreamble, writeTypeExport } from "./sections.js";
import { TypeEncoder } from "./type-encoder.js";

/** Options of {@link encodeWorld}. */
export interface EncodeWorldOptions {
  /** How the core module's strings are encoded; utf8 unless said otherwise. */
  readonly stringEncoding?: StringEncoding;
  /** The tool to name in the `producers` section; absent: no such section. */
  readonly producer?: Producer;
}

/**
 * Encodes a world as what a core module's `component-type` custom section holds: a component whose one export is the
 * world's component type.
 */
export function encodeWorld(
  graph: PackageGraph,
  id: WorldId,
  options: EncodeWorldOptions = {},
): Uint8Array<ArrayBuffer> {
  const world = worldAt(graph, id);
  const writer = new BinaryWriter();
  writeComponentPreamble(writer);
  const encoding = encodingByte(options.stringEncoding ?? "utf8");
  writer.customSection(ENCODING_SECTION, Uint8Array.of(METADATA_VERSION, encoding));
  writeTypeExport(writer, world.name, 0, worldPackageType(graph, id));
  writeProducers(writer, options.producer);
  return writer.finish();
}

/** Makes the component type that stands for a world in a package: it exports the world's type by its full name. */
export function worldPackageType(graph: PackageGraph, id: WorldId): Declarations {
  const world = worldAt(graph, id);
  const wrapper = new Declarations();
  const type = wrapper.type((writer) => worldType(graph, world).writeComponentType(writer));
  const name = worldPath(graph, id);
  wrapper.export({ name }, { kind: "component", type });
  return wrapper;
}

/** Makes a world's component type: its imports and exports in their order. */
function worldType(graph: PackageGraph, world: World): Declarations {
  const encoder = new TypeEncoder(graph);
  for (const item of world.imports) {
    switch (item.kind) {
      case "interface":
        encoder.importInterface(item.interface, itemName(graph, item), "all");
        break;
      case "function": {
        const type = encoder.functionType(item.function);
        encoder.outer.import(itemName(graph, item), { kind: "function", type });
        break;
      }
      case "type":
        encoder.importTypes = true;
        encoder.valueType(item.type);
        encoder.importTypes = false;
        break;
      default:
        assertNever(item);
    }
  }
  for (const item of world.exports) {
    if (item.kind === "interface") {
      encoder.exportInterface(item.interface, itemName(graph, item));
    } else {
      invariant(item.kind === "function", "a world exports no types");
      const type = encoder.functionType(item.function);
      encoder.outer.export(itemName(graph, item), { kind: "function", type });
    }
  }
  return encoder.outer;
}

function itemName(graph: PackageGraph, item: Exclude<WorldItem, { kind: "type" }>): EncodedName {
  if (item.kind === "function") {
    return { name: item.name, externalId: item.function.externalId };
  }
  const { name, externalId } = item;
  if (name === undefined) {
    return { name: fullInterfaceName(graph, item.interface), externalId };
  }
  const labelled = interfaceAt(graph, item.interface).name !== undefined;
  return {
    name,
    externalId,
    implements: labelled ? fullInterfaceName(graph, item.interface) : undefined,
  };
}
