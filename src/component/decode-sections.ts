import {
  readAlias,
  readCoreSort,
  readExternName,
  readExternSort,
  readExternType,
} from "./decode-extern.js";
import { readCanon } from "./decode-canon.js";
import { readType } from "./decode-type.js";
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
  ValueDefinition,
} from "./model.js";
import { rareGrammar } from "./rare-grammar.js";
import { readCustom, readPreamble, type Reader } from "./reader.js";

/** Limits of hostile input. */
const MAX_NESTING = 100;
const MAX_ITEMS = 1_000_000;
const MAX_ARGS = 100_000;

/**
 * Reads a whole component (Binary.md).
 *
 * @throws InvalidComponentError where the bytes do not follow the grammar
 * @throws RareGrammarNeeded where they follow a part of it that is not installed
 */
export function readComponent(reader: Reader, depth = 0): ComponentModel {
  const offset = reader.position;
  if (depth > MAX_NESTING) {
    reader.fail(`components are nested too deep: at most ${MAX_NESTING} levels are allowed`);
  }
  readPreamble(reader, "component", 0x0d, 1);
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
      each("core types", rareGrammar().readCoreType);
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
      definitions.push(rareGrammar().readStart(section));
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
  const expression = reader.choose<CoreInstanceDefinition["expression"]>(
    "core instance",
    () => ({
      kind: "instantiate",
      module: reader.u32(),
      args: reader.vector("core instantiation arguments", MAX_ARGS, () => readCoreArgument(reader)),
    }),
    () => ({
      kind: "exports",
      exports: reader.vector("core instantiation exports", MAX_ARGS, () =>
        readCoreInlineExport(reader),
      ),
    }),
  );
  return { kind: "core-instance", expression, offset };
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
  const expression = reader.choose<InstanceDefinition["expression"]>(
    "instance",
    () => ({
      kind: "instantiate",
      component: reader.u32(),
      args: reader.vector("instantiation arguments", MAX_ARGS, () => ({
        name: reader.name(),
        ...readSortIndex(reader),
      })),
    }),
    () => ({
      kind: "exports",
      exports: reader.vector("instantiation exports", MAX_ARGS, () => ({
        name: readExternName(reader),
        ...readSortIndex(reader),
      })),
    }),
  );
  return { kind: "instance", expression, offset };
}

/** Reads `sortidx`. */
function readSortIndex(reader: Reader): Pick<InlineExport, "sort" | "index"> {
  return { sort: readExternSort(reader), index: reader.u32() };
}

function readImport(reader: Reader): ImportDefinition {
  const offset = reader.position;
  return { kind: "import", name: readExternName(reader), type: readExternType(reader), offset };
}

function readExport(reader: Reader): ExportDefinition {
  const offset = reader.position;
  const name = readExternName(reader);
  const item = readSortIndex(reader);
  const type = reader.choose(
    "optional component export type",
    () => undefined,
    () => readExternType(reader),
  );
  return { kind: "export", name, ...item, ...optional("type", type), offset };
}

function readValue(reader: Reader): ValueDefinition {
  const offset = reader.position;
  const type = readValueType(reader);
  return { kind: "value", type, bytes: reader.view(reader.u32()), offset };
}
