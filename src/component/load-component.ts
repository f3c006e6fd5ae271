import { webAssembly, type CoreModule as CompiledModule } from "../runtime/web-assembly.js";
import { compileGlue } from "./compile-glue.js";
import { binaryKind, decodeComponent } from "./decode.js";
import { InvalidComponentError, UnsupportedError } from "./errors.js";
import { instantiateProgram, type Component, type Program } from "./instantiate.js";
import type { LinkPlan } from "./link-plan.js";
import { makePlan } from "./make-plan.js";
import type { ComponentModel, CoreModule } from "./model.js";
import { readSource, type ComponentSource } from "./read-source.js";

/** How {@link loadComponent} works. */
export interface LoadOptions {
  /** How glue is made: by `new Function`, by closures where that is forbidden, or (`auto`) as the engine allows. */
  readonly backend?: "auto" | "function" | "closures";
}

/**
 * Loads a component: decodes and validates it, compiles its core modules and plans its linking.
 *
 * @throws InvalidComponentError where the binary breaks a rule, with the byte offset
 * @throws UnsupportedError where it needs a feature that wit-ts does not run
 */
export async function loadComponent(
  source: ComponentSource,
  options: LoadOptions = {},
): Promise<Component> {
  const bytes = await readSource(source);
  if (binaryKind(bytes) === "core-module") {
    // A core module with canonical names or component-type sections will be accepted here.
    throw new InvalidComponentError("expected a component, found a core module", 4);
  }
  const model = decodeComponent(bytes);
  const { validateComponent } = await import("./validate/validate.js");
  const validated = validateComponent(model);
  const modules = await compileModules(model);
  return programComponent(() => makePlan(validated), modules, options);
}

function programComponent(
  makeLinkPlan: () => LinkPlan,
  modules: ReadonlyMap<CoreModule, CompiledModule>,
  options: LoadOptions,
): Component {
  let program: Program | undefined;
  return {
    instantiate(imports = {}) {
      program ??= makeProgram(makeLinkPlan(), modules, options);
      return instantiateProgram(program, imports);
    },
  };
}

function makeProgram(
  plan: LinkPlan,
  modules: ReadonlyMap<CoreModule, CompiledModule>,
  options: LoadOptions,
): Program {
  if (options.backend === "closures") {
    throw new UnsupportedError("the closures back-end is not supported yet");
  }
  return {
    plan,
    glue: compileGlue(plan, "component"),
    modules: plan.modules.flatMap((module) => modules.get(module) ?? []),
    nested: (nestedPlan) => programComponent(nestedPlan, modules, options),
  };
}

/** Compiles all core modules, nested components' included, so that an invalid one is found at once. */
async function compileModules(
  model: ComponentModel,
): Promise<ReadonlyMap<CoreModule, CompiledModule>> {
  const found: CoreModule[] = [];
  collectModules(model, found);
  const compiled = await Promise.all(found.map(compileModule));
  return new Map(compiled.map((module, index) => [found[index] as CoreModule, module]));
}

function collectModules(model: ComponentModel, found: CoreModule[]): void {
  for (const definition of model.definitions) {
    if (definition.kind === "core-module") {
      found.push(definition.module);
    } else if (definition.kind === "component") {
      collectModules(definition.component, found);
    }
  }
}

async function compileModule(module: CoreModule): Promise<CompiledModule> {
  try {
    // Engines take any view; the type only keeps shared memory out.
    return await webAssembly.compile(module.bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InvalidComponentError(`core module is not valid: ${message}`, module.offset);
  }
}
