import type { CoreFunction } from "./bound.js";
import { InstanceState } from "./instance-state.js";
import { MemoryViews } from "./memory-views.js";
import type { ResourceType } from "./resource-type.js";
import type { CoreMemory } from "./web-assembly.js";

/** Makes the state of a component instance; `name` is for messages. */
export function createInstance(name: string, parent?: InstanceState): InstanceState {
  return new InstanceState(name, parent);
}

/** Makes the views of a memory that a core module exports. */
export function viewMemory(memory: unknown): MemoryViews {
  // Validation has shown what the export is.
  return new MemoryViews(memory as CoreMemory);
}

/** Sets the destructor of a resource that a core module defines. */
export function setDestructor(type: ResourceType, destructor: unknown): void {
  type.destructor = destructor as CoreFunction;
}
