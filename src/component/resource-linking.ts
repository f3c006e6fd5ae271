import type { FunctionName } from "../abi/member-keys.js";
import { GuestResource } from "../runtime/guest-resource.js";
import { resourceNew, resourceRep } from "../runtime/handles.js";
import { resourceDrop } from "../runtime/resource-drop.js";
import type { HostClass, ResourceType } from "../runtime/resource-type.js";
import { hostClass } from "./host-imports.js";
import { present, type Linker } from "./linker.js";

// What components with resources need: a chunk of its own.

// What glue for such components calls beside the usual.
export * from "../runtime/resource-runtime.js";

/** Make the core functions of built-ins. */
export const builtins: {
  readonly "resource.new": typeof resourceNew;
  readonly "resource.drop": typeof resourceDrop;
  readonly "resource.rep": typeof resourceRep;
} = {
  "resource.new": resourceNew,
  "resource.drop": resourceDrop,
  "resource.rep": resourceRep,
};

/** Says that the class's constructor is called for a handle that exists. */
const existing = Symbol("existing");

type AnyFunction = (...values: unknown[]) => unknown;

/** The class of a resource type as a host sees it. */
export interface ExportedClass {
  readonly class: HostClass;
  /** Absent for a class that the host gave itself. */
  readonly members?: { construct?: AnyFunction } | undefined;
}

const made = new WeakMap<ResourceType, ExportedClass>();

/** The class of a resource type: one for each type, however often it is exported. */
export function exportClass(type: ResourceType, name: string): ExportedClass {
  let exported = made.get(type);
  if (exported === undefined) {
    exported =
      type.instance === undefined ? { class: type.hostClass ?? Object } : guestDefined(type, name);
    made.set(type, exported);
  }
  return exported;
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

/**
 * Puts a constructor, method or static function into the class that it belongs to.
 *
 * @param classes those that the same instance exports, by WIT name
 * @param lifted the function as the host calls it; of a method, with the object first
 */
export function addMember(
  classes: ReadonlyMap<string, ExportedClass>,
  { kind, resource }: FunctionName,
  key: string,
  lifted: AnyFunction,
): void {
  const { class: Class, members } = present(classes.get(resource));
  if (members === undefined) {
    return;
  }
  if (kind === "constructor") {
    members.construct = lifted;
    return;
  }
  const isStatic = kind === "static";
  const method = function (this: unknown, ...values: unknown[]): unknown {
    return lifted(this, ...values);
  };
  Object.defineProperty(isStatic ? Class : Class.prototype, key, {
    value: isStatic ? lifted : method,
    configurable: true,
    writable: true,
  });
}

/** Tells each imported resource type which class the host, or the component that was given, has for it. */
export function bindClasses(linker: Linker): void {
  for (const [index, resource] of linker.program.plan.resources.entries()) {
    if (resource.kind === "imported" && resource.from.source.kind === "import") {
      const found = hostClass(linker.holder(resource.from), resource.from.path.at(-1));
      if (found !== undefined) {
        linker.resource(index).hostClass = found;
      }
    }
  }
}
