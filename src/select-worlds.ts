import { errorAt, type Diagnostic } from "./diagnostic.js";
import type { PackageGraph, PackageName, WorldId } from "./graph/package-graph.js";
import { suggest } from "./resolve/suggest.js";

/** The worlds that were asked for, or why there are none. */
export type WorldSelection =
  | { readonly worlds: readonly WorldId[]; readonly diagnostic?: undefined }
  | { readonly worlds?: undefined; readonly diagnostic: Diagnostic };

/**
 * Finds the worlds to generate: all of the root package, or the one with a name. The name is that of a world of the root
 * package, or `ns:pkg/name@version` for one of any package; the version may be left out where that leaves one world.
 */
export function selectWorlds(graph: PackageGraph, name?: string): WorldSelection {
  const root = graph.packages[graph.root];
  if (name === undefined) {
    const worlds = [...(root?.worlds.values() ?? [])];
    return worlds.length > 0 ? { worlds } : { diagnostic: noWorld(graph) };
  }
  const found = new Map<string, WorldId>();
  for (const [key, world] of worldNames(graph)) {
    if (key === name || key.replace(/@.*$/, "") === name) {
      found.set(key, world);
    }
  }
  const inRoot = root?.worlds.get(name);
  const worlds = inRoot === undefined ? [...found.values()] : [inRoot];
  return worlds.length === 1 ? { worlds } : { diagnostic: notOne(graph, name, found) };
}

/** Every world by `ns:pkg/name@version`. */
function worldNames(graph: PackageGraph): ReadonlyMap<string, WorldId> {
  return new Map(
    graph.packages.flatMap(({ name, worlds }) =>
      [...worlds].map(([world, id]) => [worldName(name, world), id] as const),
    ),
  );
}

function worldName({ namespace, name, version }: PackageName, world: string): string {
  return `${namespace}:${name}/${world}${version === undefined ? "" : `@${version}`}`;
}

function notOne(
  graph: PackageGraph,
  name: string,
  found: ReadonlyMap<string, WorldId>,
): Diagnostic {
  if (found.size > 1) {
    return errorAt(undefined, "ambiguous-world", `\`${name}\` may be several worlds`, [
      { message: `there is: ${[...found.keys()].map((key) => `\`${key}\``).join(", ")}` },
    ]);
  }
  const all = worldNames(graph);
  const inRoot = graph.packages[graph.root]?.worlds;
  const candidates = name.includes("/") || inRoot === undefined || inRoot.size === 0 ? all : inRoot;
  return errorAt(
    undefined,
    "unknown-world",
    `there is no world \`${name}\``,
    suggest(name, candidates),
  );
}

function noWorld(graph: PackageGraph): Diagnostic {
  const { namespace, name } = graph.packages[graph.root]?.name ?? { namespace: "", name: "" };
  const all = [...worldNames(graph).keys()];
  return errorAt(undefined, "no-world", `the package \`${namespace}:${name}\` has no world`, [
    all.length === 0
      ? {
          message: "a world says what is imported and exported: `world w { export an-interface; }`",
        }
      : { message: `choose one with --world: ${all.map((key) => `\`${key}\``).join(", ")}` },
  ]);
}
