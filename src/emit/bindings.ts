import { invariant } from "../assert.js";
import { typeKey } from "../abi/label-keys.js";
import { interfaceAt, typeAt, worldAt } from "../graph/graph-access.js";
import type {
  InterfaceId,
  PackageGraph,
  PackageId,
  Type,
  TypeId,
  WorldId,
  WorldInterface,
  WorldItem,
} from "../graph/package-graph.js";
import { interfacePath } from "../graph/package-name.js";
import { referencedTypes } from "../graph/type-kinds.js";
import { fileScope, interfaceFileName, versionSuffixes, type FileScope } from "./file-names.js";
import { moduleScope, type NameScope } from "./names.js";
import { usedDefinition } from "./resolve-type.js";
import { hasGuard } from "./types/type-guard.js";

/** The direction of an interface, seen from the guest: the host implements what the guest imports. */
export type Side = "imports" | "exports";

/**
 * A file that is generated: an interface in one direction, or a world. Modules are made in the order in which worlds
 * name them, and so are all names in them, so that the same graph gives the same files.
 */
export interface Module {
  readonly kind: "interface" | "world";
  readonly side: Side;
  readonly interface: InterfaceId | undefined;
  readonly world: WorldId | undefined;
  /** Path below the output directory, without extension: `imports/wasi-io-streams`. */
  readonly file: string;
  /**
   * The interfaces that are exported, among this one and those that it uses; for a world those that it only exports, whose
   * types the functions of a component may have although WIT cannot say so. Empty for imports.
   */
  readonly exported: ReadonlySet<InterfaceId>;
  /** WIT name of the interface or world; for a labelled interface or one without name, what its world calls it. */
  readonly name: string;
  /** What the world imports or exports it as: `wasi:io/streams@0.2.0`, a label, `$root` for the world itself. */
  readonly key: string;
  /** TypeScript names of the types that this module declares, in the order in which they are declared. */
  readonly typeNames: ReadonlyMap<TypeId, string>;
  /** Names of the types of the resources' classes. */
  readonly classNames: ReadonlyMap<TypeId, string>;
  /** Names of the functions that tell whether a value is of a type. */
  readonly guardNames: ReadonlyMap<TypeId, string>;
  /** Name of the type of the object that holds an interface's functions and classes. */
  readonly objectName: string;
  /** All names at the module's top level. */
  readonly scope: NameScope;
  /**
   * Types of this module that reach the guest from the host, and anonymous ones seen on the way: their lists of numbers
   * accept every typed array of the kind.
   */
  readonly lowered: Set<TypeId>;
}

/** The modules of one or several worlds of a graph. */
export interface Bindings {
  readonly graph: PackageGraph;
  readonly worlds: readonly Module[];
  /** In the order in which worlds name them. */
  readonly interfaces: readonly Module[];
  /** The module of an interface that `world` imports or exports. */
  interfaceModule(world: WorldId, item: WorldInterface, side: Side): Module;
  /** The module that declares a named type, seen from `from`. */
  declaringModule(from: Module, type: TypeId): Module;
}

interface Planner {
  readonly graph: PackageGraph;
  readonly suffixes: ReadonlyMap<PackageId, string>;
  readonly folders: Readonly<Record<Side | "worlds", FileScope>>;
  readonly modules: Map<string, Module>;
  readonly uses: Map<InterfaceId, ReadonlySet<InterfaceId>>;
  readonly worlds: Map<WorldId, Module>;
  readonly exportsOf: Map<WorldId, ReadonlySet<InterfaceId>>;
  /** What worlds call interfaces that have no name. */
  readonly labels: Map<InterfaceId, string>;
}

/**
 * Decides which files the worlds need, what they are called, and what the types in them are called.
 *
 * @param fileName what the only world's file is called instead of by the world's name
 */
