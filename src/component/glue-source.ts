import { invariant } from "../assert.js";
import type { Backend, Glue } from "./compile-glue.js";
import type * as dynamic from "./dynamic.js";
import type { Nested } from "./instantiate.js";
import type { LinkPlan } from "./link-plan.js";
import type { HostSide } from "./linker.js";

/** By what glue is made at run time; `auto`: as the engine and its content security policy allow. */
export type BackendName = "auto" | "function" | "closures";

/**
 * What serves components for which there is no generated code. It is a chunk of its own, the closures another: each is
 * imported when it is needed first.
 */
export interface GlueSource {
  /** Imports what is needed; before that, the other members cannot be used. */
  prepare(): Promise<typeof dynamic>;
  /** Makes the glue of a plan. */
  make(plan: LinkPlan): Glue;
  /** Makes the side of a host without generated code. */
  side(nested: Nested): HostSide;
}

/** Makes the source of glue for one component and those nested in it. */
export function glueSource(backendName: BackendName): GlueSource {
  let prepared: { readonly chunk: typeof dynamic; readonly backend: Backend } | undefined;
  const found = (): NonNullable<typeof prepared> => {
    invariant(prepared !== undefined, "what makes glue is imported before it is used");
    return prepared;
  };
  return {
    async prepare() {
      prepared ??= await importDynamic(backendName);
      return prepared.chunk;
    },
    make(plan) {
      const { chunk, backend } = found();
      return chunk.compileGlue(plan, backend);
    },
    side: (nested) => ({
      lowerImport: (...lower) =>
        found()
          .chunk.dynamicSide(nested)
          .lowerImport(...lower),
      exportsOf: (...items) =>
        found()
          .chunk.dynamicSide(nested)
          .exportsOf(...items),
    }),
  };
}

async function importDynamic(
  backendName: BackendName,
): Promise<{ readonly chunk: typeof dynamic; readonly backend: Backend }> {
  const chunk = await import("./dynamic.js");
  const evaluates = backendName === "function" || (backendName === "auto" && canEvaluate());
  const backend = evaluates
    ? chunk.evaluateFunctions
    : (await import("../abi/interpret-function.js")).interpretFunctions;
  return { chunk, backend };
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
