// The canonical ABI at run time: what generated code imports from `wit-ts/runtime`.
export * from "./glue-runtime.js";
export type { Bound, CoreFunction, ReallocFunction } from "./bound.js";
export { isComponentError } from "./component-error.js";
export { contract1 } from "./contract.js";
export { functionsOf, GuestResource } from "./guest-resource.js";
export { resourceDrop, resourceNew, resourceRep } from "./handles.js";
export { InstanceState } from "./instance-state.js";
export {
  instantiateWorld,
  instantiateWorldSync,
  type ComponentLoader,
  type ComponentSource,
  type LoadedComponent,
} from "./instantiate-world.js";
export { LinkError } from "./link-error.js";
export { MemoryViews } from "./memory-views.js";
export { noConstructor } from "./no-constructor.js";
export { dispose, type HostClass, type ResourceType } from "./resource-type.js";
export { installTrapHelper, isTrap, type Trap, type TrapCode } from "./trap.js";
export type * from "./types.js";
export type { CoreModule } from "./web-assembly.js";
export type {
  ExportBinding,
  ExportFunction,
  ExportResource,
  HandleClass,
  ImportBinding,
  ImportFunction,
  ImportResource,
  ResourceClass,
  WorldBinding,
} from "./world-binding.js";
