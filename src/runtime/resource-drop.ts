import { endBorrow } from "./borrows.js";
import { callDestructor } from "./call-destructor.js";
import type { ResourceHandle } from "./handle-table.js";
import { removeHandle } from "./handles.js";
import { cannotLeave, type InstanceState } from "./instance-state.js";
import { describe } from "./invalid-value.js";
import { dispose, type ResourceType } from "./resource-type.js";
import { makeTrap } from "./trap.js";

// The core function of `canon resource.drop` (definitions.py `canon_resource_drop`), by what defines the resource. For
// those of another component instance it is in `resource-drop-other.ts`.

/** The core function of `canon resource.drop`. */
export type Drop = (index: number) => void;

/** Drops handles of a resource that the host or the instance itself defines. */
export function resourceDrop(instance: InstanceState, type: ResourceType): Drop {
  return type.instance === undefined
    ? resourceDropHost(instance, type)
    : resourceDropOwn(instance, type);
}

/** Drops handles of a resource that the host defines. */
export function resourceDropHost(instance: InstanceState, type: ResourceType): Drop {
  return (index) => {
    const handle = dropHandle(instance, type, index);
    if (handle.scope === undefined) {
      disposeHostObject(type, handle.representation as Disposable);
    } else {
      endBorrow(handle.scope, handle);
    }
  };
}

/** Drops handles of a resource that the very instance defines: they are own handles. */
export function resourceDropOwn(instance: InstanceState, type: ResourceType): Drop {
  return (index) => {
    const handle = dropHandle(instance, type, index);
    callDestructor(type, handle.representation as number);
  };
}

/** Takes the handle out of the table that a guest drops. */
export function dropHandle(
  instance: InstanceState,
  type: ResourceType,
  index: number,
): ResourceHandle {
  if (!instance.mayLeave) {
    cannotLeave(instance);
  }
  return removeHandle(instance, type, index, 47);
}

/** What a host gives as a resource; disposing it is optional. */
interface Disposable {
  readonly [dispose]?: () => void;
}

function disposeHostObject(type: ResourceType, object: Disposable): void {
  try {
    object[dispose]?.();
  } catch (error) {
    throw makeTrap("T96", `disposing ${type.name} threw ${describe(error)}`, error);
  }
}
