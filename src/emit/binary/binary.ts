import type { LinkPlan } from "../../component/link-plan.js";
import type { Payload } from "../../runtime/copies.js";

/** A component that code is generated for ahead of time. */
export interface Binary {
  /** The name of its file: `calculator.wasm`. */
  readonly file: string;
  /** The same without extension: what the files that are generated for it start with. */
  readonly name: string;
  readonly plan: LinkPlan;
  /** Indices of the plan's modules that have a start function. */
  readonly starting: ReadonlySet<number>;
  /** What streams and futures have in them, by index of the built-in that is of one. */
  readonly payloads: ReadonlyMap<number, Payload>;
}
