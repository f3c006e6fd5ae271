import type { ComponentSource, LoadedComponent } from "../runtime/instantiate-world.js";
import { webAssembly, type CoreModule as CompiledModule } from "../runtime/web-assembly.js";
import type { Glue } from "./compile-glue.js";
import { binaryKind } from "./binary-kind.js";
import { decodeForLoading } from "./decode-for-loading.js";
import { InvalidComponentError, UnsupportedError } from "./errors.js";
import { glueSource, needsGlue, type BackendName, type GlueSource } from "./glue-source.js";
import type * as forWorldModule from "./instantiate-for-world.js";
import type { Component } from "./instantiate.js";
import type { LinkPlan } from "./link-plan.js";
import { instancesWithContext, type Program } from "./linker.js";
import { makePlan } from "./make-plan.js";
import type { ComponentModel, CoreModule } from "./model.js";
import { readSource } from "./read-source.js";

/** How {@link loadComponent} works. */
export interface LoadOptions {
  /** How glue is made: by `new Function`, by closures where that is forbidden, or (`auto`) as the engine allows. */
  readonly backend?: BackendName;
}

/**
 * Loads a component: decodes and validates it, compiles its core modules and plans its linking. A core module with
 * canonical names can be loaded too, but only a generated world can instantiate it: its `component-type` sections are
 * for the tools that make components, and nothing here reads them.
 *
 * @throws InvalidComponentError where the binary breaks a rule, with the byte offset
 * @throws UnsupportedError where it needs a feature that wit-ts does not run
 */
export async function loadComponent(
  given: ComponentSource | PromiseLike<ComponentSource>,
  options: LoadOptions = {},
): Promise<Component> {
  const source = await given;
  if (isComponent(source)) {
    return source;
  }
  if (source instanceof webAssembly.Module) {
    return moduleComponent(source);
  }
  const bytes = await readSource(source);
  if (binaryKind(bytes) === "core-module") {
    return moduleComponent(await compile(bytes, 0));
  }
  const model = await decodeForLoading(bytes);
  const { validateComponent } = await import("./validate/validate.js");
  const validated = validateComponent(model);
  let made: LinkPlan | undefined;
  const plan = (): LinkPlan => (made ??= makePlan(validated));
  const glue = glueSource(options.backend ?? "auto");
  const [modules, forWorld] = await Promise.all([
    compileModules(model),
    importForWorld(),
    // A world is instantiated without waiting, so that what its own glue does not cover has to be there.
    mayNeedGlue(plan) ? glue.prepare() : undefined,
  ]);
  return programComponent(plan, { modules, glue, forWorld });
}

/** Asks the plan; where it cannot be made, nothing is needed, and instantiating will say why. */
function mayNeedGlue(plan: () => LinkPlan): boolean {
  try {
    return needsGlue(plan());
  } catch {
    return false;
  }
}

/** What serves generated worlds is a chunk of its own: whoever bundles no world can leave it out. */
const importForWorld = (): Promise<ForWorld> => import("./instantiate-for-world.js");
type ForWorld = typeof forWorldModule;

function isComponent(source: object): source is Component {
  return "instantiateWorld" in source;
}

/** A core module that carries canonical names: the tables of a world say which types they stand for. */
async function moduleComponent(module: CompiledModule): Promise<Component> {
  const { instantiateCoreModule } = await import("../runtime/instantiate-core-module.js");
  return {
    instantiate: () =>
      Promise.reject(
        new UnsupportedError(
          "a core module has no types of its own: instantiate it through a generated world, or make a component of it",
        ),
      ),
    instantiateWorld: (world, imports) => instantiateCoreModule(world, module, imports),
  } satisfies LoadedComponent & Component;
}

/** What a component and those nested in it have in common. */
interface Loaded {
  readonly modules: ReadonlyMap<CoreModule, CompiledModule>;
  readonly glue: GlueSource;
  readonly forWorld: ForWorld;
}

function programComponent(makeLinkPlan: () => LinkPlan, loaded: Loaded): Component {
  let made: Program | undefined;
  const program = (): Program => (made ??= makeProgram(makeLinkPlan(), loaded));
  const nested = (nestedPlan: () => LinkPlan): Component => programComponent(nestedPlan, loaded);
  return {
    instantiate: async (imports = {}) => {
      const { instantiateDynamic } = await loaded.glue.prepare();
      return instantiateDynamic(program(), imports, nested);
    },
    instantiateWorld: (world, imports) =>
      loaded.forWorld.instantiateForWorld(program(), world, imports, loaded.glue.side(nested)),
  };
}

function makeProgram(plan: LinkPlan, { modules, glue }: Loaded): Program {
  let made: Glue | undefined;
  return {
    plan,
    get glue() {
      return (made ??= glue.make(plan));
    },
    modules: plan.modules.flatMap((module) => modules.get(module) ?? []),
    withContext: instancesWithContext(plan),
  };
}

/** Compiles all core modules, nested components' included, so that an invalid one is found at once. */
async function compileModules(
  model: ComponentModel,
): Promise<ReadonlyMap<CoreModule, CompiledModule>> {
  const found: CoreModule[] = [];
  collectModules(model, found);
  const compiled = await Promise.all(
    found.map(async (module) => [module, await compile(module.bytes, module.offset)] as const),
  );
  return new Map(compiled);
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

async function compile(bytes: Uint8Array, offset: number): Promise<CompiledModule> {
  try {
    // Engines take any view; the type only keeps shared memory out.
    return await webAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InvalidComponentError(`core module is not valid: ${message}`, offset);
  }
}
