import type {
  AbiFunctionType,
  AbiResource,
  AbiType,
  CaseType,
  PrimitiveKind,
} from "../../src/abi/abi-type.js";

/** See {@link t}. */
interface TypeConstructors extends Readonly<
  Record<Exclude<PrimitiveKind, "error-context">, AbiType>
> {
  readonly list: (element: AbiType, length?: number) => AbiType;
  readonly record: (fields: Readonly<Record<string, AbiType>>) => AbiType;
  readonly tuple: (...types: AbiType[]) => AbiType;
  readonly variant: (cases: Readonly<Record<string, AbiType | undefined>>) => AbiType;
  readonly enum: (...labels: string[]) => AbiType;
  readonly option: (type: AbiType) => AbiType;
  readonly result: (ok?: AbiType, err?: AbiType) => AbiType;
  readonly map: (key: AbiType, value: AbiType) => AbiType;
  readonly flags: (...labels: string[]) => AbiType;
  readonly own: (resource: AbiResource) => AbiType;
  readonly borrow: (resource: AbiResource) => AbiType;
  readonly func: (params: Readonly<Record<string, AbiType>>, result?: AbiType) => AbiFunctionType;
}

/** Short constructors of types for tables of cases. */
export const t: TypeConstructors = {
  bool: prim("bool"),
  s8: prim("s8"),
  u8: prim("u8"),
  s16: prim("s16"),
  u16: prim("u16"),
  s32: prim("s32"),
  u32: prim("u32"),
  s64: prim("s64"),
  u64: prim("u64"),
  f32: prim("f32"),
  f64: prim("f64"),
  char: prim("char"),
  string: prim("string"),
  list: (element: AbiType, length?: number): AbiType =>
    length === undefined ? { kind: "list", element } : { kind: "list", element, length },
  record: (fields: Readonly<Record<string, AbiType>>): AbiType => ({
    kind: "record",
    fields: Object.entries(fields).map(([label, type]) => ({ label, type })),
  }),
  tuple: (...types: AbiType[]): AbiType => ({ kind: "tuple", types }),
  variant: (cases: Readonly<Record<string, AbiType | undefined>>): AbiType => ({
    kind: "variant",
    cases: Object.entries(cases).map(([label, type]): CaseType =>
      type === undefined ? { label } : { label, type },
    ),
  }),
  enum: (...labels: string[]): AbiType => ({ kind: "enum", labels }),
  option: (type: AbiType): AbiType => ({ kind: "option", type }),
  result: (ok?: AbiType, err?: AbiType): AbiType => ({
    kind: "result",
    ...(ok === undefined ? {} : { ok }),
    ...(err === undefined ? {} : { err }),
  }),
  map: (key: AbiType, value: AbiType): AbiType => ({ kind: "map", key, value }),
  flags: (...labels: string[]): AbiType => ({ kind: "flags", labels }),
  own: (resource: AbiResource): AbiType => ({ kind: "own", resource }),
  borrow: (resource: AbiResource): AbiType => ({ kind: "borrow", resource }),
  func: (params: Readonly<Record<string, AbiType>>, result?: AbiType): AbiFunctionType => ({
    params: Object.entries(params).map(([label, type]) => ({ label, type })),
    ...(result === undefined ? {} : { result }),
    async: false,
  }),
};

function prim(kind: PrimitiveKind): AbiType {
  return { kind };
}

/** `count` different labels, `prefix0`, `prefix1`, … */
export function labels(count: number, prefix = "l"): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}

/** WIT-like text of a type, for test names and failures. */
export function show(type: AbiType): string {
  switch (type.kind) {
    case "list":
      return `list<${show(type.element)}${type.length === undefined ? "" : `, ${type.length}`}>`;
    case "record":
      return `record{${type.fields.map((f) => `${f.label}: ${show(f.type)}`).join(", ")}}`;
    case "tuple":
      return `tuple<${type.types.map(show).join(", ")}>`;
    case "variant":
      return `variant{${type.cases.map((c) => (c.type ? `${c.label}(${show(c.type)})` : c.label)).join(", ")}}`;
    case "enum":
    case "flags":
      return type.labels.length > 8
        ? `${type.kind}{${type.labels.length} labels}`
        : `${type.kind}{${type.labels.join(", ")}}`;
    case "option":
      return `option<${show(type.type)}>`;
    case "result":
      return `result<${type.ok ? show(type.ok) : "_"}, ${type.err ? show(type.err) : "_"}>`;
    case "map":
      return `map<${show(type.key)}, ${show(type.value)}>`;
    case "own":
    case "borrow":
      return `${type.kind}<${type.resource.name}>`;
    case "stream":
    case "future":
      return `${type.kind}<${type.payload ? show(type.payload) : "_"}>`;
    default:
      return type.kind;
  }
}
