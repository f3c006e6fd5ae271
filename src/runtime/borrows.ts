import { handlesOf, ResourceHandle, type BorrowScope } from "./handle-table.js";
import type { InstanceState } from "./instance-state.js";
import type { ResourceType } from "./resource-type.js";
import { trap } from "./trap.js";

/**
 * Puts a borrow handle into the guest's table, which the guest has to drop before it returns.
 *
 * @param onDrop learns that it has
 */
export function addBorrow(
  instance: InstanceState,
  type: ResourceType,
  representation: unknown,
  onDrop?: () => void,
): number {
  const scope = (instance.scope ??= { borrows: 0, takeBack });
  const handle = new ResourceHandle(type, representation, scope);
  if (onDrop !== undefined) {
    handle.onDrop = onDrop;
  }
  scope.borrows++;
  return handlesOf(instance).add(handle);
}

/** Counts a borrow handle that is not in the table any more. */
export function endBorrow(scope: BorrowScope, { onDrop }: ResourceHandle): void {
  scope.borrows--;
  onDrop?.();
}

/** Traps if the guest kept a borrow handle beyond the call that gave it (definitions.py `Task.return_`). */
export function checkBorrows({ scope }: InstanceState): void {
  if (scope !== undefined && scope.borrows !== 0) {
    trap("T5", "borrow handles still remain at the end of the call");
  }
}

function takeBack(instance: InstanceState, scope: BorrowScope): void {
  const handles = handlesOf(instance);
  // All that are counted are in the table: another entry, or a free index, has no scope or another one.
  for (let index = handles.entries.length - 1; scope.borrows > 0; index--) {
    const entry = handles.entries[index] as ResourceHandle;
    if (entry.scope === scope) {
      handles.free(index);
      endBorrow(scope, entry);
    }
  }
}
