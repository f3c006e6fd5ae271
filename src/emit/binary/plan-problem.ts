import type { LinkPlan, PlannedExport, PlannedLift, Step } from "../../component/link-plan.js";
import { ambiguousImport } from "./plan-facts.js";

/** What of a link plan cannot be written ahead of time, so that the loader has to run it; `undefined`: nothing. */
export function planProblem(plan: LinkPlan): string | undefined {
  return (
    first(plan.steps, stepProblem) ??
    first(plan.exports, exportProblem) ??
    first(plan.lifts, liftProblem) ??
    encodingProblem(plan)
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

/** Between core modules, engines narrow values to those of core types. */
function liftProblem({ core }: PlannedLift): string | undefined {
  return core.kind === "canon" ? "it lifts a canonical definition" : undefined;
}

/** A host function has one piece of glue. */
function encodingProblem(plan: LinkPlan): string | undefined {
  const name = ambiguousImport(plan);
  return name === undefined
    ? undefined
    : `components inside it import \`${name.mangled}\` with strings in different encodings`;
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
