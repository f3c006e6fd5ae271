import { bindExports, type InstanceExports } from "./bind-exports.js";
import type { Bound, CoreFunction, ReallocFunction } from "./bound.js";
import { resourceNew, resourceRep } from "./handles.js";
import { hostClass, hostFunction, hostObject, type HostImports } from "./host-imports.js";
import { InstanceState } from "./instance-state.js";
import { LinkError } from "./link-error.js";
import { MemoryViews } from "./memory-views.js";
import { planCoreModule, type ModulePlan, type PlannedImport } from "./plan-core-module.js";
import { resourceDrop } from "./resource-drop.js";
import type { ResourceType } from "./resource-type.js";
import { startFailed } from "./start-failed.js";
import { compileTrapHelper } from "./trap-helper.js";
import { prepareTraps } from "./trap.js";
import { webAssembly, type CoreExports, type CoreMemory, type CoreModule } from "./web-assembly.js";
import { resourceKey, type WorldBinding } from "./world-binding.js";

const resourceBuiltins = { new: resourceNew, rep: resourceRep, drop: resourceDrop };

/** What the functions of one instance are bound to. */
interface Binding {
  readonly instance: InstanceState;
  readonly memory: MemoryViews;
  readonly resources: Record<string, ResourceType>;
  /** Bounds that wait for the instance's realloc. */
  readonly waiting: Bound[];
}

/**
 * Links a core module whose imports and exports have the world's canonical names, and runs it.
 *
 * @throws LinkError naming everything that the world, the host or the module lacks
 */
export function instantiateCoreModule(
  world: WorldBinding,
  module: CoreModule,
  imports: HostImports,
): InstanceExports {
  const plan = planCoreModule(world, module);
  prepareTraps(compileTrapHelper);
  const instance = new InstanceState(world.name);
  const binding: Binding = {
    instance,
    memory: new MemoryViews(),
    resources: resourceTypes(world, imports, instance),
    waiting: [],
  };
  const given = coreImports(world, plan.imports, imports, binding);
  try {
    const { exports } = new webAssembly.Instance(module, given);
    return linkedExports(world, plan, exports, binding);
  } catch (error) {
    return startFailed(error);
  }
}

/** Gives an instance what it exports itself, has it initialize, and makes the exports of the world. */
function linkedExports(
  world: WorldBinding,
  plan: ModulePlan,
  exports: CoreExports,
  binding: Binding,
): InstanceExports {
  binding.memory.memory = exports[plan.names.memory] as CoreMemory | undefined;
  binding.memory.refresh();
  const realloc = (coreFunction(exports, plan.names.realloc) ??
    missingFunction(plan.names.realloc)) as ReallocFunction;
  for (const bound of binding.waiting) {
    bound.realloc = realloc;
  }
  for (const { resource, core } of plan.destructors) {
    const type = binding.resources[resource];
    if (type !== undefined) {
      type.destructor = coreFunction(exports, core);
    }
  }
  coreFunction(exports, plan.names.initialize)?.();
  const lifted = new Map(
    plan.exports.map(({ path, core, postReturn, function: exported }) => {
      const [called, cleanUp] = [coreFunction(exports, core), coreFunction(exports, postReturn)];
      return [exported, exported.lift(makeBound(binding, path, realloc, called, cleanUp))];
    }),
  );
  return bindExports(world, binding.resources, [binding.instance], (exported) =>
    lifted.get(exported),
  );
}

/** One run-time type for each resource that the world's interfaces define. */
function resourceTypes(
  world: WorldBinding,
  imports: HostImports,
  instance: InstanceState,
): Record<string, ResourceType> {
  const types: Record<string, ResourceType> = {};
  for (const [interfaceName, binding] of Object.entries(world.imports)) {
    for (const name of Object.keys(binding.resources ?? {})) {
      types[resourceKey("imports", interfaceName, name)] = {
        name,
        hostClass: hostClass(hostObject(imports, interfaceName), name, binding),
      };
    }
  }
  for (const [interfaceName, binding] of Object.entries(world.exports)) {
    for (const name of Object.keys(binding.resources ?? {})) {
      types[resourceKey("exports", interfaceName, name)] = { name, instance };
    }
  }
  return types;
}

function coreImports(
  world: WorldBinding,
  planned: readonly PlannedImport[],
  hostImports: HostImports,
  binding: Binding,
): Record<string, Record<string, CoreFunction>> {
  const modules: Record<string, Record<string, CoreFunction>> = {};
  const problems: string[] = [];
  for (const each of planned) {
    const made =
      each.kind === "function"
        ? lowered(each, hostImports, binding)
        : resourceBuiltin(each, binding);
    if (typeof made === "string") {
      problems.push(made);
    } else {
      (modules[each.module] ??= {})[each.field] = made;
    }
  }
  if (problems.length > 0) {
    throw new LinkError(`cannot instantiate ${world.name}`, problems);
  }
  return modules;
}

function resourceBuiltin(
  { kind, resource }: Exclude<PlannedImport, { kind: "function" }>,
  { instance, resources }: Binding,
): CoreFunction {
  const type = resources[resource] ?? { name: resource };
  return resourceBuiltins[kind](instance, type) as CoreFunction;
}

/** The glue of an imported function, or what the host lacks. */
function lowered(
  {
    path,
    interfaceName,
    mangled,
    binding,
    function: imported,
  }: PlannedImport & {
    kind: "function";
  },
  hostImports: HostImports,
  target: Binding,
): CoreFunction | string {
  const found = hostFunction(hostImports, interfaceName, mangled, binding);
  if (found.kind === "missing") {
    return found.problem;
  }
  const bound = makeBound(target, path);
  target.waiting.push(bound);
  return imported.lower(bound, found.host as never) as CoreFunction;
}

function makeBound(
  { instance, memory, resources }: Binding,
  path: string,
  realloc?: ReallocFunction,
  core?: CoreFunction,
  postReturn?: CoreFunction,
): Bound {
  return { path, instance, memory, resources, realloc, core, postReturn };
}

/** Stands for a function that only some functions need. */
function missingFunction(name: string): CoreFunction {
  return () => {
    throw new TypeError(`the core module does not export ${name}`);
  };
}

function coreFunction(exports: CoreExports, name: string): CoreFunction | undefined {
  const found = exports[name];
  return typeof found === "function" ? (found as CoreFunction) : undefined;
}
