import {
  readAlias,
  readCoreSort,
  readExternName,
  readExternSort,
  readExternType,
} from "./decode-extern.js";
import { readCanon } from "./decode-canon.js";
import { readCoreType, readType } from "./decode-type.js";
import { optional, readValueType } from "./decode-value-type.js";
import type {
  ComponentModel,
  CoreInlineExport,
  CoreInstanceDefinition,
  CustomSection,
  Definition,
  ExportDefinition,
  ImportDefinition,
  InlineExport,
  InstanceDefinition,
  StartDefinition,
  ValueDefinition,
} from "./model.js";
import { readCustom, Reader } from "./reader.js";

/** Limits of hostile input. */
const MAX_NESTING = 100;
const MAX_ITEMS = 1_000_000;
const MAX_ARGS = 100_000;

/** Tells the two layers of WebAssembly binaries apart by the first eight bytes; `undefined`: neither. */
export function binaryKind(bytes: Uint8Array): "component" | "core-module" | undefined {
  const isWasm = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isWasm || bytes.length < 8 || bytes[7] !== 0) {
    return undefined;
  }
  return bytes[6] === 1 ? "component" : bytes[6] === 0 ? "core-module" : undefined;
}

/**
 * Decodes a component binary (Binary.md).
 *
 * @throws InvalidComponentError where the bytes do not follow the grammar.
 */
export function decodeComponent(bytes: Uint8Array): ComponentModel {
  return readComponent(new Reader(bytes), 0);
}

function readComponent(reader: Reader, depth: number): ComponentModel {
  const offset = reader.position;
  if (depth > MAX_NESTING) {
    reader.fail(`components are nested too deep: at most ${MAX_NESTING} levels are allowed`);
  }
  readPreamble(reader);
  const definitions: Definition[] = [];
  const customs: CustomSection[] = [];
  while (!reader.atEnd) {
    const start = reader.position;
    const id = reader.byte();
    if (id > 12) {
      reader.fail(`malformed section id: ${id}`, start);
    }
    const section = reader.sub(reader.u32());
    if (id === 0) {
      customs.push(readCustom(section, start));
    } else {
      readSection(id, section, depth, definitions);
    }
  }
  return { offset, definitions, customs };
}

/** Reads `preamble`: magic, version 0x0d, layer 1. */
function readPreamble(reader: Reader): void {
  const start = reader.position;
  const magic = reader.view(4);
  if (magic[0] !== 0 || magic[1] !== 0x61 || magic[2] !== 0x73 || magic[3] !== 0x6d) {
    reader.fail("magic header not detected: bad magic number", start);
  }
  const version = reader.view(4);
  if (version[2] === 0 && version[3] === 0) {
    reader.fail("expected a version header for a component", start + 4);
  }
  if (version[0] !== 0x0d || version[1] !== 0 || version[2] !== 1 || version[3] !== 0) {
    reader.fail("unknown binary version", start + 4);
  }
}

function readSection(id: number, section: Reader, depth: number, definitions: Definition[]): void {
  const each = (what: string, read: (reader: Reader) => Definition): void => {
    const count = section.count(what, MAX_ITEMS);
    for (let i = 0; i < count; i++) {
      definitions.push(read(section));
    }
  };
  switch (id) {
    case 1: {
      const offset = section.position;
      const bytes = section.view(section.end - offset);
      definitions.push({ kind: "core-module", module: { bytes, offset }, offset });
      break;
    }
    case 2:
      each("core instances", readCoreInstance);
      break;
    case 3:
      each("core types", readCoreType);
      break;
    case 4: {
      const offset = section.position;
      const component = readComponent(section, depth + 1);
      definitions.push({ kind: "component", component, offset });
      break;
    }
    case 5:
      each("instances", readInstance);
      break;
    case 6:
      each("aliases", readAlias);
      break;
    case 7:
      each("types", (reader) => readType(reader));
      break;
    case 8:
      each("canonical functions", readCanon);
      break;
    case 9:
      definitions.push(readStart(section));
      break;
    case 10:
      each("imports", readImport);
      break;
    case 11:
      each("exports", readExport);
      break;
    case 12:
      each("values", readValue);
      break;
  }
  if (!section.atEnd) {
    section.fail("section size mismatch: unexpected data at the end of the section");
  }
}

function readCoreInstance(reader: Reader): CoreInstanceDefinition {
  const offset = reader.position;
  const byte = reader.byte();
  switch (byte) {
    case 0x00: {
      const module = reader.u32();
      const args = reader.vector("core instantiation arguments", MAX_ARGS, () =>
        readCoreArgument(reader),
      );
      return { kind: "core-instance", expression: { kind: "instantiate", module, args }, offset };
    }
    case 0x01: {
      const exports = reader.vector("core instantiation exports", MAX_ARGS, () =>
        readCoreInlineExport(reader),
      );
      return { kind: "core-instance", expression: { kind: "exports", exports }, offset };
    }
    default:
      return reader.failLeadingByte(byte, "core instance");
  }
}

function readCoreArgument(reader: Reader): { name: string; instance: number } {
  const name = reader.name();
  const sort = reader.byte();
  if (sort !== 0x12) {
    reader.failLeadingByte(sort, "instantiation arg kind");
  }
  return { name, instance: reader.u32() };
}

function readCoreInlineExport(reader: Reader): CoreInlineExport {
  return { name: reader.name(), sort: readCoreSort(reader), index: reader.u32() };
}

function readInstance(reader: Reader): InstanceDefinition {
  const offset = reader.position;
  const byte = reader.byte();
  switch (byte) {
    case 0x00: {
      const component = reader.u32();
      const args = reader.vector("instantiation arguments", MAX_ARGS, () => ({
        name: reader.name(),
        sort: readExternSort(reader),
        index: reader.u32(),
      }));
      return { kind: "instance", expression: { kind: "instantiate", component, args }, offset };
    }
    case 0x01: {
      const exports = reader.vector("instantiation exports", MAX_ARGS, () =>
        readInlineExport(reader),
      );
      return { kind: "instance", expression: { kind: "exports", exports }, offset };
    }
    default:
      return reader.failLeadingByte(byte, "instance");
  }
}

function readInlineExport(reader: Reader): InlineExport {
  return { name: readExternName(reader), sort: readExternSort(reader), index: reader.u32() };
}

function readStart(reader: Reader): StartDefinition {
  const offset = reader.position;
  const index = reader.u32();
  const args = reader.vector("start function arguments", 1_000, () => reader.u32());
  return { kind: "start", function: index, args, results: reader.u32(), offset };
}

function readImport(reader: Reader): ImportDefinition {
  const offset = reader.position;
  return { kind: "import", name: readExternName(reader), type: readExternType(reader), offset };
}

function readExport(reader: Reader): ExportDefinition {
  const offset = reader.position;
  const name = readExternName(reader);
  const sort = readExternSort(reader);
  const index = reader.u32();
  const byte = reader.byte();
  if (byte > 1) {
    reader.failLeadingByte(byte, "optional component export type");
  }
  const type = byte === 1 ? readExternType(reader) : undefined;
  return { kind: "export", name, sort, index, ...optional("type", type), offset };
}

function readValue(reader: Reader): ValueDefinition {
  const offset = reader.position;
  const type = readValueType(reader);
  return { kind: "value", type, bytes: reader.view(reader.u32()), offset };
}
