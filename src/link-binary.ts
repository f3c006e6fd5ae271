import { payloadOf } from "./component/copy-payload.js";
import { hasStart } from "./component/core-sections.js";
import type { LinkPlan } from "./component/link-plan.js";
import type { ComponentModel } from "./component/model.js";
import { makePlan } from "./component/make-plan.js";
import { skipShims } from "./component/skip-shims.js";
import { validateComponent } from "./component/validate/validate.js";
import type { Resource } from "./component/validate/types.js";
import type { Diagnostic } from "./diagnostic.js";
import type { Binary } from "./emit/binary/binary.js";
import { emitBinary, type EmittedBinary } from "./emit/binary/emit-binary.js";
import { planProblem } from "./emit/binary/plan-problem.js";
import type { EmitOptions } from "./emit/emit-options.js";
import type { PackageGraph, WorldId } from "./graph/package-graph.js";
import { trapHelperBytes } from "./runtime/trap-helper.js";

/** The code of a component that is linked ahead of time; without files, the diagnostics say why it cannot be. */
export type LinkedBinary = Partial<EmittedBinary> & { readonly diagnostics: readonly Diagnostic[] };

/** Plans how to link a component and writes that as code. */
export function linkBinary(
  graph: PackageGraph,
  worlds: readonly WorldId[],
  component: ComponentModel,
  options: EmitOptions,
): LinkedBinary {
  const { source: file = "component.wasm", fileName: name = "component" } = options;
  const [world = 0] = worlds;
  try {
    const plan = skipShims(makePlan(validateComponent(component)));
    const problem = planProblem(plan);
    return problem === undefined
      ? {
          ...emitBinary(
            graph,
            world,
            { file, name, plan, starting: startingModules(plan), payloads: payloadsOf(plan) },
            trapHelperBytes(),
            options,
          ),
          diagnostics: [],
        }
      : { diagnostics: [needsLoader(file, problem)] };
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidComponentError") {
      const { message } = error;
      return {
        diagnostics: [{ code: "invalid-binary", severity: "error", message, file, hints: [] }],
      };
    }
    if (error instanceof Error && error.name === "UnsupportedError") {
      return { diagnostics: [needsLoader(file, error.message)] };
    }
    throw error;
  }
}

/** Indices of the core modules that have a start function. */
function startingModules({ modules }: LinkPlan): ReadonlySet<number> {
  return new Set(modules.flatMap((module, index) => (hasStart(module) ? [index] : [])));
}

/** What the streams and futures of built-ins carry, by the built-in's index among the plan's canons. */
function payloadsOf({ canons }: LinkPlan): Binary["payloads"] {
  const numbers = new Map<Resource, string>();
  const numberOf = (resource: Resource): string => {
    const number = numbers.get(resource) ?? `#${numbers.size + 1}`;
    numbers.set(resource, number);
    return number;
  };
  return new Map(
    canons.flatMap((canon, index) =>
      canon.kind === "builtin" && /^(stream|future)\./.test(canon.builtin.kind)
        ? [[index, payloadOf(canon.payload, numberOf)] as const]
        : [],
    ),
  );
}

function needsLoader(file: string, problem: string): Diagnostic {
  return {
    code: "needs-loader",
    severity: "warning",
    message: `\`${file}\` cannot be linked ahead of time: ${problem}`,
    file,
    hints: [{ message: "the generated code takes the component itself, and loads it at run time" }],
  };
}
