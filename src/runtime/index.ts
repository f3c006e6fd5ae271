// The canonical ABI at run time: what generated code imports from `wit-ts/runtime`.
export * from "./glue-runtime.js";
export type { Bound, CoreFunction, ReallocFunction } from "./bound.js";
export { isComponentError } from "./component-error.js";
export { contract1 } from "./contract.js";
export { GuestResource } from "./guest-resource.js";
export { resourceDrop, resourceNew, resourceRep } from "./handles.js";
export { InstanceState } from "./instance-state.js";
export { MemoryViews } from "./memory-views.js";
export { dispose, type HostClass, type ResourceType } from "./resource-type.js";
export { installTrapHelper, isTrap, type Trap, type TrapCode } from "./trap.js";
