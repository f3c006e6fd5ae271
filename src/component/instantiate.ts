import type { LiftedFunction } from "../abi/compile-function.js";
import type { Bound, CoreFunction, ReallocFunction } from "../runtime/bound.js";
import { dispose, type ResourceType } from "../runtime/resource-type.js";
import { ResourceHandle } from "../runtime/handle-table.js";
import { InstanceState } from "../runtime/instance-state.js";
import { MemoryViews } from "../runtime/memory-views.js";
import { isTrap, makeTrap } from "../runtime/trap.js";
import {
  webAssembly,
  type CoreExports,
  type CoreInstance,
  type CoreMemory,
  type CoreModule,
} from "../runtime/web-assembly.js";
import {
  makeTaskState,
  otherBuiltin,
  resourceBuiltin,
  unsupportedLower,
  withContext,
  type TaskState,
} from "./builtins.js";
import { enteringFrom } from "./entering.js";
import type { Glue } from "./compile-glue.js";
import { makeExports } from "./host-exports.js";
import { followPath, hostClass, hostFunction, matchImports, type Given } from "./host-imports.js";
import type {
  CoreReference,
  ExternalReference,
  FunctionReference,
  LinkPlan,
  ModuleReference,
  PlannedCanon,
  PlannedExport,
  PlannedFunctionType,
  PlannedOptions,
  PlannedResource,
  Step,
} from "./link-plan.js";

/** A component that can be instantiated: one that was loaded, or a nested one that another exports. */
export interface Component {
  /**
   * Instantiates the component.
   *
   * @param imports by WIT name; compatible versions and names without version serve too
   * @throws ImportError that names everything that is missing
   */
  instantiate(imports?: Given): Promise<ComponentInstance>;
}

/** A running instance of a component. */
export interface ComponentInstance {
  /** By full name; interfaces also by short name where it is unique. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** A trap has ended the instance's life: every further call traps. Also true while a call is running. */
  readonly poisoned: boolean;
  /** Ends the use of the instance: resources of the host that it owns are disposed, further calls trap. */
  [Symbol.dispose](): void;
}

/** What all instances of one loaded component share. */
export interface Program {
  readonly plan: LinkPlan;
  readonly glue: Glue;
  /** Compiled core modules, in the plan's order. */
  readonly modules: readonly CoreModule[];
  /** Makes a component of a nested one that is exported. */
  readonly nested: (plan: () => LinkPlan) => Component;
}

/** Runs a link plan. */
export async function instantiateProgram(
  program: Program,
  imports: Given,
): Promise<ComponentInstance> {
  return new Linker(program, matchImports(program.plan.imports, imports)).run();
}

class Linker {
  readonly #program: Program;
  readonly #imports: ReadonlyMap<string, unknown>;
  readonly #states: InstanceState[] = [];
  readonly #resources: ResourceType[];
  readonly #cores: CoreExports[] = [];
  readonly #components: ComponentInstance[] = [];
  readonly #canons: (CoreFunction | undefined)[] = [];
  readonly #tasks: TaskState[] = [];
  /** Instances with `context` built-ins: their calls have storage. */
  readonly #withContext: ReadonlySet<number>;
  readonly #memories = new Map<CoreMemory, MemoryViews>();

