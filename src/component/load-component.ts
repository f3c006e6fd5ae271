import { invariant } from "../assert.js";
import type { ComponentSource } from "../runtime/instantiate-world.js";
import { providedImports } from "../runtime/provided-imports.js";
import { webAssembly, type CoreModule as CompiledModule } from "../runtime/web-assembly.js";
import type { Glue, Results } from "./compile-glue.js";
import { binaryKind } from "./binary-kind.js";
import { decodeForLoading } from "./decode-for-loading.js";
import { InvalidComponentError, UnsupportedError } from "./errors.js";
import { importGlueSource, type BackendName, type GlueSource } from "./glue-source.js";
import type * as forWorldModule from "./instantiate-for-world.js";
import type { Component } from "./instantiate.js";
import type { LinkPlan } from "./link-plan.js";
import { isUsual, type Program, type RareLinking, type ResourceLinking } from "./linker.js";
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
  const [model, { validateComponent }] = await Promise.all([
    decodeForLoading(bytes),
    import("./validate/validate.js"),
  ]);
  const validated = validateComponent(model);
  let made: LinkPlan | undefined;
  const plan = (): LinkPlan => (made ??= makePlan(validated));
  const { isRare, hasResources, mayHaveShims } = needs(plan);
  const [modules, forWorld, rare, resources, shims] = await Promise.all([
    compileModules(model),
    importForWorld(),
    isRare ? import("./rare-linking.js") : undefined,
    hasResources ? import("./resource-linking.js") : undefined,
    mayHaveShims ? import("./skip-shims.js") : undefined,
  ]);
  if (shims !== undefined) {
    made = shims.skipShims(plan());
  }
  const { backend = "auto" } = options;
  const loaded: Loaded = { modules, rare, resources, forWorld, backend, glueSource: undefined };
  if (isRare) {
    // A world is instantiated without waiting, so that what its own glue does not cover has to be there.
    await prepareGlue(loaded);
  }
  return programComponent(plan, loaded);
}

/** What is imported only for the components that need it. */
interface Needs {
  readonly isRare: boolean;
  readonly hasResources: boolean;
  readonly mayHaveShims: boolean;
}

/**
 * Finds out from the plan what to import, also for the nested components that it exports. A plan that cannot be made needs
 * nothing: instantiating says what is wrong.
 */
function needs(makeLinkPlan: () => LinkPlan): Needs {
  try {
    const plan = makeLinkPlan();
    const isRare = !isUsual(plan);
    const hasResources = isRare || plan.resources.length > 0;
    // A module, what calls for it, and what lets that call.
    return { isRare, hasResources, mayHaveShims: plan.modules.length > 2 };
  } catch {
    return { isRare: false, hasResources: false, mayHaveShims: false };
  }
}

/** What serves generated worlds is a chunk of its own: whoever bundles no world can leave it out. */
const importForWorld = (): Promise<ForWorld> => import("./instantiate-for-world.js");
type ForWorld = typeof forWorldModule;

function isComponent(source: object): source is Component {
  return (source as Partial<Component> | undefined)?.instantiateWorld !== undefined;
}

/** A core module that carries canonical names: the tables of a world say which types they stand for. */
async function moduleComponent(module: CompiledModule): Promise<Component> {
  const { instantiateCoreModule } = await import("../runtime/instantiate-core-module.js");
  return {
    instantiate: () =>
      Promise.reject(
        new UnsupportedError(
          "a core module has no types: instantiate it through a generated world, or make a component of it",
        ),
      ),
    instantiateWorld: (world, imports) => instantiateCoreModule(world, module, imports),
  };
}

/** What a component and those nested in it have in common. */
interface Loaded {
  readonly modules: ReadonlyMap<CoreModule, CompiledModule>;
  readonly rare: RareLinking | undefined;
  readonly resources: ResourceLinking | undefined;
  readonly forWorld: ForWorld;
  readonly backend: BackendName;
  glueSource: GlueSource | undefined;
}

async function prepareGlue(loaded: Loaded): Promise<GlueSource> {
  return (loaded.glueSource ??= await importGlueSource(loaded.backend));
}

/** What makes glue, after {@link prepareGlue}. */
function preparedGlue({ glueSource }: Loaded): GlueSource {
  invariant(glueSource !== undefined, "what makes glue is imported before it is used");
  return glueSource;
}

function programComponent(makeLinkPlan: () => LinkPlan, loaded: Loaded): Component {
  const made: Partial<Record<Results, Program>> = {};
  const program = (results: Results): Program =>
    (made[results] ??= makeProgram(makeLinkPlan(), loaded, results));
  const nested = (nestedPlan: () => LinkPlan): Component => programComponent(nestedPlan, loaded);
  return {
    instantiate: async (imports = {}, options) => {
      const { chunk } = await prepareGlue(loaded);
      const given = providedImports(imports, options) as typeof imports;
      return chunk.instantiateDynamic(program("throw"), given, nested);
    },
    instantiateWorld: (world, imports) => {
      const { results = "throw" } = world;
      return loaded.forWorld.instantiateForWorld(program(results), world, imports, () =>
        preparedGlue(loaded).chunk.dynamicSide(nested),
      );
    },
  };
}

function makeProgram(plan: LinkPlan, loaded: Loaded, results: Results): Program {
  const { modules, rare, resources } = loaded;
  let made: Glue | undefined;
  const makeGlue = (): Glue => {
    const { chunk, backend } = preparedGlue(loaded);
    return chunk.compileGlue(plan, backend, results, { ...chunk, ...resources, ...rare });
  };
  return {
    plan,
    get glue() {
      return (made ??= makeGlue());
    },
    modules: plan.modules.flatMap((module) => modules.get(module) ?? []),
    rare,
    resources,
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
    throw new InvalidComponentError(`core module does not compile: ${message}`, offset);
  }
}
