import { assertNever } from "../assert.js";
import type { AbiFunctionType, AbiType } from "./abi-type.js";

/**
 * One canonical string for a function type, resources by name: equal strings mean that the glue of one serves the other.
 * Names of records, variants … do not count; labels do, since they are properties of the values.
 */
export function signature(type: AbiFunctionType): string {
  const params = type.params
    .map((param) => `${param.label}:${typeSignature(param.type)}`)
    .join(",");
  const result = type.result === undefined ? "" : typeSignature(type.result);
  return `${type.async ? "async" : ""}(${params})${result}`;
}

/** The part of a {@link signature} that stands for one value type. */
export function typeSignature(type: AbiType): string {
  switch (type.kind) {
    case "list":
      return type.length === undefined
        ? `[${typeSignature(type.element)}]`
        : `[${typeSignature(type.element)};${type.length}]`;
    case "record":
      return `{${type.fields.map((field) => `${field.label}:${typeSignature(field.type)}`).join(",")}}`;
    case "tuple":
      return `(${type.types.map(typeSignature).join(",")})`;
    case "variant":
      return `<${type.cases
        .map((each) => each.label + (each.type === undefined ? "" : `:${typeSignature(each.type)}`))
        .join("|")}>`;
    case "enum":
      return `enum<${type.labels.join("|")}>`;
    case "option":
      return `${typeSignature(type.type)}?`;
    case "result":
      return `result<${optional(type.ok)},${optional(type.err)}>`;
    case "map":
      return `map<${typeSignature(type.key)},${typeSignature(type.value)}>`;
    case "flags":
      return `flags<${type.labels.join("|")}>`;
    case "own":
      return `own<${type.resource.name}>`;
    case "borrow":
      return `borrow<${type.resource.name}>`;
    case "stream":
    case "future":
      return `${type.kind}<${optional(type.payload)}>`;
    case "bool":
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "s64":
    case "u64":
    case "f32":
    case "f64":
    case "char":
    case "string":
    case "error-context":
      return type.kind;
    default:
      return assertNever(type);
  }
}

function optional(type: AbiType | undefined): string {
  return type === undefined ? "_" : typeSignature(type);
}
