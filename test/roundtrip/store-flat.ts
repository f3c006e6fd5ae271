import type { AbiType } from "../../src/abi/abi-type.js";
import { alignment, discriminantType, maxCaseAlignment } from "../reference/alignment.js";
import { despecialize } from "../reference/despecialize.js";
import { alignTo, elemSize } from "../reference/element-size.js";
import { flattenVariant, type CoreType } from "../reference/flattening.js";
import type { Bytes } from "./bytes.js";
import { op } from "./core-module.js";

/** A flat value: instructions that push it, and the type that they push. */
export interface Flat {
  readonly type: CoreType;
  readonly push: Bytes;
}

/** Emits code that stores flat values as a value of `type` at the constant address `at`; takes them from `values`. */
export function storeFlat(type: AbiType, at: number, values: Flat[]): Bytes {
  const one = (core: CoreType, bytes: number, offset = 0): Bytes => [
    ...op.i32Const(at + offset),
    ...coerce(values.shift(), core),
    ...op.store(core, bytes, 0),
  ];
  const t = despecialize(type);
  switch (t.kind) {
    case "s64":
    case "u64":
      return one("i64", 8);
    case "f32":
      return one("f32", 4);
    case "f64":
      return one("f64", 8);
    case "string":
      return [...one("i32", 4), ...one("i32", 4, 4)];
    case "list": {
      const { element, length } = t;
      if (length === undefined) {
        return [...one("i32", 4), ...one("i32", 4, 4)];
      }
      const step = elemSize(element, "i32");
      return Array.from({ length }, (_, i) => storeFlat(element, at + i * step, values)).flat();
    }
    case "record": {
      let offset = 0;
      return t.fields.flatMap((field) => {
        offset = alignTo(offset, alignment(field.type, "i32"));
        const code = storeFlat(field.type, at + offset, values);
        offset += elemSize(field.type, "i32");
        return [...code];
      });
    }
    case "variant":
      return storeVariant(t.cases, at, values);
    default:
      return one("i32", elemSize(t, "i32"));
  }
}

function storeVariant(
  cases: readonly { readonly type?: AbiType }[],
  at: number,
  values: Flat[],
): Bytes {
  const labelled = cases.map((c, i) => ({ ...c, label: String(i) }));
  const [, ...slots] = flattenVariant(labelled, "i32");
  const width = elemSize(discriminantType(labelled), "i32");
  const payload = at + alignTo(width, maxCaseAlignment(labelled, "i32"));
  const discriminant = coerce(values.shift(), "i32");
  const flat = values.splice(0, slots.length);
  return [
    ...op.i32Const(at),
    ...discriminant,
    ...op.store("i32", width, 0),
    ...cases.flatMap((c, index) =>
      c.type === undefined
        ? []
        : [
            ...discriminant,
            ...op.i32Const(index),
            ...op.i32Eq,
            ...op.if_,
            ...storeFlat(c.type, payload, [...flat]),
            ...op.end,
          ],
    ),
  ];
}

/** What definitions.py does in `CoerceValueIter`, as instructions. */
function coerce(value: Flat | undefined, want: CoreType): Bytes {
  if (value === undefined) {
    throw new Error("too few flat values");
  }
  const { push } = value;
  switch (`${value.type} ${want}` as const) {
    case "i32 f32":
      return [...push, ...op.f32ReinterpretI32];
    case "i64 i32":
      return [...push, ...op.i32WrapI64];
    case "i64 f32":
      return [...push, ...op.i32WrapI64, ...op.f32ReinterpretI32];
    case "i64 f64":
      return [...push, ...op.f64ReinterpretI64];
    default:
      return push;
  }
}
