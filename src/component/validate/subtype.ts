import { coreMismatch, type CoreModuleType } from "./core-types.js";
import { substituteExtern, substituteExterns, type Substitution } from "./substitute.js";
import {
  describeExtern,
  describeType,
  type AnyType,
  type ComponentType,
  type DefinedType,
  type Extern,
  type FunctionType,
  type InstanceType,
  type Resource,
  type ResourcePath,
} from "./types.js";
import {
  checkOnce,
  definedMismatch,
  valueMismatch,
  within,
  type Mismatch,
} from "./value-subtype.js";

/** Checks that an item of type `actual` can be given where `expected` is wanted. */
export function externMismatch(actual: Extern, expected: Extern): Mismatch {
  switch (actual.kind) {
    case "core-module":
      if (expected.kind === "core-module") {
        return moduleMismatch(actual.type, expected.type);
      }
      break;
    case "function":
      if (expected.kind === "function") {
        return functionMismatch(actual.type, expected.type);
      }
      break;
    case "value":
      if (expected.kind === "value") {
        return valueMismatch(actual.type, expected.type);
      }
      break;
    case "type":
      if (expected.kind === "type") {
        return anyTypeMismatch(actual.referenced, expected.referenced);
      }
      break;
    case "instance":
      if (expected.kind === "instance") {
        return checkOnce(actual.type, expected.type, () =>
          instanceMismatch(actual.type, expected.type),
        );
      }
      break;
    case "component":
      if (expected.kind === "component") {
        return componentMismatch(actual.type, expected.type);
      }
      break;
  }
  return `expected ${describeExtern(expected)}, found ${describeExtern(actual)}`;
}

/** Checks that two types are equal, up to what instances and components may have more. */
function anyTypeMismatch(actual: AnyType, expected: AnyType): Mismatch {
  switch (actual.kind) {
    case "resource":
      if (expected.kind === "resource") {
        return actual.resource === expected.resource
          ? undefined
          : "resource types are not the same";
      }
      return `expected ${describeType(expected)}, found resource`;
    case "function":
      return expected.kind === "function"
        ? functionMismatch(actual, expected)
        : `expected ${describeType(expected)}, found func type`;
    case "instance":
      return expected.kind === "instance"
        ? instanceMismatch(actual, expected)
        : `expected ${describeType(expected)}, found instance type`;
    case "component":
      return expected.kind === "component"
        ? componentMismatch(actual, expected)
        : `expected ${describeType(expected)}, found component type`;
    default:
      return isDefined(expected)
        ? definedMismatch(actual, expected)
        : `expected ${describeType(expected)}, found defined type`;
  }
}

function isDefined(type: AnyType): type is DefinedType {
  return describeType(type) === "defined type";
}

function moduleMismatch(actual: CoreModuleType, expected: CoreModuleType): Mismatch {
  const key = ({ module, name }: { readonly module: string; readonly name: string }): string =>
    JSON.stringify([module, name]);
  const imports = new Map(expected.imports.map((item) => [key(item), item]));
  for (const item of actual.imports) {
    const given = imports.get(key(item));
    if (given === undefined) {
      return `missing expected import \`${item.module}::${item.name}\``;
    }
    const mismatch = coreMismatch(given.type, item.type);
    if (mismatch !== undefined) {
      return within(`type mismatch in import \`${item.module}::${item.name}\``, mismatch);
    }
  }
  for (const [name, type] of expected.exports) {
    const given = actual.exports.get(name);
    if (given === undefined) {
      return `missing expected export \`${name}\``;
    }
    const mismatch = coreMismatch(given, type);
    if (mismatch !== undefined) {
      return within(`type mismatch in export \`${name}\``, mismatch);
    }
  }
  return undefined;
}

