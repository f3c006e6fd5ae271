import type { ResourceType } from "./resource-type.js";
import type { HandleClass, ResourceClass } from "./world-binding.js";

/**
 * Makes the class of a guest's resource for one instance.
 *
 * @param bind makes the subclass of `handle` that has the constructor and the static functions
 * @param functions all functions of the resource, bound
 */
export function bindClass<Class>(
  type: ResourceType,
  bind: (type: ResourceType, functions: never) => ResourceClass,
  handle: HandleClass,
  functions: object,
): Class {
  // Glue looks the functions up by name.
  type.functions = functions as Readonly<Record<string, unknown>>;
  const bound = bind(type, functions as never);
  type.wrap = (representation, borrowed) =>
    Reflect.construct(handle, [type, representation, borrowed], bound) as object;
  return bound as Class;
}
