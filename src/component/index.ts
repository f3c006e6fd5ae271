/** Loading and running components whose world is not known ahead. */
export { ComponentError } from "../runtime/component-error.js";
export { isComponentError } from "../runtime/is-component-error.js";
export type { ComponentSource } from "../runtime/instantiate-world.js";
export type { ImportProvider, InstantiateOptions } from "../runtime/provided-imports.js";
export { LinkError } from "../runtime/link-error.js";
export { isTrap, type Trap, type TrapCode } from "../runtime/trap.js";
export { InvalidComponentError, UnsupportedError } from "./errors.js";
export type { Component, ComponentInstance } from "./instantiate.js";
export { loadComponent, type LoadOptions } from "./load-component.js";
