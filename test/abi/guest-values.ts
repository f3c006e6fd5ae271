import type { AbiType } from "../../src/abi/abi-type.js";
import { LiftLowerContext } from "../reference/context.js";
import type { CoreType } from "../reference/flattening.js";
import { makeHeap } from "../reference/heap.js";
import { fromJs } from "../reference/js-mapping.js";
import { lowerFlatValues } from "../reference/lifting-lowering-values.js";
import type { CoreValue, StringEncoding } from "../reference/options.js";
import { ComponentInstance, ResourceType } from "../reference/runtime-state.js";
import { hostResource } from "./sides.js";

/** Bytes in a page of linear memory. */
export const pageSize = 65536;

/** Where guests keep what they pass out; their allocator is below. */
export const guestStart = 32768;

/** Values as a guest holds them: core values, and the bytes from {@link guestStart} on that they point to. */
export interface GuestValues {
  readonly flat: readonly CoreValue[];
  readonly bytes: Uint8Array;
}

/** Has the reference put values into a guest's memory. */
export function guestValues(
  types: readonly AbiType[],
  values: readonly unknown[],
  maxFlat: number,
  stringEncoding: StringEncoding,
): GuestValues {
  const heap = makeHeap(pageSize, guestStart);
  const cx = new LiftLowerContext(
    { stringEncoding, memory: heap.memory, realloc: heap.realloc },
    new ComponentInstance(),
    undefined,
    new Map([[hostResource, new ResourceType(undefined)]]),
  );
  const flat = lowerFlatValues(
    cx,
    maxFlat,
    types.map((type, i) => fromJs(type, values[i])),
    types,
  );
  return { flat, bytes: heap.memory.bytes.slice(guestStart, Math.max(guestStart, heap.next)) };
}

/** Makes a function that writes what a guest holds into its memory. */
export function writeValues({ bytes }: GuestValues): (memory: Uint8Array) => void {
  return (memory) => memory.set(bytes, guestStart);
}

/** Core values as engines give them: signed. */
export function signedCore(values: readonly CoreValue[], types: readonly CoreType[]): CoreValue[] {
  return values.map((value, i) => {
    switch (types[i]) {
      case "i32":
        return Number(value) | 0;
      case "i64":
        return BigInt.asIntN(64, BigInt(value));
      default:
        return value;
    }
  });
}

/** Core values as unsigned integers, so that both implementations' can be compared. */
export function unsignedCore(
  values: readonly CoreValue[],
  types: readonly CoreType[],
): CoreValue[] {
  return values.map((value, i) => {
    switch (types[i]) {
      case "i32":
        return Number(value) >>> 0;
      case "i64":
        return BigInt.asUintN(64, BigInt(value));
      case "f32":
        return Math.fround(Number(value));
      default:
        return value;
    }
  });
}
