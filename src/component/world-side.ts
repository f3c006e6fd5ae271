import type { LiftedFunction } from "../abi/compile-function.js";
import { bindExports, type InstanceExports } from "../runtime/bind-exports.js";
import type { Bound, CoreFunction } from "../runtime/bound.js";
import { hostClass, hostFunction, hostObject, type HostImports } from "../runtime/host-imports.js";
import { LinkError } from "../runtime/link-error.js";
import type { ExportFunction, WorldBinding } from "../runtime/world-binding.js";
import { isConstructor } from "./extern-name.js";
import type { PlannedFunctionType } from "./link-plan.js";
import { present, type HostSide, type Linker } from "./linker.js";
import type { MatchedExport, MatchedWorld } from "./match-world.js";

/** The host's functions: by `canon`, and those that are only passed on by the world's exported function. */
export type HostFunctions = ReadonlyMap<number | ExportFunction, unknown>;

/**
 * Finds the host's functions that the component imports.
 *
 * @throws LinkError that names all that are missing
 */
export function findHostFunctions(
  world: WorldBinding,
  matched: MatchedWorld,
  imports: HostImports,
): HostFunctions {
  const functions = new Map<number | ExportFunction, unknown>();
  const problems = new Set<string>();
  const all = [...matched.lowers, ...matched.passed];
  for (const [key, { interfaceName, mangled, binding }] of all) {
    const found = hostFunction(imports, interfaceName, mangled, binding);
    if (found.kind === "missing") {
      problems.add(found.problem);
    } else {
      functions.set(key, found.host);
    }
  }
  if (problems.size > 0) {
    throw new LinkError(`cannot instantiate ${world.name}`, [...problems]);
  }
  return functions;
}

/** The side of a host that speaks through generated code: its glue serves wherever strings are UTF-8. */
export function worldSide(
  matched: MatchedWorld,
  functions: HostFunctions,
  dynamic: () => HostSide,
): HostSide {
  return {
    lowerImport(linker, canon, lower) {
      const found = matched.lowers.get(canon);
      if (found === undefined || lower.options.stringEncoding !== "utf8") {
        return dynamic().lowerImport(linker, canon, lower);
      }
      const bound = linker.bound(
        found.path,
        linker.state(lower.instance),
        resourcesOf(linker, matched, lower),
        lower.options,
      );
      // The signatures were compared, so that the host's function is of the type that the glue wants.
      return found.declared.lower(bound, functions.get(canon) as never) as CoreFunction;
    },
    exportsOf: (linker, exports) => dynamic().exportsOf(linker, exports),
  };
}

/** The resource types that glue of a function knows: of several versions of an interface, those that it is of. */
function resourcesOf(
  linker: Linker,
  { classes, hasVersions, resources: all }: MatchedWorld,
  { resources }: PlannedFunctionType,
): Bound["resources"] {
  let keys = all;
  for (const index of hasVersions ? Object.values(resources) : []) {
    const key = classes.get(index)?.key;
    if (key !== undefined && keys[key] !== index) {
      keys = { ...keys, [key]: index };
    }
  }
  return linker.resourcesByKey(keys);
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
  functions: HostFunctions,
): InstanceExports {
  const resources = linker.resourcesByKey(matched.resources);
  return bindExports(world, resources, linker.states, (exported, _, mangled) => {
    const found = matched.exports.get(exported);
    return found === undefined
      ? functions.get(exported)
      : liftThroughTable(linker, found, mangled, exported, matched);
  });
}

/** The table's glue is for UTF-8; for other encodings the loader makes glue. */
function liftThroughTable(
  linker: Linker,
  { lift: index, path }: MatchedExport,
  mangled: string,
  exported: ExportFunction,
  matched: MatchedWorld,
): LiftedFunction {
  const lift = present(linker.program.plan.lifts[index]);
  const { options, instance } = lift;
  if (options.stringEncoding !== "utf8") {
    return linker.lift(index, path, undefined, isConstructor(mangled));
  }
  const resources = resourcesOf(linker, matched, lift);
  const bound = linker.bound(path, linker.state(instance), resources, options, lift);
  return linker.enter(index, undefined, exported.lift(bound));
}
