import { endBorrow } from "./borrows.js";
import { callDestructor } from "./call-destructor.js";
import { enterAll, enteringSet, leaveAll, runInside } from "./enter-inside.js";
import type { InstanceState } from "./instance-state.js";
import { dropHandle, type Drop } from "./resource-drop.js";
import type { ResourceType } from "./resource-type.js";

/** Drops handles of a resource that another component instance defines. */
export function resourceDropOther(instance: InstanceState, type: ResourceType): Drop {
  return (index) => {
    const handle = dropHandle(instance, type, index);
    if (handle.scope === undefined) {
      destroyFrom(instance, type, handle.representation as number);
    } else {
      endBorrow(handle.scope, handle);
    }
  };
}

/** Runs the destructor of a resource, called by another instance than the one that defines it. */
function destroyFrom(caller: InstanceState, type: ResourceType, representation: number): void {
  const { instance } = type;
  const entered = instance === undefined ? [] : enteringSet(instance, caller);
  if (instance !== undefined && entered.length === 0) {
    runInside(instance, () => {
      callDestructor(type, representation);
    });
    return;
  }
  enterAll(entered);
  callDestructor(type, representation);
  leaveAll(entered);
}
