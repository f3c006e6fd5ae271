import type {
  CoreCompositeType,
  CoreDefinedType,
  CoreExternType,
  CoreFieldType,
  CoreGlobalType,
  CoreHeapType,
  CoreImport,
  CoreLimits,
  CoreMemoryType,
  CoreModuleDeclaration,
  CoreReferenceType,
  CoreSubType,
  CoreTableType,
  CoreTypeDefinition,
  CoreValueType,
} from "./model.js";
import type { Reader } from "./reader.js";
import { readU64 } from "./wide-integers.js";

/** Limits that engines agree on (WebAssembly JavaScript interface, "Implementation-defined limits"). */
const MAX_PARAMS = 1_000;
const MAX_FIELDS = 10_000;
const MAX_GROUP = 1_000_000;

const numericTypes: Readonly<Record<number, "i32" | "i64" | "f32" | "f64" | "v128">> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x7b: "v128",
};

const heapTypes: Readonly<Record<number, CoreHeapType>> = {
  0x75: "nocont",
  0x74: "noexn",
  0x73: "nofunc",
  0x72: "noextern",
  0x71: "none",
  0x70: "func",
  0x6f: "extern",
  0x6e: "any",
  0x6d: "eq",
  0x6c: "i31",
  0x6b: "struct",
  0x6a: "array",
  0x69: "exn",
  0x68: "cont",
};

/** Reads `core:valtype`. */
export function readCoreValueType(reader: Reader): CoreValueType {
  const numeric = numericTypes[reader.peek()];
  if (numeric !== undefined) {
    reader.skip(1);
    return numeric;
  }
  return readReferenceType(reader, "value type");
}

/** Reads `core:reftype`. */
export function readReferenceType(reader: Reader, what = "reference type"): CoreReferenceType {
  const byte = reader.byte();
  if (byte === 0x63 || byte === 0x64) {
    return { kind: "reference", nullable: byte === 0x63, heap: readHeapType(reader) };
  }
  const heap = heapTypes[byte];
  return heap === undefined
    ? reader.failLeadingByte(byte, what)
    : { kind: "reference", nullable: true, heap };
}

/** Reads `core:heaptype`. */
export function readHeapType(reader: Reader): CoreHeapType | number {
  const start = reader.position;
  const heap = heapTypes[reader.peek()];
  if (heap !== undefined) {
    reader.skip(1);
    return heap;
  }
  const index = reader.s33();
  return index >= 0 ? index : reader.fail("invalid abstract heap type", start);
}

/** Reads `core:rectype`; a single type is a group of one. */
export function readRecursiveGroup(reader: Reader): CoreSubType[] {
  if (reader.peek() !== 0x4e) {
    return [{ ...readSubType(reader), position: 0, groupSize: 1 }];
  }
  reader.skip(1);
  const types = reader.vector("rec group types", MAX_GROUP, () => readSubType(reader));
  return types.map((type, position) => ({ ...type, position, groupSize: types.length }));
}

type PlainSubType = Omit<CoreSubType, "position" | "groupSize">;

function readSubType(reader: Reader): PlainSubType {
  const byte = reader.peek();
  if (byte !== 0x50 && byte !== 0x4f) {
    return { final: true, supertypes: [], composite: readCompositeType(reader) };
  }
  reader.skip(1);
  const supertypes = reader.vector("supertypes", 1, () => reader.u32());
  return { final: byte === 0x4f, supertypes, composite: readCompositeType(reader) };
}

function readCompositeType(reader: Reader): CoreCompositeType {
  const byte = reader.byte();
  switch (byte) {
    case 0x60: {
      const params = reader.vector("function params", MAX_PARAMS, () => readCoreValueType(reader));
      const results = reader.vector("function returns", MAX_PARAMS, () =>
        readCoreValueType(reader),
      );
      return { kind: "function", params, results };
    }
    case 0x5f:
      return {
        kind: "struct",
        fields: reader.vector("struct fields", MAX_FIELDS, () => readFieldType(reader)),
      };
    case 0x5e:
      return { kind: "array", element: readFieldType(reader) };
    default:
      return reader.failLeadingByte(byte, "type");
  }
}

function readFieldType(reader: Reader): CoreFieldType {
  const byte = reader.peek();
  if (byte === 0x78 || byte === 0x77) {
    reader.skip(1);
    return { type: byte === 0x78 ? "i8" : "i16", mutable: readMutability(reader) };
  }
  return { type: readCoreValueType(reader), mutable: readMutability(reader) };
}

