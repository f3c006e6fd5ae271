import {
  readCoreImport,
  readGlobalType,
  readHeapType,
  readMemoryType,
  readRecursiveGroup,
  readTableType,
  readTagType,
} from "./decode-core-type.js";
import type {
  CoreExport,
  CoreExternSort,
  CoreExternType,
  CoreImport,
  CoreModule,
  CoreModuleSections,
  CoreSubType,
  CustomSection,
} from "./model.js";
import { readCustom, readPreamble, Reader } from "./reader.js";
import { readSigned } from "./wide-integers.js";

/** Limits that engines agree on. */
const MAX_ITEMS = 1_000_000;

/** Section ids in the order in which they may stand; 0 (custom) stands anywhere. */
const sectionOrder: readonly number[] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

const exportSorts: readonly CoreExternSort[] = [
  "core-function",
  "core-table",
  "core-memory",
  "core-global",
  "core-tag",
];

/**
 * Decodes of a core module what linking needs: types, imports, exports with their types, custom sections. Code, data
 * and elements are left to the engine.
 */
export function decodeCoreModule(module: CoreModule): CoreModuleSections {
  // A reader of the whole input: its offsets are those of the outermost binary.
  const whole = new Uint8Array(module.bytes.buffer, module.bytes.byteOffset - module.offset);
  const reader = new Reader(whole, module.offset, module.offset + module.bytes.length);
  readPreamble(reader, "module", 1, 0);
  const parts: Parts = {
    types: [],
    imports: [],
    exports: [],
    customs: [],
    spaces: {
      "core-function": [],
      "core-table": [],
      "core-memory": [],
      "core-global": [],
      "core-tag": [],
    },
  };
  let last = -1;
  while (!reader.atEnd) {
    const start = reader.position;
    const id = reader.byte();
    const section = reader.sub(reader.u32());
    if (id === 0) {
      parts.customs.push(readCustom(section, start));
      continue;
    }
    const order = sectionOrder.indexOf(id);
    if (order < 0) {
      reader.fail("malformed section id", start);
    }
    if (order <= last) {
      reader.fail("section out of order", start);
    }
    last = order;
    readSection(id, section, parts);
  }
  const { types, imports, exports, customs } = parts;
  return { types, imports, exports, customs };
}

interface Parts {
  readonly types: CoreSubType[];
  readonly imports: CoreImport[];
  readonly exports: CoreExport[];
  readonly customs: CustomSection[];
  readonly spaces: Record<CoreExternSort, CoreExternType[]>;
}

function readSection(id: number, section: Reader, parts: Parts): void {
  const { spaces } = parts;
  const each = (what: string, read: () => void): void => {
    const count = section.count(what, MAX_ITEMS);
    for (let i = 0; i < count; i++) {
      read();
    }
    if (!section.atEnd) {
      section.fail("section size mismatch: unexpected data at the end of the section");
    }
  };
  switch (id) {
    case 1:
      return each("types", () => {
        parts.types.push(...readRecursiveGroup(section));
      });
    case 2:
      return each("imports", () => {
        const item = readCoreImport(section);
        parts.imports.push(item);
        spaces[item.type.kind].push(item.type);
      });
    case 3:
      return each("functions", () => {
        spaces["core-function"].push({ kind: "core-function", type: section.u32() });
      });
    case 4:
      return each("tables", () => {
        spaces["core-table"].push(readTable(section));
      });
    case 5:
      return each("memories", () => {
        spaces["core-memory"].push(readMemoryType(section));
      });
    case 6:
      return each("globals", () => {
        spaces["core-global"].push(readGlobalType(section));
        skipConstantExpression(section);
      });
    case 7:
      return each("exports", () => {
        parts.exports.push(readExport(section, spaces));
      });
    case 13:
      return each("tags", () => {
        spaces["core-tag"].push({ kind: "core-tag", type: readTagType(section) });
      });
  }
}

function readTable(section: Reader): CoreExternType {
  if (section.peek() !== 0x40) {
    return readTableType(section);
  }
  section.skip(1);
  if (section.byte() !== 0) {
    section.fail("invalid table encoding", section.position - 1);
  }
  const type = readTableType(section);
  skipConstantExpression(section);
  return type;
}

function readExport(section: Reader, spaces: Parts["spaces"]): CoreExport {
  const name = section.name();
  const byte = section.byte();
  const sort = exportSorts[byte];
  if (sort === undefined) {
    return section.failLeadingByte(byte, "external kind");
  }
  const start = section.position;
  const index = section.u32();
  const type = spaces[sort][index];
  return type === undefined
    ? section.fail(`unknown ${sort.slice(5)} ${index}: exported index out of bounds`, start)
    : { name, type };
}

/** Moves past a constant expression: only its length matters here. */
function skipConstantExpression(reader: Reader): void {
  for (;;) {
    const start = reader.position;
    switch (reader.byte()) {
      case 0x0b:
        return;
      case 0x23: // global.get
      case 0xd2: // ref.func
        reader.u32();
        break;
      case 0x41:
        readSigned(reader, 32);
        break;
      case 0x42:
        readSigned(reader, 64);
        break;
      case 0x43:
        reader.skip(4);
        break;
      case 0x44:
        reader.skip(8);
        break;
      case 0xd0:
        readHeapType(reader);
        break;
      case 0x6a:
      case 0x6b:
      case 0x6c: // i32.add, sub, mul
      case 0x7c:
      case 0x7d:
      case 0x7e: // i64.add, sub, mul
        break;
      case 0xfb:
        skipAggregateInstruction(reader, start);
        break;
      case 0xfd:
        if (reader.u32() !== 12) {
          notConstant(reader, start);
        }
        reader.skip(16);
        break;
      default:
        notConstant(reader, start);
    }
  }
}

function skipAggregateInstruction(reader: Reader, start: number): void {
  switch (reader.u32()) {
    case 0: // struct.new
    case 1: // struct.new_default
    case 6: // array.new
    case 7: // array.new_default
      reader.u32();
      break;
    case 8: // array.new_fixed
      reader.u32();
      reader.u32();
      break;
    case 26: // any.convert_extern
    case 27: // extern.convert_any
    case 28: // ref.i31
      break;
    default:
      notConstant(reader, start);
  }
}

function notConstant(reader: Reader, offset: number): never {
  return reader.fail("constant expression required", offset);
}
