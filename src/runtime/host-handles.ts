import { addBorrow } from "./borrows.js";
import { lowerOwnRepresentation } from "./handles.js";
import type { InstanceState } from "./instance-state.js";
import { invalid } from "./invalid-value.js";
import type { ResourceType } from "./resource-type.js";
import { recordTransfer } from "./transfers.js";

// Handles of resources that the host defines, as the host passes them: objects of its class.

/** Passes a host's object as an own handle. */
export function lowerHostOwn(
  instance: InstanceState,
  type: ResourceType,
  value: object,
  owner: unknown,
  key: string | number,
): number {
  return lowerOwnRepresentation(instance, type, checkHostObject(type, value, owner, key));
}

/** {@link lowerHostOwn}, not final before `keepTransfers`: an argument after it may be wrong. */
export function transferHostOwn(
  instance: InstanceState,
  type: ResourceType,
  value: object,
  owner: unknown,
  key: string | number,
): number {
  const index = lowerHostOwn(instance, type, value, owner, key);
  recordTransfer(instance, index, undefined);
  return index;
}

/** Passes a host's object as a borrow handle. */
export function lowerHostBorrow(
  instance: InstanceState,
  type: ResourceType,
  value: object,
  owner: unknown,
  key: string | number,
): number {
  return addBorrow(instance, type, checkHostObject(type, value, owner, key));
}

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
    return notHostObject(type, value, owner, key);
  }
  return value;
}

function notHostObject(
  type: ResourceType,
  value: unknown,
  owner: unknown,
  key: string | number,
): never {
  invalid(`resource ${type.name}`, value, owner, key);
}
