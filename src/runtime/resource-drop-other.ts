import { endBorrow } from "./borrows.js";
import { callDestructor } from "./call-destructor.js";
import { enterAll, enteringSet, leaveAll, runInside } from "./enter-inside.js";
import type { InstanceState } from "./instance-state.js";
import { dropHandle, type Drop } from "./resource-drop.js";
import type { ResourceType } from "./resource-type.js";

/** Drops handles of a resource that another component instance defines. */
export function resourceDropOther(instance: InstanceState, type: ResourceType): Drop {
  const definedBy = type.instance as InstanceState;
  const entered = enteringSet(definedBy, instance);
  return (index) => {
    const handle = dropHandle(instance, type, index);
    if (handle.scope === undefined) {
      enterAll(entered);
      // Where that is none, it is running already.
      runInside(definedBy, () => {
        callDestructor(type, handle.representation as number);
      });
      leaveAll(entered);
    } else {
      endBorrow(handle.scope, handle);
    }
  };
}
