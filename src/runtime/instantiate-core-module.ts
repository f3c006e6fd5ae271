import type { Bound, CoreFunction, ReallocFunction } from "./bound.js";
import { legacyNames, standardNames, type CoreNames } from "./core-names.js";
import { resourceDrop, resourceNew, resourceRep } from "./handles.js";
import { hostClass, hostFunction, hostObject, rootName, type HostImports } from "./host-imports.js";
import { InstanceState } from "./instance-state.js";
import { LinkError } from "./link-error.js";
import { MemoryViews } from "./memory-views.js";
import type { ResourceType } from "./resource-type.js";
import { findCompatible } from "./version-track.js";
import {
  webAssembly,
  type CoreExports,
  type CoreImports,
  type CoreInstance,
  type CoreModule,
} from "./web-assembly.js";
import { bindExports, type InstanceExports } from "./bind-exports.js";
import { resourceKey, type ImportBinding, type WorldBinding } from "./world-binding.js";

/**
 * Links a core module whose imports and exports have the world's canonical names, and runs it.
 *
 * @throws LinkError naming every import that the world or the host lacks and every export that the module lacks
 */
export function instantiateCoreModule(
  world: WorldBinding,
  module: CoreModule,
  imports: HostImports,
): InstanceExports {
  const linking = link(world, module, imports);
  const instance = new webAssembly.Instance(module, linking.imports);
  return finish(linking, instance);
}

/** A module that is linked but not instantiated. */
interface Linking {
  readonly world: WorldBinding;
  readonly names: CoreNames;
  readonly state: InstanceState;
  readonly memory: MemoryViews;
  readonly resources: Record<string, ResourceType>;
  /** What waits for the instance's realloc. */
  readonly bounds: Bound[];
  readonly imports: CoreImports;
}

function link(world: WorldBinding, module: CoreModule, hostImports: HostImports): Linking {
  const exported = webAssembly.Module.exports(module);
  const names = exported.some((each) => each.name === standardNames.memory)
    ? standardNames
    : legacyNames;
  const state = new InstanceState(world.name);
  const linking: Linking = {
    world,
    names,
    state,
    memory: new MemoryViews(),
    resources: resourceTypes(world, hostImports, state),
    bounds: [],
    imports: {},
  };
  const problems: string[] = [];
  const modules = linking.imports as Record<string, Record<string, unknown>>;
  for (const { module: moduleName, name } of webAssembly.Module.imports(module)) {
    const found = importedFunction(linking, hostImports, moduleName, name);
    if (typeof found === "string") {
      problems.push(found);
    } else {
      (modules[moduleName] ??= {})[name] = found;
    }
  }
  const present = new Set(exported.map((each) => each.name));
  for (const [interfaceName, binding] of Object.entries(world.exports)) {
    for (const [mangled, { signature }] of Object.entries(binding.functions)) {
      const wanted = names.exported(interfaceName, mangled);
      if (!present.has(wanted)) {
        problems.push(`missing export ${wanted}: ${signature}`);
      }
    }
  }
  if (problems.length > 0) {
    throw new LinkError(`cannot instantiate the core module as ${world.name}`, problems);
  }
  return linking;
}

/** One run-time type for each resource that the world's interfaces define. */
function resourceTypes(
  world: WorldBinding,
  imports: HostImports,
  state: InstanceState,
): Record<string, ResourceType> {
  const types: Record<string, ResourceType> = {};
  for (const [interfaceName, binding] of Object.entries(world.imports)) {
    const object = hostObject(imports, interfaceName);
    for (const name of Object.keys(binding.resources ?? {})) {
      types[resourceKey("imports", interfaceName, name)] = {
        name,
        hostClass: hostClass(object, name, binding),
      };
    }
  }
  for (const [interfaceName, binding] of Object.entries(world.exports)) {
    for (const name of Object.keys(binding.resources ?? {})) {
      types[resourceKey("exports", interfaceName, name)] = { name, instance: state };
    }
  }
  return types;
}

