import { describeFunction } from "../abi/describe-type.js";
import { LinkError } from "../runtime/link-error.js";
import { abiTypeConverter } from "./abi-types.js";
import { findByName } from "./extern-name.js";
import { isGiven, lookUp, type Given } from "./host-imports.js";
import type { Extern, FunctionType, InstanceType } from "./validate/types.js";

/**
 * Checks that everything is there that the component needs.
 *
 * @throws LinkError that names all that is missing or of another kind, with what it should be
 */
export function checkImports(
  imports: ReadonlyMap<string, Extern>,
  found: ReadonlyMap<string, unknown>,
): void {
  const problems: string[] = [];
  for (const [name, extern] of imports) {
    checkImport(name, extern, found.get(name), problems);
  }
  if (problems.length > 0) {
    throw new LinkError("cannot instantiate the component", problems);
  }
}

function problem(value: unknown, name: string, expected: string): string {
  return `${value === undefined ? "missing" : "mistyped"} import ${name}: ${expected}`;
}

function checkImport(name: string, extern: Extern, value: unknown, problems: string[]): void {
  switch (extern.kind) {
    case "function":
      if (typeof value !== "function") {
        problems.push(problem(value, name, functionText(extern.type)));
      }
      break;
    case "instance":
      if (isGiven(value)) {
        checkInstance(name, extern.type, value, problems);
      } else {
        reportInstance(name, extern.type, value, problems);
      }
      break;
    case "core-module":
    case "component":
      if (!isGiven(value)) {
        const expected = extern.kind === "component" ? "a component" : "a core module";
        problems.push(problem(value, name, expected));
      }
      break;
    case "type":
    case "value":
      break;
  }
}

/** An interface that is not there lacks all its functions; one of types only needs no value. */
function reportInstance(
  name: string,
  type: InstanceType,
  value: unknown,
  problems: string[],
): void {
  for (const [item, extern] of type.exports) {
    if (extern.kind === "function") {
      problems.push(problem(value, `${name} ${item}`, functionText(extern.type)));
    } else {
      checkImport(`${name} ${item}`, extern, undefined, problems);
    }
  }
}

function checkInstance(path: string, type: InstanceType, given: Given, problems: string[]): void {
  for (const [name, extern] of type.exports) {
    if (extern.kind === "function") {
      const value = lookUp(given, name);
      if (typeof value !== "function") {
        problems.push(problem(value, `${path} ${name}`, functionText(extern.type)));
      }
    } else {
      const value = extern.kind === "type" ? undefined : findByName(given, name);
      checkImport(`${path} ${name}`, extern, value, problems);
    }
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
