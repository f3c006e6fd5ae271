import type { SourceFileStructure } from "ts-morph";
import { invariant } from "../assert.js";
import type { PackageGraph, WorldId } from "../graph/package-graph.js";
import { planBindings } from "./bindings.js";
import type { EmitOptions } from "./emit-options.js";
import { createHostGlue } from "./host/host-glue.js";
import { interfaceModule } from "./interface-module.js";
import { markLoweredTypes } from "./lowered-types.js";
import { buildModule } from "./module-builder.js";
import { printFile } from "./print.js";
import { worldModule } from "./world-module.js";

/** A file of generated code. */
export interface EmittedFile {
  /** Below the output directory, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** A file before it is printed. */
export interface FileStructure {
  readonly path: string;
  readonly structure: SourceFileStructure;
}

/** Writes the TypeScript for worlds of a graph; what they share is written once. Same graph and options, same text. */
export function emitWorlds(
  graph: PackageGraph,
  worlds: readonly WorldId[],
  options: EmitOptions = {},
): EmittedFile[] {
  return worldStructures(graph, worlds, options).map(({ path, structure }) => ({
    path,
    content: printFile(structure),
  }));
}

/** Writes the TypeScript for one world. */
export function emitWorld(
  graph: PackageGraph,
  world: WorldId,
  options: EmitOptions = {},
): EmittedFile[] {
  return emitWorlds(graph, [world], options);
}

/** Describes the files for worlds of a graph: worlds first, then interfaces, each in the order in which it is needed. */
export function worldStructures(
  graph: PackageGraph,
  worlds: readonly WorldId[],
  options: EmitOptions = {},
): FileStructure[] {
  const bindings = planBindings(graph, worlds);
  markLoweredTypes(bindings);
  const host = options.target === "types" ? undefined : createHostGlue(bindings, options);
  const files = [...bindings.worlds, ...bindings.interfaces].map((module) => {
    const builder = buildModule(bindings, module, options, host);
    const structure = module.kind === "world" ? worldModule(builder) : interfaceModule(builder);
    return { path: `${module.file}.ts`, structure };
  });
  invariant(new Set(files.map(({ path }) => path)).size === files.length, "paths are unique");
  return files;
}
