import type { CoreReference, LinkPlan } from "../../component/link-plan.js";

/** What a plan refers to. */
export interface PlanUses {
  /** Core instances whose exports something refers to. */
  readonly slots: ReadonlySet<number>;
  /** How many places refer to the core function of each `canon`. */
  readonly canons: ReadonlyMap<number, number>;
}

/** Counts the references of a plan. */
export function planUses({ steps, lifts, canons }: LinkPlan): PlanUses {
  const slots = new Set<number>();
  const counts = new Map<number, number>();
  const use = (reference: CoreReference | undefined): void => {
    if (reference?.kind === "export") {
      slots.add(reference.slot);
    } else if (reference !== undefined) {
      counts.set(reference.canon, (counts.get(reference.canon) ?? 0) + 1);
    }
  };
  for (const step of steps) {
    if (step.kind === "destructor") {
      use(step.destructor);
    } else if (step.kind === "core-instance") {
      for (const [, arg] of step.args) {
        if (arg.kind === "instance") {
          slots.add(arg.slot);
        } else {
          arg.items.forEach(([, item]) => {
            use(item);
          });
        }
      }
    }
  }
  for (const { core, options } of lifts) {
    [core, options.memory, options.realloc, options.postReturn].forEach(use);
  }
  for (const canon of canons) {
    if (canon.kind !== "resource") {
      [canon.options?.memory, canon.options?.realloc].forEach(use);
    }
    if (canon.kind === "builtin") {
      [canon.memory, canon.table].forEach(use);
    }
  }
  return { slots, canons: counts };
}
