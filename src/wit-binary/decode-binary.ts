import { binaryKind, decodeComponent } from "../component/decode.js";
import { InvalidComponentError } from "../component/errors.js";
import type { ComponentModel } from "../component/model.js";
import type { PackageGraph } from "../graph/package-graph.js";
import { componentWorld } from "./decode-component.js";
import { checkComponent } from "./check-component.js";
import { decodeModuleWorld, type ModuleWorld } from "./decode-module.js";
import { asWitPackage, decodePackage } from "./decode-package.js";
import { TypeEvaluator } from "./evaluate-types.js";

/** What a WebAssembly binary says in WIT. */
export type DecodedBinary =
  | { readonly kind: "wit-package"; readonly graph: PackageGraph }
  | {
      readonly kind: "component";
      /** Package `root:component` with world `root`. */
      readonly graph: PackageGraph;
      readonly component: ComponentModel;
    }
  | ({ readonly kind: "core-module-with-world" } & ModuleWorld)
  | { readonly kind: "core-module" };

/**
 * Reads the WIT of any WebAssembly binary: a WIT package, the world of a component, or the world that a core module
 * was made for.
 *
 * @throws InvalidComponentError if it is not valid, or no WebAssembly at all.
 * @throws UnsupportedError for a component that WIT has no words for.
 */
export function decodeBinary(bytes: Uint8Array): DecodedBinary {
  switch (binaryKind(bytes)) {
    case "component": {
      const component = decodeComponent(bytes);
      checkComponent(component);
      const evaluator = new TypeEvaluator();
      const externs = evaluator.component(component);
      const witPackage = asWitPackage(externs, evaluator);
      return witPackage === undefined
        ? { kind: "component", graph: componentWorld(component, externs), component }
        : { kind: "wit-package", graph: decodePackage(component, witPackage) };
    }
    case "core-module": {
      const world = decodeModuleWorld(bytes);
      return world === undefined
        ? { kind: "core-module" }
        : { kind: "core-module-with-world", ...world };
    }
    case undefined:
      throw new InvalidComponentError("magic header not detected: bad magic number", 0);
  }
}
