// What a generated world brings along by itself, as one chunk: glue, what it calls, and the host's side of imports and
// exports.
export * from "../runtime/value-runtime.js";
export { compileGlue, evaluateFunctions } from "./compile-glue.js";
export { dynamicSide } from "./dynamic-side.js";
export { instantiateDynamic } from "./instantiate.js";
