import { legacyNames, standardNames, type CoreNames } from "./core-names.js";
import { functionPath } from "./function-path.js";
import { LinkError } from "./link-error.js";
import { findCompatible } from "./version-track.js";
import { webAssembly, type CoreModule } from "./web-assembly.js";
import {
  resourceKey,
  type ExportFunction,
  type ImportBinding,
  type ImportFunction,
  type WorldBinding,
} from "./world-binding.js";

/** How the imports and exports of one core module are those of a world: found once, used by every instance. */
export interface ModulePlan {
  readonly names: CoreNames;
  readonly imports: readonly PlannedImport[];
  readonly exports: readonly PlannedExport[];
  readonly destructors: readonly PlannedDestructor[];
}

/** A core import, and what the world has for it. */
export type PlannedImport = CoreImportName & (PlannedFunction | PlannedBuiltin);

interface CoreImportName {
  readonly module: string;
  readonly field: string;
}

interface PlannedFunction {
  readonly kind: "function";
  /** For messages: `imports["a:b/c"].f()`. */
  readonly path: string;
  readonly interfaceName: string;
  readonly mangled: string;
  readonly binding: ImportBinding;
  readonly function: ImportFunction;
}

interface PlannedBuiltin {
  readonly kind: "new" | "rep" | "drop";
  /** The key of the resource's run-time type. */
  readonly resource: string;
}

/** An exported function of the world, and the core exports that it is made of. */
export interface PlannedExport {
  readonly path: string;
  readonly core: string;
  readonly postReturn: string;
  readonly function: ExportFunction;
}

/** The core export that is the destructor of a resource. */
export interface PlannedDestructor {
  readonly resource: string;
  readonly core: string;
}

const plans = /* @__PURE__ */ new WeakMap<CoreModule, Map<WorldBinding, ModulePlan>>();

/**
 * Matches a core module with a world.
 *
 * @throws LinkError naming every import that the world lacks and every export that the module lacks
 */
export function planCoreModule(world: WorldBinding, module: CoreModule): ModulePlan {
  const known = plans.get(module) ?? new Map<WorldBinding, ModulePlan>();
  let plan = known.get(world);
  if (plan === undefined) {
    plan = makePlan(world, module);
    plans.set(module, known.set(world, plan));
  }
  return plan;
}

function makePlan(world: WorldBinding, module: CoreModule): ModulePlan {
  const present = new Set(webAssembly.Module.exports(module).map((each) => each.name));
  const names = present.has(standardNames.memory) ? standardNames : legacyNames;
  const problems: string[] = [];
  const imports: PlannedImport[] = [];
  for (const { module: from, name } of webAssembly.Module.imports(module)) {
    const found = planImport(world, names, from, name);
    if (found === undefined) {
      problems.push(`the world has no import for ${from} ${name}`);
    } else {
      imports.push({ module: from, field: name, ...found });
    }
  }
  const exports: PlannedExport[] = [];
  const destructors: PlannedDestructor[] = [];
  for (const [interfaceName, binding] of Object.entries(world.exports)) {
    for (const [mangled, exported] of Object.entries(binding.functions)) {
      const core = names.exported(interfaceName, mangled);
      if (!present.has(core)) {
        problems.push(`missing export ${core}: ${exported.signature}`);
      }
      exports.push({
        path: functionPath("exports", interfaceName, mangled, binding),
        core,
        postReturn: names.postReturn(core),
        function: exported,
      });
    }
    for (const name of Object.keys(binding.resources ?? {})) {
      destructors.push({
        resource: resourceKey("exports", interfaceName, name),
        core: names.destructor(interfaceName, name),
      });
    }
  }
  if (problems.length > 0) {
    throw new LinkError(`the core module does not fit ${world.name}`, problems);
  }
  return { names, imports, exports, destructors };
}

function planImport(
  world: WorldBinding,
  names: CoreNames,
  module: string,
  field: string,
): PlannedFunction | PlannedBuiltin | undefined {
  const imported = names.importedInterface(module);
  if (imported === undefined) {
    return undefined;
  }
  const { side } = imported;
  const interfaceName = worldName(world[side], imported.name);
  if (interfaceName === undefined) {
    return undefined;
  }
  const binding = side === "imports" ? world.imports[interfaceName] : undefined;
  const declared =
    binding !== undefined && Object.hasOwn(binding.functions, field)
      ? binding.functions[field]
      : undefined;
  if (binding !== undefined && declared !== undefined) {
    return {
      kind: "function",
      path: functionPath("imports", interfaceName, field, binding),
      interfaceName,
      mangled: field,
      binding,
      function: declared,
    };
  }
  const builtin = names.builtin(field);
  if (builtin === undefined) {
    return undefined;
  }
  const { resources } = world[side][interfaceName] ?? {};
  return resources !== undefined && Object.hasOwn(resources, builtin.resource)
    ? { kind: builtin.kind, resource: resourceKey(side, interfaceName, builtin.resource) }
    : undefined;
}

/** The world's own name for an interface that a module may name by another compatible version. */
function worldName(
  interfaces: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  const named = Object.fromEntries(Object.keys(interfaces).map((each) => [each, each]));
  const found = findCompatible(named, name);
  // Every object has a `constructor`.
  return typeof found === "string" ? found : undefined;
}
