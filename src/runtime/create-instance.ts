import type { CanonOptions } from "./bind-function.js";
import type { CoreFunction, ReallocFunction } from "./bound.js";
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

/** Gives options their `realloc`, and what was bound to them before: of a core module that imports these functions. */
export function setRealloc(options: CanonOptions, realloc: unknown): void {
  options.realloc = realloc;
  for (const bound of options.waiting ?? []) {
    bound.realloc = realloc as ReallocFunction;
  }
}

/** Sets the destructor of a resource that a core module defines. */
export function setDestructor(type: ResourceType, destructor: unknown): void {
  type.destructor = destructor as CoreFunction;
}
