import { canonOpcodes, type CanonImmediate } from "./canon-opcodes.js";
import { readCoreValueType } from "./decode-core-type.js";
import { readResultList } from "./decode-value-type.js";
import type { Canon, CanonDefinition, CanonOption, StringEncoding } from "./model.js";
import type { Reader } from "./reader.js";

const MAX_OPTIONS = 10;

const encodings: readonly StringEncoding[] = ["utf8", "utf16", "latin1+utf16"];

/** Reads `canon`. */
export function readCanon(reader: Reader): CanonDefinition {
  const offset = reader.position;
  const opcode = reader.byte();
  const [kind, ...immediates] =
    canonOpcodes[opcode] ?? reader.failLeadingByte(opcode, "canonical function");
  const members: Record<string, unknown> = { kind };
  for (const immediate of immediates) {
    const value = readImmediate(reader, kind, immediate);
    if (value !== undefined) {
      members[immediate] = value;
    }
  }
  // The table says for each kind which members it has; the model's union says the same.
  return { kind: "canon", canon: members as unknown as Canon, offset };
}

function readImmediate(reader: Reader, kind: Canon["kind"], immediate: CanonImmediate): unknown {
  switch (immediate) {
    case "functionSort": {
      const sort = reader.byte();
      return sort === 0 ? undefined : reader.failLeadingByte(sort, `canonical function ${kind}`);
    }
    case "options":
      return reader.vector("canonical options", MAX_OPTIONS, () => readOption(reader));
    case "result":
      return readResultList(reader);
    case "async":
    case "cancellable":
    case "shared":
      return reader.boolean();
    case "slotType":
      return readCoreValueType(reader);
    default:
      return reader.u32();
  }
}

function readOption(reader: Reader): CanonOption {
  const byte = reader.byte();
  switch (byte) {
    case 0x03:
      return { kind: "memory", memory: reader.u32() };
    case 0x04:
      return { kind: "realloc", function: reader.u32() };
    case 0x05:
      return { kind: "post-return", function: reader.u32() };
    case 0x06:
      return { kind: "async" };
    case 0x07:
      return { kind: "callback", function: reader.u32() };
    default: {
      const encoding = encodings[byte];
      return encoding === undefined
        ? reader.failLeadingByte(byte, "canonical option")
        : { kind: "string-encoding", encoding };
    }
  }
}