/** The function that a core import stands for, or what is wrong with it. */
function importedFunction(
  linking: Linking,
  hostImports: HostImports,
  moduleName: string,
  name: string,
): CoreFunction | string {
  const { world, names, state, resources } = linking;
  const imported = names.importedInterface(moduleName);
  const unknown = `the world has no import for ${moduleName} ${name}`;
  if (imported === undefined) {
    return unknown;
  }
  const interfaceName = worldName(world, imported.name, imported.side);
  const builtin = names.builtin(name);
  const binding = imported.side === "imports" ? world.imports[interfaceName] : undefined;
  if (binding !== undefined && Object.hasOwn(binding.functions, name)) {
    return lowered(linking, hostImports, interfaceName, name, binding);
  }
  const type = builtin && resources[resourceKey(imported.side, interfaceName, builtin.resource)];
  if (builtin === undefined || type === undefined) {
    return unknown;
  }
  const make = { new: resourceNew, rep: resourceRep, drop: resourceDrop }[builtin.kind];
  return make(state, type) as CoreFunction;
}

function worldName(world: WorldBinding, name: string, side: "imports" | "exports"): string {
  const named = Object.fromEntries(Object.keys(world[side]).map((each) => [each, each]));
  return findCompatible(named, name) ?? name;
}

function lowered(
  linking: Linking,
  hostImports: HostImports,
  interfaceName: string,
  mangled: string,
  binding: ImportBinding,
): CoreFunction | string {
  const found = hostFunction(hostImports, interfaceName, mangled, binding);
  if (found.kind === "missing") {
    return found.problem;
  }
  const declared = binding.functions[mangled];
  const bound = makeBound(
    linking,
    `imports${memberPath(interfaceName, declared?.key ?? mangled)}`,
    undefined,
  );
  linking.bounds.push(bound);
  return declared?.lower(bound, found.host as never) as CoreFunction;
}

function memberPath(interfaceName: string, key: string): string {
  return interfaceName === rootName ? `.${key}()` : `[${JSON.stringify(interfaceName)}].${key}()`;
}

function makeBound(
  linking: Linking,
  path: string,
  core: CoreFunction | undefined,
  postReturn?: CoreFunction,
): Bound {
  return {
    path,
    instance: linking.state,
    memory: linking.memory,
    resources: linking.resources,
    core,
    postReturn,
    realloc: undefined,
  };
}

/** Fills in what the instance has, and binds its exports. */
function finish(linking: Linking, instance: CoreInstance): InstanceExports {
  const { world, names, memory, resources } = linking;
  const { exports } = instance;
  memory.memory = exports[names.memory] as MemoryViews["memory"];
  memory.refresh();
  const realloc = exports[names.realloc] as ReallocFunction | undefined;
  for (const bound of linking.bounds) {
    bound.realloc = realloc;
  }
  coreFunction(exports, names.initialize)?.();
  for (const [interfaceName, binding] of Object.entries(world.exports)) {
    for (const name of Object.keys(binding.resources ?? {})) {
      const type = resources[resourceKey("exports", interfaceName, name)];
      if (type !== undefined) {
        type.destructor = coreFunction(exports, names.destructor(interfaceName, name));
      }
    }
  }
  return bindExports(world, resources, linking.state, (interfaceName, mangled, key) => {
    const exported = names.exported(interfaceName, mangled);
    const bound = makeBound(
      linking,
      `exports${memberPath(interfaceName, key)}`,
      coreFunction(exports, exported),
      coreFunction(exports, names.postReturn(exported)),
    );
    bound.realloc = realloc;
    return bound;
  });
}

function coreFunction(exports: CoreExports, name: string): CoreFunction | undefined {
  const found = exports[name];
  return typeof found === "function" ? (found as CoreFunction) : undefined;
}
