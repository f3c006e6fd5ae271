import { invariant } from "../../assert.js";
import type { GlueFactory } from "../../abi/glue-form.js";
import { createGlueModule, type GlueModule, type StringEncoding } from "../../abi/glue-module.js";
import { interfaceAt, worldAt } from "../../graph/graph-access.js";
import { encodedModules, type EncodedModules } from "./encoded-modules.js";
import { labelKey, typeKey } from "../../abi/label-keys.js";
import { liftFunction } from "../../abi/lift-function.js";
import { lowerFunction, type HostCall } from "../../abi/lower-function.js";
import { functionName } from "../../abi/member-keys.js";
import { readableName } from "../../abi/readable-name.js";
import { signature } from "../../abi/signature.js";
import type { FunctionItem } from "../../graph/package-graph.js";
import { createAbiTypes, type AbiTypes } from "../abi-types.js";
import type { Bindings, Module, Side } from "../bindings.js";
import type { EmitOptions } from "../emit-options.js";
import { nameMembers, type Members, type ResourceFunctions } from "../function-names.js";
import { METADATA } from "../metadata.js";
import { createScope } from "../names.js";
import { importableValues } from "../runtime-symbols.js";
import { worldMembers } from "../world-members.js";

/** The glue of all modules. It is made before any of them is printed: they call each other's functions. */
export interface HostGlue {
  readonly types: AbiTypes;
  readonly modules: Map<Module, ModuleGlue>;
  /** Whether one binary is linked ahead of time: then modules export their factories, and have no tables. */
  readonly isLinked?: boolean;
}

/** The glue of one module. */
export interface ModuleGlue {
  readonly glue: GlueModule;
  /** An interface has one side, a world both. */
  readonly sides: Readonly<Partial<Record<Side, SideGlue>>>;
  /** Functions and tables that other modules call. */
  readonly exported: Set<string>;
}

/** What a module's table lists. */
export interface SideGlue {
  /** The constant that is the table, which others may name the same; for a world, its tables stand in that of the world. */
  readonly name: string;
  readonly functions: readonly FunctionGlue[];
  readonly resources: readonly ResourceGlue[];
}

/** The glue of one function. */
export interface FunctionGlue {
  readonly mangled: string;
  readonly key: string;
  readonly signature: string;
  /** The constant that is the factory. */
  readonly name: string;
  readonly factory: GlueFactory;
}

/** A resource that the interface defines. */
export interface ResourceGlue {
  readonly resource: ResourceFunctions;
  /** Names of what the class of a guest's resource consists of; a host's has its class already. */
  readonly guest: GuestClassNames | undefined;
}

/** What is known of the functions of one component beside their types; interfaces by name, the world as `$root`. */
export interface GlueFacts {
  /** Whether the guest may have a post-return function for an exported one. */
  readonly hasPostReturn: (interfaceName: string, mangled: string) => boolean;
  /** Whether the guest calls an imported function. */
  readonly isCalled: (interfaceName: string, mangled: string) => boolean;
  /** How strings stand in the guest's memory. */
  readonly encodingOf: (side: Side, interfaceName: string, mangled: string) => StringEncoding;
  /** What defines the resources of exported interfaces. */
  readonly definer: "instance" | "guest";
}

const worldFacts: GlueFacts = {
  hasPostReturn: () => true,
  isCalled: () => true,
  encodingOf: () => "utf8",
  definer: "guest",
};

/** Names of the declarations that make the class of a guest's resource. */
export interface GuestClassNames {
  /** The type of the functions of one instance. */
  readonly functions: string;
  /** The class with the methods, the same for all instances. */
  readonly handle: string;
  /** The function that makes the class of one instance. */
  readonly bind: string;
}

/**
 * Makes the glue of every function of the modules.
 *
 * @param facts of the component that it is for; absent: it serves any component of the worlds
 */
export function createHostGlue(
  bindings: Bindings,
  options: EmitOptions,
  facts: GlueFacts = worldFacts,
): HostGlue {
  const types = createAbiTypes(bindings, facts.definer);
  const modules = new Map<Module, ModuleGlue>();
  const glueOf = (module: Module): ModuleGlue => {
    const known = modules.get(module);
    invariant(known !== undefined, `${module.file} was not prepared`);
    return known;
  };
  // One set for all modules: a module that imports another's shared function finds its name free.
  const every = [...bindings.interfaces, ...bindings.worlds];
  const guards = every.flatMap(({ guardNames }) => [...guardNames.values()]);
  const names = new Set([...keptNames, ...guards]);
  const suffixes = new Map<string, number>();
  for (const module of every) {
    const home: GlueModule["home"] = (type) => {
      const origin = types.origin(type);
      return origin === undefined ? undefined : glueOf(origin.module).glue;
    };
    const values = { values: "host", results: options.results ?? "throw" } as const;
    const glue: GlueModule = {
      ...createGlueModule({ ...values, stringEncoding: "utf8" }, home, readableName),
      ...{ names, suffixes },
    };
    modules.set(module, { glue, sides: {}, exported: new Set() });
  }
  const encoded = encodedModules();
  for (const module of every) {
    const prepared = glueOf(module);
    modules.set(module, {
      ...prepared,
      sides: moduleSides(bindings, { types, facts, encoded }, module, prepared.glue),
    });
  }
  encoded.settleImports([...modules.values()].map(({ glue }) => glue));
  for (const [module, made] of modules) {
    modules.set(module, { ...made, sides: nameLocals(made) });
  }
  collectExports(modules.values());
  return { types, modules };
}