export function planBindings(
  graph: PackageGraph,
  worlds: readonly WorldId[],
  fileName?: string,
): Bindings {
  const planner: Planner = {
    graph,
    suffixes: versionSuffixes(graph),
    folders: { imports: fileScope(), exports: fileScope(), worlds: fileScope() },
    modules: new Map(),
    uses: new Map(),
    worlds: new Map(),
    exportsOf: new Map(),
    labels: new Map(),
  };
  for (const world of worlds) {
    planWorld(planner, world, fileName);
  }
  const worldModules = worlds.map((world) => worldModule(planner, world));
  return {
    graph,
    worlds: worldModules,
    interfaces: [...planner.modules.values()],
    interfaceModule: (world, item, side) =>
      interfaceModule(planner, item.interface, side, exportedBy(planner, world), item.name),
    declaringModule: (from, type) => declaringModule(planner, from, type),
  };
}

function planWorld(planner: Planner, id: WorldId, fileName: string | undefined): void {
  const world = worldAt(planner.graph, id);
  const imported = interfacesOf(world.imports);
  const exported = interfacesOf(world.exports);
  for (const { interface: each, name } of [...imported, ...exported]) {
    if (name !== undefined && interfaceAt(planner.graph, each).name === undefined) {
      planner.labels.set(each, name);
    }
  }
  // One that is exported under a label is another than that which interfaces use.
  const used = exported.filter(({ interface: each, name }) => planner.labels.get(each) === name);
  const worldExports = new Set(used.map((item) => item.interface));
  planner.exportsOf.set(id, worldExports);
  for (const item of imported) {
    interfaceModule(planner, item.interface, "imports", worldExports, item.name);
  }
  for (const item of exported) {
    interfaceModule(planner, item.interface, "exports", worldExports, item.name);
  }
  const onlyExported = new Set(exported.map((item) => item.interface));
  for (const item of imported) {
    onlyExported.delete(item.interface);
  }
  const scope = moduleScope();
  const names = new Map<TypeId, string>();
  for (const name of ["Imports", "Exports", "Modules"]) {
    scope.declare(name);
  }
  for (const item of world.imports) {
    if (item.kind === "type") {
      names.set(item.type, scope.declare(typeKey(item.name)));
    }
  }
  const classNames = declareClasses(planner.graph, scope, names);
  const guardNames = declareGuards(planner.graph, scope, names);
  planner.worlds.set(id, {
    kind: "world",
    side: "imports",
    interface: undefined,
    world: id,
    file: planner.folders.worlds.declare(fileName ?? world.name),
    exported: onlyExported,
    name: world.name,
    key: "$root",
    typeNames: names,
    classNames,
    guardNames,
    objectName: "Imports",
    scope,
    lowered: new Set(),
  });
}

function exportedBy(planner: Planner, world: WorldId): ReadonlySet<InterfaceId> {
  const exported = planner.exportsOf.get(world);
  invariant(exported !== undefined, `world ${world} was not planned`);
  return exported;
}

function worldModule(planner: Planner, world: WorldId): Module {
  const module = planner.worlds.get(world);
  invariant(module !== undefined, `world ${world} was not planned`);
  return module;
}

/**
 * The module of an interface. Worlds share that of an exported interface if, of the interfaces that it uses, they export
 * the same ones; otherwise each has a file of its own. So does an interface with a label: its resources are not those of
 * the interface without one.
 */
function interfaceModule(
  planner: Planner,
  id: InterfaceId,
  side: Side,
  worldExports: ReadonlySet<InterfaceId>,
  label?: string,
): Module {
  const exported =
    side === "imports"
      ? new Set<InterfaceId>()
      : new Set([...usedInterfaces(planner, id)].filter((used) => worldExports.has(used)));
  const identity = `${side} ${id} ${label ?? ""} ${[...exported].join(" ")}`;
  const known = planner.modules.get(identity);
  if (known !== undefined) {
    return known;
  }
  const { graph, folders, suffixes } = planner;
  const file = folders[side].declare(interfaceFileName(graph, id, label, suffixes));
  const scope = moduleScope();
  const typeNames = new Map<TypeId, string>();
  const definition = interfaceAt(graph, id);
  for (const [typeName, type] of definition.types) {
    typeNames.set(type, scope.declare(typeKey(typeName)));
  }
  const classNames = declareClasses(graph, scope, typeNames);
  const guardNames = declareGuards(graph, scope, typeNames);
  const name = label ?? definition.name ?? "interface";
  const module: Module = {
    kind: "interface",
    side,
    interface: id,
    world: undefined,
    file: `${side}/${file}`,
    exported,
    name,
    key: label ?? interfacePath(graph, id) ?? name,
    typeNames,
    classNames,
    guardNames,
    objectName: scope.declare(`${typeKey(name)}${side === "imports" ? "Imports" : "Exports"}`),
    scope,
    lowered: new Set(),
  };
  planner.modules.set(identity, module);
  return module;
}

