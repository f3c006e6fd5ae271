import type { SourceFileStructure } from "ts-morph";
import { invariant } from "../assert.js";
import type { PackageGraph, WorldId } from "../graph/package-graph.js";
import { planBindings } from "./bindings.js";
import { declarationMap } from "./declaration-map.js";
import { declarationStructure } from "./declaration-structure.js";
import type { EmitOptions } from "./emit-options.js";
import { createHostGlue, releaseGlue } from "./host/host-glue.js";
import { interfaceModule } from "./interface-module.js";
import { markLoweredTypes } from "./lowered-types.js";
import { buildModule } from "./module-builder.js";
import { printFile, printMarked } from "./print.js";
import { scriptStructure } from "./script-structure.js";
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
  return printStructures(describeFiles(graph, worlds, options), options);
}

/** Prints files, in the language that is asked for. */
export function printStructures(
  files: Iterable<FileStructure>,
  options: EmitOptions,
): EmittedFile[] {
  const printed: EmittedFile[] = [];
  for (const file of files) {
    if (options.emit === "js") {
      printed.push(...scriptFiles(file, options));
    } else {
      printed.push({ path: file.path, content: printFile(file.structure) });
    }
  }
  return printed;
}

/** JavaScript, declarations and their map. */
function scriptFiles(
  { path, structure }: FileStructure,
  { sourcePath }: EmitOptions,
): EmittedFile[] {
  const base = path.slice(0, -".ts".length);
  const script = { path: `${base}.js`, content: printFile(scriptStructure(structure)) };
  const { text, marks } = printMarked(declarationStructure(structure));
  const declarations = `${base}.d.ts`;
  const mapped = marks.filter(({ span }) => sourcePath?.(span.source) !== undefined);
  if (sourcePath === undefined || mapped.length === 0) {
    return [script, { path: declarations, content: text }];
  }
  const name = declarations.slice(declarations.lastIndexOf("/") + 1);
  const up = declarations.includes("/") ? "../" : "";
  const map = declarationMap(name, text, mapped, (source) => up + String(sourcePath(source)));
  const content = `${text}//# sourceMappingURL=${name}.map\n`;
  return [script, { path: declarations, content }, { path: `${declarations}.map`, content: map }];
}

/** Describes the files for worlds of a graph: worlds first, then interfaces, each in the order in which it is needed. */
export function worldStructures(
  graph: PackageGraph,
  worlds: readonly WorldId[],
  options: EmitOptions = {},
): FileStructure[] {
  return [...describeFiles(graph, worlds, options)];
}

/** Describes one file at a time and lets go of its glue then: all at once, a large world's would take much memory. */
function* describeFiles(
  graph: PackageGraph,
  worlds: readonly WorldId[],
  options: EmitOptions,
): Generator<FileStructure> {
  const bindings = planBindings(graph, worlds, options.fileName);
  markLoweredTypes(bindings);
  const host = options.target === "types" ? undefined : createHostGlue(bindings, options);
  const paths = new Set<string>();
  for (const module of [...bindings.worlds, ...bindings.interfaces]) {
    const builder = buildModule(bindings, module, options, host);
    const structure = module.kind === "world" ? worldModule(builder) : interfaceModule(builder);
    const path = `${module.file}.ts`;
    invariant(!paths.has(path), "paths are unique");
    paths.add(path);
    if (host !== undefined) {
      releaseGlue(host, module);
    }
    yield { path, structure };
  }
}
