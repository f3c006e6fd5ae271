import type { InstanceExports } from "../runtime/bind-exports.js";
import type { HostImports } from "../runtime/host-imports.js";
import { webAssembly, type CoreInstance } from "../runtime/web-assembly.js";
import type { WorldBinding } from "../runtime/world-binding.js";
import { findImports, type Given } from "./host-imports.js";
import type { LinkPlan } from "./link-plan.js";
import { Linker, type HostSide, type LinkRequest, type Program } from "./linker.js";
import { matchWorld, type MatchedWorld } from "./match-world.js";
import { bindWorldClasses, findHostFunctions, worldExports, worldSide } from "./world-side.js";

const matches = new WeakMap<LinkPlan, WeakMap<WorldBinding, MatchedWorld>>();

/**
 * Instantiates a component through the tables of a generated world.
 *
 * @param dynamic gives what serves what the world has no glue for
 */
export function instantiateForWorld(
  program: Program,
  world: WorldBinding,
  given: HostImports,
  dynamic: () => HostSide,
): InstanceExports {
  const { plan } = program;
  const matched = matchOnce(plan, world);
  const functions = findHostFunctions(world, matched, given);
  const imports = findImports(plan.imports, given as Given);
  const linker = new Linker(program, imports, worldSide(matched, functions, dynamic));
  bindWorldClasses(linker, matched, given);
  link(linker);
  return worldExports(linker, world, matched, functions);
}

function matchOnce(plan: LinkPlan, world: WorldBinding): MatchedWorld {
  let worlds = matches.get(plan);
  if (worlds === undefined) {
    worlds = new WeakMap();
    matches.set(plan, worlds);
  }
  let matched = worlds.get(world);
  if (matched === undefined) {
    matched = matchWorld(plan, world);
    worlds.set(world, matched);
  }
  return matched;
}

/** Links without waiting. */
function link(linker: Linker): void {
  const steps = linker.link();
  let next = steps.next();
  while (next.done !== true) {
    let instance: unknown;
    try {
      instance = instantiate(next.value);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(instance);
  }
}

function instantiate(request: LinkRequest): CoreInstance {
  if (request.kind === "component") {
    throw new TypeError("a world has no components");
  }
  return new webAssembly.Instance(request.module, request.imports);
}
