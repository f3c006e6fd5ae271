import { addBorrow } from "./borrows.js";
import {
  borrowRepresentation,
  lendResource,
  release,
  takeRepresentation,
  type GuestResource,
} from "./guest-resource.js";
import {
  liftBorrowRepresentation,
  liftOwnRepresentation,
  lowerOwnRepresentation,
  type LowerHandle,
} from "./handles.js";
import type { InstanceState } from "./instance-state.js";
import type { ResourceType } from "./resource-type.js";
import { recordTransfer } from "./transfers.js";

// Handles of resources that a guest defines, as the host has them: objects of a class that holds representations.

/** An own handle for the host: a new object. */
export function liftGuestOwn(instance: InstanceState, type: ResourceType, index: number): unknown {
  const representation = liftOwnRepresentation(instance, type, index) as number;
  return type.wrap?.(representation);
}

/** A borrow handle for the host: a new object that `endLends` ends. */
export function liftGuestBorrow(
  instance: InstanceState,
  type: ResourceType,
  index: number,
): unknown {
  const representation = liftBorrowRepresentation(instance, type, index) as number;
  const borrowed = type.wrap?.(representation, true) as GuestResource | undefined;
  if (borrowed !== undefined) {
    instance.lent.push({
      endLend: () => {
        release(borrowed);
      },
    });
  }
  return borrowed;
}

/** Passes the host's object as an own handle. */
export const lowerGuestOwn: LowerHandle = (instance, type, value, owner, key) =>
  lowerOwnRepresentation(instance, type, takeRepresentation(type, value, owner, key));

/** {@link lowerGuestOwn}, not final before `keepTransfers`: an argument after it may be wrong. */
export const transferGuestOwn: LowerHandle = (instance, type, value, owner, key) => {
  const index = lowerGuestOwn(instance, type, value, owner, key);
  recordTransfer(instance, index, value);
  return index;
};

/** Passes the host's object as a borrow handle; to the very instance that defines the resource, its representation. */
export const lowerGuestBorrow: LowerHandle = (instance, type, value, owner, key) => {
  const representation = borrowRepresentation(type, value, owner, key);
  return type.instance === instance
    ? representation
    : addBorrow(instance, type, representation, lendResource(value));
};

/**
 * {@link lowerGuestBorrow} where the same call takes own handles of the resource: until all its arguments are lowered, the
 * object cannot be passed as own.
 */
export const lendGuestBorrow: LowerHandle = (instance, type, value, owner, key) => {
  const index = lowerGuestBorrow(instance, type, value, owner, key);
  recordTransfer(instance, 0, lendResource(value));
  return index;
};
