import type { LiftedFunction } from "../abi/compile-function.js";
import { labelKeys, typeKey } from "../abi/label-keys.js";
import { GuestResource } from "../runtime/guest-resource.js";
import type { HostClass, ResourceType } from "../runtime/resource-type.js";
import { functionPlace, interfaceKey } from "./extern-name.js";
import type { FunctionReference, PlannedExport } from "./link-plan.js";

/** What building exports asks of the instance that they belong to. */
export interface ExportSource {
  /** A function as the host calls it; `representation`: a constructor's, which gives the representation. */
  readonly function: (
    reference: FunctionReference,
    path: string,
    representation: boolean,
  ) => LiftedFunction;
  readonly resource: (resource: number) => ResourceType;
  readonly other: (
    exported: Extract<PlannedExport, { kind: "core-module" | "component" }>,
  ) => unknown;
}

/** Says that the class's constructor is called for a handle that exists. */
const existing = Symbol("existing");

type AnyFunction = (...values: unknown[]) => unknown;

/**
 * Makes the object of exports: by full name, by the short name of an interface where only one has it, functions in camel
 * case, resources as classes.
 *
 * @param path where the object stands, for messages
 */
export function makeExports(
  exports: readonly PlannedExport[],
  source: ExportSource,
  path: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const classes = new Map<string, ExportedClass>();
  for (const item of exports) {
    if (item.kind === "resource") {
      const exported = resourceClass(source.resource(item.resource), item.name);
      result[typeKey(item.name)] = exported.class;
      classes.set(typeKey(item.name), exported);
    }
  }
  const plain = exports.filter((item) => item.kind === "function" && !item.name.startsWith("["));
  const keys = labelKeys(plain.map((item) => item.name));
  for (const [index, item] of plain.entries()) {
    const key = keys[index] ?? item.name;
    if (item.kind === "function") {
      result[key] = source.function(item.function, memberPath(path, `.${key}()`), false);
    }
  }
  for (const item of exports) {
    switch (item.kind) {
      case "function":
        if (item.name.startsWith("[")) {
          addMember(classes, item, source, path);
        }
        break;
      case "instance":
        result[item.name] = makeExports(
          item.exports,
          source,
          `exports[${JSON.stringify(item.name)}]`,
        );
        break;
      case "core-module":
      case "component":
        result[item.name] = source.other(item);
        break;
      case "resource":
        break;
    }
  }
  addShortNames(exports, result);
  return result;
}

function memberPath(path: string, member: string): string {
  return path === "" ? member.slice(1) : path + member;
}

function addShortNames(exports: readonly PlannedExport[], result: Record<string, unknown>): void {
  const names = new Map<string, string | undefined>();
  for (const item of exports) {
    if (item.kind === "instance") {
      const key = interfaceKey(item.name);
      names.set(key, names.has(key) ? undefined : item.name);
    }
  }
  for (const [key, name] of names) {
    if (name !== undefined && !Object.hasOwn(result, key)) {
      result[key] = result[name];
    }
  }
}

interface ExportedClass {
  readonly class: HostClass;
  /** Absent for a class that the host gave itself. */
  readonly members?: { construct?: AnyFunction } | undefined;
}

const made = new WeakMap<ResourceType, ExportedClass>();

/** The class of a resource type: one for each type, however often it is exported. */
function resourceClass(type: ResourceType, name: string): ExportedClass {
  let exported = made.get(type);
  if (exported === undefined) {
    exported = type.instance === undefined ? hostDefined(type) : guestDefined(type, typeKey(name));
    made.set(type, exported);
  }
  return exported;
}

function hostDefined(type: ResourceType): ExportedClass {
  return { class: type.hostClass ?? Object };
}

function guestDefined(type: ResourceType, name: string): ExportedClass {
  const members: { construct?: AnyFunction } = {};
  const Class = class extends GuestResource {
    constructor(...values: unknown[]) {
      if (values[0] === existing) {
        super(type, values[1] as number, values[2] === true);
      } else if (members.construct === undefined) {
        throw new TypeError(`${name} has no constructor`);
      } else {
        super(type, members.construct(...values) as number);
      }
    }
  };
  Object.defineProperty(Class, "name", { value: name });
  type.wrap = (representation, borrowed) => new Class(existing, representation, borrowed);
  return { class: Class, members };
}

/** Puts a constructor, method or static function where it belongs. */
function addMember(
  classes: ReadonlyMap<string, ExportedClass>,
  item: Extract<PlannedExport, { kind: "function" }>,
  source: ExportSource,
  path: string,
): void {
  const place = functionPlace(item.name);
  if (place.kind === "function") {
    return;
  }
  const exported = classes.get(place.resource);
  if (exported?.members === undefined) {
    return;
  }
  const classPath = memberPath(path, `.${place.resource}`);
  const isConstructor = place.kind === "constructor";
  const functionPath = isConstructor ? `new ${classPath}()` : `${classPath}.${place.key}()`;
  const lifted = source.function(item.function, functionPath, isConstructor) as AnyFunction;
  if (place.kind === "constructor") {
    exported.members.construct = lifted;
  } else if (place.kind === "static") {
    Object.defineProperty(exported.class, place.key, {
      value: lifted,
      configurable: true,
      writable: true,
    });
  } else {
    const method = function (this: unknown, ...values: unknown[]): unknown {
      return lifted(this, ...values);
    };
    Object.defineProperty(exported.class.prototype, place.key, {
      value: method,
      configurable: true,
      writable: true,
    });
  }
}
