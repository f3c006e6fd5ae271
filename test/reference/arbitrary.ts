import fc from "fast-check";
import type { AbiResource, AbiType, PrimitiveKind } from "../../src/abi/abi-type.js";
import { awkwardNames } from "./awkward-names.js";
import { camelCase, numericArray } from "./js-mapping.js";
import { labels } from "./types.js";

/** What random types may contain. */
export interface TypeOptions {
  /** How deep types nest; 3 unless given. */
  readonly depth?: number;
  /** Resources for own handles; none unless given. */
  readonly resources?: readonly AbiResource[];
  /** Resources for borrows; none unless given. Such types are for parameters only. */
  readonly borrows?: readonly AbiResource[];
  /** Whether there may be f32 and f64; true unless given. The bits of a NaN may differ between implementations. */
  readonly floats?: boolean;
}

const primitiveKinds: readonly PrimitiveKind[] = [
  "bool",
  "s8",
  "u8",
  "s16",
  "u16",
  "s32",
  "u32",
  "s64",
  "u64",
  "f32",
  "f64",
  "char",
  "string",
];

const keyKinds: readonly PrimitiveKind[] = [
  "bool",
  "s8",
  "u8",
  "s16",
  "u16",
  "s32",
  "u32",
  "s64",
  "u64",
  "char",
  "string",
];

const primitive = (kinds: readonly PrimitiveKind[]): fc.Arbitrary<AbiType> =>
  fc.constantFrom(...kinds).map((kind): AbiType => ({ kind }));

/** Names as WIT has them, some with words that camelCase joins; those of one type differ. */
const labelList = (max: number): fc.Arbitrary<string[]> =>
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.integer({ min: 1, max }), fc.constantFrom("a", "get-http"))
        .map(([count, prefix]) => labels(count, prefix)),
    },
    {
      weight: 1,
      arbitrary: fc.shuffledSubarray([...awkwardNames], { minLength: 1, maxLength: max }),
    },
  );

const enumType: fc.Arbitrary<AbiType> = fc
  .oneof(
    { weight: 12, arbitrary: labelList(6) },
    { weight: 1, arbitrary: fc.constant(labels(300)) },
  )
  .map((names): AbiType => ({ kind: "enum", labels: names }));

const flagsType: fc.Arbitrary<AbiType> = fc
  .oneof({ weight: 3, arbitrary: labelList(5) }, { weight: 1, arbitrary: labelList(32) })
  .map((names): AbiType => ({ kind: "flags", labels: names }));

/** Random value types. Streams, futures and error contexts are left out. */
export function abiType(options: TypeOptions = {}): fc.Arbitrary<AbiType> {
  const { depth = 3, resources = [], borrows = [], floats = true } = options;
  const kinds = primitiveKinds.filter((kind) => floats || (kind !== "f32" && kind !== "f64"));
  const leaf = fc.oneof(
    { weight: 12, arbitrary: primitive(kinds) },
    { weight: 2, arbitrary: enumType },
    { weight: 2, arbitrary: flagsType },
    ...resources.map((resource) => ({
      weight: 2,
      arbitrary: fc.constant<AbiType>({ kind: "own", resource }),
    })),
    ...borrows.map((resource) => ({
      weight: 4,
      arbitrary: fc.constant<AbiType>({ kind: "borrow", resource }),
    })),
  );
  if (depth === 0) {
    return leaf;
  }
  const inner = abiType({ ...options, depth: depth - 1 });
  return fc.oneof(
    { weight: 5, arbitrary: leaf },
    { weight: 3, arbitrary: recordType(inner) },
    { weight: 2, arbitrary: fc.array(inner, { minLength: 1, maxLength: 5 }).map(tuple) },
    { weight: 3, arbitrary: variantType(inner) },
    { weight: 3, arbitrary: inner.map((type): AbiType => ({ kind: "option", type })) },
    { weight: 2, arbitrary: resultType(inner) },
    { weight: 3, arbitrary: inner.map((element): AbiType => ({ kind: "list", element })) },
    {
      weight: 2,
      arbitrary: primitive(kinds).map((e): AbiType => ({ kind: "list", element: e })),
    },
    { weight: 1, arbitrary: fixedListType(inner) },
    { weight: 1, arbitrary: mapType(inner) },
  );
}

const tuple = (types: readonly AbiType[]): AbiType => ({ kind: "tuple", types });

function recordType(inner: fc.Arbitrary<AbiType>): fc.Arbitrary<AbiType> {
  return labelList(5).chain((names) =>
    fc.array(inner, { minLength: names.length, maxLength: names.length }).map((types): AbiType => ({
      kind: "record",
      fields: types.map((type, i) => ({ label: names[i] ?? "", type })),
    })),
  );
}

function variantType(inner: fc.Arbitrary<AbiType>): fc.Arbitrary<AbiType> {
  return labelList(5).chain((names) =>
    fc
      .array(fc.option(inner, { nil: undefined }), {
        minLength: names.length,
        maxLength: names.length,
      })
      .map((types): AbiType => ({
        kind: "variant",
        cases: types.map((type, i) => {
          const label = names[i] ?? "";
          return type === undefined ? { label } : { label, type };
        }),
      })),
  );
}

function resultType(inner: fc.Arbitrary<AbiType>): fc.Arbitrary<AbiType> {
  const payload = fc.option(inner, { nil: undefined });
  return fc.tuple(payload, payload).map(([ok, err]): AbiType => ({
    kind: "result",
    ...(ok === undefined ? {} : { ok }),
    ...(err === undefined ? {} : { err }),
  }));
}

