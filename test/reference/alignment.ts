import type { AbiType, CaseType, FieldType, PrimitiveAbiType } from "../../src/abi/abi-type.js";
import { despecialize } from "./despecialize.js";
import { ptrSize, type PointerType } from "./options.js";
import { assert } from "./trap.js";

/** definitions.py `alignment` */
export function alignment(type: AbiType, pointerType: PointerType): number {
  const t = despecialize(type);
  switch (t.kind) {
    case "bool":
    case "s8":
    case "u8":
      return 1;
    case "s16":
    case "u16":
      return 2;
    case "s32":
    case "u32":
      return 4;
    case "s64":
    case "u64":
      return 8;
    case "f32":
      return 4;
    case "f64":
      return 8;
    case "char":
      return 4;
    case "string":
      return ptrSize(pointerType);
    case "error-context":
      return 4;
    case "list":
      return alignmentList(t.element, t.length, pointerType);
    case "record":
      return alignmentRecord(t.fields, pointerType);
    case "variant":
      return alignmentVariant(t.cases, pointerType);
    case "flags":
      return alignmentFlags(t.labels);
    case "own":
    case "borrow":
    case "stream":
    case "future":
      return 4;
  }
}

function alignmentList(
  element: AbiType,
  maybeLength: number | undefined,
  pointerType: PointerType,
): number {
  return maybeLength === undefined ? ptrSize(pointerType) : alignment(element, pointerType);
}

/** definitions.py `alignment_record` */
export function alignmentRecord(fields: readonly FieldType[], pointerType: PointerType): number {
  return Math.max(1, ...fields.map((field) => alignment(field.type, pointerType)));
}

/** definitions.py `alignment_variant` */
export function alignmentVariant(cases: readonly CaseType[], pointerType: PointerType): number {
  return Math.max(
    alignment(discriminantType(cases), pointerType),
    maxCaseAlignment(cases, pointerType),
  );
}

/** definitions.py `discriminant_type` */
export function discriminantType(cases: readonly CaseType[]): PrimitiveAbiType {
  const n = cases.length;
  assert(0 < n && n < 2 ** 32);
  switch (Math.ceil(Math.log2(n) / 8)) {
    case 0:
    case 1:
      return { kind: "u8" };
    case 2:
      return { kind: "u16" };
    default:
      return { kind: "u32" };
  }
}

/** definitions.py `max_case_alignment` */
export function maxCaseAlignment(cases: readonly CaseType[], pointerType: PointerType): number {
  let a = 1;
  for (const c of cases) {
    if (c.type !== undefined) {
      a = Math.max(a, alignment(c.type, pointerType));
    }
  }
  return a;
}

function alignmentFlags(labels: readonly string[]): number {
  const n = labels.length;
  assert(0 < n && n <= 32);
  return n <= 8 ? 1 : n <= 16 ? 2 : 4;
}
