import type { Canon } from "./model.js";

/** What follows the opcode of a canonical definition, in order; each names the member of the model that it fills. */
export type CanonImmediate =
  | "functionSort"
  | "coreFunction"
  | "function"
  | "type"
  | "options"
  | "result"
  | "async"
  | "cancellable"
  | "shared"
  | "memory"
  | "functionType"
  | "table"
  | "slotType"
  | "slot";

/** The name of a canonical definition in the text format: `lift`, `resource.new`. */
export type CanonName = Canon["kind"];

/** Productions of `canon` by opcode. */
export type CanonOpcodes = Readonly<
  Record<number, readonly [kind: CanonName, ...immediates: CanonImmediate[]]>
>;

/** The `canon` productions of Binary.md (state of 2026-08) that synchronous components have. */
export const canonOpcodes: CanonOpcodes = {
  0x00: ["lift", "functionSort", "coreFunction", "options", "type"],
  0x01: ["lower", "functionSort", "function", "options"],
  0x02: ["resource.new", "type"],
  0x03: ["resource.drop", "type"],
  0x04: ["resource.rep", "type"],
};
