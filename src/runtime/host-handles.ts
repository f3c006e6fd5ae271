import { addBorrow } from "./borrows.js";
import { lowerOwnRepresentation, type LowerHandle } from "./handles.js";
import { invalid } from "./invalid-value.js";
import type { ResourceType } from "./resource-type.js";
import { recordTransfer } from "./transfers.js";

// Handles of resources that the host defines, as the host passes them: objects of its class.

/** Passes a host's object as an own handle. */
export const lowerHostOwn: LowerHandle = (instance, type, value, owner, key) =>
  lowerOwnRepresentation(instance, type, checkHostObject(type, value, owner, key));

/** {@link lowerHostOwn}, not final before `keepTransfers`: an argument after it may be wrong. */
export const transferHostOwn: LowerHandle = (instance, type, value, owner, key) => {
  const index = lowerHostOwn(instance, type, value, owner, key);
  recordTransfer(instance, index, undefined);
  return index;
};

/** Passes a host's object as a borrow handle. */
export const lowerHostBorrow: LowerHandle = (instance, type, value, owner, key) =>
  addBorrow(instance, type, checkHostObject(type, value, owner, key));

function checkHostObject(
  type: ResourceType,
  value: unknown,
  owner: unknown,
  key: string | number,
): object {
  const { hostClass } = type;
  if (
    typeof value !== "object" ||
    value === null ||
    (hostClass !== undefined && !(value instanceof hostClass))
  ) {
    return invalid(`resource ${type.name}`, value, owner, key);
  }
  return value;
}
