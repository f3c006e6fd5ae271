import type { AbiType, PrimitiveKind } from "./abi-type.js";
import { payloadTypes } from "./flatten.js";

// Alignment and Element Size of CanonicalABI.md, for 32-bit memories. Types are immutable, so each is computed once.

interface Layout {
  readonly alignment: number;
  readonly size: number;
}

const layouts = new WeakMap<AbiType, Layout>();

/** Bytes that a value's address is a multiple of (definitions.py `alignment`): 1, 2, 4 or 8. */
export function alignment(type: AbiType): number {
  return layoutOf(type).alignment;
}

/** Bytes that a value takes in memory (definitions.py `elem_size`). */
export function elemSize(type: AbiType): number {
  return layoutOf(type).size;
}

/** The next multiple of `alignment`, a power of two, from `pointer` on. */
export function alignTo(pointer: number, alignment: number): number {
  return Math.ceil(pointer / alignment) * alignment;
}

/** Bytes of a variant's discriminant (definitions.py `discriminant_type`). */
export function discriminantSize(caseCount: number): 1 | 2 | 4 {
  return caseCount <= 0x100 ? 1 : caseCount <= 0x10000 ? 2 : 4;
}

/** Bytes of a flags value (definitions.py `elem_size_flags`). */
export function flagsSize(labelCount: number): 1 | 2 | 4 {
  return labelCount <= 8 ? 1 : labelCount <= 16 ? 2 : 4;
}

/** Where the payload of a variant stands, from the variant's own address (definitions.py `load_variant`). */
export function payloadOffset(cases: readonly (AbiType | undefined)[]): number {
  return alignTo(discriminantSize(cases.length), maxCaseAlignment(cases));
}

/** Where each field of a record stands, from the record's own address (definitions.py `load_record`). */
export function fieldOffsets(types: readonly AbiType[]): readonly number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const type of types) {
    offset = alignTo(offset, alignment(type));
    offsets.push(offset);
    offset += elemSize(type);
  }
  return offsets;
}

/** The layout of a sequence of values, as of a record with these fields. */
export function recordLayout(types: readonly AbiType[]): Layout {
  let size = 0;
  let maximum = 1;
  for (const type of types) {
    const field = layoutOf(type);
    size = alignTo(size, field.alignment) + field.size;
    maximum = Math.max(maximum, field.alignment);
  }
  return { alignment: maximum, size: alignTo(size, maximum) };
}

function layoutOf(type: AbiType): Layout {
  let layout = layouts.get(type);
  if (layout === undefined) {
    layout = computeLayout(type);
    layouts.set(type, layout);
  }
  return layout;
}

/** Values that are one number, character or index. */
export type ScalarKind = Exclude<PrimitiveKind, "string"> | "own" | "borrow" | "stream" | "future";

/** Sizes of scalars; each is aligned to its size. */
const sizes: Readonly<Record<ScalarKind, 1 | 2 | 4 | 8>> = {
  ...{ bool: 1, s8: 1, u8: 1, s16: 2, u16: 2, s32: 4, u32: 4, s64: 8, u64: 8, f32: 4, f64: 8 },
  ...{ char: 4, own: 4, borrow: 4, stream: 4, future: 4, "error-context": 4 },
};

function computeLayout(type: AbiType): Layout {
  switch (type.kind) {
    case "string":
    case "map":
      return { alignment: 4, size: 8 };
    case "list":
      return type.length === undefined
        ? { alignment: 4, size: 8 }
        : { alignment: alignment(type.element), size: elemSize(type.element) * type.length };
    case "record":
      return recordLayout(type.fields.map((field) => field.type));
    case "tuple":
      return recordLayout(type.types);
    case "variant":
    case "option":
    case "result":
      return variantLayout(payloadTypes(type));
    case "enum":
      return scalarLayout(discriminantSize(type.labels.length));
    case "flags":
      return scalarLayout(flagsSize(type.labels.length));
    default:
      return scalarLayout(sizes[type.kind]);
  }
}

/** The layout of what is aligned to its size. */
function scalarLayout(size: number): Layout {
  return { alignment: size, size };
}

function maxCaseAlignment(cases: readonly (AbiType | undefined)[]): number {
  return largest(cases, alignment, 1);
}

function variantLayout(cases: readonly (AbiType | undefined)[]): Layout {
  const maximum = Math.max(discriminantSize(cases.length), maxCaseAlignment(cases));
  const size = payloadOffset(cases) + largest(cases, elemSize, 0);
  return { alignment: maximum, size: alignTo(size, maximum) };
}

function largest(
  cases: readonly (AbiType | undefined)[],
  measure: (type: AbiType) => number,
  least: number,
): number {
  return cases.reduce(
    (maximum, type) => (type === undefined ? maximum : Math.max(maximum, measure(type))),
    least,
  );
}
