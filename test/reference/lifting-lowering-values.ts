import type { AbiType, TupleType } from "../../src/abi/abi-type.js";
import { alignment } from "./alignment.js";
import { coreToPointer, type LiftLowerContext } from "./context.js";
import { alignTo, elemSize } from "./element-size.js";
import { liftFlat, type CoreValues } from "./flat-lifting.js";
import { lowerFlat, pointerToCore } from "./flat-lowering.js";
import { flattenTypes } from "./flattening.js";
import { load } from "./loading.js";
import type { CoreValue } from "./options.js";
import { asRecord, type SpecValue } from "./spec-value.js";
import { store } from "./storing.js";
import { assert, trapIf } from "./trap.js";

/** definitions.py `lift_flat_values` */
export function liftFlatValues(
  cx: LiftLowerContext,
  maxFlat: number,
  vi: CoreValues,
  types: readonly AbiType[],
): SpecValue[] {
  const flatTypes = flattenTypes(types, cx.ptrType);
  if (flatTypes.length > maxFlat) {
    const ptr = coreToPointer(vi.next(cx.ptrType), cx.ptrType);
    const tupleType: TupleType = { kind: "tuple", types };
    trapIf(ptr !== alignTo(ptr, alignment(tupleType, cx.ptrType)), "T32");
    trapIf(ptr + elemSize(tupleType, cx.ptrType) > cx.memory.bytes.length, "T33");
    return [...asRecord(load(cx, ptr, tupleType)).fields.values()];
  }
  return types.map((t) => liftFlat(cx, vi, t));
}

/** definitions.py `lower_flat_values` */
export function lowerFlatValues(
  cx: LiftLowerContext,
  maxFlat: number,
  vs: readonly SpecValue[],
  types: readonly AbiType[],
  outParam?: CoreValues,
): CoreValue[] {
  const flatTypes = flattenTypes(types, cx.ptrType);
  if (flatTypes.length <= maxFlat) {
    return types.flatMap((t, i) => {
      const v = vs[i];
      assert(v !== undefined);
      return lowerFlat(cx, v, t);
    });
  }
  const tupleType: TupleType = { kind: "tuple", types };
  const tupleValue = new Map(vs.map((v, i) => [String(i), v]));
  let ptr: number;
  let flatVals: CoreValue[] = [];
  if (outParam === undefined) {
    ptr = cx.allocate(alignment(tupleType, cx.ptrType), elemSize(tupleType, cx.ptrType));
    flatVals = [pointerToCore(cx, ptr)];
  } else {
    ptr = coreToPointer(outParam.next(cx.ptrType), cx.ptrType);
  }
  trapIf(ptr !== alignTo(ptr, alignment(tupleType, cx.ptrType)), "T34");
  trapIf(ptr + elemSize(tupleType, cx.ptrType) > cx.memory.bytes.length, "T35");
  store(cx, { kind: "record", fields: tupleValue }, tupleType, ptr);
  return flatVals;
}
