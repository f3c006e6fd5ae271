import { InvariantError } from "../assert.js";
import { interfaceAt, packageAt, usedInterface } from "../graph/graph-access.js";
import type { InterfaceId, PackageGraph } from "../graph/package-graph.js";
import { BinaryWriter } from "./binary-writer.js";
import type { Declarations } from "./declarations.js";
import { worldPackageType } from "./encode-world.js";
import { fullInterfaceName } from "./interface-names.js";
import { encodePackageDocs, PACKAGE_DOCS_SECTION } from "./package-docs.js";
import { postorder } from "./postorder.js";
import { writeProducers, type Producer } from "./producers.js";
import { writeComponentPreamble, writeTypeExport } from "./sections.js";
import { TypeEncoder } from "./type-encoder.js";

/** Options of {@link encodePackage}. */
export interface EncodePackageOptions {
  /** The tool to name in the `producers` section; absent: no such section. */
  readonly producer?: Producer;
}

/**
 * Encodes the root package of a graph as a WIT package binary: a component that exports one component type for each
 * interface and world, and a custom section with docs and stability.
 *
 * Of other packages it holds the types that the root package needs, but not their docs.
 */
export function encodePackage(
  graph: PackageGraph,
  options: EncodePackageOptions = {},
): Uint8Array<ArrayBuffer> {
  const root = packageAt(graph, graph.root);
  const writer = new BinaryWriter();
  writeComponentPreamble(writer);
  let index = 0;
  for (const [name, id] of root.interfaces) {
    writeTypeExport(writer, name, index, interfacePackageType(graph, id));
    index += 2;
  }
  for (const [name, id] of root.worlds) {
    writeTypeExport(writer, name, index, worldPackageType(graph, id));
    index += 2;
  }
  writer.customSection(PACKAGE_DOCS_SECTION, encodePackageDocs(graph, graph.root));
  writeProducers(writer, options.producer);
  return writer.finish();
}

/**
 * Makes the component type that stands for an interface in a package: it imports what the interface needs, whole
 * interfaces but without functions, so that every reader sees the same order of types, and exports the interface.
 */
function interfacePackageType(graph: PackageGraph, id: InterfaceId): Declarations {
  const encoder = new TypeEncoder(graph);
  const dependencies = postorder(
    [id],
    (item) => usedInterfaces(graph, item),
    () => {
      throw new InvariantError("interfaces use each other in a cycle");
    },
  );
  for (const dependency of dependencies) {
    if (dependency === id) {
      encoder.exportInterface(id, { name: fullInterfaceName(graph, id) });
    } else {
      encoder.importInterface(dependency, { name: fullInterfaceName(graph, dependency) }, "types");
    }
  }
  return encoder.outer;
}

/** The interfaces whose types an interface uses, in the order of its types; one may come several times. */
function usedInterfaces(graph: PackageGraph, id: InterfaceId): readonly InterfaceId[] {
  const types = [...interfaceAt(graph, id).types.values()];
  return types.flatMap((type) => usedInterface(graph, type) ?? []);
}
