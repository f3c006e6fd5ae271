import { binaryKind, decodeComponent } from "../component/decode.js";
import { InvalidComponentError } from "../component/errors.js";
import type { ComponentModel } from "../component/model.js";
import { COMPONENT_TYPE_PREFIX } from "./metadata-section.js";
import { moduleCustomSections } from "./module-sections.js";

/** What a file is, as far as its first bytes and its sections tell. */
export type BinaryKind =
  | "component"
  /** A component that exports types and nothing else. */
  | "wit-package"
  /** A core module with `component-type` sections, which say what world it was made for. */
  | "core-module-with-world"
  | "core-module"
  | "not-wasm";

/**
 * Tells what a binary is. Never throws: a broken component counts as a component, a broken module as a module, and
 * decoding it says what is wrong.
 */
export function sniffBinary(bytes: Uint8Array): BinaryKind {
  switch (binaryKind(bytes)) {
    case "component":
      return orElse("component", () =>
        isWitPackage(decodeComponent(bytes)) ? "wit-package" : "component",
      );
    case "core-module":
      return orElse("core-module", () =>
        moduleCustomSections(bytes, COMPONENT_TYPE_PREFIX).length > 0
          ? "core-module-with-world"
          : "core-module",
      );
    case undefined:
      return "not-wasm";
  }
}

function isWitPackage({ definitions }: ComponentModel): boolean {
  const exports = definitions.filter((definition) => definition.kind === "export");
  return (
    exports.length > 0 &&
    exports.every(({ sort }) => sort === "type") &&
    definitions.every(({ kind }) => kind === "type" || kind === "export" || kind === "alias")
  );
}

function orElse(otherwise: BinaryKind, look: () => BinaryKind): BinaryKind {
  try {
    return look();
  } catch (error) {
    if (error instanceof InvalidComponentError) {
      return otherwise;
    }
    throw error;
  }
}
