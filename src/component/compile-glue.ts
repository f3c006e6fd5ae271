import {
  compileFunctions,
  type GlueRuntime,
  type LiftFactory,
  type LowerFactory,
} from "../abi/compile-function.js";
import type { GlueFactory } from "../abi/glue-form.js";
import { createGlueModule, type GlueModule, type GlueOptions } from "../abi/glue-module.js";
import { liftFunction } from "../abi/lift-function.js";
import { lowerFunction } from "../abi/lower-function.js";
import { isConstructor } from "./extern-name.js";
import type { LinkPlan, PlannedExport, PlannedOptions } from "./link-plan.js";
import { present } from "./linker.js";

/** Makes functions of glue: see `compileFunctions` and `interpretFunctions`. */
export type Backend = (
  module: GlueModule,
  factories: ReadonlyMap<string, GlueFactory>,
  runtime: GlueRuntime,
) => Readonly<Record<string, LiftFactory | LowerFactory>>;

/** The back-end that evaluates text. */
export const evaluateFunctions: Backend = (module, factories, runtime) =>
  compileFunctions(module, factories, runtime, "component");

/** Between which two sides values pass. */
export type ValueSide = GlueOptions["values"];

/** How functions that a host calls or gives say a `result` of their own. */
export type Results = GlueOptions["results"];

/** The glue of a plan's functions. Nothing in it belongs to an instance, so that all instances share it. */
export interface Glue {
  /** Glue of a lifted function; `representation`: of a constructor, for the class that holds what it makes. */
  lift(lift: number, side: ValueSide, representation: boolean): LiftFactory;
  /** Glue of a lowered function: a `canon` of the plan. */
  lower(canon: number): LowerFactory;
}

/** Functions of one encoding and side: they are compiled together. */
interface Group {
  readonly options: GlueOptions;
  /** How each is made, by its name in the compiled text. */
  readonly members: Map<string, (module: GlueModule) => GlueFactory>;
  compiled?: ReturnType<Backend>;
}

/**
 * Prepares the glue of a plan; it is made when some of it is needed first.
 *
 * @param results how functions of the host's side say theirs
 * @param runtime what glue calls
 */
export function compileGlue(
  plan: LinkPlan,
  backend: Backend,
  results: Results,
  runtime: GlueRuntime,
): Glue {
  const groups = new Map<string, Group>();
  const groupOf = new Map<string, Group>();
  const add = (
    name: string,
    { stringEncoding }: PlannedOptions,
    values: ValueSide,
    make: (module: GlueModule) => GlueFactory,
  ): void => {
    const key = `${values} ${stringEncoding}`;
    let group = groups.get(key);
    if (group === undefined) {
      const options = { stringEncoding, values, results: values === "host" ? results : "value" };
      group = { options, members: new Map() };
      groups.set(key, group);
    }
    group.members.set(name, make);
    groupOf.set(name, group);
  };
  const addLift = (index: number, side: ValueSide, representation: boolean): void => {
    const { type, options } = present(plan.lifts[index]);
    add(liftName(index, side, representation), options, side, (module) =>
      liftFunction(module, type, { representation }),
    );
  };
  for (const exported of allExports(plan)) {
    addExport(exported, addLift);
  }
  for (const [index, canon] of plan.canons.entries()) {
    if (canon.kind === "lower") {
      const { type, options } = canon;
      const target = canon.function;
      if (target.kind === "lift") {
        addLift(target.lift, "component", false);
      }
      const side = target.kind === "lift" ? "component" : "host";
      add(`lower${index}`, options, side, (module) => lowerFunction(module, type));
    }
  }
  const get = (name: string): unknown => {
    const group = present(groupOf.get(name));
    group.compiled ??= compileGroup(group, backend, runtime);
    return group.compiled[name];
  };
  return {
    // Each was added under a name of its own.
    lift: (index, side, representation) =>
      get(liftName(index, side, representation)) as LiftFactory,
    lower: (index) => get(`lower${index}`) as LowerFactory,
  };
}

function liftName(index: number, side: ValueSide, representation: boolean): string {
  return `${side === "component" ? "inside" : representation ? "construct" : "lift"}${index}`;
}

function compileGroup(
  { options, members }: Group,
  backend: Backend,
  runtime: GlueRuntime,
): ReturnType<Backend> {
  const module = { ...createGlueModule(options), names: new Set(Object.keys(runtime)) };
  const factories = new Map<string, GlueFactory>();
  for (const [name, make] of members) {
    factories.set(name, make(module));
  }
  return backend(module, factories, runtime);
}

/** All items that leave the plan: to the host, or to a component that the host gave. */
function allExports(plan: LinkPlan): readonly PlannedExport[] {
  return [
    ...plan.exports,
    ...plan.steps.flatMap((step) => (step.kind === "component" ? step.args : [])),
  ];
}

function addExport(
  exported: PlannedExport,
  addLift: (index: number, side: ValueSide, representation: boolean) => void,
): void {
  if (exported.kind === "instance") {
    for (const item of exported.exports) {
      addExport(item, addLift);
    }
  } else if (exported.kind === "function" && exported.function.kind === "lift") {
    addLift(exported.function.lift, "host", isConstructor(exported.name));
  }
}
