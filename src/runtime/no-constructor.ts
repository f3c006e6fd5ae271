import type { ResourceType } from "./resource-type.js";

/** Refuses `new` for the class of a resource that has no constructor in WIT. */
export function noConstructor(type: ResourceType): never {
  throw new TypeError(`${type.name} has no constructor`);
}
