export * from "./allocate.js";
