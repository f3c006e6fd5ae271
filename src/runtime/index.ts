// The canonical ABI at run time: what generated code imports from `wit-ts/runtime`.
export * from "./glue-runtime.js";
export * from "./rare-runtime.js";
export type { Bound, CoreFunction, ReallocFunction } from "./bound.js";
export { bindCallee, bindCaller } from "./bind-inside.js";
export { bindClass } from "./bind-class.js";
export { bindFunction, bindWaiting, type CanonOptions } from "./bind-function.js";
export {
  backpressureDec,
  backpressureInc,
  contextGet,
  contextGetI64,
  contextSet,
  makeTaskState,
  unsupportedBuiltin,
  unsupportedLower,
  withContext,
  withEndedContext,
} from "./canon-builtins.js";
export { compileFile } from "./compile-file.js";
export { isComponentError } from "./is-component-error.js";
export { contract1 } from "./contract.js";
export { coreModuleLoader } from "./core-module-loader.js";
export {
  createInstance,
  setDestructor,
  setMemory,
  setRealloc,
  viewMemory,
} from "./create-instance.js";
export { disposeInstances } from "./dispose-instance.js";
export { enterFromHost, leaveToHost } from "./enter.js";
export { enterFromCaller } from "./enter-from-caller.js";
export { enteringSet } from "./enter-inside.js";
export { errorContextDebugMessage, errorContextDrop, errorContextNew } from "./error-context.js";
export { functionsOf, GuestResource } from "./guest-resource.js";
export { resourceNew, resourceRep } from "./handles.js";
export { InstanceState } from "./instance-state.js";
export {
  instantiateWorld,
  type ComponentLoader,
  type ComponentSource,
  type LoadedComponent,
} from "./instantiate-world.js";
export { instantiateWorldSync } from "./instantiate-world-sync.js";
export { LinkError } from "./link-error.js";
export { liftFunctions } from "./lift-functions.js";
export { link, linkSync, type Linking, type LinkRequest } from "./link-modules.js";
export { lowerFunctions } from "./lower-functions.js";
export { makeExports } from "./make-exports.js";
export { MemoryViews } from "./memory-views.js";
export { noConstructor } from "./no-constructor.js";
export {
  providedImports,
  type GivenImports,
  type ImportProvider,
  type InstantiateOptions,
} from "./provided-imports.js";
export {
  checkImports,
  importedClass,
  importedFunction,
  importedInterface,
} from "./read-imports.js";
export { resourceDropHost, resourceDropOwn } from "./resource-drop.js";
export { resourceDropOther } from "./resource-drop-other.js";
export { dispose, type HostClass, type ResourceType } from "./resource-type.js";
export { startFailed } from "./start-failed.js";
export {
  type CopyBuiltin,
  copyCancel,
  copyDrop,
  copyNew,
  copyTransfer,
  subtaskCancel,
  subtaskDrop,
  taskCancel,
  taskReturn,
  threadNewIndirect,
  threadSuspend,
  threadSwitch,
  threadYield,
  waitableJoin,
  waitableSetDrop,
  waitableSetNew,
  waitableSetPoll,
  waitableSetWait,
} from "./task-builtins.js";
export type { TaggedString } from "./transcode-strings.js";
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
