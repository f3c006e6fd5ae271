import type { AbiType, CaseType, FieldType } from "../../src/abi/abi-type.js";
import {
  alignment,
  alignmentRecord,
  alignmentVariant,
  discriminantType,
  maxCaseAlignment,
} from "./alignment.js";
import { despecialize } from "./despecialize.js";
import { ptrSize, type PointerType } from "./options.js";
import { assert } from "./trap.js";

/** definitions.py `elem_size` */
export function elemSize(type: AbiType, pointerType: PointerType): number {
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
      return 2 * ptrSize(pointerType);
    case "error-context":
      return 4;
    case "list":
      return elemSizeList(t.element, t.length, pointerType);
    case "record":
      return elemSizeRecord(t.fields, pointerType);
    case "variant":
      return elemSizeVariant(t.cases, pointerType);
    case "flags":
      return elemSizeFlags(t.labels);
    case "own":
    case "borrow":
    case "stream":
    case "future":
      return 4;
  }
}

function elemSizeList(
  element: AbiType,
  maybeLength: number | undefined,
  pointerType: PointerType,
): number {
  return maybeLength === undefined
    ? 2 * ptrSize(pointerType)
    : maybeLength * elemSize(element, pointerType);
}

function elemSizeRecord(fields: readonly FieldType[], pointerType: PointerType): number {
  let s = 0;
  for (const field of fields) {
    s = alignTo(s, alignment(field.type, pointerType));
    s += elemSize(field.type, pointerType);
  }
  assert(s > 0);
  return alignTo(s, alignmentRecord(fields, pointerType));
}

/** definitions.py `align_to` */
export function alignTo(ptr: number, align: number): number {
  return Math.ceil(ptr / align) * align;
}

function elemSizeVariant(cases: readonly CaseType[], pointerType: PointerType): number {
  let s = elemSize(discriminantType(cases), pointerType);
  s = alignTo(s, maxCaseAlignment(cases, pointerType));
  let largest = 0;
  for (const c of cases) {
    if (c.type !== undefined) {
      largest = Math.max(largest, elemSize(c.type, pointerType));
    }
  }
  return alignTo(s + largest, alignmentVariant(cases, pointerType));
}

/** definitions.py `elem_size_flags` */
export function elemSizeFlags(labels: readonly string[]): number {
  const n = labels.length;
  assert(0 < n && n <= 32);
  return n <= 8 ? 1 : n <= 16 ? 2 : 4;
}
