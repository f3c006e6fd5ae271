import { resourceOfFunction, rootName } from "./host-imports.js";
import { functionKey, type ExportBinding, type ImportBinding } from "./world-binding.js";

/**
 * How messages call a function of a world: `imports["a:b/c"].send()`, `exports["a:b/c"].Counter.next()`,
 * `new exports["a:b/c"].Counter()`, `run()` for one of the world itself.
 */
export function functionPath(
  side: "imports" | "exports",
  interfaceName: string,
  mangled: string,
  binding: ImportBinding | ExportBinding,
): string {
  const holder = interfaceName === rootName ? "" : `${side}[${JSON.stringify(interfaceName)}].`;
  const resource = binding.resources?.[resourceOfFunction(mangled)]?.key;
  const key = functionKey(mangled, binding.functions[mangled] ?? {});
  return mangled.startsWith("[constructor]")
    ? `new ${holder}${resource}()`
    : `${holder}${resource === undefined ? "" : `${resource}.`}${key}()`;
}
