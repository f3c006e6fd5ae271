// What glue calls.
export * from "./resource-runtime.js";
export * from "./value-runtime.js";
