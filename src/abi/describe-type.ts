import { assertNever } from "../assert.js";
import type { AbiFunctionType, AbiType } from "./abi-type.js";

/** A type as WIT would write it, names where there are any: for messages. */
export function describeType(type: AbiType): string {
  switch (type.kind) {
    case "list":
      return type.length === undefined
        ? `list<${describeType(type.element)}>`
        : `list<${describeType(type.element)}, ${type.length}>`;
    case "record":
    case "variant":
    case "flags":
      return type.name === undefined ? type.kind : `${type.kind} ${type.name}`;
    case "enum":
      return type.name === undefined ? "enum" : `enum ${type.name}`;
    case "tuple":
      return `tuple<${type.types.map(describeType).join(", ")}>`;
    case "option":
      return `option<${describeType(type.type)}>`;
    case "result":
      return describeResult(type.ok, type.err);
    case "map":
      return `map<${describeType(type.key)}, ${describeType(type.value)}>`;
    case "own":
      return type.resource.name;
    case "borrow":
      return `borrow<${type.resource.name}>`;
    case "stream":
    case "future":
      return type.payload === undefined ? type.kind : `${type.kind}<${describeType(type.payload)}>`;
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

function describeResult(ok: AbiType | undefined, err: AbiType | undefined): string {
  if (err === undefined) {
    return ok === undefined ? "result" : `result<${describeType(ok)}>`;
  }
  return `result<${ok === undefined ? "_" : describeType(ok)}, ${describeType(err)}>`;
}

/** A function type as WIT would write it: for messages. */
export function describeFunction(type: AbiFunctionType): string {
  const params = type.params.map((param) => `${param.label}: ${describeType(param.type)}`);
  const result = type.result === undefined ? "" : ` -> ${describeType(type.result)}`;
  return `${type.async ? "async " : ""}func(${params.join(", ")})${result}`;
}
