import type { LoadedComponent } from "../runtime/instantiate-world.js";
import type { InstantiateOptions } from "../runtime/provided-imports.js";
import { dispose } from "../runtime/resource-type.js";
import { webAssembly } from "../runtime/web-assembly.js";
import { checkImports } from "./check-imports.js";
import { dynamicExports, dynamicSide } from "./dynamic-side.js";
import { findImports, type Given } from "./host-imports.js";
import type { LinkPlan } from "./link-plan.js";
import { Linker, type LinkRequest, type Program } from "./linker.js";

/** A component that can be instantiated: one that was loaded, or a nested one that another exports. */
export interface Component extends LoadedComponent {
  /**
   * Instantiates the component.
   *
   * @param imports by WIT name; compatible versions and names without version serve too
   * @param options `providers` are asked for what is missing
   * @throws LinkError that names everything that is missing
   */
  instantiate(imports?: Given, options?: InstantiateOptions): Promise<ComponentInstance>;
}

/** A running instance of a component. */
export interface ComponentInstance {
  /** By full name; interfaces also by short name where it is unique. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** A trap has ended the instance's life: every further call traps. Also true while a call is running. */
  readonly poisoned: boolean;
  /** Ends the use of the instance: resources of the host that it owns are disposed, further calls trap. */
  [Symbol.dispose](): void;
}

/** Makes a component of a nested one that is exported. */
export type Nested = (plan: () => LinkPlan) => Component;

/** Instantiates a component for a host that has no generated code. */
export async function instantiateDynamic(
  program: Program,
  given: Given,
  nested: Nested,
): Promise<ComponentInstance> {
  const { plan } = program;
  const imports = findImports(plan.imports, given);
  checkImports(plan.imports, imports);
  const linker = new Linker(program, imports, dynamicSide(nested));
  program.resources?.bindClasses(linker);
  await link(linker, async (request) => {
    if (request.kind === "core-instance") {
      return webAssembly.instantiate(request.module, request.imports);
    }
    const { exports } = await (request.component as Component).instantiate(
      request.imports as Given,
    );
    return exports;
  });
  const exports = dynamicExports(linker, plan.exports, nested);
  const { states } = linker;
  return {
    exports,
    get poisoned() {
      return states.some((state) => !state.mayEnter);
    },
    [dispose]() {
      linker.dispose();
    },
  };
}

/** Links, waiting for what is asked. */
async function link(
  linker: Linker,
  answer: (request: LinkRequest) => Promise<unknown>,
): Promise<void> {
  const steps = linker.link();
  let next = steps.next();
  while (next.done !== true) {
    let result: unknown;
    try {
      result = await answer(next.value);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(result);
  }
}