  constructor(program: Program, imports: ReadonlyMap<string, unknown>) {
    this.#program = program;
    this.#imports = imports;
    this.#withContext = new Set(
      program.plan.canons.flatMap((canon) =>
        canon.kind === "builtin" && canon.builtin.kind.startsWith("context.") ? canon.instance : [],
      ),
    );
    for (const { name, parent } of program.plan.instances) {
      this.#states.push(
        new InstanceState(name, parent === undefined ? undefined : this.#state(parent)),
      );
    }
    this.#resources = program.plan.resources.map((resource) =>
      resource.kind === "defined"
        ? { name: resource.name, instance: this.#state(resource.instance) }
        : { name: resource.name },
    );
    for (const [index, resource] of program.plan.resources.entries()) {
      if (resource.kind === "imported" && resource.from.source.kind === "import") {
        this.#bindClass(index, resource);
      }
    }
  }

  async run(): Promise<ComponentInstance> {
    for (const step of this.#program.plan.steps) {
      await this.#step(step);
    }
    const exports = this.#exports(this.#program.plan.exports);
    const states = this.#states;
    return {
      exports,
      get poisoned() {
        return states.some((state) => !state.mayEnter);
      },
      [dispose]() {
        disposeStates(states);
      },
    };
  }

  async #step(step: Step): Promise<void> {
    switch (step.kind) {
      case "core-instance":
        this.#cores[step.slot] = await this.#instantiateCore(step);
        break;
      case "destructor":
        this.#resource(step.resource).destructor = this.#core(step.destructor) as (
          representation: number,
        ) => unknown;
        break;
      case "component": {
        const component = this.#external(step.component) as Component;
        this.#components[step.slot] = await component.instantiate(this.#exports(step.args));
        for (const [index, resource] of this.#program.plan.resources.entries()) {
          if (resource.kind === "imported" && isSlot(resource.from, step.slot)) {
            this.#bindClass(index, resource);
          }
        }
        break;
      }
    }
  }

  /** Instantiates a core module; its start function runs inside the component instance. */
  async #instantiateCore(step: Extract<Step, { kind: "core-instance" }>): Promise<CoreExports> {
    const imports: Record<string, CoreExports> = {};
    for (const [name, arg] of step.args) {
      imports[name] =
        arg.kind === "instance"
          ? this.#coreSlot(arg.slot)
          : Object.fromEntries(arg.items.map(([key, item]) => [key, this.#core(item)]));
    }
    const module = this.#module(step.module);
    const entering = enteringFrom(this.#state(step.instance), undefined);
    entering.enter();
    let instance: CoreInstance;
    try {
      instance = await webAssembly.instantiate(module, imports);
    } catch (error) {
      throw isTrap(error)
        ? error
        : makeTrap("T95", `a core module did not instantiate: ${String(error)}`, error);
    }
    entering.leave();
    return instance.exports;
  }

  #state(index: number): InstanceState {
    return present(this.#states[index]);
  }

  #task(instance: number): TaskState {
    return (this.#tasks[instance] ??= makeTaskState());
  }

  #resource(index: number): ResourceType {
    return present(this.#resources[index]);
  }

  #coreSlot(slot: number): CoreExports {
    return present(this.#cores[slot]);
  }

  #module(reference: ModuleReference): CoreModule {
    return reference.kind === "module"
      ? present(this.#program.modules[reference.module])
      : (this.#external(reference.from) as CoreModule);
  }

  /** Where a reference starts: an import, or the exports of a component that was given. */
  #sourceOf({ source }: ExternalReference): unknown {
    return source.kind === "import"
      ? this.#imports.get(source.name)
      : present(this.#components[source.slot]).exports;
  }

  #external(reference: ExternalReference): unknown {
    return followPath(this.#sourceOf(reference), reference.path);
  }

  #bindClass(index: number, resource: Extract<PlannedResource, { kind: "imported" }>): void {
    const { path } = resource.from;
    const given = followPath(this.#sourceOf(resource.from), path.slice(0, -1));
    const found = hostClass(given, path[path.length - 1]);
    if (found !== undefined) {
      this.#resource(index).hostClass = found;
    }
  }

  #core(reference: CoreReference): unknown {
    if (reference.kind === "export") {
      return this.#coreSlot(reference.slot)[reference.name];
    }
    const { canon } = reference;
    return (this.#canons[canon] ??= this.#makeCanon(
      canon,
      present(this.#program.plan.canons[canon]),
    ));
  }

  #makeCanon(index: number, canon: PlannedCanon): CoreFunction {
    const instance = this.#state(canon.instance);
    switch (canon.kind) {
      case "resource":
        return resourceBuiltin(canon.builtin, instance, this.#resource(canon.resource));
      case "builtin":
        return otherBuiltin(canon.builtin, instance, this.#task(canon.instance));
      case "lower": {
        const path = functionPath(canon.function);
        if (canon.options.async) {
          return unsupportedLower(path, instance);
        }
        const bound = this.#bound(path, instance, canon, canon.options);
        const target =
          canon.function.kind === "lift"
            ? this.#lift(canon.function.lift, path, instance)
            : this.#hostFunction(canon.function.from, canon.type.params.length);
        return this.#program.glue.lower(index)(bound, target) as CoreFunction;
      }
    }
  }

  #bound(
    path: string,
    instance: InstanceState,
    { resources }: PlannedFunctionType,
    options: PlannedOptions,
    core?: CoreReference,
  ): Bound {
    const optional = (reference: CoreReference | undefined): unknown =>
      reference === undefined ? undefined : this.#core(reference);
    return {
      path,
      instance,
      memory: this.#views(optional(options.memory) as CoreMemory | undefined),
      realloc: optional(options.realloc) as ReallocFunction | undefined,
      postReturn: optional(options.postReturn) as CoreFunction | undefined,
      core: optional(core) as CoreFunction | undefined,
      resources: Object.fromEntries(
        Object.entries(resources).map(([key, index]) => [key, this.#resource(index)]),
      ),
    };
  }

  /** One set of views for each memory. */
  #views(memory: CoreMemory | undefined): MemoryViews {
    if (memory === undefined) {
      return new MemoryViews();
    }
    let views = this.#memories.get(memory);
    if (views === undefined) {
      views = new MemoryViews(memory);
      this.#memories.set(memory, views);
    }
    return views;
  }

  /** A lifted function as `caller` calls it: another component instance, or the host (`undefined`). */
  #lift(
    index: number,
    path: string,
    caller: InstanceState | undefined,
    representation = false,
  ): LiftedFunction {
    const lift = present(this.#program.plan.lifts[index]);
    const instance = this.#state(lift.instance);
    const side = caller === undefined ? "host" : "component";
    const bound = this.#bound(path, instance, lift, lift.options, lift.core);
    const glued = this.#program.glue.lift(index, side, representation)(bound);
    const called = this.#withContext.has(lift.instance)
      ? withContext(this.#task(lift.instance), glued as (...values: unknown[]) => unknown)
      : glued;
    return enteringFrom(instance, caller).wrap(called);
  }

  #hostFunction({ source, path }: ExternalReference, arity: number): LiftedFunction {
    const container = followPath(this.#sourceOf({ source, path }), path.slice(0, -1));
    return hostFunction(container, path[path.length - 1], arity);
  }

  #exports(exports: readonly PlannedExport[]): Record<string, unknown> {
    return makeExports(
      exports,
      {
        function: (reference, path, representation) =>
          reference.kind === "lift"
            ? this.#lift(reference.lift, path, undefined, representation)
            : this.#hostFunction(reference.from, 0),
        resource: (index) => this.#resource(index),
        other: (exported) => {
          if (exported.kind === "core-module") {
            return this.#module(exported.module);
          }
          const { component } = exported;
          return component.kind === "external"
            ? this.#external(component.from)
            : this.#program.nested(component.plan);
        },
      },
      "",
    );
  }
}

function isSlot({ source }: ExternalReference, slot: number): boolean {
  return source.kind === "component" && source.slot === slot;
}

/** How messages call the target of a lowered function. */
function functionPath(reference: FunctionReference): string {
  if (reference.kind === "lift") {
    return "function of another component instance";
  }
  const { source, path } = reference.from;
  const start = source.kind === "import" ? `imports[${JSON.stringify(source.name)}]` : "component";
  return `${[start, ...path].join(".")}()`;
}

/** Disposes what the instances own of the host, and closes them. */
function disposeStates(states: readonly InstanceState[]): void {
  for (const state of states) {
    state.mayEnter = false;
    for (const handle of state.handles.clear()) {
      if (
        handle instanceof ResourceHandle &&
        handle.scope === undefined &&
        handle.type.instance === undefined
      ) {
        (handle.representation as Partial<Disposable>)[dispose]?.();
      }
    }
  }
}

/** The plan was made so that it is there. */
function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new RangeError("a link plan refers to something that it does not make");
  }
  return value;
}
