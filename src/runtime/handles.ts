import { enterAll, leaveAll, runInside } from "./enter.js";
import {
  borrowRepresentation,
  callDestructor,
  endBorrow,
  lendResource,
  takeRepresentation,
} from "./guest-resource.js";
import { handlesOf, LentHandle, ResourceHandle, type HandleEntry } from "./handle-table.js";
import { cannotLeave, enteringSet, type InstanceState } from "./instance-state.js";
import { invalid } from "./invalid-value.js";
import { dispose, type ResourceType } from "./resource-type.js";
import { recordTransfer } from "./transfers.js";
import { makeTrap, trap } from "./trap.js";

type Key = string | number;

function lookUp(
  instance: InstanceState,
  type: ResourceType,
  index: number,
  notResource: NotResource,
): ResourceHandle {
  const entry = handlesOf(instance).get(index);
  return entry.type === type ? entry : wrongEntry(entry, type, index, notResource);
}

/** The trap for an entry that is no resource; the next number is the one for a resource of another type. */
type NotResource = 41 | 45 | 47 | 50;

function wrongEntry(
  entry: HandleEntry,
  type: ResourceType,
  index: number,
  notResource: NotResource,
): never {
  const found = entry.type;
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

// Lifting (definitions.py `lift_own`, `lift_borrow`). The representation is a number for a guest-defined resource and the
// host's object for a host-defined one.

/** Takes an own handle out of the guest's table. */
export function liftOwnRepresentation(
  instance: InstanceState,
  type: ResourceType,
  index: number,
): unknown {
  const handle = lookUp(instance, type, index >>> 0, 41);
  if (handle.lends !== 0) {
    trap("T43", "cannot remove owned resource while borrowed");
  }
  if (handle.scope !== undefined) {
    trap("T44", `cannot lift borrow handle ${index >>> 0} as own`);
  }
  handlesOf(instance).free(index >>> 0);
  return handle.representation;
}

/** Reads an own or borrow handle of the guest's table. */
export function liftBorrowRepresentation(
  instance: InstanceState,
  type: ResourceType,
  index: number,
): unknown {
  return lookUp(instance, type, index >>> 0, 45).representation;
}

/**
 * Keeps a handle from being lifted as own by the same call; {@link endLends} gives it free. Needed only where one call
 * takes both borrow and own handles: nothing else can observe a lend.
 */
export function lendHandle(instance: InstanceState, type: ResourceType, index: number): void {
  const handle = lookUp(instance, type, index >>> 0, 45);
  handle.lends++;
  instance.lent.push(handle);
}

/** Ends what was lent to the host function that returned: see {@link lendHandle} and {@link liftBorrow}. */
export function endLends(instance: InstanceState): void {
  for (const lent of instance.lent) {
    if (lent instanceof ResourceHandle) {
      lent.lends--;
    } else {
      endBorrow(lent);
    }
  }
  instance.lent.length = 0;
}

/** An own handle for the host: its own object back, or a new object of the class of a guest-defined resource. */
export function liftOwn(instance: InstanceState, type: ResourceType, index: number): unknown {
  const representation = liftOwnRepresentation(instance, type, index);
  return type.wrap === undefined ? representation : type.wrap(representation as number);
}

/**
 * A borrow handle for the host: its own object, or an object of the class of a guest-defined resource that
 * {@link endLends} ends.
 */
export function liftBorrow(instance: InstanceState, type: ResourceType, index: number): unknown {
  const representation = liftBorrowRepresentation(instance, type, index);
  if (type.wrap === undefined) {
    return representation;
  }
  const borrowed = type.wrap(representation as number, true);
  instance.lent.push(borrowed);
  return borrowed;
}

// Lowering (definitions.py `lower_own`, `lower_borrow`).

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
    : addBorrow(instance, new ResourceHandle(type, representation, instance.scope));
}

function addBorrow(instance: InstanceState, handle: ResourceHandle): number {
  instance.scope.borrows++;
  return handlesOf(instance).add(handle);
}

/** Passes a host's object as an own handle that {@link keepTransfers} makes final: an argument after it may be wrong. */
export function transferOwn(
  instance: InstanceState,
  type: ResourceType,
  value: object,
  owner: unknown,
  key: Key,
): number {
  const index = lowerOwn(instance, type, value, owner, key);
  recordTransfer(instance, index, value);
  return index;
}

/** Passes a host's object as an own handle. */
export function lowerOwn(
  instance: InstanceState,
  type: ResourceType,
  value: object,
  owner: unknown,
  key: Key,
): number {
  return lowerOwnRepresentation(
    instance,
    type,
    type.instance === undefined
      ? checkHostObject(type, value, owner, key)
      : takeRepresentation(value, type, owner, key),
  );
}

/** Passes a host's object as a borrow handle. */
export function lowerBorrow(
  instance: InstanceState,
  type: ResourceType,
  value: object,
  owner: unknown,
  key: Key,
): number {
  if (type.instance === instance) {
    return borrowRepresentation(value, type, owner, key);
  }
  const handle =
    type.instance === undefined
      ? new ResourceHandle(type, checkHostObject(type, value, owner, key), instance.scope)
      : new LentHandle(
          type,
          borrowRepresentation(value, type, owner, key),
          instance.scope,
          lendResource(value),
        );
  return addBorrow(instance, handle);
}

function checkHostObject(type: ResourceType, value: unknown, owner: unknown, key: Key): object {
  const { hostClass } = type;
  if (
    typeof value !== "object" ||
    value === null ||
    (hostClass !== undefined && !(value instanceof hostClass))
  ) {
    return notHostObject(type, value, owner, key);
  }
  return value;
}

function notHostObject(type: ResourceType, value: unknown, owner: unknown, key: Key): never {
  invalid(`resource ${type.name}`, value, owner, key);
}

/** Traps if the guest kept a borrow handle beyond the call that gave it (definitions.py `Task.return_`). */
export function checkBorrows(instance: InstanceState): void {
  if (instance.scope.borrows !== 0) {
    trap("T5", "borrow handles still remain at the end of the call");
  }
}

// Built-ins (definitions.py `canon_resource_new`, `canon_resource_rep`, `canon_resource_drop`).

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
  return (index) => lookUp(instance, type, index >>> 0, 50).representation as number;
}

/** The core function of `canon resource.drop`. */
export function resourceDrop(instance: InstanceState, type: ResourceType): (index: number) => void {
  return (index) => {
    if (!instance.mayLeave) {
      cannotLeave(instance);
    }
    const handle = lookUp(instance, type, index >>> 0, 47);
    if (handle.lends !== 0) {
      trap("T49", "cannot remove owned resource while borrowed");
    }
    handlesOf(instance).free(index >>> 0);
    if (handle.scope !== undefined) {
      handle.scope.borrows--;
      if (handle instanceof LentHandle) {
        handle.onDrop();
      }
    } else if (type.instance === undefined) {
      disposeHostObject(type, handle.representation as Disposable);
    } else {
      destroyFrom(instance, type, type.instance, handle.representation as number);
    }
  };
}

/** Runs the destructor of a guest-defined resource, called by the instance that drops the handle. */
function destroyFrom(
  caller: InstanceState,
  type: ResourceType,
  instance: InstanceState,
  representation: number,
): void {
  if (instance === caller) {
    callDestructor(type, representation);
    return;
  }
  const entered = enteringSet(instance, caller);
  if (entered.length === 0) {
    runInside(instance, () => {
      callDestructor(type, representation);
    });
    return;
  }
  enterAll(entered);
  callDestructor(type, representation);
  leaveAll(entered);
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
