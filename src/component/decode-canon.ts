import { canonOpcodes, type CanonImmediate } from "./canon-opcodes.js";
import { readResultList } from "./decode-value-type.js";
import type { Canon, CanonDefinition, CanonOption, StringEncoding } from "./model.js";
import { rareGrammar } from "./rare-grammar.js";
import type { Reader } from "./reader.js";

const MAX_OPTIONS = 10;

const encodings: readonly StringEncoding[] = ["utf8", "utf16", "latin1+utf16"];

/** Reads `canon`. */
export function readCanon(reader: Reader): CanonDefinition {
  const offset = reader.position;
  const opcode = reader.byte();
  const [kind, ...immediates] =
    canonOpcodes[opcode] ??
    rareGrammar().taskOpcodes[opcode] ??
    reader.failLeadingByte(opcode, "canonical function");
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
    case "functionSort":
      return reader.choose<unknown>(`canonical function ${kind}`, () => undefined);
    case "options":
      return reader.vector("canonical options", MAX_OPTIONS, () => readOption(reader));
    case "result":
      return readResultList(reader);
    case "async":
    case "cancellable":
    case "shared":
      return reader.boolean();
    case "slotType":
      return rareGrammar().readCoreValueType(reader);
    default:
      return reader.u32();
  }
}

function readOption(reader: Reader): CanonOption {
  return reader.choose<CanonOption>(
    "canonical option",
    ...encodings.map((encoding) => () => ({ kind: "string-encoding", encoding }) as const),
    () => ({ kind: "memory", memory: reader.u32() }),
    () => ({ kind: "realloc", function: reader.u32() }),
    () => ({ kind: "post-return", function: reader.u32() }),
    () => ({ kind: "async" }),
    () => ({ kind: "callback", function: reader.u32() }),
  );
}
