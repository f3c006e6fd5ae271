import { describeFunction } from "../abi/describe-type.js";
import { LinkError } from "../runtime/link-error.js";
import { webAssembly } from "../runtime/web-assembly.js";
import { abiTypeConverter } from "./abi-types.js";
import { findByName } from "./extern-name.js";
import { findFunction, isGiven, type Externs } from "./host-imports.js";
import type { Extern, FunctionType } from "./validate/types.js";

/**
 * Checks that everything is there that the component needs.
 *
 * @throws LinkError that names all that is missing or of another kind, with what it should be
 */
export function checkImports(imports: Externs, found: ReadonlyMap<string, unknown>): void {
  const problems: string[] = [];
  for (const [name, extern] of imports) {
    checkImport(name, extern, found.get(name), problems);
  }
  if (problems.length > 0) {
    throw new LinkError("cannot instantiate the component", problems);
  }
}

function checkImport(path: string, extern: Extern, value: unknown, problems: string[]): void {
  const expect = (isThere: boolean, expected: () => string): void => {
    if (!isThere) {
      const problem = value === undefined ? "missing" : "mistyped";
      problems.push(`${problem} import ${path}: ${expected()}`);
    }
  };
  switch (extern.kind) {
    case "function":
      expect(typeof value === "function", () => functionText(extern.type));
      break;
    case "instance":
      checkInstance(path, extern.type.exports, value, problems);
      break;
    case "core-module":
      expect(value instanceof webAssembly.Module, () => "a core module");
      break;
    case "component":
      expect(isGiven(value) && "instantiate" in value, () => "a component");
      break;
    case "type":
    case "value":
      break;
  }
}

/** An interface that is not there lacks all its functions; one of types only needs no value. */
function checkInstance(path: string, externs: Externs, given: unknown, problems: string[]): void {
  for (const [name, extern] of externs) {
    let value = given;
    if (isGiven(given)) {
      value =
        extern.kind === "function"
          ? findFunction({ given, externs }, name).value
          : findByName(given, name);
    }
    checkImport(`${path} ${name}`, extern, value, problems);
  }
}

const converter = abiTypeConverter((resource) => ({
  key: "",
  name: resource.name ?? "resource",
  definedBy: "host",
}));

function functionText(type: FunctionType): string {
  return describeFunction(converter.function(type));
}
