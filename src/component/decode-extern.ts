import { readValueType } from "./decode-value-type.js";
import type {
  AliasDefinition,
  CoreExternSort,
  CoreSort,
  ExternName,
  ExternSort,
  ExternType,
  OuterAliasSort,
  TypeBound,
  ValueBound,
} from "./model.js";
import type { Reader } from "./reader.js";

const coreSorts: Readonly<Record<number, CoreSort>> = {
  0x00: "core-function",
  0x01: "core-table",
  0x02: "core-memory",
  0x03: "core-global",
  0x04: "core-tag",
  0x10: "core-type",
  0x11: "core-module",
  0x12: "core-instance",
};

const sorts: Readonly<Record<number, ExternSort>> = {
  0x01: "function",
  0x02: "value",
  0x03: "type",
  0x04: "component",
  0x05: "instance",
};

/** The two bytes of a sort as read, before it is known which sorts are allowed. */
interface SortBytes {
  readonly first: number;
  /** Present when `first` is 0: a core sort. */
  readonly second?: number;
  readonly offset: number;
}

function readSortBytes(reader: Reader): SortBytes {
  const offset = reader.position;
  const first = reader.byte();
  return first === 0 ? { first, second: reader.byte(), offset } : { first, offset };
}

/** Reads `core:sort`. */
export function readCoreSort(reader: Reader): CoreSort {
  const byte = reader.byte();
  return coreSorts[byte] ?? reader.failLeadingByte(byte, "external kind");
}

/** Reads a `sort` that components import and export. */
export function readExternSort(reader: Reader): ExternSort {
  return toExternSort(reader, readSortBytes(reader));
}

function toExternSort(reader: Reader, { first, second, offset }: SortBytes): ExternSort {
  const what = "component external kind";
  if (second !== undefined) {
    return second === 0x11 ? "core-module" : reader.failLeadingByte(second, what, offset + 1);
  }
  return sorts[first] ?? reader.failLeadingByte(first, what, offset);
}

function toCoreExternSort(reader: Reader, { first, second, offset }: SortBytes): CoreExternSort {
  if (second === undefined) {
    return reader.failLeadingByte(first, "core instance export kind", offset);
  }
  const sort = coreSorts[second];
  return sort === undefined ||
    sort === "core-type" ||
    sort === "core-module" ||
    sort === "core-instance"
    ? reader.failLeadingByte(second, "external kind", offset + 1)
    : sort;
}

function toOuterAliasSort(reader: Reader, { first, second, offset }: SortBytes): OuterAliasSort {
  const what = "component outer alias kind";
  if (second !== undefined) {
    const sort = coreSorts[second];
    return sort === "core-type" || sort === "core-module"
      ? sort
      : reader.failLeadingByte(second, what, offset + 1);
  }
  const sort = sorts[first];
  return sort === "type" || sort === "component"
    ? sort
    : reader.failLeadingByte(first, what, offset);
}

/** Reads `alias`. */
export function readAlias(reader: Reader): AliasDefinition {
  const offset = reader.position;
  const sort = readSortBytes(reader);
  const target = reader.byte();
  switch (target) {
    case 0x00:
      return {
        kind: "alias",
        alias: {
          kind: "export",
          sort: toExternSort(reader, sort),
          instance: reader.u32(),
          name: reader.name(),
        },
        offset,
      };
    case 0x01:
      return {
        kind: "alias",
        alias: {
          kind: "core-export",
          sort: toCoreExternSort(reader, sort),
          instance: reader.u32(),
          name: reader.name(),
        },
        offset,
      };
    case 0x02:
      return {
        kind: "alias",
        alias: {
          kind: "outer",
          sort: toOuterAliasSort(reader, sort),
          count: reader.u32(),
          index: reader.u32(),
        },
        offset,
      };
    default:
      return reader.failLeadingByte(target, "alias");
  }
}

const attributes: readonly (readonly [
  key: "implements" | "versionSuffix" | "externalId",
  name: string,
])[] = [
  ["implements", "implements"],
  ["versionSuffix", "versionsuffix"],
  ["externalId", "external-id"],
];

/** Reads `nameattributes`. */
export function readExternName(reader: Reader): ExternName {
  const byte = reader.byte();
  if (byte > 2) {
    return reader.failLeadingByte(byte, "component name");
  }
  const result: { -readonly [K in keyof ExternName]: ExternName[K] } = { name: reader.name() };
  const count = byte === 2 ? reader.count("name options", 1_000) : 0;
  for (let i = 0; i < count; i++) {
    const start = reader.position;
    const option = reader.byte();
    const [key, name] = attributes[option] ?? reader.failLeadingByte(option, "name option");
    if (result[key] !== undefined) {
      reader.fail(`duplicate '${name}' option in name`, start);
    }
    result[key] = reader.name();
  }
  return result;
}

/** Reads `externtype`. */
export function readExternType(reader: Reader): ExternType {
  const sort = readExternSort(reader);
  switch (sort) {
    case "type":
      return { kind: sort, bound: readTypeBound(reader) };
    case "value":
      return { kind: sort, bound: readValueBound(reader) };
    default:
      return { kind: sort, type: reader.u32() };
  }
}

function readTypeBound(reader: Reader): TypeBound {
  const byte = reader.byte();
  switch (byte) {
    case 0x00:
      return { kind: "eq", type: reader.u32() };
    case 0x01:
      return { kind: "sub-resource" };
    default:
      return reader.failLeadingByte(byte, "type bound");
  }
}

function readValueBound(reader: Reader): ValueBound {
  const byte = reader.byte();
  switch (byte) {
    case 0x00:
      return { kind: "eq", value: reader.u32() };
    case 0x01:
      return { kind: "type", type: readValueType(reader) };
    default:
      return reader.failLeadingByte(byte, "value bound");
  }
}
