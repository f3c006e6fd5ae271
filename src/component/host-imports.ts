import type { LiftedFunction } from "../abi/compile-function.js";
import { typeKey } from "../abi/label-keys.js";
import { functionName, memberKeys } from "../abi/member-keys.js";
import type { HostClass } from "../runtime/resource-type.js";
import { findByName } from "./extern-name.js";
import type { Extern } from "./validate/types.js";

/** An object of whatever a host or another component gives. */
export type Given = Readonly<Record<string, unknown>>;

/** The types of what an instance exports, or a component imports, by name. */
export type Externs = ReadonlyMap<string, Extern>;

/** Something that was given, and the types of what is in it; those of what another component gives are not known. */
export interface Holder {
  readonly given: unknown;
  readonly externs?: Externs | undefined;
}

/** Tells whether something can have members. */
export function isGiven(value: unknown): value is Given {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Finds what the host gives for each import, by the component's name of it. */
export function findImports(imports: Externs, given: Given): ReadonlyMap<string, unknown> {
  const holder = { given, externs: imports };
  return new Map([...imports].map(([name, extern]) => [name, findImport(holder, name, extern)]));
}

/** Constructors, methods and static functions that stand beside their resource are found in its class. */
function findImport(holder: Holder, name: string, extern: Extern): unknown {
  if (extern.kind === "function") {
    return typeof findFunction(holder, name).value === "function"
      ? hostFunction(holder, name, extern.type.params.length)
      : undefined;
  }
  const given = holder.given as Given;
  return findByName(given, name) ?? (extern.kind === "type" ? given[typeKey(name)] : undefined);
}

/** Goes to an instance, module or component inside of what was given. */
export function enterHolder({ given, externs }: Holder, name: string): Holder {
  const extern = externs?.get(name);
  return {
    given: isGiven(given) ? findByName(given, name) : undefined,
    externs: extern?.kind === "instance" ? extern.type.exports : undefined,
  };
}

const knownKeys = new WeakMap<Externs, ReadonlyMap<string, string>>();

/** The JavaScript names of what is in a holder; of `name` at least. */
function keysOf({ externs }: Holder, name: string): ReadonlyMap<string, string> {
  if (externs === undefined) {
    return memberKeys([functionName(name).resource], [name]);
  }
  let keys = knownKeys.get(externs);
  if (keys === undefined) {
    const items = [...externs];
    const isResource = (extern: Extern): boolean =>
      extern.kind === "type" && extern.created.kind === "resource";
    keys = memberKeys(
      items.flatMap(([key, extern]) => (isResource(extern) ? key : [])),
      items.flatMap(([key, extern]) => (extern.kind === "function" ? key : [])),
    );
    knownKeys.set(externs, keys);
  }
  return keys;
}

interface FoundFunction {
  readonly value: unknown;
  /** What `this` is in it; for a method: the class, if there is one. */
  readonly self: unknown;
  /** Under what `self` has it. */
  readonly key: string;
}

/** Finds a function of any kind, under the name that generated code has for it or under its own. */
export function findFunction(holder: Holder, name: string): FoundFunction {
  const keys = keysOf(holder, name);
  const key = keys.get(name) ?? name;
  const { given } = holder;
  const { kind, resource } = functionName(name);
  if (kind === "function") {
    return { value: member(given, key) ?? member(given, name), self: given, key };
  }
  const self = member(given, keys.get(resource) ?? typeKey(resource)) ?? member(given, resource);
  // A method is looked for when it is called: objects need not have it from their class.
  const value = kind === "static" ? member(self, key) : kind === "method" ? methodCaller : self;
  return { value, self, key };
}

function member(given: unknown, key: string): unknown {
  return isGiven(given) ? given[key] : undefined;
}

/** A function of a class or object of the host: values are checked before and after. */
type HostFunction = (this: unknown, ...values: unknown[]) => unknown;
type HostConstructor = new (...values: unknown[]) => unknown;

/**
 * The function that glue calls for an import, with the interface's object or the resource's class as `this`.
 *
 * @param name the function's name in what was given; absent: it is that itself
 */
export function hostFunction(
  holder: Holder,
  name: string | undefined,
  arity: number,
): LiftedFunction {
  if (name === undefined) {
    return holder.given as LiftedFunction;
  }
  const { value, self, key } = findFunction(holder, name);
  switch (functionName(name).kind) {
    case "method":
      return methodCaller(key, arity - 1);
    case "constructor": {
      const Class = value as HostConstructor;
      return (...values: unknown[]) => new Class(...values);
    }
    default:
      return (value as HostFunction).bind(self);
  }
}

/** Calls a method of its first argument; arguments are spread only where there are many. */
function methodCaller(key: string, arity: number): LiftedFunction {
  type Self = Readonly<Record<string, HostFunction>>;
  // If it is not a function, the call throws JavaScript's own TypeError.
  const method = (self: Self): HostFunction => self[key] as HostFunction;
  switch (arity) {
    case 0:
      return (self: Self) => method(self).call(self);
    case 1:
      return (self: Self, a: unknown) => method(self).call(self, a);
    case 2:
      return (self: Self, a: unknown, b: unknown) => method(self).call(self, a, b);
    case 3:
      return (self: Self, a: unknown, b: unknown, c: unknown) => method(self).call(self, a, b, c);
    default:
      return (self: Self, ...values: unknown[]) => method(self).call(self, ...values);
  }
}

/** The class that the host gave for a resource type, if it gave one; `name` as for {@link hostFunction}. */
export function hostClass(holder: Holder, name: string | undefined): HostClass | undefined {
  const { given } = holder;
  const value =
    name === undefined ? given : member(given, keysOf(holder, name).get(name) ?? typeKey(name));
  return typeof value === "function" ? (value as unknown as HostClass) : undefined;
}
