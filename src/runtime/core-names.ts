import { rootName } from "./host-imports.js";
import { trackName } from "./version-track.js";

/**
 * How the functions of a world are called in a core module: the names that a toolchain gives its imports and exports
 * before they become a component. The older scheme is what today's toolchains write; the newer one is `cm32p2`
 * (BuildTargets.md).
 */
export interface CoreNames {
  /** What an import's module name stands for; `undefined` for one that is none of a world's. */
  readonly importedInterface: (module: string) => ImportedInterface | undefined;
  /** What a built-in's name asks for; `undefined` for a function of the interface. */
  readonly builtin: (name: string) => ResourceBuiltin | undefined;
  /** The name of an exported function. */
  readonly exported: (interfaceName: string, mangled: string) => string;
  readonly postReturn: (exported: string) => string;
  readonly destructor: (interfaceName: string, resource: string) => string;
  readonly memory: string;
  readonly realloc: string;
  readonly initialize: string;
}

/** What a core import's module name stands for. */
export interface ImportedInterface {
  /** As a world names it, or with the version's track only; `$root` for the world. */
  readonly name: string;
  /** The built-ins of an exported interface stand among imports. */
  readonly side: "imports" | "exports";
}

/** A canonical built-in of resources, as a core import names it. */
export interface ResourceBuiltin {
  readonly kind: "new" | "rep" | "drop";
  readonly resource: string;
}

/** The names that today's toolchains write. */
export const legacyNames: CoreNames = {
  importedInterface: (module) =>
    module.startsWith("[export]")
      ? { name: module.slice("[export]".length), side: "exports" }
      : { name: module, side: "imports" },
  builtin: (name) => {
    const match = /^\[resource-(new|rep|drop)\](.+)$/.exec(name);
    return match === null
      ? undefined
      : { kind: match[1] as ResourceBuiltin["kind"], resource: match[2] ?? "" };
  },
  exported: (interfaceName, mangled) =>
    interfaceName === rootName ? mangled : `${interfaceName}#${mangled}`,
  postReturn: (exported) => `cabi_post_${exported}`,
  destructor: (interfaceName, resource) =>
    interfaceName === rootName ? `[dtor]${resource}` : `${interfaceName}#[dtor]${resource}`,
  memory: "memory",
  realloc: "cabi_realloc",
  initialize: "_initialize",
};

const prefix = "cm32p2";

/** The names of BuildTargets.md: `cm32p2`. */
export const standardNames: CoreNames = {
  importedInterface: (module) => {
    if (module === prefix) {
      return { name: rootName, side: "imports" };
    }
    if (!module.startsWith(`${prefix}|`)) {
      return undefined;
    }
    const name = module.slice(prefix.length + 1);
    return name.startsWith("_ex_")
      ? { name: name.slice("_ex_".length) || rootName, side: "exports" }
      : { name, side: "imports" };
  },
  builtin: (name) => {
    const match = /^([^[\]]+)_(new|rep|drop)$/.exec(name);
    return match === null
      ? undefined
      : { kind: match[2] as ResourceBuiltin["kind"], resource: match[1] ?? "" };
  },
  exported: (interfaceName, mangled) => `${prefix}|${standardInterface(interfaceName)}|${mangled}`,
  postReturn: (exported) => `${exported}_post`,
  destructor: (interfaceName, resource) =>
    `${prefix}|${standardInterface(interfaceName)}|${resource}_dtor`,
  memory: `${prefix}_memory`,
  realloc: `${prefix}_realloc`,
  initialize: `${prefix}_initialize`,
};

function standardInterface(interfaceName: string): string {
  return interfaceName === rootName ? "" : trackName(interfaceName);
}
