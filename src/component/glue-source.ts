import type { Backend } from "./compile-glue.js";
import type * as dynamic from "./dynamic.js";

/** How glue is made at run time: by `new Function`, by closures, or (`auto`) as the content security policy allows. */
export type BackendName = "auto" | "function" | "closures";

/** What serves components for which there is no generated code, as a chunk of its own; the closures are another. */
export interface GlueSource {
  readonly chunk: typeof dynamic;
  readonly backend: Backend;
}

/** Imports what makes glue. */
export async function importGlueSource(backendName: BackendName): Promise<GlueSource> {
  const chunk = await importDynamic();
  const evaluates = backendName === "function" || (backendName === "auto" && canEvaluate());
  const backend = evaluates
    ? chunk.evaluateFunctions
    : (await import("../abi/interpret-function.js")).interpretFunctions;
  return { chunk, backend };
}

// Not within the function: Parcel (2.16) would leave out of the chunk what is not called there.
const importDynamic = (): Promise<typeof dynamic> => import("./dynamic.js");

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
