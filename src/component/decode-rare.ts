import { readValueType } from "./decode-value-type.js";
import type { StartDefinition, ValueDefinition } from "./model.js";
import type { Reader } from "./reader.js";

export { readCoreType, readCoreValueType } from "./decode-core-type.js";
export { taskOpcodes } from "./task-opcodes.js";

/** Reads `start`. */
export function readStart(reader: Reader): StartDefinition {
  const offset = reader.position;
  const index = reader.u32();
  const args = reader.vector("start function arguments", 1_000, () => reader.u32());
  return { kind: "start", function: index, args, results: reader.u32(), offset };
}

/** Reads `value`. */
export function readValue(reader: Reader): ValueDefinition {
  const offset = reader.position;
  const type = readValueType(reader);
  return { kind: "value", type, bytes: reader.view(reader.u32()), offset };
}
