import type { DiagnosticCode } from "../diagnostic-codes.js";
import type { Diagnostic, Hint } from "../diagnostic.js";
import { packageAt } from "./graph-access.js";
import type { PackageGraph, PackageId, WorldId } from "./package-graph.js";
import { formatItemPath, formatPackageName } from "./package-name.js";

/** A world, or why none could be chosen. */
export type SelectedWorld =
  | { readonly world: WorldId; readonly diagnostics: readonly [] }
  | { readonly world?: undefined; readonly diagnostics: readonly [Diagnostic] };

/**
 * Finds a world by `name` (in the root package), `ns:package/name` or `ns:package/name@version`. The version may be
 * left out when only one is there, the whole name when the root package has only one world.
 */
export function selectWorld(graph: PackageGraph, name?: string): SelectedWorld {
  if (name === undefined) {
    return onlyWorld(graph);
  }
  const path = /^(?:([^:/@]+):([^:/@]+)\/)?([^:/@]+)(?:@(.+))?$/.exec(name);
  const [, namespace, packageName, world, version] = path ?? [];
  if (world === undefined || (namespace === undefined && version !== undefined)) {
    return failed("invalid-world-name", `\`${name}\` does not name a world`, [
      { message: "write `name`, `ns:package/name` or `ns:package/name@1.0.0`" },
      ...candidates(graph, graph.root),
    ]);
  }
  if (namespace === undefined || packageName === undefined) {
    return worldOf(graph, graph.root, withoutPercent(world));
  }
  const wanted = {
    namespace: withoutPercent(namespace),
    name: withoutPercent(packageName),
    ...(version !== undefined && { version }),
  };
  const ids = [...graph.packages.keys()].filter((id) => {
    const found = graph.packages[id]?.name;
    return found?.namespace === wanted.namespace && found.name === wanted.name;
  });
  const exact = ids.filter((id) => graph.packages[id]?.name.version === version);
  const [first, ...others] = exact.length > 0 || version !== undefined ? exact : ids;
  if (first === undefined) {
    return failed(
      "unknown-package",
      `there is no package \`${formatPackageName(wanted)}\``,
      [...(ids.length > 0 ? ids : graph.packages.keys())].map((id) => ({
        message: `there is \`${formatPackageName(packageAt(graph, id).name)}\``,
      })),
    );
  }
  if (others.length > 0) {
    return failed(
      "ambiguous-world",
      `package \`${formatPackageName(wanted)}\` is there in several versions: say which`,
      ids.flatMap((id) => candidates(graph, id, withoutPercent(world))),
    );
  }
  return worldOf(graph, first, withoutPercent(world));
}

/** The worlds that were asked for, or why there are none. */
export type SelectedWorlds =
  | { readonly worlds: readonly WorldId[]; readonly diagnostics: readonly [] }
  | { readonly worlds?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Finds the worlds to generate: every one of the root package, or those that {@link selectWorld} finds by their names. */
export function selectWorlds(graph: PackageGraph, names?: readonly string[]): SelectedWorlds {
  const all = [...packageAt(graph, graph.root).worlds.values()];
  if (names === undefined && all.length > 0) {
    return { worlds: all, diagnostics: [] };
  }
  const worlds = new Set<WorldId>();
  const diagnostics: Diagnostic[] = [];
  for (const name of names ?? [undefined]) {
    const selected = selectWorld(graph, name);
    if (selected.world === undefined) {
      diagnostics.push(...selected.diagnostics);
    } else {
      worlds.add(selected.world);
    }
  }
  return diagnostics.length > 0
    ? { diagnostics }
    : { worlds: [...worlds].sort((a, b) => a - b), diagnostics: [] };
}

function onlyWorld(graph: PackageGraph): SelectedWorld {
  const root = packageAt(graph, graph.root);
  const [first, ...others] = root.worlds.values();
  const name = formatPackageName(root.name);
  if (first === undefined) {
    return failed("no-world", `package \`${name}\` has no world`, [
      { message: "a world says what a component imports and exports: add one, or name another's" },
      ...[...graph.packages.keys()].flatMap((id) => candidates(graph, id)),
    ]);
  }
  return others.length === 0
    ? { world: first, diagnostics: [] }
    : failed(
        "ambiguous-world",
        `package \`${name}\` has several worlds: say which`,
        candidates(graph, graph.root),
      );
}

function worldOf(graph: PackageGraph, id: PackageId, name: string): SelectedWorld {
  const owner = packageAt(graph, id);
  const world = owner.worlds.get(name);
  if (world !== undefined) {
    return { world, diagnostics: [] };
  }
  const elsewhere = [...graph.packages.keys()].flatMap((other) => candidates(graph, other, name));
  return failed(
    "unknown-world",
    `package \`${formatPackageName(owner.name)}\` has no world \`${name}\``,
    [
      ...(owner.interfaces.has(name) ? [{ message: `\`${name}\` is an interface` }] : []),
      ...(elsewhere.length > 0 ? elsewhere : candidates(graph, id)),
    ],
  );
}

/** Lists the worlds of a package, or the one called `name`. */
function candidates(graph: PackageGraph, id: PackageId, name?: string): readonly Hint[] {
  const owner = packageAt(graph, id);
  return [...owner.worlds].flatMap(([world, worldId]) => {
    const span = graph.worlds[worldId]?.span;
    return name === undefined || name === world
      ? [
          {
            message: `there is \`${formatItemPath(owner.name, world)}\``,
            ...(span && { span }),
          },
        ]
      : [];
  });
}

/** A name may be written as in WIT, with `%` before it. */
function withoutPercent(name: string): string {
  return name.startsWith("%") ? name.slice(1) : name;
}

function failed(code: DiagnosticCode, message: string, hints: readonly Hint[]): SelectedWorld {
  return { diagnostics: [{ code, severity: "error", message, hints }] };
}