function fixedListType(inner: fc.Arbitrary<AbiType>): fc.Arbitrary<AbiType> {
  return fc
    .tuple(inner, fc.integer({ min: 1, max: 4 }))
    .map(([element, length]): AbiType => ({ kind: "list", element, length }));
}

function mapType(inner: fc.Arbitrary<AbiType>): fc.Arbitrary<AbiType> {
  return fc
    .tuple(primitive(keyKinds), inner)
    .map(([key, value]): AbiType => ({ kind: "map", key, value }));
}

/** The least and the greatest value of an integer type of up to 32 bits. */
export function integerRange(kind: "s8" | "u8" | "s16" | "u16" | "s32" | "u32"): [number, number] {
  const bits = Number(kind.slice(1));
  return kind.startsWith("u") ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

const scalarValue = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.integer({ min: 0x80, max: 0xff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0x100, max: 0xd7ff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0xe000, max: 0x10ffff }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0x7f, 0x800, 0xfeff, 0xffff, 0x10000) },
);

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 36, maxLength: 60 }) },
  {
    weight: 3,
    arbitrary: fc.array(scalarValue, { maxLength: 24 }).map((c) => String.fromCodePoint(...c)),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.oneof(scalarValue, fc.integer({ min: 0xd800, max: 0xdfff })), { maxLength: 48 })
      .map((c) => String.fromCodePoint(...c)),
  },
);

/** Gives random objects for handles of a resource. */
export type HandleValues = (resource: AbiResource, kind: "own" | "borrow") => fc.Arbitrary<unknown>;

/** Random values that a host may pass for `type`. */
export function hostValue(type: AbiType, handle: HandleValues = noHandles): fc.Arbitrary<unknown> {
  const of = (inner: AbiType): fc.Arbitrary<unknown> => hostValue(inner, handle);
  switch (type.kind) {
    case "bool":
      return fc.boolean();
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32": {
      const [min, max] = integerRange(type.kind);
      return fc.integer({ min, max });
    }
    case "s64":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "u64":
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case "f32":
      return fc.float();
    case "f64":
      return fc.double();
    case "char":
      return scalarValue.map((c) => String.fromCodePoint(c));
    case "string":
      return text;
    case "list":
      return listValue(type.element, type.length, of(type.element));
    case "record":
      return recordValue(type.fields.map((f) => [f.label, of(f.type)]));
    case "tuple":
      return fc.tuple(...type.types.map(of));
    case "variant":
      return fc.oneof(
        ...type.cases.map((c) =>
          taggedValue(c.label, c.type === undefined ? undefined : of(c.type)),
        ),
      );
    case "enum":
      return fc.constantFrom(...type.labels);
    case "option":
      return type.type.kind === "option"
        ? fc.oneof(
            fc.constant(undefined),
            taggedValue("none", undefined),
            taggedValue("some", of(type.type)),
          )
        : fc.option(of(type.type), { nil: undefined });
    case "result":
      return fc.oneof(
        taggedValue("ok", type.ok === undefined ? undefined : of(type.ok)),
        taggedValue("err", type.err === undefined ? undefined : of(type.err)),
      );
    case "map":
      return fc
        .array(fc.tuple(wellFormedKey(type.key, of(type.key)), of(type.value)), { maxLength: 3 })
        .map((entries) => new Map(entries));
    case "flags":
      return fc
        .tuple(...type.labels.map(() => fc.constantFrom(true, false, undefined)))
        .map((set) =>
          Object.fromEntries(
            type.labels.flatMap((label, i) =>
              set[i] === undefined ? [] : [[camelCase(label), set[i]]],
            ),
          ),
        );
    case "own":
    case "borrow":
      return handle(type.resource, type.kind);
    case "error-context":
    case "stream":
    case "future":
      throw new Error(`${type.kind}: the reference is synchronous`);
  }
}

function noHandles(resource: AbiResource): never {
  throw new Error(`no values for ${resource.name} were given`);
}

function listValue(
  element: AbiType,
  length: number | undefined,
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  if (length !== undefined) {
    return fc.array(value, { minLength: length, maxLength: length });
  }
  const Numbers = numericArray(element.kind);
  const list = fc.array(value, { maxLength: Numbers === undefined ? 4 : 12 });
  return Numbers === undefined
    ? list
    : // The union of constructors takes the elements of none; each takes those of its own kind.
      fc.oneof(
        list,
        list.map((v) => new (Numbers as Uint8ArrayConstructor)(v as number[])),
      );
}

/** Options that are none may be absent or undefined. */
function recordValue(fields: [string, fc.Arbitrary<unknown>][]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.boolean(), ...fields.map(([, value]) => value))
    .map(([absent, ...values]) =>
      Object.fromEntries(
        fields.flatMap(([label], i) =>
          absent && values[i] === undefined ? [] : [[camelCase(label), values[i]]],
        ),
      ),
    );
}

function taggedValue(
  tag: string,
  payload: fc.Arbitrary<unknown> | undefined,
): fc.Arbitrary<unknown> {
  return payload === undefined ? fc.constant({ tag }) : payload.map((val) => ({ tag, val }));
}

/** Keys that differ stay different when lone surrogates are replaced. */
function wellFormedKey(key: AbiType, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return key.kind === "string"
    ? value.map((v) => (v as string).replace(/\p{Surrogate}/gu, "\ufffd"))
    : value;
}
