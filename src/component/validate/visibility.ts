import type { Scope } from "./scope.js";
import type {
  AnyType,
  DefinedType,
  Extern,
  FunctionType,
  InstanceType,
  ValueType,
} from "./types.js";

/**
 * Tells whether every type that an import or export uses has a name that is seen from outside, and notes the names that
 * it brings (Explainer.md, "External Visibility of Types").
 */
export function isVisible(
  scope: Scope,
  direction: "import" | "export",
  name: string | undefined,
  extern: Extern,
): boolean {
  const side = direction === "import" ? scope.imports : scope.exports;
  if (name !== undefined && extern.kind === "type" && extern.created.kind === "resource") {
    side.resourceNames.set(extern.created, name);
  }
  if (scope.kind === "instance-type") {
    return true;
  }
  const known = side.types;
  switch (extern.kind) {
    case "type":
      if (!partsNamed(extern.referenced, known)) {
        return false;
      }
      scope.exports.types.add(extern.created);
      if (direction === "import") {
        scope.imports.types.add(extern.created);
      }
      return true;
    case "instance": {
      const { type } = extern;
      const visible =
        known.has(type) ||
        [...type.exports.values()].every((item) => isVisible(scope, direction, undefined, item));
      if (visible) {
        side.types.add(type);
      }
      return visible;
    }
    case "function":
      return functionNamed(extern.type, known);
    case "value":
      return valueNamed(extern.type, known);
    case "core-module":
    case "component":
      return true;
  }
}

type Known = ReadonlySet<AnyType>;

/** Whether what stands directly inside a type has names where it needs one; the type itself is just being named. */
function partsNamed(type: AnyType, known: Known): boolean {
  switch (type.kind) {
    case "resource":
    case "component":
    case "primitive":
    case "flags":
    case "enum":
      return true;
    case "function":
      return functionNamed(type, known);
    case "instance":
      return instanceNamed(type, known);
    case "record":
      return type.fields.every((field) => valueNamed(field.type, known));
    case "variant":
      return type.cases.every((item) => item.type === undefined || valueNamed(item.type, known));
    default:
      return definedNamed(type, known);
  }
}

function functionNamed(type: FunctionType, known: Known): boolean {
  return (
    type.params.every((param) => valueNamed(param.type, known)) &&
    (type.result === undefined || valueNamed(type.result, known))
  );
}

function instanceNamed(type: InstanceType, known: Known): boolean {
  return [...type.exports.values()].every((extern) => {
    switch (extern.kind) {
      case "function":
        return functionNamed(extern.type, known);
      case "type":
        return partsNamed(extern.created, known);
      case "value":
        return typeof extern.type === "string" || partsNamed(extern.type, known);
      case "instance":
        return instanceNamed(extern.type, known);
      case "core-module":
      case "component":
        return true;
    }
  });
}

/** Whether a value type may be used: records, variants, enums, flags and resources only by a visible name. */
function valueNamed(type: ValueType, known: Known): boolean {
  return typeof type === "string" || definedNamed(type, known);
}

function definedNamed(type: DefinedType, known: Known): boolean {
  const optional = (part: ValueType | undefined): boolean =>
    part === undefined || valueNamed(part, known);
  switch (type.kind) {
    case "primitive":
      return true;
    case "record":
    case "variant":
    case "enum":
    case "flags":
      return known.has(type);
    case "own":
    case "borrow":
      return known.has(type.resource);
    case "tuple":
      return type.types.every((part) => valueNamed(part, known));
    case "list":
      return valueNamed(type.element, known);
    case "option":
      return valueNamed(type.type, known);
    case "result":
      return optional(type.ok) && optional(type.err);
    case "stream":
    case "future":
      return optional(type.payload);
    case "map":
      return valueNamed(type.key, known) && valueNamed(type.value, known);
  }
}
