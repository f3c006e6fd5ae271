import { readValueType } from "./decode-value-type.js";
import type {
  Alias,
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

const coreExternSorts = [
  "core-function",
  "core-table",
  "core-memory",
  "core-global",
  "core-tag",
] as const satisfies readonly CoreExternSort[];
const outerAliasSorts = [
  "core-module",
  "core-type",
  "type",
  "component",
] as const satisfies readonly OuterAliasSort[];
const externSorts = ["core-module", ...Object.values(sorts)] as const;

/** A sort as read, before it is known which ones are allowed. */
interface ReadSort {
  readonly sort: CoreSort | ExternSort | undefined;
  /** Its last byte, for messages, and where that stands. */
  readonly byte: number;
  readonly offset: number;
  readonly isCore: boolean;
}

function readSort(reader: Reader): ReadSort {
  const first = reader.byte();
  const isCore = first === 0;
  const byte = isCore ? reader.byte() : first;
  const sort = isCore ? coreSorts[byte] : sorts[byte];
  return { sort, byte, offset: reader.position - 1, isCore };
}

function allowed<Sort extends CoreSort | ExternSort>(
  reader: Reader,
  { sort, byte, offset }: ReadSort,
  those: readonly Sort[],
  what: string,
): Sort {
  const found = those.find((each) => each === sort);
  return found ?? reader.failLeadingByte(byte, what, offset);
}

/** Reads `core:sort`. */
export function readCoreSort(reader: Reader): CoreSort {
  const byte = reader.byte();
  return coreSorts[byte] ?? reader.failLeadingByte(byte, "external kind");
}

/** Reads a `sort` that components import and export. */
export function readExternSort(reader: Reader): ExternSort {
  return toExternSort(reader, readSort(reader));
}

function toExternSort(reader: Reader, sort: ReadSort): ExternSort {
  return allowed(reader, sort, externSorts, "component external kind");
}

/** Reads `alias`. */
export function readAlias(reader: Reader): AliasDefinition {
  const offset = reader.position;
  const read = readSort(reader);
  const exported = (): { readonly instance: number; readonly name: string } => ({
    instance: reader.u32(),
    name: reader.name(),
  });
  const alias = reader.choose<Alias>(
    "alias",
    () => {
      const sort = toExternSort(reader, read);
      return { kind: "export", sort, ...exported() };
    },
    () => {
      const what = read.isCore ? "external kind" : "core instance export kind";
      const sort = allowed(reader, read, coreExternSorts, what);
      return { kind: "core-export", sort, ...exported() };
    },
    () => {
      const sort = allowed(reader, read, outerAliasSorts, "component outer alias kind");
      return { kind: "outer", sort, count: reader.u32(), index: reader.u32() };
    },
  );
  return { kind: "alias", alias, offset };
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
  return reader.choose<TypeBound>(
    "type bound",
    () => ({ kind: "eq", type: reader.u32() }),
    () => ({ kind: "sub-resource" }),
  );
}

function readValueBound(reader: Reader): ValueBound {
  return reader.choose<ValueBound>(
    "value bound",
    () => ({ kind: "eq", value: reader.u32() }),
    () => ({ kind: "type", type: readValueType(reader) }),
  );
}
