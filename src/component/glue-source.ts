import { invariant } from "../assert.js";
import type { Backend, Glue } from "./compile-glue.js";
import type { LinkPlan } from "./link-plan.js";

/** By what glue is made at run time; `auto`: as the engine and its content security policy allow. */
export type BackendName = "auto" | "function" | "closures";

/**
 * Where glue comes from that no generated code brings along. What makes it is a chunk of its own, the closures another:
 * each is imported when it is needed first.
 */
export interface GlueSource {
  /** Imports what makes glue. */
  prepare(): Promise<void>;
  /** Makes the glue of a plan, after {@link GlueSource.prepare}. */
  make(plan: LinkPlan): Glue;
}

/** Makes the source of glue for one component and those nested in it. */
export function glueSource(backend: BackendName): GlueSource {
  let makeGlue: ((plan: LinkPlan) => Glue) | undefined;
  return {
    async prepare() {
      makeGlue ??= await importGlue(backend);
    },
    make(plan) {
      invariant(makeGlue !== undefined, "glue is prepared before it is made");
      return makeGlue(plan);
    },
  };
}

async function importGlue(backend: BackendName): Promise<(plan: LinkPlan) => Glue> {
  const { compileGlue, evaluateFunctions } = await import("./compile-glue.js");
  const evaluates = backend === "function" || (backend === "auto" && canEvaluate());
  const chosen: Backend = evaluates
    ? evaluateFunctions
    : (await import("../abi/interpret-function.js")).interpretFunctions;
  return (plan) => compileGlue(plan, chosen);
}

let evaluation: boolean | undefined;

/** Tells whether code may be made of text here; asked once, since a policy may report each attempt. */
function canEvaluate(): boolean {
  if (evaluation === undefined) {
    try {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is empty: only the permission matters
      new Function("");
      evaluation = true;
    } catch {
      evaluation = false;
    }
  }
  return evaluation;
}

/** Tells whether a plan has functions that no generated world has glue for: those between components, and other encodings. */
export function needsGlue(plan: LinkPlan): boolean {
  return (
    plan.lifts.some(({ options }) => options.stringEncoding !== "utf8") ||
    plan.canons.some(
      (canon) =>
        canon.kind === "lower" &&
        (canon.options.stringEncoding !== "utf8" || canon.function.kind === "lift"),
    ) ||
    plan.steps.some((step) => step.kind === "component") ||
    plan.exports.some(
      (item) =>
        item.kind === "component" ||
        (item.kind === "instance" && item.exports.some((inner) => inner.kind === "component")),
    )
  );
}