function declareClasses(
  graph: PackageGraph,
  scope: NameScope,
  typeNames: ReadonlyMap<TypeId, string>,
): ReadonlyMap<TypeId, string> {
  const classNames = new Map<TypeId, string>();
  for (const [type, name] of typeNames) {
    if (typeAt(graph, type).kind.kind === "resource") {
      classNames.set(type, scope.declare(`${name}Class`));
    }
  }
  return classNames;
}

function declareGuards(
  graph: PackageGraph,
  scope: NameScope,
  typeNames: ReadonlyMap<TypeId, string>,
): ReadonlyMap<TypeId, string> {
  const guardNames = new Map<TypeId, string>();
  for (const [type, name] of typeNames) {
    if (hasGuard(graph, usedDefinition(graph, type))) {
      guardNames.set(type, scope.declare(`is${name}`));
    }
  }
  return guardNames;
}

function declaringModule(planner: Planner, from: Module, type: TypeId): Module {
  if (from.typeNames.has(type)) {
    return from;
  }
  const { owner } = typeAt(planner.graph, type);
  invariant(owner !== undefined, `type ${type} has no owner`);
  if (owner.kind === "world") {
    return worldModule(planner, owner.world);
  }
  if (from.world !== undefined) {
    return worldInterface(planner, from, from.world, owner.interface);
  }
  const side = from.exported.has(owner.interface) ? "exports" : "imports";
  const label = planner.labels.get(owner.interface);
  return interfaceModule(planner, owner.interface, side, from.exported, label);
}

/** The module of an interface that a world's own functions use. */
function worldInterface(planner: Planner, from: Module, world: WorldId, id: InterfaceId): Module {
  const worldExports = exportedBy(planner, world);
  if (!from.exported.has(id)) {
    return interfaceModule(planner, id, "imports", worldExports, planner.labels.get(id));
  }
  const item = interfacesOf(worldAt(planner.graph, world).exports).find(
    (each) => each.interface === id,
  );
  return interfaceModule(planner, id, "exports", worldExports, item?.name);
}

function interfacesOf(items: readonly WorldItem[]): WorldInterface[] {
  return items.filter((item) => item.kind === "interface");
}

/** The interface itself and all that it uses, directly or not. */
function usedInterfaces(planner: Planner, id: InterfaceId): ReadonlySet<InterfaceId> {
  const known = planner.uses.get(id);
  if (known !== undefined) {
    return known;
  }
  const { graph } = planner;
  const used = new Set<InterfaceId>([id]);
  const seen = new Set<TypeId>();
  const visit = (type: Type): void => {
    if (typeof type === "string" || seen.has(type)) {
      return;
    }
    seen.add(type);
    const { kind, owner } = typeAt(graph, type);
    if (owner?.kind === "interface" && owner.interface !== id) {
      for (const each of usedInterfaces(planner, owner.interface)) {
        used.add(each);
      }
      return;
    }
    referencedTypes(kind).forEach(visit);
  };
  const { types, functions } = interfaceAt(graph, id);
  for (const type of types.values()) {
    visit(type);
  }
  for (const item of functions.values()) {
    for (const { type } of item.params) {
      visit(type);
    }
    if (item.result !== undefined) {
      visit(item.result);
    }
  }
  planner.uses.set(id, used);
  return used;
}
