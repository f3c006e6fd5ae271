import { hasStart } from "./core-sections.js";
import { decodeCoreModule } from "./decode-core-module.js";
import type {
  CoreArgument,
  CoreReference,
  LinkPlan,
  ModuleReference,
  PlannedCanon,
  PlannedExport,
  PlannedOptions,
  Step,
} from "./link-plan.js";
import { readFixup, readShim, type FixupModule, type ShimModule } from "./shim-modules.js";

type CoreStep = Extract<Step, { readonly kind: "core-instance" }>;

/** A shim that a plan instantiates, and what fills its table. */
interface Pair {
  readonly shim: CoreStep;
  readonly fixup: CoreStep;
  /** What each function of the shim calls, by its exported name. */
  readonly targets: ReadonlyMap<string, CoreReference>;
}

/**
 * Links without the shims of wit-component where nothing can tell: modules import the functions themselves, which get the
 * memory and `realloc` of the module that imports them when it is there.
 *
 * Until its table is filled a shim's functions trap. So nothing may run before that: a plan keeps a shim if a module that
 * is instantiated between has a start function. It also keeps one that calls functions of core modules which are made
 * after their importers, for JavaScript between the two would cost more than the table does.
 */
export function skipShims(plan: LinkPlan): LinkPlan {
  let result = plan;
  for (const { slot, fixup } of fixupSteps(plan)) {
    const step = coreStep(result, slot);
    const pair = step && findPair(result, step, fixup);
    result = (pair && skip(result, pair)) ?? result;
  }
  return result === plan ? plan : withoutUnusedModules(result);
}

function fixupSteps({
  steps,
  modules,
}: LinkPlan): readonly { readonly slot: number; readonly fixup: FixupModule }[] {
  const fixups = modules.map(readFixup);
  return steps.flatMap((step) => {
    const fixup =
      step.kind === "core-instance" && step.module.kind === "module"
        ? fixups[step.module.module]
        : undefined;
    return fixup === undefined || step.kind !== "core-instance" ? [] : [{ slot: step.slot, fixup }];
  });
}

function coreStep({ steps }: LinkPlan, slot: number): CoreStep | undefined {
  return steps.find(
    (step): step is CoreStep => step.kind === "core-instance" && step.slot === slot,
  );
}

/** Finds the shim whose table a step fills, and what its functions call then; all of them have to be there. */
function findPair(plan: LinkPlan, step: CoreStep, fixup: FixupModule): Pair | undefined {
  const table = given(step, fixup.table);
  const shimStep = table?.kind === "export" ? coreStep(plan, table.slot) : undefined;
  const module = shimStep && moduleOf(plan, shimStep);
  const shim = module && readShim(module);
  if (
    table?.kind !== "export" ||
    shimStep === undefined ||
    shim?.tables.has(table.name) !== true ||
    !fits(shim, fixup)
  ) {
    return undefined;
  }
  const targets = new Map<string, CoreReference>();
  for (const [name, { index, type }] of shim.forwards) {
    const placed = fixup.functions.get(index);
    const target = placed?.type === type ? given(step, placed) : undefined;
    if (target === undefined || (target.kind === "export" && target.slot === shimStep.slot)) {
      return undefined;
    }
    targets.set(name, target);
  }
  return { shim: shimStep, fixup: step, targets };
}

function fits({ tableSize }: ShimModule, { functions }: FixupModule): boolean {
  return [...functions.keys()].every((index) => index < tableSize);
}

function moduleOf(
  { modules }: LinkPlan,
  { module }: CoreStep,
): LinkPlan["modules"][number] | undefined {
  return module.kind === "module" ? modules[module.module] : undefined;
}

/** What a step gives for an import of its module. */
function given(
  { args }: CoreStep,
  { module, name }: { readonly module: string; readonly name: string },
): CoreReference | undefined {
  const arg = args.find(([label]) => label === module)?.[1];
  return arg?.kind === "instance"
    ? { kind: "export", slot: arg.slot, name }
    : arg?.items.find(([label]) => label === name)?.[1];
}

/** The plan without a shim; `undefined` where something uses its table, could tell, or would come too early. */
function skip(plan: LinkPlan, pair: Pair): LinkPlan | undefined {
  const { steps } = plan;
  const start = steps.indexOf(pair.shim);
  const end = steps.indexOf(pair.fixup);
  if (start > end || steps.slice(start, end).some((step) => mayRun(plan, step))) {
    return undefined;
  }
  const { slot } = pair.shim;
  const replace: Replace = (reference) =>
    reference?.kind === "export" && reference.slot === slot
      ? (pair.targets.get(reference.name) ?? reference)
      : reference;
  const skipped = withoutPair(plan, pair, replace);
  return isOrdered(skipped) ? skipped : undefined;
}

/** Whether a step may run code of a guest. */
function mayRun(plan: LinkPlan, step: Step): boolean {
  if (step.kind === "destructor") {
    return false;
  }
  const module = step.kind === "core-instance" ? moduleOf(plan, step) : undefined;
  return module === undefined || hasStart(module);
}

type Replace = <Reference extends CoreReference | undefined>(
  reference: Reference,
) => Reference | CoreReference;

