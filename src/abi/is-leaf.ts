import type { AbiType } from "./abi-type.js";

/** A value with nothing inside that an error's path could lead to. */
export function isLeaf(type: AbiType): boolean {
  switch (type.kind) {
    case "list":
    case "record":
    case "tuple":
    case "variant":
    case "option":
    case "result":
    case "map":
    case "flags":
      return false;
    default:
      return true;
  }
}
