import type { Bound } from "./bound.js";
import type { ResourceType } from "./resource-type.js";

/**
 * A world as its generated module describes it to the loader of components and to the linker of core modules: tables of
 * glue by WIT names. Nothing of it depends on one binary.
 */
export interface WorldBinding {
  /** `docs:calculator/calculator@0.1.0` */
  readonly name: string;
  /** How its functions say a `result` of their own. Absent: `throw`. */
  readonly results?: "throw" | "value";
  /** Interfaces by the name that the world imports them under; `$root` has the functions of the world itself. */
  readonly imports: Readonly<Record<string, ImportBinding>>;
  /** The same for exports. */
  readonly exports: Readonly<Record<string, ExportBinding>>;
}

/** An imported interface. */
export interface ImportBinding {
  /** By mangled WIT name: `f`, `[method]r.m`, `[static]r.s`, `[constructor]r`. */
  readonly functions: Readonly<Record<string, ImportFunction>>;
  /** Resources that the interface defines, by WIT name. */
  readonly resources?: Readonly<Record<string, ImportResource>>;
}

/** The glue of an imported function. */
export interface ImportFunction {
  /** See `abi/signature.ts`. */
  readonly signature: string;
  /** The property that has the function, of the host's object or of the class: where it is not {@link functionKey}. */
  readonly key?: string;
  /**
   * `host` is the function, bound to its object; the class for a constructor; nothing for a method, which is called on
   * the object that the guest's handle stands for.
   */
  readonly lower: (bound: Bound, host: never) => (...flat: never[]) => unknown;
}

/** An imported resource, which the host defines. */
export interface ImportResource {
  /** The property of the host's object that has the class. */
  readonly key: string;
}

/** An exported interface. */
export interface ExportBinding {
  /** What else the exports have it under: its camel-case name where that is unique. */
  readonly shortKey?: string;
  /** By mangled WIT name. */
  readonly functions: Readonly<Record<string, ExportFunction>>;
  /** Resources that the interface defines, by WIT name. */
  readonly resources?: Readonly<Record<string, ExportResource>>;
}

/** The glue of an exported function. */
export interface ExportFunction {
  readonly signature: string;
  /**
   * The property that gets the function, of the interface's object or of the functions of its resource: where it is not
   * {@link functionKey}.
   */
  readonly key?: string;
  readonly lift: (bound: Bound) => (...values: never[]) => unknown;
}

/** An exported resource, which the guest defines. */
export interface ExportResource {
  /** The property of the interface's object that gets the class. */
  readonly key: string;
  /**
   * Makes the class of one instance: a subclass of {@link ExportResource.handle} with the constructor and the static
   * functions. `functions` has every function of the resource by its `key`; the constructor is `constructor` and gives
   * the representation.
   */
  readonly bind: (type: ResourceType, functions: never) => ResourceClass;
  /** The class with the methods, a subclass of GuestResource: `new (type, representation, borrowed?)`. */
  readonly handle: HandleClass;
}

/** The class of a guest's resource as an instance exports it. */
export type ResourceClass = abstract new (...args: never[]) => object;

/** The class that holds handles of a guest's resource, for all instances. */
export type HandleClass = new (
  type: ResourceType,
  representation: number,
  borrowed?: boolean,
) => object;

const keys = /* @__PURE__ */ new Map<string, string>();

/** The property of a function: what the table says, else its WIT name in camel case; `constructor` for that. */
export function functionKey(mangled: string, { key }: { readonly key?: string }): string {
  let found = key ?? keys.get(mangled);
  if (found === undefined) {
    found = camelCase(mangled);
    keys.set(mangled, found);
  }
  return found;
}

function camelCase(mangled: string): string {
  return mangled.startsWith("[constructor]")
    ? "constructor"
    : mangled
        .replace(/.*\./, "")
        .toLowerCase()
        .replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The key that glue has for a resource in `Bound.resources`: of an imported interface `a:b/c.r`, of an exported one
 * `[export]a:b/c.r`, of the world itself `$root.r`. */
export function resourceKey(side: "imports" | "exports", name: string, resource: string): string {
  return `${side === "exports" ? "[export]" : ""}${name}.${resource}`;
}
