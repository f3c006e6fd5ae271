import { labelKey, typeKey } from "../abi/label-keys.js";
import { functionName } from "../abi/member-keys.js";
import type { LiftedFunction } from "../abi/compile-function.js";
import type { Bound, CoreFunction, ReallocFunction } from "../runtime/bound.js";
import { closeInstances, disposeInstances } from "../runtime/dispose-instance.js";
import { enterFromHost, leaveToHost } from "../runtime/enter.js";
import { InstanceState } from "../runtime/instance-state.js";
import { MemoryViews } from "../runtime/memory-views.js";
import type { ResourceType } from "../runtime/resource-type.js";
import { startFailed } from "../runtime/start-failed.js";
import { compileTrapHelper } from "../runtime/trap-helper.js";
import { prepareTraps } from "../runtime/trap.js";
import {
  type CoreExports,
  type CoreInstance,
  type CoreMemory,
  type CoreModule,
} from "../runtime/web-assembly.js";
import type { Glue } from "./compile-glue.js";
import type * as rareLinking from "./rare-linking.js";
import type * as resourceLinking from "./resource-linking.js";
import { enterHolder, hostFunction, type Holder } from "./host-imports.js";
import type {
  CoreArgument,
  CoreReference,
  ExternalReference,
  FunctionReference,
  LinkPlan,
  ModuleReference,
  PlannedCanon,
  PlannedLower,
  PlannedResourceBuiltin,
  PlannedExport,
  PlannedLift,
  PlannedOptions,
  Step,
} from "./link-plan.js";

/** What all instances of one loaded component share. */
export interface Program {
  readonly plan: LinkPlan;
  readonly glue: Glue;
  /** Compiled core modules, in the plan's order. */
  readonly modules: readonly CoreModule[];
  /** Absent where the plan does not need it: see {@link isUsual}. */
  readonly rare: RareLinking | undefined;
  /** Absent where the plan has none. */
  readonly resources: ResourceLinking | undefined;
}

/** The chunk `rare-linking.ts`. */
export type RareLinking = typeof rareLinking;
/** The chunk `resource-linking.ts`. */
export type ResourceLinking = typeof resourceLinking;

/**
 * Tells whether a plan is of the usual kind: one component of core modules between which and its host UTF-8 strings pass,
 * without async functions. For others `rare-linking.ts` is needed, and glue that no generated world has.
 */
export function isUsual(plan: LinkPlan): boolean {
  const { instances, lifts, canons, steps, exports } = plan;
  return (
    lifts.every(
      ({ instance, options, core }) =>
        options.stringEncoding === "utf8" &&
        instances[instance]?.parent === undefined &&
        core.kind === "export",
    ) &&
    canons.every(
      (canon) =>
        (canon.kind === "resource" && !isOfOther(plan, canon)) ||
        (canon.kind === "lower" &&
          canon.options.stringEncoding === "utf8" &&
          !canon.options.async &&
          canon.function.kind === "external"),
    ) &&
    steps.every((step) => step.kind !== "component") &&
    exports.every(isUsualExport)
  );
}

function isUsualExport(item: PlannedExport): boolean {
  return item.kind === "instance" ? item.exports.every(isUsualExport) : item.kind !== "component";
}

/** Whether a built-in drops handles of a resource that another component instance defines. */
function isOfOther(
  { resources }: LinkPlan,
  { instance, resource }: PlannedResourceBuiltin,
): boolean {
  const planned = resources[resource];
  return planned?.kind === "defined" && planned.instance !== instance;
}

/** How an instance meets its host: by what values are, or by the tables of a generated world. */
export interface HostSide {
  /** Makes the core function of an import that the host gives. */
  readonly lowerImport: (linker: Linker, canon: number, lower: PlannedLower) => CoreFunction;
  /** The exports of some items as another component's imports. */
  readonly exportsOf: (linker: Linker, exports: readonly PlannedExport[]) => object;
}

/** What linking has to wait for where it can: the caller makes it. */
export type LinkRequest =
  | {
      readonly kind: "core-instance";
      readonly module: CoreModule;
      readonly imports: Readonly<Record<string, CoreExports>>;
    }
  | { readonly kind: "component"; readonly component: unknown; readonly imports: object };

/** Runs a link plan for one instance: everything that the instance consists of. */
export class Linker {
  readonly program: Program;
  readonly states: readonly InstanceState[];
  readonly resources: readonly ResourceType[];
  readonly #side: HostSide;
  readonly #imports: ReadonlyMap<string, unknown>;
  readonly #cores: CoreExports[] = [];
  readonly #components: unknown[] = [];
  readonly #canons: (CoreFunction | undefined)[] = [];
  readonly #memories = new Map<CoreReference, MemoryViews>();
  /** What to do when a core instance is there, by slot. */
  readonly #waiting = new Map<number, (() => void)[]>();
  /** Stands for the memory of functions that need none. */
  readonly #noMemory = new MemoryViews();
  /** Resource types by key, one object for each that the plan has. */
  readonly #keyed = new Map<object, Readonly<Record<string, ResourceType>>>();

