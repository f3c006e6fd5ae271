import { invariant } from "../../assert.js";
import type { PackageGraph, WorldId } from "../../graph/package-graph.js";
import { planBindings } from "../bindings.js";
import type { EmitOptions } from "../emit-options.js";
import { printStructures, type EmittedFile, type FileStructure } from "../emit-worlds.js";
import { createHostGlue } from "../host/host-glue.js";
import { interfaceModule } from "../interface-module.js";
import { markLoweredTypes } from "../lowered-types.js";
import { buildModule } from "../module-builder.js";
import { binaryModule, moduleFiles } from "./binary-module.js";
import type { Binary } from "./binary.js";
import { insideFile, insideGlue } from "./inside-glue.js";
import { planFacts } from "./plan-facts.js";

/** The output for a component. */
export interface EmittedBinary {
  readonly files: readonly EmittedFile[];
  readonly modules: readonly { readonly path: string; readonly content: Uint8Array }[];
}

/**
 * Writes the TypeScript for one component: its glue, what links it, and its core modules.
 *
 * @param trapHelper the module that raises traps
 */
export function emitBinary(
  graph: PackageGraph,
  world: WorldId,
  binary: Binary,
  trapHelper: Uint8Array,
  options: EmitOptions = {},
): EmittedBinary {
  const structures = binaryStructures(graph, world, binary, options);
  const modules = moduleFiles(binary).map(({ path, module }) => {
    const bytes = module === undefined ? trapHelper : binary.plan.modules[module]?.bytes;
    invariant(bytes !== undefined, "every module has bytes");
    return { path, content: bytes };
  });
  return { files: printStructures(structures, options), modules };
}

/** Describes the files of a component's glue. */
export function binaryStructures(
  graph: PackageGraph,
  world: WorldId,
  binary: Binary,
  options: EmitOptions = {},
): readonly FileStructure[] {
  const bindings = planBindings(graph, [world], options.fileName);
  markLoweredTypes(bindings);
  const { plan } = binary;
  const host = {
    ...createHostGlue(bindings, options, planFacts(plan)),
    isLinked: true,
  };
  const inside = insideGlue(plan);
  const [worldModule] = bindings.worlds;
  const files = [...bindings.worlds, ...bindings.interfaces].map((module) => {
    const builder = buildModule(bindings, module, options, host);
    const structure =
      module.kind === "world"
        ? binaryModule(builder, host, binary, inside)
        : interfaceModule(builder);
    return { path: `${module.file}.ts`, structure };
  });
  return inside === undefined || worldModule === undefined
    ? files
    : [...files, insideFile(bindings, worldModule, inside, options)];
}
