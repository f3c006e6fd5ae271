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
import type { LinkPlan, PlannedCanon, PlannedExport } from "./link-plan.js";
import type { StringEncoding } from "./model.js";

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

interface Group {
  readonly encoding: StringEncoding;
  readonly side: ValueSide;
  /** Names of functions in the compiled text, with how each is made. */
  readonly members: Map<string, (module: GlueModule) => GlueFactory>;
  compiled?: Readonly<Record<string, LiftFactory | LowerFactory>>;
}

/**
 * Prepares the glue of a plan: functions of one encoding and side are compiled together when the first is needed.
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
  const groupOf = (encoding: StringEncoding, side: ValueSide): Group => {
    const key = `${side} ${encoding}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { encoding, side, members: new Map() };
      groups.set(key, group);
    }
    return group;
  };
  const addLift = (index: number, side: ValueSide, representation: boolean): void => {
    const lift = plan.lifts[index];
    if (lift !== undefined) {
      groupOf(lift.options.stringEncoding, side).members.set(
        liftName(index, representation),
        (module) => liftFunction(module, lift.type, { representation }),
      );
    }
  };
  for (const exported of allExports(plan)) {
    addExport(exported, addLift);
  }
  for (const [index, canon] of plan.canons.entries()) {
    if (canon.kind !== "lower") {
      continue;
    }
    if (canon.function.kind === "lift") {
      addLift(canon.function.lift, "component", false);
    }
    groupOf(canon.options.stringEncoding, lowerSide(canon)).members.set(`lower${index}`, (module) =>
      lowerFunction(module, canon.type),
    );
  }
  const get = (group: Group, name: string): LiftFactory | LowerFactory => {
    group.compiled ??= compileGroup(group, backend, results, runtime);
    const factory = group.compiled[name];
    if (factory === undefined) {
      throw new RangeError(`no glue was prepared for ${name}`);
    }
    return factory;
  };
  return {
    lift(index, side, representation) {
      const name = liftName(index, representation);
      const encoding = plan.lifts[index]?.options.stringEncoding ?? "utf8";
      // Made under a name of its own by liftFunction.
      return get(groupOf(encoding, side), name) as LiftFactory;
    },
    lower(index) {
      const canon = plan.canons[index];
      if (canon?.kind !== "lower") {
        throw new RangeError(`canon ${index} is no lower`);
      }
      // Made under a name of its own by lowerFunction.
      return get(groupOf(canon.options.stringEncoding, lowerSide(canon)), `lower${index}`);
    },
  };
}

function liftName(index: number, representation: boolean): string {
  return `${representation ? "construct" : "lift"}${index}`;
}

function lowerSide(canon: Extract<PlannedCanon, { readonly kind: "lower" }>): ValueSide {
  return canon.function.kind === "lift" ? "component" : "host";
}

function compileGroup(
  group: Group,
  backend: Backend,
  results: Results,
  runtime: GlueRuntime,
): NonNullable<Group["compiled"]> {
  const module = createGlueModule({
    stringEncoding: group.encoding,
    values: group.side,
    results: group.side === "host" ? results : "value",
  });
  const factories = new Map<string, GlueFactory>();
  for (const [name, make] of group.members) {
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
