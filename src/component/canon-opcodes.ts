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

export type CanonName = Canon["kind"];

/** The `canon` productions of Binary.md (state of 2026-08), by opcode. */
export const canonOpcodes: Readonly<
  Record<number, readonly [kind: CanonName, ...immediates: CanonImmediate[]]>
> = {
  0x00: ["lift", "functionSort", "coreFunction", "options", "type"],
  0x01: ["lower", "functionSort", "function", "options"],
  0x02: ["resource.new", "type"],
  0x03: ["resource.drop", "type"],
  0x04: ["resource.rep", "type"],
  0x05: ["task.cancel"],
  0x06: ["subtask.cancel", "async"],
  0x09: ["task.return", "result", "options"],
  0x0a: ["context.get", "slotType", "slot"],
  0x0b: ["context.set", "slotType", "slot"],
  0x0c: ["thread.yield", "cancellable"],
  0x0d: ["subtask.drop"],
  0x0e: ["stream.new", "type"],
  0x0f: ["stream.read", "type", "options"],
  0x10: ["stream.write", "type", "options"],
  0x11: ["stream.cancel-read", "type", "async"],
  0x12: ["stream.cancel-write", "type", "async"],
  0x13: ["stream.drop-readable", "type"],
  0x14: ["stream.drop-writable", "type"],
  0x15: ["future.new", "type"],
  0x16: ["future.read", "type", "options"],
  0x17: ["future.write", "type", "options"],
  0x18: ["future.cancel-read", "type", "async"],
  0x19: ["future.cancel-write", "type", "async"],
  0x1a: ["future.drop-readable", "type"],
  0x1b: ["future.drop-writable", "type"],
  0x1c: ["error-context.new", "options"],
  0x1d: ["error-context.debug-message", "options"],
  0x1e: ["error-context.drop"],
  0x1f: ["waitable-set.new"],
  0x20: ["waitable-set.wait", "cancellable", "memory"],
  0x21: ["waitable-set.poll", "cancellable", "memory"],
  0x22: ["waitable-set.drop"],
  0x23: ["waitable.join"],
  0x24: ["backpressure.inc"],
  0x25: ["backpressure.dec"],
  0x26: ["thread.index"],
  0x27: ["thread.new-indirect", "functionType", "table"],
  0x28: ["thread.resume-later"],
  0x29: ["thread.suspend", "cancellable"],
  0x2a: ["thread.suspend-then-resume", "cancellable"],
  0x2b: ["thread.yield-then-resume", "cancellable"],
  0x2c: ["thread.suspend-then-promote", "cancellable"],
  0x2d: ["thread.yield-then-promote", "cancellable"],
  0x40: ["thread.spawn-ref", "shared", "functionType"],
  0x41: ["thread.spawn-indirect", "shared", "functionType", "table"],
  0x42: ["thread.available-parallelism", "shared"],
};
