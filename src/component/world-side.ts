import { bindExports, type InstanceExports } from "../runtime/bind-exports.js";
import type { CoreFunction } from "../runtime/bound.js";
import { disposeInstance } from "../runtime/dispose-instance.js";
import {
  hostClass,
  hostFunction,
  hostObject,
  rootName,
  type HostImports,
} from "../runtime/host-imports.js";
import { LinkError } from "../runtime/link-error.js";
import { dispose, type ResourceType } from "../runtime/resource-type.js";
import type { ExportBinding, ExportFunction, WorldBinding } from "../runtime/world-binding.js";
import { isConstructor } from "./compile-glue.js";
import type { PlannedLift } from "./link-plan.js";
import { functionPath, present, type HostSide, type Linker } from "./linker.js";
import { exportKey, type MatchedWorld } from "./match-world.js";

/**
 * Checks that the host gives every function of the world that the component imports.
 *
 * @throws LinkError that names all that are missing
 */
export function checkWorldImports(
  world: WorldBinding,
  matched: MatchedWorld,
  imports: HostImports,
): void {
  const problems = new Set<string>();
  for (const { interfaceName, mangled, binding } of matched.lowers.values()) {
    const found = hostFunction(imports, interfaceName, mangled, binding);
    if (found.kind === "missing") {
      problems.add(found.problem);
    }
  }
  if (problems.size > 0) {
    throw new LinkError(`cannot instantiate ${world.name}`, [...problems]);
  }
}

/** The side of a host that speaks through generated code: its glue serves wherever strings are UTF-8. */
export function worldSide(
  matched: MatchedWorld,
  imports: HostImports,
  dynamic: HostSide,
): HostSide {
  return {
    lowerImport(linker, canon, lower) {
      const found = matched.lowers.get(canon);
      if (found === undefined || lower.options.stringEncoding !== "utf8") {
        return dynamic.lowerImport(linker, canon, lower);
      }
      const { interfaceName, mangled, binding } = found;
      const host = hostFunction(imports, interfaceName, mangled, binding);
      const declared = binding.functions[mangled];
      if (host.kind === "missing" || declared === undefined) {
        throw new RangeError(`${mangled} was checked to be there`);
      }
      const bound = linker.bound(
        functionPath(lower.function),
        linker.state(lower.instance),
        worldResources(linker, matched),
        lower.options,
      );
      return declared.lower(bound, host.host as never) as CoreFunction;
    },
    exportsOf: dynamic.exportsOf,
  };
}

function worldResources(linker: Linker, matched: MatchedWorld): Record<string, ResourceType> {
  return Object.fromEntries(
    [...matched.resources].map(([key, index]) => [key, linker.resource(index)]),
  );
}

/** Tells each imported resource type which class the host has for it. */
export function bindWorldClasses(
  linker: Linker,
  matched: MatchedWorld,
  imports: HostImports,
): void {
  for (const [index, { interfaceName, name, binding }] of matched.classes) {
    linker.resource(index).hostClass = hostClass(hostObject(imports, interfaceName), name, binding);
  }
}

/** Makes the exports of an instance through the world's tables. */
export function worldExports(
  linker: Linker,
  world: WorldBinding,
  matched: MatchedWorld,
): InstanceExports {
  const { plan } = linker.program;
  const resources = worldResources(linker, matched);
  const liftOf = (interfaceName: string, mangled: string): number | undefined => {
    const reference = matched.exports.get(exportKey(interfaceName, mangled));
    return reference?.kind === "lift" ? reference.lift : undefined;
  };
  const exports = bindExports(
    adaptWorld(linker, world, liftOf),
    resources,
    linker.state(0),
    (exported, interfaceName, mangled) => {
      const index = liftOf(interfaceName, mangled);
      const lift = index === undefined ? undefined : plan.lifts[index];
      return lift === undefined
        ? undefined
        : linker.bound(
            exportPath(interfaceName, exported),
            linker.state(lift.instance),
            resources,
            lift.options,
            lift.core,
          );
    },
  );
  const result = { ...exports };
  Object.defineProperty(result, dispose, {
    value: () => {
      linker.states.forEach(disposeInstance);
    },
  });
  return result;
}

function exportPath(interfaceName: string, exported: ExportFunction): string {
  return interfaceName === rootName
    ? `${exported.key}()`
    : `exports[${JSON.stringify(interfaceName)}].${exported.key}()`;
}

/** Replaces the glue of functions that the table's own does not serve: see {@link adaptLift}. */
function adaptWorld(
  linker: Linker,
  world: WorldBinding,
  liftOf: (interfaceName: string, mangled: string) => number | undefined,
): WorldBinding {
  const exports: Record<string, ExportBinding> = {};
  for (const [interfaceName, binding] of Object.entries(world.exports)) {
    const functions: Record<string, ExportFunction> = {};
    for (const [mangled, exported] of Object.entries(binding.functions)) {
      const index = liftOf(interfaceName, mangled);
      functions[mangled] =
        index === undefined
          ? exported
          : { ...exported, lift: adaptLift(linker, index, interfaceName, mangled, exported) };
    }
    exports[interfaceName] = { ...binding, functions };
  }
  return { ...world, exports };
}

/** The table's glue is for UTF-8 and enters its own instance; for other encodings the loader makes glue. */
function adaptLift(
  linker: Linker,
  index: number,
  interfaceName: string,
  mangled: string,
  exported: ExportFunction,
): ExportFunction["lift"] {
  const lift: PlannedLift = present(linker.program.plan.lifts[index]);
  if (lift.options.stringEncoding !== "utf8") {
    return () =>
      linker.lift(index, exportPath(interfaceName, exported), undefined, isConstructor(mangled));
  }
  return (bound) => linker.enter(index, undefined, exported.lift(bound));
}