function withoutPair(plan: LinkPlan, { shim, fixup }: Pair, replace: Replace): LinkPlan {
  const steps: Step[] = [];
  // Nothing is dropped before the table is filled, and until then these may not be there.
  const destructors: Step[] = [];
  for (const step of plan.steps) {
    if (step === fixup) {
      steps.push(...destructors.splice(0));
    } else if (step.kind === "destructor") {
      const destructor = replace(step.destructor);
      const isLate =
        destructor !== step.destructor && plan.steps.indexOf(step) < plan.steps.indexOf(fixup);
      (isLate ? destructors : steps).push({ ...step, destructor });
    } else if (step.kind === "component") {
      steps.push(step);
    } else if (step !== shim) {
      const args = step.args.map(
        ([name, arg]) => [name, replaceIn(plan, step, name, arg, shim.slot, replace)] as const,
      );
      steps.push({ ...step, args });
    }
  }
  return {
    ...plan,
    steps,
    canons: plan.canons.map((canon) => replaceInCanon(canon, replace)),
    lifts: plan.lifts.map((lift) => ({
      ...lift,
      core: replace(lift.core),
      options: replaceOptions(lift.options, replace),
    })),
  };
}

function replaceInCanon(canon: PlannedCanon, replace: Replace): PlannedCanon {
  switch (canon.kind) {
    case "lower":
      return { ...canon, options: replaceOptions(canon.options, replace) };
    case "builtin":
      return { ...canon, options: canon.options && replaceOptions(canon.options, replace) };
    case "resource":
      return canon;
  }
}

function replaceOptions(options: PlannedOptions, replace: Replace): PlannedOptions {
  const { memory, realloc, postReturn, callback } = options;
  return {
    ...options,
    memory: replace(memory),
    realloc: replace(realloc),
    postReturn: replace(postReturn),
    callback: replace(callback),
  };
}

function replaceIn(
  plan: LinkPlan,
  step: CoreStep,
  name: string,
  arg: CoreArgument,
  shim: number,
  replace: Replace,
): CoreArgument {
  if (arg.kind === "exports") {
    return { ...arg, items: arg.items.map(([label, item]) => [label, replace(item)]) };
  }
  const module = arg.slot === shim ? moduleOf(plan, step) : undefined;
  if (module === undefined) {
    // Of an external module nothing is known: its shim stays, for the plan still refers to it.
    return arg;
  }
  const { imports } = decodeCoreModule(module);
  const items = imports
    .filter((each) => each.module === name)
    .map((each) => [each.name, replace({ kind: "export", slot: shim, name: each.name })] as const);
  return { kind: "exports", items };
}

/** Whether each step finds what it refers to; functions may get their own memory and `realloc` later. */
function isOrdered({ steps, canons, lifts }: LinkPlan): boolean {
  const slots = new Set<number>();
  const asked = new Set<PlannedCanon>();
  const isThere = (reference: CoreReference | undefined): boolean =>
    reference === undefined ||
    (reference.kind === "export" ? slots.has(reference.slot) : isReady(canons[reference.canon]));
  const isReady = (canon: PlannedCanon | undefined): boolean => {
    switch (canon?.kind) {
      case "lower":
        return (
          (!canon.options.async || optionReferences(canon.options).every(isThere)) &&
          (canon.function.kind === "external" || isLiftReady(canon, canon.function.lift))
        );
      case "builtin":
        return [...optionReferences(canon.options), canon.memory, canon.table].every(isThere);
      default:
        return true;
    }
  };
  const isLiftReady = (canon: PlannedCanon, index: number): boolean => {
    const lift = lifts[index];
    // One that leads to itself is never ready.
    const isNew = !asked.has(canon);
    asked.add(canon);
    const isThereAll = isNew && [lift?.core, ...optionReferences(lift?.options)].every(isThere);
    asked.delete(canon);
    return isThereAll;
  };
  for (const step of steps) {
    if (step.kind === "destructor" && !isThere(step.destructor)) {
      return false;
    }
    if (step.kind === "core-instance") {
      const given = step.args.flatMap(([, arg]): CoreReference[] =>
        arg.kind === "instance"
          ? [{ kind: "export", slot: arg.slot, name: "" }]
          : arg.items.map(([, item]) => item),
      );
      if (!given.every(isThere)) {
        return false;
      }
      slots.add(step.slot);
    }
  }
  return true;
}

function optionReferences(options: PlannedOptions | undefined): (CoreReference | undefined)[] {
  return options === undefined
    ? []
    : [options.memory, options.realloc, options.postReturn, options.callback];
}

function withoutUnusedModules(plan: LinkPlan): LinkPlan {
  const indices = new Map<number, number>();
  const use = (reference: ModuleReference): ModuleReference => {
    if (reference.kind === "external") {
      return reference;
    }
    const index = indices.get(reference.module) ?? indices.size;
    indices.set(reference.module, index);
    return { kind: "module", module: index };
  };
  const useExport = (exported: PlannedExport): PlannedExport => {
    switch (exported.kind) {
      case "instance":
        return { ...exported, exports: exported.exports.map(useExport) };
      case "core-module":
        return { ...exported, module: use(exported.module) };
      default:
        return exported;
    }
  };
  const steps = plan.steps.map((step): Step => {
    switch (step.kind) {
      case "core-instance":
        return { ...step, module: use(step.module) };
      case "component":
        return { ...step, args: step.args.map(useExport) };
      case "destructor":
        return step;
    }
  });
  const exports = plan.exports.map(useExport);
  const modules = [...indices.keys()].flatMap((index) => plan.modules[index] ?? []);
  return { ...plan, steps, exports, modules };
}
