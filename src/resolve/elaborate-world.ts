/*
 * Completes a world: every interface that an import or export needs is there, before what needs it
 * (component-model, WIT.md, "Worlds"). What an exported interface uses comes from the world's export of it when
 * there is one, otherwise it is imported; a world in which one interface would have to be both is rejected.
 */
import { type Hint, errorAt } from "../diagnostic.js";
import { usedInterface } from "../graph/graph-access.js";
import type { InterfaceId, Stability, WorldInterface, WorldItem } from "../graph/package-graph.js";
import { interfacePath } from "../graph/package-name.js";
import {
  type DraftGraph,
  type DraftWorld,
  type WorldKey,
  interfaceDependencies,
  interfaceKey,
  worldKey,
} from "./draft-graph.js";
import type { Report } from "./report.js";

type WorldItems = Map<WorldKey, WorldItem>;

/** Completes and orders the imports and exports of `world`. */
export function elaborateWorld(graph: DraftGraph, world: DraftWorld, report: Report): void {
  const imports: WorldItems = new Map();
  for (const item of sortByClass(graph, world.imports.values())) {
    if (item.kind === "interface") {
      addImport(graph, imports, item);
      continue;
    }
    const used = item.kind === "type" ? usedInterface(graph, item.type) : undefined;
    if (used !== undefined && item.kind === "type") {
      addImport(graph, imports, implied(used, graph.types[item.type]?.stability));
    }
    imports.set(worldKey(item), item);
  }

  const exports: WorldItems = new Map();
  const interfaces: WorldInterface[] = [];
  for (const [key, item] of world.exports) {
    if (item.kind === "interface") {
      interfaces.push(item);
    } else {
      exports.set(key, item);
    }
  }
  addExportedInterfaces({ graph, world, imports, exports, interfaces }, report);

  world.imports = new Map(
    sortByClass(graph, imports.values()).map((item) => [worldKey(item), item]),
  );
  world.exports = exports;
}

/** An interface that something else needs; it carries the gate of what needs it. */
function implied(id: InterfaceId, stability: Stability | undefined): WorldInterface {
  return { kind: "interface", interface: id, ...(stability && { stability }) };
}

/** Interfaces, used types, own types, functions, functions of resources: the order in which a world is printed. */
function sortByClass(graph: DraftGraph, items: Iterable<WorldItem>): WorldItem[] {
  const classes: WorldItem[][] = [[], [], [], [], []];
  for (const item of items) {
    classes[classOf(graph, item)]?.push(item);
  }
  return classes.flat();
}

function classOf(graph: DraftGraph, item: WorldItem): number {
  switch (item.kind) {
    case "interface":
      return 0;
    case "type":
      return usedInterface(graph, item.type) === undefined ? 2 : 1;
    case "function":
      return item.function.kind.kind === "freestanding" ? 3 : 4;
  }
}

interface ImportVisit {
  readonly item: WorldInterface;
  readonly dependencies: Iterator<InterfaceId>;
}

/** Adds an import after all that it needs. */
function addImport(graph: DraftGraph, imports: WorldItems, first: WorldInterface): void {
  const visit = (item: WorldInterface): ImportVisit => ({
    item,
    dependencies: interfaceDependencies(graph, item.interface).values(),
  });
  if (imports.has(worldKey(first))) {
    return;
  }
  const stack = [visit(first)];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.dependencies.next();
    if (next.done) {
      imports.set(worldKey(top.item), top.item);
      stack.pop();
    } else if (!imports.has(interfaceKey(next.value))) {
      stack.push(visit(implied(next.value, top.item.stability)));
    }
  }
}

interface ExportContext {
  readonly graph: DraftGraph;
  readonly world: DraftWorld;
  readonly imports: WorldItems;
  readonly exports: WorldItems;
  /** The interfaces that the world says it exports. */
  readonly interfaces: readonly WorldInterface[];
}

interface ExportVisit {
  readonly item: WorldInterface;
  /** What needs it. */
  readonly neededBy: ExportVisit | undefined;
  /** Whether this becomes an export; its dependencies may still be imports. */
  readonly exported: boolean;
  readonly dependencies: Iterator<InterfaceId>;
}

function addExportedInterfaces(context: ExportContext, report: Report): void {
  const { graph, exports, imports } = context;
  const declared = new Set(context.interfaces.map(worldKey));
  /** What exports need as an import. */
  const required = new Map<InterfaceId, ExportVisit>();
  const stack: ExportVisit[] = [];
  const enter = (item: WorldInterface, exported: boolean): boolean => {
    if (exports.has(worldKey(item))) {
      return exported;
    }
    if (exported || !required.has(item.interface)) {
      stack.push({
        item,
        neededBy: stack.at(-1),
        exported,
        dependencies: interfaceDependencies(graph, item.interface).values(),
      });
    }
    return true;
  };

  for (const first of context.interfaces) {
    enter(first, true);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { item, exported } = top;
      const next = top.dependencies.next();
      if (!next.done) {
        // An external id of the export goes on to what it implies, as in the reference implementation.
        const dependency: WorldInterface = {
          ...implied(next.value, item.stability),
          ...(item.externalId !== undefined && { externalId: item.externalId }),
        };
        if (!enter(dependency, exported && declared.has(interfaceKey(next.value)))) {
          reportConflict(context, first, [...pathTo(top), dependency], report);
          return;
        }
        continue;
      }
      stack.pop();
      if (exported) {
        const neededBy = required.get(item.interface);
        if (neededBy) {
          reportConflict(context, first, pathTo(neededBy), report);
          return;
        }
        exports.set(worldKey(item), item);
      } else {
        required.set(item.interface, top);
        if (!imports.has(worldKey(item))) {
          imports.set(worldKey(item), item);
        }
      }
    }
  }
}

/** From an export to what it needs. */
function pathTo(visit: ExportVisit): readonly WorldInterface[] {
  const path: WorldInterface[] = [];
  for (let current: ExportVisit | undefined = visit; current; current = current.neededBy) {
    path.push(current.item);
  }
  return path.reverse();
}

/** `path` leads from an export, through what is not exported, to an interface that is. */
function reportConflict(
  { graph, world, interfaces }: ExportContext,
  item: WorldInterface,
  path: readonly WorldInterface[],
  report: Report,
): void {
  const label = (visited: WorldInterface): string =>
    `\`${visited.name ?? interfacePath(graph, visited.interface) ?? "?"}\``;
  const declared = new Set(interfaces.map(worldKey));
  const missing = path.slice(1, -1).filter((visited) => !declared.has(worldKey(visited)));
  const hints: Hint[] = [
    {
      message: `${shorten(path.map(label)).join(" uses ")}, which is exported; but for ${shorten(missing.map(label)).join(", ")}, not exported, it would have to be imported`,
      ...(item.span && { span: item.span }),
    },
  ];
  if (missing.length > 0) {
    hints.push({ message: `export ${shorten(missing.map(label)).join(" and ")} as well` });
  }
  report(() =>
    errorAt(
      world.span,
      "incompatible-export",
      `interface ${label(item)} transitively depends on an interface in incompatible ways`,
      hints,
    ),
  );
}

function shorten(names: readonly string[]): readonly string[] {
  return names.length <= 6 ? names : [...names.slice(0, 3), "…", ...names.slice(-2)];
}
