import type {
  LinkPlan,
  PlannedCanon,
  PlannedExport,
  PlannedLift,
  PlannedOptions,
  Step,
} from "../../component/link-plan.js";

/** What of a link plan cannot be written ahead of time, so that the loader has to run it; `undefined`: nothing. */
export function planProblem(plan: LinkPlan): string | undefined {
  return (
    first(plan.steps, stepProblem) ??
    first(plan.canons, canonProblem) ??
    first(plan.lifts, (lift) => liftProblem(plan, lift)) ??
    first(plan.exports, exportProblem)
  );
}

function first<T>(
  items: readonly T[],
  problemOf: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function stepProblem(step: Step): string | undefined {
  if (step.kind === "component") {
    return "it imports a component";
  }
  return step.kind === "core-instance" && step.module.kind === "external"
    ? "it imports a core module"
    : undefined;
}

function canonProblem(canon: PlannedCanon): string | undefined {
  switch (canon.kind) {
    case "builtin":
      return `it uses \`canon ${canon.builtin.kind}\``;
    case "resource":
      return undefined;
    case "lower":
      return canon.function.kind === "lift"
        ? "components inside it call each other"
        : optionsProblem(canon.options);
  }
}

function liftProblem(plan: LinkPlan, lift: PlannedLift): string | undefined {
  return plan.instances[lift.instance]?.parent === undefined
    ? optionsProblem(lift.options)
    : "it exports functions of a component inside it";
}

/** Glue that is written ahead of time is for UTF-8. */
function optionsProblem({ async, stringEncoding }: PlannedOptions): string | undefined {
  if (async) {
    return "it uses the `async` option";
  }
  return stringEncoding === "utf8" ? undefined : `it uses strings in ${stringEncoding}`;
}

function exportProblem(exported: PlannedExport): string | undefined {
  switch (exported.kind) {
    case "function":
      return exported.function.kind === "lift"
        ? undefined
        : "it exports a function that it imports";
    case "instance":
      return first(exported.exports, exportProblem);
    case "core-module":
    case "component":
      return `it exports a ${exported.kind}`;
    case "resource":
      return undefined;
  }
}
