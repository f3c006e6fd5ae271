export { allocate, allocateElements, callPostReturn, reallocate } from "./allocate.js";
export { coreOf, resourceOf } from "./bound.js";
export {
  callFailed,
  hostFailed,
  notSupported,
  simpleCallFailed,
  simpleHostFailed,
  thrownPayload,
} from "./call-failures.js";
export {
  badCase,
  badFlatCase,
  checkCase,
  checkFlatCase,
  checkLifted,
  checkList,
  checkLoad,
  checkStore,
} from "./check-range.js";
export { ComponentError } from "./component-error.js";
export { cannotEnter, cannotLeave } from "./instance-state.js";
export { invalid, invalidTag, mapKey, taggedOption } from "./invalid-value.js";
export {
  bitsOfF32,
  bitsOfF64,
  f32OfBits,
  f64OfBits,
  liftChar,
  liftU64,
  widen,
  wrap,
} from "./lift-values.js";
export {
  checkArray,
  checkMap,
  checkNumbers,
  checkObject,
  lowerBool,
  lowerChar,
  lowerF32,
  lowerF64,
  lowerFlag,
  lowerS16,
  lowerS32,
  lowerS64,
  lowerS8,
  lowerU16,
  lowerU32,
  lowerU64,
  lowerU8,
  ownMember,
} from "./lower-values.js";
export { renew } from "./memory-views.js";
export * from "./numeric-lists.js";
export { liftString, loadString, lowerString } from "./strings.js";
