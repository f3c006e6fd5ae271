import { endBorrow } from "./borrows.js";
import { enterAll, leaveAll, runInside } from "./enter.js";
import { callDestructor } from "./call-destructor.js";
import type { ResourceHandle } from "./handle-table.js";
import { removeHandle } from "./handles.js";
import { cannotLeave, enteringSet, type InstanceState } from "./instance-state.js";
import { dispose, type ResourceType } from "./resource-type.js";
import { makeTrap } from "./trap.js";

// The core function of `canon resource.drop` (definitions.py `canon_resource_drop`), by what defines the resource.

type Drop = (index: number) => void;

/** Drops handles of a resource, whatever defines it. */
export function resourceDrop(instance: InstanceState, type: ResourceType): Drop {
  switch (type.instance) {
    case undefined:
      return resourceDropHost(instance, type);
    case instance:
      return resourceDropOwn(instance, type);
    default:
      return resourceDropOther(instance, type, type.instance);
  }
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

/** Drops handles of a resource that another component instance defines. */
function resourceDropOther(
  instance: InstanceState,
  type: ResourceType,
  definer: InstanceState,
): Drop {
  return (index) => {
    const handle = dropHandle(instance, type, index);
    if (handle.scope === undefined) {
      destroyFrom(instance, type, definer, handle.representation as number);
    } else {
      endBorrow(handle.scope, handle);
    }
  };
}

function dropHandle(instance: InstanceState, type: ResourceType, index: number): ResourceHandle {
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
    throw makeTrap("T96", `disposing ${type.name} threw ${String(error)}`, error);
  }
}

/** Runs the destructor of a resource that `definer` defines, called by another instance that drops the handle. */
function destroyFrom(
  caller: InstanceState,
  type: ResourceType,
  definer: InstanceState,
  representation: number,
): void {
  const entered = enteringSet(definer, caller);
  if (entered.length === 0) {
    runInside(definer, () => {
      callDestructor(type, representation);
    });
    return;
  }
  enterAll(entered);
  callDestructor(type, representation);
  leaveAll(entered);
}
