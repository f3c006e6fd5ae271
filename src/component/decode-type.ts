import { readAlias, readExternName, readExternType } from "./decode-extern.js";
import type {
  CoreValueType,
  Declaration,
  DefinedType,
  DefinedValueType,
  LabelledType,
  TypeDefinition,
  ValueTypeReference,
} from "./model.js";
import {
  optional,
  primitives,
  readOptionalValueType,
  readResultList,
  readValueType,
} from "./decode-value-type.js";
import { rareGrammar } from "./rare-grammar.js";
import type { Reader } from "./reader.js";

/** Limits of hostile input, the same as other implementations have. */
const MAX_TYPE_DEPTH = 100;
const MAX_MEMBERS = 10_000;
const MAX_PARAMS = 1_000;
const MAX_DECLARATIONS = 1_000_000;

/** Reads `type`; `depth` counts the component and instance types around it. */
export function readType(reader: Reader, depth = 0): TypeDefinition {
  const offset = reader.position;
  return { kind: "type", type: readDefinedType(reader, depth), offset };
}

function readDefinedType(reader: Reader, depth: number): DefinedType {
  const byte = reader.byte();
  switch (byte) {
    case 0x3f:
      return readResource(reader);
    case 0x40:
    case 0x43:
      return {
        kind: "function",
        params: readLabelledTypes(reader, "component function parameters", MAX_PARAMS),
        ...optional("result", readResultList(reader)),
        async: byte === 0x43,
      };
    case 0x41:
      return { kind: "component", declarations: readDeclarations(reader, depth, true) };
    case 0x42:
      return { kind: "instance", declarations: readDeclarations(reader, depth, false) };
    default:
      return readDefinedValueType(reader, byte);
  }
}

function readDefinedValueType(reader: Reader, byte: number): DefinedValueType {
  switch (byte) {
    case 0x72:
      return { kind: "record", fields: readLabelledTypes(reader, "record field", MAX_MEMBERS) };
    case 0x71:
      return {
        kind: "variant",
        cases: reader.vector("variant cases", MAX_MEMBERS, () => readCase(reader)),
      };
    case 0x70:
      return { kind: "list", element: readValueType(reader) };
    case 0x67:
      return { kind: "list", element: readValueType(reader), length: reader.u32() };
    case 0x6f:
      return {
        kind: "tuple",
        types: reader.vector("tuple types", MAX_MEMBERS, () => readValueType(reader)),
      };
    case 0x6e:
      return {
        kind: "flags",
        labels: reader.vector("flag names", MAX_MEMBERS, () => reader.name()),
      };
    case 0x6d:
      return {
        kind: "enum",
        labels: reader.vector("enum cases", MAX_MEMBERS, () => reader.name()),
      };
    case 0x6b:
      return { kind: "option", type: readValueType(reader) };
    case 0x6a:
      return {
        kind: "result",
        ...optional("ok", readOptionalValueType(reader)),
        ...optional("err", readOptionalValueType(reader)),
      };
    case 0x69:
      return { kind: "own", resource: reader.u32() };
    case 0x68:
      return { kind: "borrow", resource: reader.u32() };
    case 0x66:
      return { kind: "stream", ...optional("payload", readOptionalValueType(reader)) };
    case 0x65:
      return { kind: "future", ...optional("payload", readOptionalValueType(reader)) };
    case 0x63:
      return { kind: "map", key: readValueType(reader), value: readValueType(reader) };
    default: {
      const primitive = primitives[byte];
      return primitive === undefined
        ? reader.failLeadingByte(byte, "component defined type")
        : { kind: "primitive", primitive };
    }
  }
}

function readLabelledTypes(reader: Reader, what: string, limit: number): LabelledType[] {
  return reader.vector(what, limit, () => ({ label: reader.name(), type: readValueType(reader) }));
}

function readCase(reader: Reader): { label: string; type?: ValueTypeReference } {
  const label = reader.name();
  const type = readOptionalValueType(reader);
  const end = reader.byte();
  if (end !== 0) {
    reader.failLeadingByte(end, "zero byte required");
  }
  return { label, ...optional("type", type) };
}

function readResource(reader: Reader): DefinedType {
  const representation = readRepresentation(reader);
  return reader.choose<DefinedType>(
    "resource destructor",
    () => ({ kind: "resource", representation }),
    () => ({ kind: "resource", representation, destructor: reader.u32() }),
  );
}

function readRepresentation(reader: Reader): CoreValueType {
  if (reader.peek() === 0x7f) {
    reader.skip(1);
    return "i32";
  }
  return rareGrammar().readCoreValueType(reader);
}

function readDeclarations(reader: Reader, depth: number, imports: boolean): Declaration[] {
  if (depth >= MAX_TYPE_DEPTH) {
    reader.fail(`type nesting is too deep: at most ${MAX_TYPE_DEPTH} levels are allowed`);
  }
  return reader.vector("component type declaration", MAX_DECLARATIONS, () =>
    readDeclaration(reader, depth + 1, imports),
  );
}

function readDeclaration(reader: Reader, depth: number, imports: boolean): Declaration {
  const offset = reader.position;
  const byte = reader.byte();
  switch (byte) {
    case 0x00:
      return rareGrammar().readCoreType(reader);
    case 0x01:
      return readType(reader, depth);
    case 0x02:
      return readAlias(reader);
    case 0x03:
      if (!imports) {
        break;
      }
      return { kind: "import", name: readExternName(reader), type: readExternType(reader), offset };
    case 0x04:
      return { kind: "export", name: readExternName(reader), type: readExternType(reader), offset };
  }
  return reader.failLeadingByte(byte, "component or instance type declaration");
}
