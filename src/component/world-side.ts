import type { LiftedFunction } from "../abi/compile-function.js";
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
import type { ExportFunction, WorldBinding } from "../runtime/world-binding.js";
import { isConstructor } from "./compile-glue.js";
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
  const resources = worldResources(linker, matched);
  const exports = bindExports(
    world,
    resources,
    linker.state(0),
    (exported, interfaceName, mangled) => {
      const reference = matched.exports.get(exportKey(interfaceName, mangled));
      if (reference === undefined) {
        return undefined;
      }
      const path = exportPath(interfaceName, exported);
      return reference.kind === "lift"
        ? liftThroughTable(linker, reference.lift, path, mangled, exported, resources)
        : linker.externalFunction(reference.from, 0);
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

/** The table's glue is for UTF-8; for other encodings the loader makes glue. */
function liftThroughTable(
  linker: Linker,
  index: number,
  path: string,
  mangled: string,
  exported: ExportFunction,
  resources: Readonly<Record<string, ResourceType>>,
): LiftedFunction {
  const { options, instance, core } = present(linker.program.plan.lifts[index]);
  if (options.stringEncoding !== "utf8") {
    return linker.lift(index, path, undefined, isConstructor(mangled));
  }
  const bound = linker.bound(path, linker.state(instance), resources, options, core);
  return linker.enter(index, undefined, exported.lift(bound));
}

function exportPath(interfaceName: string, exported: ExportFunction): string {
  return interfaceName === rootName
    ? `${exported.key}()`
    : `exports[${JSON.stringify(interfaceName)}].${exported.key}()`;
}
