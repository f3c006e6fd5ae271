import type { Diagnostic } from "../diagnostic.js";
import type { PackageGraph } from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import { declarePackage } from "./declare-package.js";
import { emptyDraftGraph, finishGraph } from "./draft-graph.js";
import type { Features } from "./gates.js";
import type { LinkContext } from "./link-context.js";
import { linkPackage } from "./link-package.js";
import { type DecodedPackages, mergeGraph } from "./merge-graph.js";
import { missingPackages } from "./missing-packages.js";
import { nameIndex } from "./name-index.js";
import { duplicatePackage, orderPackages } from "./order-packages.js";
import { collectDiagnostics } from "./report.js";
import { type SourceGroup, splitGroup } from "./source-package.js";

/** All that one run reads. */
export interface ResolveInput {
  readonly main: SourceGroup;
  /** Each directory or file of `deps`, in order of their names. */
  readonly dependencies: readonly SourceGroup[];
  /** Packages that were decoded from WebAssembly, in order of their files. */
  readonly decoded: readonly DecodedPackages[];
  /** Whether some dependencies could not be read, which was reported: then no package is reported as missing. */
  readonly incomplete?: boolean;
}

/** What decides which items a graph has. */
export interface ResolveOptions {
  /** The features whose `@unstable` items are kept; by default none. */
  readonly features?: Features;
}

/** A graph when nothing is wrong; diagnostics may then still hold warnings. */
export interface ResolveResult {
  readonly graph?: PackageGraph;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Resolves packages to a graph: splits files into packages, resolves the names inside each, orders the packages, and
 * links each to those before it. Pure: reads no file, throws on no input.
 */
export function resolvePackages(input: ResolveInput, options: ResolveOptions = {}): ResolveResult {
  const groups = [input.main, ...input.dependencies];
  const syntaxErrors = groups.flatMap(({ files }) => files.flatMap((file) => file.diagnostics));
  const collector = collectDiagnostics();
  const { report } = collector;
  const split = groups.map((group) => splitGroup(group, report));
  const sources = split.flatMap(({ main, nested }) => (main ? [...nested, main] : nested));
  const index = nameIndex(sources);
  const declared = sources.map((source) => declarePackage(source, index, report));
  const main = split[0]?.main;

  const context: LinkContext = {
    graph: emptyDraftGraph(),
    features: options.features ?? [],
    failed: new Set(),
    hidden: new Map(),
  };
  for (const graph of input.decoded) {
    mergeGraph(context.graph, graph, report);
  }
  const decoded = new Set(context.graph.packageIds.keys());
  const { packages, broken } = orderPackages(declared, report);
  for (const name of broken) {
    context.failed.add(name);
  }
  // A package whose header is missing has no name to be found by: then nothing is certain to be missing.
  const missing = missingPackages();
  for (const item of packages) {
    const name = formatPackageName(item.name);
    if (decoded.has(name)) {
      report(() => duplicatePackage(name, item.nameSpan, undefined));
      context.failed.add(name);
    } else {
      linkPackage(context, item, missing, report);
    }
  }
  if (!input.incomplete && !hasUnnamedGroup(groups)) {
    missing.report(new Set(context.graph.packageIds.keys()), report);
  }

  const id = main && context.graph.packageIds.get(formatPackageName(main.name));
  collector.close();
  const diagnostics = sortByPlace([...syntaxErrors, ...collector.diagnostics], groups);
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return failed || id === undefined
    ? { diagnostics }
    : { graph: finishGraph(context.graph, id), diagnostics };
}

/** In order of files, then of lines; those without a place come last. */
function sortByPlace(
  diagnostics: readonly Diagnostic[],
  groups: readonly SourceGroup[],
): readonly Diagnostic[] {
  const sources = groups.flatMap(({ files }) => files.map(({ file }) => file.source));
  const order = new Map(sources.map((source, index) => [source, index]));
  const rank = ({ span }: Diagnostic): number => (span && order.get(span.source)) ?? sources.length;
  return [...diagnostics].sort(
    (a, b) => rank(a) - rank(b) || (a.span?.start ?? 0) - (b.span?.start ?? 0),
  );
}

function hasUnnamedGroup(groups: readonly SourceGroup[]): boolean {
  return groups.some(({ files }) => files.every(({ file }) => file.header === undefined));
}
