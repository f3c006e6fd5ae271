import type { WorldItem } from "../graph/package-graph.js";
import { formatItemPath } from "../graph/package-name.js";
import type { Span } from "../source.js";
import { errorAt } from "../diagnostic.js";
import type { DeclaredType, DeclaredWorld } from "./declared-package.js";
import {
  type DraftGraph,
  type DraftWorld,
  type WorldKey,
  isPlainName,
  spend,
  worldKey,
} from "./draft-graph.js";
import { elaborateWorld } from "./elaborate-world.js";
import { type PlacedWorld, includeWorld } from "./include-world.js";
import { type PackageLinks, isKept, linkId, linkTypeId, poisonItem } from "./link-context.js";
import { hasFailed } from "./report.js";
import { linkFunction } from "./link-function.js";

/**
 * Appends the package's worlds: first what is written in each, then what they include and imply.
 *
 * @param allAppended is called between the two.
 */
export function linkWorlds(links: PackageLinks, allAppended: () => void): void {
  const { declared, context } = links;
  const { graph } = context;
  const worlds: (PlacedWorld & { readonly declared: DeclaredWorld })[] = [];
  for (const definition of declared.worlds.slice(links.worlds.length)) {
    const { name, docs, stability, span } = definition;
    if (!isKept(links, stability, span)) {
      context.hidden.set(formatItemPath(declared.name, name), { stability, span });
      links.worlds.push(undefined);
      continue;
    }
    const world: DraftWorld = {
      name,
      package: links.id,
      imports: linkItems(links, definition.imports),
      exports: linkItems(links, definition.exports),
      ...(docs !== undefined && { docs }),
      ...(stability && { stability }),
      ...(span && { span }),
    };
    const id = graph.worlds.push(world) - 1;
    worlds.push({ id, world, declared: definition });
    links.worlds.push(id);
  }
  allAppended();
  for (const { id, world, declared: definition } of worlds) {
    if (hasFailed(links.report)) {
      return;
    }
    for (const include of definition.includes) {
      if (isKept(links, include.stability, include.span)) {
        const from = linkId(links, "world", include.world, include.span);
        const included = from === poisonItem ? undefined : graph.worlds[from];
        if (included && !spend(graph, worldSize(graph, included))) {
          reportTooLarge(links, world);
          return;
        }
        if (included) {
          includeWorld(links, { id, world }, { id: from, world: included }, include);
        }
      }
    }
    reportCaseClashes(links, world, "import", world.imports);
    reportCaseClashes(links, world, "export", world.exports);
    elaborateWorld(graph, world, links.report.report);
    if (!spend(graph, world.imports.size + world.exports.size)) {
      reportTooLarge(links, world);
      return;
    }
  }
  const owner = graph.packages[links.id];
  for (const { id, world } of worlds) {
    owner?.worlds.set(world.name, id);
  }
}

/** What a copy of a world costs. */
function worldSize(graph: DraftGraph, { imports, exports }: DraftWorld): number {
  let size = 0;
  for (const item of [...imports.values(), ...exports.values()]) {
    const own = item.kind === "interface" ? graph.interfaces[item.interface] : undefined;
    size += own && own.name === undefined ? 1 + own.types.size + own.functions.size : 1;
  }
  return size;
}

function reportTooLarge(links: PackageLinks, world: DraftWorld): void {
  links.report.report(() =>
    errorAt(
      world.span,
      "worlds-too-large",
      `with world \`${world.name}\` all worlds together have too many imports and exports`,
      [{ message: "what is included, and what interfaces use, counts for each world anew" }],
    ),
  );
}

function linkItems(
  links: PackageLinks,
  items: ReadonlyMap<WorldKey, WorldItem>,
): Map<WorldKey, WorldItem> {
  const linked = new Map<WorldKey, WorldItem>();
  for (const item of items.values()) {
    const result = linkItem(links, item);
    if (result) {
      linked.set(worldKey(result), result);
    }
  }
  return linked;
}

function linkItem(links: PackageLinks, item: WorldItem): WorldItem | undefined {
  switch (item.kind) {
    case "type": {
      const definition = links.declared.types[item.type];
      if (definition && links.types[item.type] === undefined) {
        reportHiddenType(links, item.name, definition);
        return undefined;
      }
      const type = linkTypeId(links, item.type, item.span);
      const stability = definition?.stability;
      return isKept(links, stability, item.span) ? { ...item, type } : undefined;
    }
    case "function":
      return isKept(links, item.function.stability, item.function.span)
        ? { ...item, function: linkFunction(links, item.function) }
        : undefined;
    case "interface":
      return isKept(links, item.stability, item.span)
        ? { ...item, interface: linkId(links, "interface", item.interface, item.span) }
        : undefined;
  }
}

/** A type that a gate leaves out is not dropped from a world, as an import or export would be: the reference rejects it. */
function reportHiddenType(
  links: PackageLinks,
  name: string,
  { stability, span }: Pick<DeclaredType, "stability" | "span">,
): void {
  const feature = stability?.kind === "unstable" ? stability.feature : "";
  links.report.report(() =>
    errorAt(
      span,
      "hidden-by-gate",
      `type \`${name}\` of a world cannot be left out, but its feature \`${feature}\` is not active`,
      [{ message: `activate it (\`--features ${feature}\`), or move the type to an interface` }],
    ),
  );
}

/** Names of imports, and of exports, are told apart without regard to case. */
function reportCaseClashes(
  links: PackageLinks,
  world: DraftWorld,
  side: "import" | "export",
  items: ReadonlyMap<WorldKey, WorldItem>,
): void {
  const seen = new Map<string, WorldKey>();
  for (const [key, item] of items) {
    if (!isPlainName(key)) {
      continue;
    }
    const lower = key.toLowerCase();
    const first = seen.get(lower);
    if (first === undefined) {
      seen.set(lower, key);
      continue;
    }
    const firstSpan = spanOf(items.get(first));
    links.report.report(() =>
      errorAt(
        spanOf(item) ?? world.span,
        "case-clash",
        `${side} \`${key}\` in world \`${world.name}\` conflicts with ${side} \`${first}\`: names that differ only in case are the same`,
        firstSpan ? [{ message: "first defined here", span: firstSpan }] : [],
      ),
    );
  }
}

function spanOf(item: WorldItem | undefined): Span | undefined {
  return item?.kind === "function" ? item.function.span : item?.span;
}
