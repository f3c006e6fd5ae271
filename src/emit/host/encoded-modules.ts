import type { GlueModule, StringEncoding } from "../../abi/glue-module.js";

/** Glue for memories with strings in several encodings, in the same files: functions that types share are made for each. */
export interface EncodedModules {
  /** A module as functions of this encoding see it. */
  readonly of: (module: GlueModule, encoding: StringEncoding) => GlueModule;
  /** Notes what modules import of each other under the modules themselves, when all glue is made. */
  readonly settleImports: (modules: readonly GlueModule[]) => void;
}

/** Starts with no other encoding than what modules are made for. */
export function encodedModules(): EncodedModules {
  const variants = new Map<GlueModule, Map<StringEncoding, GlueModule>>();
  const bases = new Map<GlueModule, GlueModule>();

  const of = (module: GlueModule, stringEncoding: StringEncoding): GlueModule => {
    if (module.options.stringEncoding === stringEncoding) {
      return module;
    }
    const known = variants.get(module) ?? new Map<StringEncoding, GlueModule>();
    variants.set(module, known);
    let variant = known.get(stringEncoding);
    if (variant === undefined) {
      variant = {
        ...module,
        options: { ...module.options, stringEncoding },
        made: new Map(),
        home: (type) => {
          const home = module.home(type);
          return home && of(home, stringEncoding);
        },
      };
      known.set(stringEncoding, variant);
      bases.set(variant, module);
    }
    return variant;
  };

  const settleImports = (modules: readonly GlueModule[]): void => {
    for (const { imports } of modules) {
      for (const [variant, names] of [...imports]) {
        const base = bases.get(variant);
        if (base !== undefined) {
          imports.delete(variant);
          imports.set(base, new Set([...(imports.get(base) ?? []), ...names]));
        }
      }
    }
  };

  return { of, settleImports };
}