function readMutability(reader: Reader): boolean {
  const byte = reader.byte();
  return byte > 1 ? reader.fail("malformed mutability", reader.position - 1) : byte === 1;
}

/** Reads `core:externtype`. */
export function readCoreExternType(reader: Reader): CoreExternType {
  const byte = reader.byte();
  switch (byte) {
    case 0x00:
      return { kind: "core-function", type: reader.u32() };
    case 0x01:
      return readTableType(reader);
    case 0x02:
      return readMemoryType(reader);
    case 0x03:
      return readGlobalType(reader);
    case 0x04:
      return { kind: "core-tag", type: readTagType(reader) };
    default:
      return reader.failLeadingByte(byte, "external kind");
  }
}

/** Reads `core:import`. */
export function readCoreImport(reader: Reader): CoreImport {
  return { module: reader.name(), name: reader.name(), type: readCoreExternType(reader) };
}

/** Reads the type of a tag: an index of a function type. */
export function readTagType(reader: Reader): number {
  const attribute = reader.byte();
  return attribute === 0
    ? reader.u32()
    : reader.fail("invalid tag attributes", reader.position - 1);
}

/** Reads `core:globaltype`. */
export function readGlobalType(reader: Reader): CoreGlobalType {
  return {
    kind: "core-global",
    type: readCoreValueType(reader),
    mutable: readMutability(reader),
  };
}

/** Reads `core:tabletype`. */
export function readTableType(reader: Reader): CoreTableType {
  const element = readReferenceType(reader);
  const start = reader.position;
  const flags = reader.byte();
  return flags > 7
    ? reader.fail("invalid table resizable limits flags", start)
    : { kind: "core-table", element, limits: readLimits(reader, flags) };
}

/** Reads `core:memtype`. */
export function readMemoryType(reader: Reader): CoreMemoryType {
  const start = reader.position;
  const flags = reader.byte();
  if (flags > 15) {
    reader.fail("invalid memory limits flags", start);
  }
  const limits = readLimits(reader, flags);
  const pageSizeLog2 = flags & 8 ? reader.u32() : 16;
  return { kind: "core-memory", limits, pageSizeLog2 };
}

function readLimits(reader: Reader, flags: number): CoreLimits {
  const wide = (flags & 4) !== 0;
  const size = (): bigint => (wide ? readU64(reader) : BigInt(reader.u32()));
  const minimum = size();
  return {
    addressType: wide ? "i64" : "i32",
    shared: (flags & 2) !== 0,
    minimum,
    ...(flags & 1 ? { maximum: size() } : {}),
  };
}

const MAX_DECLARATIONS = 1_000_000;

/** Reads `core:type` of a component. */
export function readCoreType(reader: Reader): CoreTypeDefinition {
  const offset = reader.position;
  return { kind: "core-type", type: readCoreDefinedType(reader), offset };
}

function readCoreDefinedType(reader: Reader): CoreDefinedType {
  const byte = reader.peek();
  if (byte === 0x50) {
    reader.skip(1);
    return {
      kind: "module",
      declarations: reader.vector("module type declaration", MAX_DECLARATIONS, () =>
        readModuleDeclaration(reader),
      ),
    };
  }
  if (byte === 0x00) {
    reader.skip(1);
    if (reader.peek() !== 0x50) {
      reader.failLeadingByte(reader.peek(), "non-final sub type", reader.position);
    }
  }
  return { kind: "group", types: readRecursiveGroup(reader) };
}

function readModuleDeclaration(reader: Reader): CoreModuleDeclaration {
  const offset = reader.position;
  return reader.choose<CoreModuleDeclaration>(
    "type definition",
    () => ({ kind: "import", import: readCoreImport(reader), offset }),
    () => ({ kind: "type", types: readRecursiveGroup(reader), offset }),
    () => readOuterTypeAlias(reader, offset),
    () => ({
      kind: "export",
      export: { name: reader.name(), type: readCoreExternType(reader) },
      offset,
    }),
  );
}

function readOuterTypeAlias(reader: Reader, offset: number): CoreModuleDeclaration {
  const sort = reader.byte();
  if (sort !== 0x10) {
    reader.failLeadingByte(sort, "outer alias kind");
  }
  const target = reader.byte();
  if (target !== 0x01) {
    reader.failLeadingByte(target, "outer alias target");
  }
  return { kind: "outer-alias", count: reader.u32(), index: reader.u32(), offset };
}
