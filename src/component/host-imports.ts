import type { LiftedFunction } from "../abi/compile-function.js";
import { typeKey } from "../abi/label-keys.js";
import type { HostClass } from "../runtime/resource-type.js";
import { findByName, functionPlace, type FunctionPlace } from "./extern-name.js";
import type { Extern } from "./validate/types.js";

/** An object of whatever a host or another component gives. */
export type Given = Readonly<Record<string, unknown>>;

/** Tells whether something can have members. */
export function isGiven(value: unknown): value is Given {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Finds what the host gives for each import, by the component's name of it. */
export function findImports(
  imports: ReadonlyMap<string, Extern>,
  given: Given,
): ReadonlyMap<string, unknown> {
  return new Map([...imports].map(([name, extern]) => [name, findImport(name, extern, given)]));
}

/** Constructors, methods and static functions that stand beside their resource are found in its class. */
function findImport(name: string, extern: Extern, given: Given): unknown {
  if (extern.kind === "function" && name.startsWith("[")) {
    return typeof lookUp(given, name) === "function"
      ? hostFunction(given, name, extern.type.params.length)
      : undefined;
  }
  return findByName(given, name);
}

/** Finds the value of a function, of any kind. */
export function lookUp(given: Given, name: string): unknown {
  const place = functionPlace(name);
  if (place.kind === "function") {
    return given[place.key] ?? given[name];
  }
  const holder = given[place.resource];
  if (place.kind === "constructor") {
    return holder;
  }
  if (place.kind === "static") {
    return isGiven(holder) ? holder[place.key] : undefined;
  }
  return methodOf(holder, place);
}

/** A method is looked for in the class if there is one; without, objects are taken as they come. */
function methodOf(
  holder: unknown,
  place: Extract<FunctionPlace, { readonly resource: string; readonly key: string }>,
): unknown {
  const prototype = isGiven(holder) ? holder["prototype"] : undefined;
  return isGiven(prototype) ? prototype[place.key] : methodCaller(place.key, 0);
}

/** A function of a class or object of the host: values are checked before and after. */
type HostFunction = (this: unknown, ...values: unknown[]) => unknown;
type HostConstructor = new (...values: unknown[]) => unknown;

/**
 * The function that glue calls for an import, with the interface's object or the resource's class as `this`.
 *
 * @param name the function's name in `given`; absent: it is `given` itself
 */
export function hostFunction(
  given: unknown,
  name: string | undefined,
  arity: number,
): LiftedFunction {
  if (name === undefined) {
    return given as LiftedFunction;
  }
  const container = given as Given;
  const place = functionPlace(name);
  const value = lookUp(container, name);
  switch (place.kind) {
    case "function":
      return (value as HostFunction).bind(container);
    case "static":
      return (value as HostFunction).bind(container[place.resource]);
    case "constructor": {
      const Class = value as HostConstructor;
      return (...values: unknown[]) => new Class(...values);
    }
    case "method":
      return methodCaller(place.key, arity - 1);
  }
}

/** Calls a method of its first argument; arguments are spread only where there are many. */
function methodCaller(key: string, arity: number): LiftedFunction {
  type Self = Readonly<Record<string, HostFunction>>;
  // A call of what is no function throws what JavaScript says of it.
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

/** Follows names of instances, modules and components into what was given. */
export function followPath(given: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (isGiven(value) ? findByName(value, name) : undefined),
    given,
  );
}

/** The class that the host gave for a resource type, if it gave one. */
export function hostClass(given: unknown, name: string | undefined): HostClass | undefined {
  const value = name === undefined ? given : isGiven(given) ? given[typeKey(name)] : undefined;
  return typeof value === "function" ? (value as unknown as HostClass) : undefined;
}
