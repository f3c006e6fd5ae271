import type { LinkPlan, PlannedExport } from "../../component/link-plan.js";
import { invariant } from "../../assert.js";
import type { PackageGraph, WorldId } from "../../graph/package-graph.js";
import { planBindings } from "../bindings.js";
import type { EmitOptions } from "../emit-options.js";
import { printStructures, type EmittedFile, type FileStructure } from "../emit-worlds.js";
import { createHostGlue, type HasPostReturn } from "../host/host-glue.js";
import { interfaceModule } from "../interface-module.js";
import { markLoweredTypes } from "../lowered-types.js";
import { buildModule } from "../module-builder.js";
import { binaryModule, moduleFiles } from "./binary-module.js";
import type { Binary } from "./binary.js";

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
  const host = {
    ...createHostGlue(bindings, options, postReturns(binary.plan)),
    isLinked: true,
  };
  return [...bindings.worlds, ...bindings.interfaces].map((module) => {
    const builder = buildModule(bindings, module, options, host);
    const structure =
      module.kind === "world" ? binaryModule(builder, host, binary) : interfaceModule(builder);
    return { path: `${module.file}.ts`, structure };
  });
}

/** Tells which exported functions have a post-return function. */
function postReturns({ exports, lifts }: LinkPlan): HasPostReturn {
  const found = new Set<string>();
  const add = (interfaceName: string, exported: PlannedExport): void => {
    if (exported.kind === "instance") {
      for (const item of exported.exports) {
        add(exported.name, item);
      }
    } else if (exported.kind === "function" && exported.function.kind === "lift") {
      if (lifts[exported.function.lift]?.options.postReturn !== undefined) {
        found.add(`${interfaceName} ${exported.name}`);
      }
    }
  };
  for (const exported of exports) {
    add("$root", exported);
  }
  return (interfaceName, mangled) => found.has(`${interfaceName} ${mangled}`);
}
