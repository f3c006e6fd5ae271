import type { InstanceExports } from "../runtime/bind-exports.js";
import type { HostImports } from "../runtime/host-imports.js";
import type { WorldBinding } from "../runtime/world-binding.js";
import { dynamicSide } from "./dynamic-side.js";
import { findImports, type Given } from "./host-imports.js";
import type { Nested } from "./instantiate.js";
import type { LinkPlan } from "./link-plan.js";
import { Linker, linkSync, type Program } from "./linker.js";
import { matchWorld, type MatchedWorld } from "./match-world.js";
import { bindWorldClasses, findHostFunctions, worldExports, worldSide } from "./world-side.js";

export { instantiateCoreModule } from "../runtime/instantiate-core-module.js";

const matches = new WeakMap<LinkPlan, WeakMap<WorldBinding, MatchedWorld>>();

/** Instantiates a component through the tables of a generated world. */
export function instantiateForWorld(
  program: Program,
  world: WorldBinding,
  given: HostImports,
  nested: Nested,
): InstanceExports {
  const { plan } = program;
  const matched = matchOnce(plan, world);
  const functions = findHostFunctions(world, matched, given);
  const imports = findImports(plan.imports, given as Given);
  const side = worldSide(matched, functions, dynamicSide(nested));
  const linker = new Linker(program, imports, side);
  bindWorldClasses(linker, matched, given);
  linkSync(linker, () => {
    throw new TypeError(
      "a component that imports components cannot be instantiated through a world",
    );
  });
  return worldExports(linker, world, matched);
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
