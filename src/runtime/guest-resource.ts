import { callDestructor } from "./call-destructor.js";
import { enterFromHost, leaveToHost } from "./enter.js";
import { invalid } from "./invalid-value.js";
import { dispose, type ResourceType } from "./resource-type.js";

/** What an object of the host stands for. */
interface GuestHandle {
  readonly type: ResourceType;
  /** Those of the type, nearer for calls. */
  readonly functions: ResourceType["functions"];
  /** Absent once the handle was passed as own or dropped, or the call ended that it was lent for. */
  representation: number | undefined;
  /** How many borrows of it guests hold in their tables. */
  lends: number;
  /** Watches the object; absent for a borrowed one. */
  readonly registry: FinalizationRegistry<number> | undefined;
}

let handleOf: (resource: GuestResource) => GuestHandle;

/**
 * The host's side of a handle of a resource that a guest defines. The object is the own handle: passing it as own, or
 * disposing it, ends it. A borrowed one ends with the call that it was given to.
 */
export class GuestResource {
  readonly #handle: GuestHandle;

  /** Drops the handle: the guest's destructor runs. Does nothing the second time. */
  declare [Symbol.dispose]: () => void;

  static {
    GuestResource.prototype[dispose] = disposeResource;
    handleOf = (resource) => resource.#handle;
  }

  constructor(type: ResourceType, representation: number, borrowed = false) {
    const registry = borrowed ? undefined : (type.registry ??= makeRegistry(type));
    this.#handle = { type, functions: type.functions, representation, lends: 0, registry };
    registry?.register(this, representation, this);
  }
}

function disposeResource(this: GuestResource): void {
  const { type, representation, lends, registry } = handleOf(this);
  if (representation === undefined) {
    return;
  }
  if (lends > 0) {
    throw new TypeError(`cannot dispose ${type.name}, which is lent to a running call`);
  }
  if (registry === undefined) {
    release(this);
  } else {
    destroy(type, representation, this);
  }
}

/** Drops, some time after the host let its object go, what the host forgot to dispose. */
function makeRegistry(type: ResourceType): FinalizationRegistry<number> {
  return new FinalizationRegistry((representation) => {
    try {
      destroy(type, representation);
    } catch {
      // Nobody could catch it: the instance was closed before, or is closed now, as its next call will say.
    }
  });
}

/** The functions of the resource, bound to the instance that `resource` comes from. */
export function functionsOf<Functions>(resource: GuestResource): Functions {
  return handleOf(resource).functions as Functions;
}

/**
 * Runs the destructor of a guest-defined resource, called by the host.
 *
 * @param resource what ends with it: not where the guest cannot be entered, for then it can be tried again
 */
function destroy(type: ResourceType, representation: number, resource?: GuestResource): void {
  const instance = type.destructor && type.instance;
  if (instance) {
    enterFromHost(instance);
  }
  if (resource) {
    release(resource);
  }
  if (instance) {
    callDestructor(type, representation);
    leaveToHost(instance);
  }
}

/**
 * The representation behind a host object that was passed for a handle of `type`; it stays the host's.
 *
 * @throws InvalidValue for anything but a live object of that very resource type
 */
export function borrowRepresentation(
  type: ResourceType,
  value: unknown,
  owner: unknown,
  key: string | number,
): number {
  const handle = handleIn(value);
  if (handle?.type !== type) {
    return invalid(`resource ${type.name} of this instance`, value, owner, key);
  }
  return (
    handle.representation ??
    invalid(`resource ${type.name} that is not disposed`, value, owner, key)
  );
}

/** Not by its class: proxies of resources, and objects that somebody gave its prototype, have that too. */
function handleIn(value: unknown): GuestHandle | undefined {
  try {
    return handleOf(value as GuestResource);
  } catch {
    return undefined;
  }
}

/** As {@link borrowRepresentation}, and the handle goes to the guest. */
export function takeRepresentation(
  type: ResourceType,
  value: object,
  owner: unknown,
  key: string | number,
): number {
  const representation = borrowRepresentation(type, value, owner, key);
  const resource = value as GuestResource;
  if (handleOf(resource).lends !== 0) {
    invalid(`resource ${type.name} that is not lent to a running call`, value, owner, key);
  }
  release(resource);
  return representation;
}

/** Undoes {@link takeRepresentation}. */
export function restoreResource(resource: GuestResource, representation: number): void {
  const handle = handleOf(resource);
  handle.representation = representation;
  handle.registry?.register(resource, representation, resource);
}

/** Counts a borrow that a guest holds in its table until it drops it, as it then says. */
export function lendResource(value: object): () => void {
  const handle = handleOf(value as GuestResource);
  handle.lends++;
  return () => {
    handle.lends--;
  };
}

/** Ends the use of an object; of a borrowed one, when its call ends. */
export function release(resource: GuestResource): void {
  const handle = handleOf(resource);
  handle.representation = undefined;
  handle.registry?.unregister(resource);
}
