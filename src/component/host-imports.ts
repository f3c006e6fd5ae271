import { describeFunction } from "../abi/describe-type.js";
import type { LiftedFunction } from "../abi/compile-function.js";
import type { HostClass } from "../runtime/resource-type.js";
import { typeKey } from "../abi/label-keys.js";
import { abiTypeConverter } from "./abi-types.js";
import { findByName, functionPlace, type FunctionPlace } from "./extern-name.js";
import { ImportError, type ImportProblem } from "./import-error.js";
import type { Extern, InstanceType } from "./validate/types.js";

/** An object of whatever a host or another component gives. */
export type Given = Readonly<Record<string, unknown>>;

function isGiven(value: unknown): value is Given {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/**
 * Matches what the host gives with the imports of a component.
 *
 * @returns the value of each import by its exact name
 * @throws ImportError that names everything that is missing or no function where it should be one
 */
export function matchImports(
  imports: ReadonlyMap<string, Extern>,
  given: Given,
): ReadonlyMap<string, unknown> {
  const problems: ImportProblem[] = [];
  const matched = new Map<string, unknown>();
  for (const [name, extern] of imports) {
    const value = findByName(given, name);
    matched.set(name, value);
    checkImport(name, extern, value, problems);
  }
  if (problems.length > 0) {
    throw new ImportError(problems);
  }
  return matched;
}

function checkImport(
  name: string,
  extern: Extern,
  value: unknown,
  problems: ImportProblem[],
): void {
  const report = (expected: string): void => {
    problems.push({ name, problem: value === undefined ? "missing" : "mistyped", expected });
  };
  switch (extern.kind) {
    case "function":
      if (typeof value !== "function") {
        report(functionText(extern));
      }
      break;
    case "instance":
      if (isGiven(value)) {
        checkInstance(name, extern.type, value, problems);
      } else if (needsValue(extern.type)) {
        report(instanceText(extern.type));
      }
      break;
    case "core-module":
    case "component":
      if (!isGiven(value)) {
        report(extern.kind === "component" ? "a component" : "a core module");
      }
      break;
    case "type":
    case "value":
      break;
  }
}

/** An interface of types only needs no value; neither does a resource that has only methods. */
function needsValue(type: InstanceType): boolean {
  return [...type.exports.values()].some((extern) =>
    extern.kind === "instance" ? needsValue(extern.type) : extern.kind !== "type",
  );
}

function checkInstance(
  path: string,
  type: InstanceType,
  given: Given,
  problems: ImportProblem[],
): void {
  for (const [name, extern] of type.exports) {
    if (extern.kind === "function") {
      const place = functionPlace(name);
      const value = place.kind === "method" ? methodIn(given, place) : lookUp(given, name, place);
      if (typeof value !== "function") {
        const problem = value === undefined ? "missing" : "mistyped";
        problems.push({
          name: `${path}.${placeText(place)}`,
          problem,
          expected: functionText(extern),
        });
      }
    } else {
      const value =
        given[name] ?? (extern.kind === "instance" ? findByName(given, name) : undefined);
      checkImport(`${path}.${name}`, extern, value, problems);
    }
  }
}

/** A method is looked for in the class if there is one; without, objects are taken as they come. */
function methodIn(given: Given, place: Extract<FunctionPlace, { resource: string }>): unknown {
  const holder = given[place.resource];
  if (holder === undefined) {
    return () => undefined;
  }
  const prototype = isGiven(holder) ? holder["prototype"] : undefined;
  return isGiven(prototype) && "key" in place ? prototype[place.key] : () => undefined;
}

function placeText(place: FunctionPlace): string {
  switch (place.kind) {
    case "function":
      return place.key;
    case "constructor":
      return `${place.resource}.constructor`;
    case "method":
      return `${place.resource}.prototype.${place.key}`;
    case "static":
      return `${place.resource}.${place.key}`;
  }
}

const converter = abiTypeConverter((resource) => ({
  key: "",
  name: resource.name ?? "resource",
  definedBy: "host",
}));

function functionText(extern: Extract<Extern, { kind: "function" }>): string {
  return describeFunction(converter.function(extern.type));
}

function instanceText(type: InstanceType): string {
  const items = [...type.exports].flatMap(([name, extern]) =>
    extern.kind === "function" ? [`${name}: ${functionText(extern)};`] : [],
  );
  return `interface { ${items.join(" ")} }`;
}

/** Finds the value of a function that is no method. */
function lookUp(given: Given, name: string, place: FunctionPlace): unknown {
  switch (place.kind) {
    case "function":
      return given[place.key] ?? given[name];
    case "constructor":
      return given[place.resource];
    case "static": {
      const holder = given[place.resource];
      return isGiven(holder) ? holder[place.key] : undefined;
    }
    case "method":
      return undefined;
  }
}

/** A function of a class or object of the host: whatever it is, values were checked before and are after. */
type HostFunction = (this: unknown, ...values: unknown[]) => unknown;
type HostConstructor = new (...values: unknown[]) => unknown;

/** The function that glue calls for an import, with the interface's object or the resource's class as `this`. */
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
  const value = lookUp(container, name, place);
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

/** Follows names into what the host gave; the last may be a function's. */
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
