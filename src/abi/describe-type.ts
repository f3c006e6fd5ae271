import type { AbiFunctionType, AbiType } from "./abi-type.js";
import { partsOf } from "./contains.js";

/** A type as WIT would write it, names where there are any: for messages. */
export function describeType(type: AbiType): string {
  switch (type.kind) {
    case "record":
    case "variant":
    case "flags":
    case "enum":
      return type.name === undefined ? type.kind : `${type.kind} ${type.name}`;
    case "own":
      return type.resource.name;
    case "borrow":
      return `borrow<${type.resource.name}>`;
    default: {
      const parts = partsOf(type).map(describeType);
      if (type.kind === "result" && type.ok === undefined && type.err !== undefined) {
        parts.unshift("_");
      } else if (type.kind === "list" && type.length !== undefined) {
        parts.push(`${type.length}`);
      }
      return parts.length === 0 ? type.kind : `${type.kind}<${parts.join(", ")}>`;
    }
  }
}

/** A function type as WIT would write it: for messages. */
export function describeFunction(type: AbiFunctionType): string {
  const params = type.params.map((param) => `${param.label}: ${describeType(param.type)}`);
  const result = type.result === undefined ? "" : ` -> ${describeType(type.result)}`;
  return `${type.async ? "async " : ""}func(${params.join(", ")})${result}`;
}