/** Lets the glue of a module go that is described in full; others may still ask what it shares. */
export function releaseGlue({ modules }: HostGlue, module: Module): void {
  const made = modules.get(module);
  if (made !== undefined) {
    made.glue.declarations.length = 0;
    modules.set(module, { ...made, sides: {} });
  }
}

/** Notes which functions of a module others call. */
function collectExports(modules: Iterable<ModuleGlue>): void {
  const byGlue = new Map([...modules].map((each) => [each.glue, each]));
  for (const glue of byGlue.keys()) {
    for (const [other, used] of glue.imports) {
      for (const name of used) {
        byGlue.get(other)?.exported.add(name);
      }
    }
  }
}

/** Factories and the like are only named when all functions that modules share have their names. */
function nameLocals({ glue, sides }: ModuleGlue): ModuleGlue["sides"] {
  const shared = glue.declarations.map(({ name }) => name);
  const imported = [...glue.imports.values()].flatMap((names) => [...names]);
  const scope = createScope(new Set([...keptNames, ...shared, ...imported]));
  const settle = (side: SideGlue): SideGlue => ({
    name: scope.declare(side.name),
    functions: side.functions.map((each) => ({ ...each, name: scope.declare(each.name) })),
    resources: side.resources.map(({ resource, guest }) => ({
      resource,
      guest: guest && { ...guest, bind: scope.declare(guest.bind) },
    })),
  });
  const { imports, exports } = sides;
  return {
    ...(imports && { imports: settle(imports) }),
    ...(exports && { exports: settle(exports) }),
  };
}

/** Names that no module's glue may take. */
const keptNames: readonly string[] = [
  ...importableValues,
  ...[METADATA, "importLoader", "instantiate", "instantiateSync", "world"],
];

/** What decides how the glue of every function is written. */
interface GlueContext {
  readonly types: AbiTypes;
  readonly facts: GlueFacts;
  readonly encoded: EncodedModules;
}

function moduleSides(
  bindings: Bindings,
  context: GlueContext,
  module: Module,
  glue: GlueModule,
): ModuleGlue["sides"] {
  const { graph } = bindings;
  if (module.interface !== undefined) {
    const { types: named, functions } = interfaceAt(graph, module.interface);
    const members = nameMembers(graph, named, functions.values());
    const side = sideGlue(context, module, glue, module.side, members);
    return module.side === "imports" ? { imports: side } : { exports: side };
  }
  invariant(module.world !== undefined, "a module is of an interface or a world");
  const world = worldAt(graph, module.world);
  return {
    imports: sideGlue(context, module, glue, "imports", worldMembers(graph, world, "imports")),
    exports: sideGlue(context, module, glue, "exports", worldMembers(graph, world, "exports")),
  };
}

function sideGlue(
  context: GlueContext,
  module: Module,
  glue: GlueModule,
  side: Side,
  members: Members,
): SideGlue {
  const functions: FunctionGlue[] = [];
  const add = (key: string, item: FunctionItem, resource?: ResourceFunctions): void => {
    functions.push(functionGlue(context, module, glue, side, key, item, resource));
  };
  for (const { key, item } of members.functions) {
    add(key, item);
  }
  const resources = members.resources.map((resource): ResourceGlue => {
    const className = typeKey(resource.name);
    if (resource.constructor !== undefined) {
      add("constructor", resource.constructor, resource);
    }
    for (const { key, item } of [...resource.methods, ...resource.statics]) {
      add(key, item, resource);
    }
    return {
      resource,
      guest: side === "imports" ? undefined : guestClassNames(module, className),
    };
  });
  return { name: `${labelKey(module.name)}Binding`, functions, resources };
}

function guestClassNames(module: Module, className: string): GuestClassNames {
  return {
    functions: module.scope.declare(`${className}Functions`),
    handle: module.scope.declare(`${className}Handle`),
    bind: `bind${className}`,
  };
}

function functionGlue(
  context: GlueContext,
  module: Module,
  base: GlueModule,
  side: Side,
  key: string,
  item: FunctionItem,
  resource: ResourceFunctions | undefined,
): FunctionGlue {
  const { types, facts, encoded } = context;
  const type = types.function(module, item);
  const isConstructor = item.kind.kind === "constructor";
  const glue = encoded.of(base, facts.encodingOf(side, module.key, item.name));
  const isCalled = side === "exports" || facts.isCalled(module.key, item.name);
  const factory =
    side === "exports"
      ? liftFunction(glue, type, {
          representation: isConstructor,
          postReturn: facts.hasPostReturn(module.key, item.name),
        })
      : lowerFunction(glue, isCalled ? type : { ...type, async: true }, hostCall(item, key));
  const owner = resource === undefined ? "" : typeKey(resource.name);
  const own = isConstructor ? "New" : typeKey(functionName(item.name).name);
  return {
    mangled: item.name,
    key,
    signature: signature(type),
    name: `${side === "exports" ? "lift" : "lower"}${owner}${own}`,
    factory,
  };
}

function hostCall(item: FunctionItem, key: string): HostCall {
  switch (item.kind.kind) {
    case "method":
      return { kind: "method", key };
    case "constructor":
      return { kind: "constructor" };
    case "static":
    case "freestanding":
      return { kind: "function" };
  }
}
