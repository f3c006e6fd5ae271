import { bindClass } from "./bind-class.js";
import { disposeInstances } from "./dispose-instance.js";
import { resourceOfFunction, rootName } from "./host-imports.js";
import type { InstanceState } from "./instance-state.js";
import { dispose, type ResourceType } from "./resource-type.js";
import {
  functionKey,
  resourceKey,
  type ExportBinding,
  type ExportFunction,
  type WorldBinding,
} from "./world-binding.js";

/** What an instance exports to its host: interfaces by name, the world's own functions, and the end of its use. */
export type InstanceExports = Readonly<Record<string, unknown>>;

/** Makes an exported function of the instance; `undefined` for one that the instance does not have. */
export type BindFunction = (
  exported: ExportFunction,
  interfaceName: string,
  mangled: string,
) => unknown;

/**
 * Makes the exports of an instance from the tables of its world.
 *
 * @param states all that ends with the use of the instance
 * @param bindFunction makes one exported function of the instance
 */
export function bindExports(
  world: WorldBinding,
  resources: Readonly<Record<string, ResourceType>>,
  states: readonly InstanceState[],
  bindFunction: BindFunction,
): InstanceExports {
  const made: Record<string, unknown> = {};
  for (const [interfaceName, binding] of Object.entries(world.exports)) {
    const target = bindInterface(interfaceName, binding, resources, bindFunction);
    if (interfaceName === rootName) {
      Object.assign(made, target);
      continue;
    }
    made[interfaceName] = target;
    if (binding.shortKey !== undefined) {
      made[binding.shortKey] = target;
    }
  }
  const exports = { ...made };
  Object.defineProperty(exports, dispose, {
    value: () => {
      disposeInstances(states);
    },
  });
  return exports;
}

/** Gives a copy of what it makes: V8 looks up each of many functions at every call in an object that grew. */
function bindInterface(
  interfaceName: string,
  binding: ExportBinding,
  resources: Readonly<Record<string, ResourceType>>,
  bindFunction: BindFunction,
): Record<string, unknown> {
  const target: Record<string, unknown> = {};
  const functions = new Map<string, Record<string, unknown>>();
  for (const [mangled, exported] of Object.entries(binding.functions)) {
    const bound = bindFunction(exported, interfaceName, mangled);
    if (bound === undefined) {
      continue;
    }
    let holder = target;
    if (mangled.startsWith("[")) {
      const resource = resourceOfFunction(mangled);
      holder = functions.get(resource) ?? {};
      functions.set(resource, holder);
    }
    holder[functionKey(mangled, exported)] = bound;
  }
  for (const [name, { key, bind, handle }] of Object.entries(binding.resources ?? {})) {
    const type = resources[resourceKey("exports", interfaceName, name)];
    if (type !== undefined) {
      target[key] = bindClass(type, bind, handle, { ...functions.get(name) });
    }
  }
  return { ...target };
}
