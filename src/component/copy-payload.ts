import { alignment, elemSize } from "../abi/layout.js";
import { typeSignature } from "../abi/signature.js";
import type { Payload } from "../runtime/copies.js";
import { abiTypeConverter } from "./abi-types.js";
import type { Resource, ValueType } from "./validate/types.js";

/**
 * What has to be known of the values of a stream or future.
 *
 * @param numberOf tells resource types apart, which can have one name
 */
export function payloadOf(
  payload: ValueType | undefined,
  numberOf: (resource: Resource) => string,
): Payload {
  if (payload === undefined) {
    return { key: "", size: 0, alignment: 1, isNumber: true };
  }
  const converter = abiTypeConverter((resource) => {
    const number = numberOf(resource);
    return { key: number, name: number, definedBy: "guest" };
  });
  const type = converter.value(payload);
  return {
    key: typeSignature(type),
    size: elemSize(type),
    alignment: alignment(type),
    isNumber: /^[suf]\d+$/.test(type.kind),
  };
}
