import type { Bound, CoreFunction, ReallocFunction } from "./bound.js";
import { InstanceState } from "./instance-state.js";
import { MemoryViews } from "./memory-views.js";
import type { ResourceType } from "./resource-type.js";
import type { CoreMemory } from "./web-assembly.js";

/** Makes the state of a component instance; `name` is for messages. */
export function createInstance(name: string, parent?: InstanceState): InstanceState {
  return new InstanceState(name, parent);
}

/** Makes the views of a memory that a core module exports; without one, {@link setMemory} is due. */
export function viewMemory(memory?: unknown): MemoryViews {
  // Validation has shown what the export is.
  return new MemoryViews(memory as CoreMemory | undefined);
}

/** Gives views their memory: of a core module that imports functions which use it. */
export function setMemory(views: MemoryViews, memory: unknown): void {
  views.memory = memory as CoreMemory;
  views.refresh();
}

/** Gives a bound function its `realloc`: of a core module that imports that very function. */
export function setRealloc(bound: Bound, realloc: unknown): void {
  bound.realloc = realloc as ReallocFunction;
}

/** Sets the destructor of a resource that a core module defines. */
export function setDestructor(type: ResourceType, destructor: unknown): void {
  type.destructor = destructor as CoreFunction;
}
