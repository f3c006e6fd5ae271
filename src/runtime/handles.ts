import { addBorrow } from "./borrows.js";
import { handlesOf, ResourceHandle } from "./handle-table.js";
import { cannotLeave, type InstanceState } from "./instance-state.js";
import type { ResourceType } from "./resource-type.js";
import { trap } from "./trap.js";

// Handles by their representations: a number for a guest-defined resource, the host's object for a host-defined one. How
// a host has them is in `guest-handles.ts` and `host-handles.ts`.

function lookUp(
  instance: InstanceState,
  type: ResourceType,
  index: number,
  notResource: NotResource,
): ResourceHandle {
  const entry = handlesOf(instance).entries[index];
  return typeof entry === "object" && entry.type === type
    ? entry
    : wrongEntry(instance, type, index, notResource);
}

/** The trap for an entry that is no resource; the next number is the one for a resource of another type. */
type NotResource = 41 | 45 | 47 | 50;

function wrongEntry(
  instance: InstanceState,
  type: ResourceType,
  index: number,
  notResource: NotResource,
): never {
  const found = handlesOf(instance).get(index).type;
  if (found === undefined) {
    trap(`T${notResource}`, `handle index ${index} is not a resource`);
  }
  const other = found.instance === undefined ? "" : "a different ";
  trap(
    `T${notResource + 1}`,
    `handle index ${index} used with the wrong type, expected ${describe(type)} but found ${other}${describe(found)} (${found.name}, not ${type.name})`,
  );
}

function describe(type: ResourceType): string {
  return `${type.instance === undefined ? "host" : "guest"}-defined resource`;
}

/**
 * Takes a handle out of the guest's table that is not lent.
 *
 * @param notResource the second number after it is the trap for a handle that is lent
 */
export function removeHandle(
  instance: InstanceState,
  type: ResourceType,
  index: number,
  notResource: 41 | 47,
): ResourceHandle {
  const handle = lookUp(instance, type, index, notResource);
  if (handle.lends !== 0) {
    trap(`T${notResource + 2}`, "cannot remove owned resource while borrowed");
  }
  handlesOf(instance).free(index);
  return handle;
}

// Lifting (definitions.py `lift_own`, `lift_borrow`).

/** Takes an own handle out of the guest's table. */
export function liftOwnRepresentation(
  instance: InstanceState,
  type: ResourceType,
  index: number,
): unknown {
  const handle = removeHandle(instance, type, index, 41);
  if (handle.scope !== undefined) {
    trap("T44", `cannot lift borrow handle ${index} as own`);
  }
  return handle.representation;
}

/** Reads an own or borrow handle of the guest's table. */
export function liftBorrowRepresentation(
  instance: InstanceState,
  type: ResourceType,
  index: number,
): unknown {
  return lookUp(instance, type, index, 45).representation;
}

/**
 * Keeps a handle from being lifted as own or dropped while a host's function, or another component's, has it;
 * {@link endLends} gives it free. Glue calls it only where something can observe the lend.
 */
export function lendHandle(instance: InstanceState, type: ResourceType, index: number): void {
  const handle = lookUp(instance, type, index, 45);
  handle.lends++;
  instance.lent.push(handle);
}

/** Ends what was lent to the function that returned: see {@link lendHandle} and `liftGuestBorrow`. */
export function endLends({ lent }: InstanceState): void {
  for (const each of lent) {
    each.endLend();
  }
  lent.length = 0;
}

// Lowering (definitions.py `lower_own`, `lower_borrow`).

/** Passes a host's object as a handle; `owner` and `key` say where it was found, see `InvalidValue`. */
export type LowerHandle = (
  instance: InstanceState,
  type: ResourceType,
  value: object,
  owner: unknown,
  key: string | number,
) => number;

/** Puts an own handle into the guest's table. */
export function lowerOwnRepresentation(
  instance: InstanceState,
  type: ResourceType,
  representation: unknown,
): number {
  return handlesOf(instance).add(new ResourceHandle(type, representation));
}

/** Gives the defining instance the representation itself, and another one a borrow handle that it has to drop. */
export function lowerBorrowRepresentation(
  instance: InstanceState,
  type: ResourceType,
  representation: unknown,
): number {
  return type.instance === instance
    ? (representation as number)
    : addBorrow(instance, type, representation);
}

// Built-ins (definitions.py `canon_resource_new`, `canon_resource_rep`); `canon_resource_drop` is in `resource-drop.ts`.

/** The core function of `canon resource.new`. */
export function resourceNew(
  instance: InstanceState,
  type: ResourceType,
): (representation: number) => number {
  return (representation) => {
    if (!instance.mayLeave) {
      cannotLeave(instance);
    }
    return lowerOwnRepresentation(instance, type, representation);
  };
}

/** The core function of `canon resource.rep`. */
export function resourceRep(
  instance: InstanceState,
  type: ResourceType,
): (index: number) => number {
  return (index) => lookUp(instance, type, index, 50).representation as number;
}
