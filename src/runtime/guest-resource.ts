import { enterFrom, leaveTo } from "./enter.js";
import { invalid } from "./invalid-value.js";
import { dispose, type ResourceType } from "./resource-type.js";
import { isTrap, makeTrap } from "./trap.js";

let typeOf: (resource: GuestResource) => ResourceType;
let representationOf: (resource: GuestResource) => number | undefined;
let isOwned: (resource: GuestResource) => boolean;
let restore: (resource: GuestResource, representation: number) => void;
let release: (resource: GuestResource) => void;
let lendsOf: (resource: GuestResource) => number;
let lend: (resource: GuestResource, change: 1 | -1) => void;

/**
 * The host's side of a handle of a resource that a guest defines. The object is the own handle: passing it as own, or
 * disposing it, ends it. A borrowed one ends with the call that it was given to.
 */
export class GuestResource {
  readonly #type: ResourceType;
  #representation: number | undefined;
  #lends = 0;
  readonly #registry: FinalizationRegistry<number> | undefined;
  /** Drops the handle: the guest's destructor runs. Does nothing the second time. */
  declare readonly [Symbol.dispose]: () => void;

  static {
    Object.defineProperty(GuestResource.prototype, dispose, { value: disposeResource });
    typeOf = (resource) => resource.#type;
    representationOf = (resource) => resource.#representation;
    isOwned = (resource) => resource.#registry !== undefined;
    restore = (resource, representation) => {
      resource.#representation = representation;
      resource.#registry?.register(resource, representation, resource);
    };
    release = (resource) => {
      resource.#representation = undefined;
      resource.#registry?.unregister(resource);
    };
    lendsOf = (resource) => resource.#lends;
    lend = (resource, change) => {
      resource.#lends += change;
    };
  }

  constructor(type: ResourceType, representation: number, borrowed = false) {
    this.#type = type;
    this.#representation = representation;
    if (!borrowed) {
      this.#registry = type.registry ??= makeRegistry(type);
      this.#registry.register(this, representation, this);
    }
  }
}

function disposeResource(this: GuestResource): void {
  const representation = representationOf(this);
  if (representation === undefined) {
    return;
  }
  const type = typeOf(this);
  if (lendsOf(this) > 0) {
    throw new TypeError(`cannot dispose ${type.name}, which is lent to a running call`);
  }
  release(this);
  if (isOwned(this)) {
    destroy(type, representation);
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
  return typeOf(resource).functions as Functions;
}

/** Calls the guest's destructor, if there is one; whatever it throws is a trap. */
export function callDestructor({ name, destructor }: ResourceType, representation: number): void {
  try {
    destructor?.(representation);
  } catch (error) {
    throw isTrap(error) ? error : makeTrap("T11", `the destructor of ${name} threw`, error);
  }
}

/** Runs the destructor of a guest-defined resource, called by the host. */
function destroy(type: ResourceType, representation: number): void {
  const { instance, destructor } = type;
  if (instance === undefined || destructor === undefined) {
    return;
  }
  enterFrom(instance, undefined);
  callDestructor(type, representation);
  leaveTo(instance, undefined);
}

/**
 * The representation behind a host object that was passed for a handle of `type`; it stays the host's.
 *
 * @throws InvalidValue for anything but a live object of that very resource type
 */
export function borrowRepresentation(
  value: unknown,
  type: ResourceType,
  owner: unknown,
  key: string | number,
): number {
  if (!(value instanceof GuestResource) || typeOf(value) !== type) {
    return invalid(`resource ${type.name} of this instance`, value, owner, key);
  }
  const representation = representationOf(value);
  return representation ?? invalid(`resource ${type.name} that is not disposed`, value, owner, key);
}

/** As {@link borrowRepresentation}, and the handle goes to the guest. */
export function takeRepresentation(
  value: unknown,
  type: ResourceType,
  owner: unknown,
  key: string | number,
): number {
  const representation = borrowRepresentation(value, type, owner, key);
  const resource = value as GuestResource;
  if (lendsOf(resource) !== 0) {
    invalid(`resource ${type.name} that is not lent to a running call`, value, owner, key);
  }
  release(resource);
  return representation;
}

/** Undoes {@link takeRepresentation}. */
export function restoreResource(value: object, representation: number): void {
  restore(value as GuestResource, representation);
}

/** Counts a borrow that a guest holds in its table until it drops it. */
export function lendResource(value: object): () => void {
  const resource = value as GuestResource;
  lend(resource, 1);
  return () => {
    lend(resource, -1);
  };
}

/** Ends a borrowed object when its call ends: later use is an error. */
export function endBorrow(value: object): void {
  release(value as GuestResource);
}
