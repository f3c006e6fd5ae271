import type { StartDefinition } from "./model.js";
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