  /** @param imports what the host gives for each import, by the component's name of it */
  constructor(program: Program, imports: ReadonlyMap<string, unknown>, side: HostSide) {
    const { plan } = program;
    prepareTraps(compileTrapHelper);
    this.program = program;
    this.#imports = imports;
    this.#side = side;
    const states: InstanceState[] = [];
    for (const { name, parent } of plan.instances) {
      states.push(new InstanceState(name, parent === undefined ? undefined : states[parent]));
    }
    this.states = states;
    this.resources = plan.resources.map((resource) =>
      resource.kind === "defined"
        ? { name: resource.name, instance: this.state(resource.instance) }
        : { name: resource.name },
    );
  }

  /** Does all steps of the plan, asking the caller for instances. */
  *link(): Generator<LinkRequest, void, unknown> {
    try {
      yield* this.#link();
    } catch (error) {
      // What was linked so far may have been given away, to a component that was instantiated.
      closeInstances(this.states);
      throw error;
    }
  }

  *#link(): Generator<LinkRequest, void, unknown> {
    for (const step of this.program.plan.steps) {
      switch (step.kind) {
        case "core-instance":
          this.#cores[step.slot] = yield* this.#instantiateCore(step);
          this.#waiting.get(step.slot)?.forEach((use) => {
            use();
          });
          break;
        case "destructor":
          this.#setDestructor(this.resource(step.resource), step.destructor);
          break;
        case "component":
          this.#components[step.slot] = yield {
            kind: "component",
            component: this.external(step.component),
            imports: this.#side.exportsOf(this, step.args),
          };
          break;
      }
    }
  }

  #setDestructor(type: ResourceType, destructor: CoreReference): void {
    type.destructor = this.#task(present(type.instance), this.core(destructor) as CoreFunction);
  }

  /** What the specification runs as a task of its own. */
  #task<Called>(instance: InstanceState, called: Called): Called {
    return this.program.rare?.ownContext(this, instance, called) ?? called;
  }

  /** Instantiates a core module; its start function runs inside the component instance. */
  *#instantiateCore(
    step: Extract<Step, { kind: "core-instance" }>,
  ): Generator<LinkRequest, CoreExports, unknown> {
    const imports: Record<string, CoreExports> = {};
    for (const [name, arg] of step.args) {
      imports[name] = arg.kind === "instance" ? present(this.#cores[arg.slot]) : this.#items(arg);
    }
    const module = this.module(step.module);
    const state = this.state(step.instance);
    enterFromHost(state);
    this.program.rare?.renewContext(state);
    try {
      const instance = (yield { kind: "core-instance", module, imports }) as CoreInstance;
      leaveToHost(state);
      return instance.exports;
    } catch (error) {
      return startFailed(error);
    }
  }

  /** The items of an argument by the names that the module imports them under. */
  #items({ items }: Extract<CoreArgument, { kind: "exports" }>): CoreExports {
    const exports: Record<string, unknown> = {};
    for (const [name, item] of items) {
      exports[name] = this.core(item);
    }
    return exports;
  }

  /** The state of a component instance of the plan. */
  state(index: number): InstanceState {
    return present(this.states[index]);
  }

  /** The run-time type of a resource of the plan. */
  resource(index: number): ResourceType {
    return present(this.resources[index]);
  }

  /** A compiled core module. */
  module(reference: ModuleReference): CoreModule {
    return reference.kind === "module"
      ? present(this.program.modules[reference.module])
      : (this.external(reference.from) as CoreModule);
  }

  /** What came from outside at a place. */
  external({ source, path }: ExternalReference): unknown {
    return this.#follow(source, path).given;
  }

  /** What has in it what a reference leads to; without a path, that itself. */
  holder({ source, path }: ExternalReference): Holder {
    return this.#follow(source, path.slice(0, -1));
  }

  #follow(source: ExternalReference["source"], path: readonly string[]): Holder {
    const start =
      source.kind === "import"
        ? {
            ...enterHolder({ given: undefined, externs: this.program.plan.imports }, source.name),
            given: this.#imports.get(source.name),
          }
        : { given: present(this.#components[source.slot]) };
    return path.reduce<Holder>(enterHolder, start);
  }

  /** A function that came from outside, as glue calls it. */
  externalFunction(reference: ExternalReference, arity: number): LiftedFunction {
    return hostFunction(this.holder(reference), reference.path.at(-1), arity);
  }

  /** A core item: an export of a core instance that is there, or a core function, made when it is first asked for. */
  core(reference: CoreReference): unknown {
    if (reference.kind === "export") {
      return present(this.#cores[reference.slot])[reference.name];
    }
    const { canon } = reference;
    return (this.#canons[canon] ??= this.#makeCanon(
      canon,
      present(this.program.plan.canons[canon]),
    ));
  }

  #makeCanon(index: number, canon: PlannedCanon): CoreFunction {
    if (canon.kind === "resource") {
      const make = isOfOther(this.program.plan, canon)
        ? present(this.program.rare).resourceDropOther
        : present(this.program.resources).builtins[canon.builtin];
      return make(this.state(canon.instance), this.resource(canon.resource)) as CoreFunction;
    }
    return canon.kind === "lower" && canon.function.kind === "external" && !canon.options.async
      ? this.#side.lowerImport(this, index, canon)
      : present(this.program.rare).makeCanon(this, index, canon);
  }

  /** The run-time types of a function's resources by the keys that its glue knows them by; the same object each time. */
  resourcesByKey(resources: Readonly<Record<string, number>>): Bound["resources"] {
    let keyed = this.#keyed.get(resources);
    if (keyed === undefined) {
      const made: Record<string, ResourceType> = {};
      for (const key in resources) {
        made[key] = this.resource(present(resources[key]));
      }
      keyed = made;
      this.#keyed.set(resources, keyed);
    }
    return keyed;
  }

  /**
   * What the glue of one function is bound to. A memory or `realloc` of a core instance that is not there yet is put in
   * when it is.
   *
   * @param lift the function to lift; absent where one is lowered
   */
  bound(
    path: string,
    instance: InstanceState,
    resources: Bound["resources"],
    { memory, realloc, postReturn }: PlannedOptions,
    lift?: PlannedLift,
  ): Bound {
    const bound: Bound = {
      path,
      instance,
      memory: memory === undefined ? this.#noMemory : this.#viewsOf(memory),
      realloc: undefined,
      postReturn: postReturn && (this.core(postReturn) as CoreFunction),
      core:
        lift &&
        ((this.program.rare?.liftedCanon(this, lift) ?? this.core(lift.core)) as CoreFunction),
      resources,
    };
    if (realloc !== undefined) {
      this.#whenThere(realloc, (found) => {
        bound.realloc = this.#task(instance, found as ReallocFunction);
      });
    }
    return bound;
  }

  /** Uses what is referred to: at once, or when the core instance is there that imports what asks for it. */
  #whenThere(reference: CoreReference, use: (found: unknown) => void): void {
    if (reference.kind === "canon" || this.#cores[reference.slot] !== undefined) {
      use(this.core(reference));
      return;
    }
    const waiting = this.#waiting.get(reference.slot) ?? [];
    this.#waiting.set(reference.slot, waiting);
    waiting.push(() => {
      use(this.core(reference));
    });
  }

  /** One set of views for each index of a memory: at once, or when it is there. */
  #viewsOf(reference: CoreReference): MemoryViews {
    let views = this.#memories.get(reference);
    if (views === undefined) {
      const made = new MemoryViews();
      this.#memories.set(reference, made);
      this.#whenThere(reference, (found) => {
        made.memory = found as CoreMemory;
        made.refresh();
      });
      views = made;
    }
    return views;
  }

  /**
   * A lifted function as `caller` calls it: another component instance, or the host (`undefined`).
   *
   * @param representation whether it is a constructor and gives the representation, for the class that holds it
   */
  lift(
    index: number,
    path: string,
    caller: InstanceState | undefined,
    representation: boolean,
  ): LiftedFunction {
    const lift = present(this.program.plan.lifts[index]);
    const side = caller === undefined ? "host" : "component";
    const resources = this.resourcesByKey(lift.resources);
    const bound = this.bound(path, this.state(lift.instance), resources, lift.options, lift);
    const called =
      caller === undefined
        ? bound
        : { ...bound, postReturn: this.program.rare?.calleePostReturn(this, bound) };
    return this.enter(index, caller, this.program.glue.lift(index, side, representation)(called));
  }

  /** Makes glue of a lifted function enter what a call from `caller` enters; it enters its own instance itself. */
  enter(index: number, caller: InstanceState | undefined, glue: LiftedFunction): LiftedFunction {
    const { instance } = present(this.program.plan.lifts[index]);
    return this.program.rare?.enterLift(this, instance, caller, glue) ?? glue;
  }

  /** Ends the use of the instance and of all inside. */
  dispose(): void {
    disposeInstances(this.states);
  }

  /** How messages call a function of a component inside. */
  liftPath(index: number): string {
    const lift = present(this.program.plan.lifts[index]);
    return `${this.state(lift.instance).name}.${lift.name ?? "function"}()`;
  }
}

/** How messages call the target of a lowered function that comes from outside. */
export function functionPath(reference: FunctionReference): string {
  if (reference.kind === "lift") {
    return "a function of another component instance";
  }
  const { source, path } = reference.from;
  if (source.kind !== "import") {
    return `${["component", ...path].join(".")}()`;
  }
  const { kind, resource, name } = functionName(path[path.length - 1] ?? source.name);
  const holder = path.length === 0 ? "" : `imports[${JSON.stringify(source.name)}].`;
  return kind === "constructor"
    ? `new ${holder}${typeKey(resource)}()`
    : `${holder}${kind === "function" ? "" : `${typeKey(resource)}.`}${labelKey(name)}()`;
}

/** Gives what a plan refers to: the planner has put it there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new RangeError("a link plan refers to something that it does not make");
  }
  return value;
}
