import type { CoreFunction } from "../runtime/bound.js";
import type { CoreExports } from "../runtime/web-assembly.js";
import { makeExports } from "./host-exports.js";
import type { LinkPlan, PlannedExport } from "./link-plan.js";
import { functionPath, type HostSide, type Linker } from "./linker.js";

/**
 * The side of a host that no generated code speaks for: glue is made from the component's own types.
 *
 * @param nested makes a component of a nested one that is exported
 */
export function dynamicSide(nested: (plan: () => LinkPlan) => unknown): HostSide {
  return {
    lowerImport(linker, canon, lower) {
      const path = functionPath(lower.function);
      if (lower.function.kind !== "external") {
        throw new RangeError(`${path} is no import`);
      }
      const bound = linker.bound(
        path,
        linker.state(lower.instance),
        linker.resourcesByKey(lower.resources),
        lower.options,
      );
      const host = linker.externalFunction(lower.function.from, lower.type.params.length);
      return linker.program.glue.lower(canon)(bound, host) as CoreFunction;
    },
    exportsOf: (linker, exports) => dynamicExports(linker, exports, nested),
  };
}

/** Makes the object that a host gets for some exports. */
export function dynamicExports(
  linker: Linker,
  exports: readonly PlannedExport[],
  nested: (plan: () => LinkPlan) => unknown,
): CoreExports {
  return makeExports(linker, exports, (exported) => {
    if (exported.kind === "core-module") {
      return linker.module(exported.module);
    }
    const { component } = exported;
    return component.kind === "external" ? linker.external(component.from) : nested(component.plan);
  });
}
