import type { AbiType } from "./abi-type.js";
import { partsOf } from "./contains.js";

/** A value with nothing inside that an error's path could lead to. */
export function isLeaf(type: AbiType): boolean {
  return !/^(flags|variant|result)$/.test(type.kind) && partsOf(type).length === 0;
}