function functionMismatch(actual: FunctionType, expected: FunctionType): Mismatch {
  if (actual.async !== expected.async) {
    const text = (type: FunctionType): string => (type.async ? "async" : "sync");
    return `expected ${text(expected)} function, found ${text(actual)} function`;
  }
  if (actual.params.length !== expected.params.length) {
    return `expected ${expected.params.length} parameters, found ${actual.params.length}`;
  }
  for (const [index, param] of actual.params.entries()) {
    const other = expected.params[index];
    if (other?.label !== param.label) {
      return `expected parameter named \`${other?.label}\`, found \`${param.label}\``;
    }
    const mismatch = valueMismatch(param.type, other.type);
    if (mismatch !== undefined) {
      return within(`type mismatch in function parameter \`${param.label}\``, mismatch);
    }
  }
  if (actual.result === undefined || expected.result === undefined) {
    return actual.result === expected.result
      ? undefined
      : actual.result === undefined
        ? "expected a result, found none"
        : "expected no result, found one";
  }
  return within("type mismatch with result type", valueMismatch(actual.result, expected.result));
}

function instanceMismatch(actual: InstanceType, expected: InstanceType): Mismatch {
  for (const name of expected.exports.keys()) {
    if (!actual.exports.has(name)) {
      return `missing expected export \`${name}\``;
    }
  }
  for (const [name, type] of expected.exports) {
    const given = actual.exports.get(name);
    const mismatch = given === undefined ? undefined : externMismatch(given, type);
    if (mismatch !== undefined) {
      return within(`type mismatch in instance export \`${name}\``, mismatch);
    }
  }
  return undefined;
}

function componentMismatch(actual: ComponentType, expected: ComponentType): Mismatch {
  const imports = matchExterns(expected.imports, actual.imports, actual.imported, "import");
  if (typeof imports === "string") {
    return imports;
  }
  const exports = substituteExterns(actual.exports, { ...imports, types: new Map() });
  const matched = matchExterns(exports, expected.exports, expected.defined, "export");
  return typeof matched === "string" ? matched : undefined;
}

/**
 * Matches given items with wanted ones by name, learning from them what each resource type of the wanted side stands
 * for.
 *
 * @param bound the resource types that the wanted side leaves open, with their places
 * @returns the substitution, or the reason why they do not match
 */
export function matchExterns(
  given: ReadonlyMap<string, Extern>,
  wanted: ReadonlyMap<string, Extern>,
  bound: ReadonlyMap<Resource, ResourcePath>,
  side: "import" | "export",
): Substitution | string {
  const resources = new Map<Resource, Resource>();
  for (const [resource, path] of bound) {
    const actual = resourceAt(given, path);
    if (actual !== undefined) {
      resources.set(resource, actual);
    }
  }
  for (const name of wanted.keys()) {
    if (!given.has(name)) {
      return `missing ${side} named \`${name}\``;
    }
  }
  const types = new Map<AnyType, AnyType>();
  const instances = new Map<InstanceType, InstanceType>();
  for (const [name, extern] of wanted) {
    const actual = given.get(name);
    if (actual === undefined) {
      continue;
    }
    const expected = substituteExtern(extern, { resources, types: new Map() });
    const mismatch = externMismatch(actual, expected);
    if (mismatch !== undefined) {
      return `type mismatch for ${side} \`${name}\`: ${mismatch}`;
    }
    collectRenamings(actual, extern, types, instances);
  }
  return { resources, types };
}

/** The resource type at a place among `externs`, if there is one. */
export function resourceAt(
  externs: ReadonlyMap<string, Extern>,
  path: ResourcePath,
): Resource | undefined {
  let level: ReadonlyMap<string, Extern> | undefined = externs;
  let extern: Extern | undefined;
  for (const name of path) {
    extern = level?.get(name);
    level = extern?.kind === "instance" ? extern.type.exports : undefined;
  }
  return extern?.kind === "type" && extern.created.kind === "resource"
    ? extern.created.resource
    : undefined;
}

/**
 * Notes for every type that is wanted by name which type was given for it.
 *
 * @param instances what was given last for each instance type, whose types are noted then
 */
function collectRenamings(
  actual: Extern,
  expected: Extern,
  types: Map<AnyType, AnyType>,
  instances: Map<InstanceType, InstanceType>,
): void {
  if (expected.kind === "type" && actual.kind === "type") {
    types.set(expected.created, actual.created);
  } else if (expected.kind === "instance" && actual.kind === "instance") {
    if (instances.get(expected.type) === actual.type) {
      return;
    }
    instances.set(expected.type, actual.type);
    for (const [name, extern] of expected.type.exports) {
      const other = actual.type.exports.get(name);
      if (other !== undefined) {
        collectRenamings(other, extern, types, instances);
      }
    }
  }
}
