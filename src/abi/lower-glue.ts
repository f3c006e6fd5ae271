import { assertNever } from "../assert.js";
import type { AbiType } from "./abi-type.js";
import { flattenType, joinPayloads, type CoreValueType } from "./flatten.js";
import {
  assign,
  constant,
  literal,
  name,
  runtimeCall,
  variable,
  type Expression,
} from "./glue-form.js";
import { internal, type GlueScope } from "./glue-module.js";
import { item, member, tupleItem, valueArguments, type HostValue } from "./glue-value.js";
import {
  checkedArray,
  checkedObject,
  hostCases,
  lowerEnum,
  lowerFlags,
  lowerHandle,
  lowerNumber,
  switchOnCase,
  type VariantLike,
} from "./host-value-glue.js";
import { labelKeys } from "./label-keys.js";
import { payloadTypes } from "./layout.js";
import { lowerRange, type RangeType } from "./store-glue.js";

// Flat Lowering of CanonicalABI.md.

/** Lowers a value to flat core values (definitions.py `lower_flat`); what has an effect goes into the scope. */
export function lowerFlat(
  scope: GlueScope,
  type: AbiType,
  value: HostValue,
): readonly Expression[] {
  switch (type.kind) {
    case "bool":
      return [runtimeCall("lowerBool", ...valueArguments(value))];
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "s64":
    case "u64":
    case "f32":
    case "f64":
      return [lowerNumber(type.kind, value)];
    case "char":
      return [runtimeCall("lowerChar", ...valueArguments(value))];
    case "string":
    case "list":
    case "map":
      return type.kind === "list" && type.length !== undefined
        ? lowerFlatFixedList(scope, type.element, type.length, value)
        : lowerFlatRange(scope, type, value);
    case "record": {
      const record = checkedObject(scope, type, value);
      const keys = labelKeys(type.fields.map((field) => field.label));
      return type.fields.flatMap((field, index) =>
        lowerFlat(scope, field.type, member(record.value, keys[index] ?? field.label)),
      );
    }
    case "tuple": {
      const tuple = checkedArray(scope, type, value, type.types.length);
      return type.types.flatMap((each, index) =>
        lowerFlat(scope, each, tupleItem(tuple.value, literal(index))),
      );
    }
    case "variant":
    case "option":
    case "result":
      return lowerFlatVariant(scope, type, value);
    case "enum":
      return [lowerEnum(scope.module, type, value)];
    case "flags":
      return [lowerFlags(scope.module, type, value)];
    case "own":
    case "borrow":
      return [lowerHandle(scope, type, value)];
    case "stream":
    case "future":
    case "error-context":
      // Functions with these types are refused as a whole.
      return [literal(0)];
    default:
      return assertNever(type);
  }
}

function lowerFlatRange(
  scope: GlueScope,
  type: RangeType,
  value: HostValue,
): readonly Expression[] {
  const { pointer, length } = lowerRange(scope, type, value);
  if (pointer.kind === "name") {
    return [pointer, length];
  }
  const pointerName = internal(scope, "pointer");
  const lengthName = internal(scope, "length");
  scope.statements.push(constant(pointerName, pointer), constant(lengthName, length));
  return [name(pointerName), name(lengthName)];
}

function lowerFlatFixedList(
  scope: GlueScope,
  elementType: AbiType,
  length: number,
  value: HostValue,
): readonly Expression[] {
  const list = checkedArray(scope, { kind: "list", element: elementType, length }, value, length);
  return Array.from({ length }, (_, index) =>
    lowerFlat(scope, elementType, item(list.value, literal(index), elementType)),
  ).flat();
}

function lowerFlatVariant(
  scope: GlueScope,
  type: VariantLike,
  value: HostValue,
): readonly Expression[] {
  const slotTypes = joinPayloads(payloadTypes(type));
  const discriminant = internal(scope, "discriminant");
  const slots = slotTypes.map(() => internal(scope, "flat"));
  scope.statements.push(
    hostCases(type).length === 1
      ? constant(discriminant, literal(0))
      : variable(discriminant, undefined, literal(0)),
    ...slots.map((slot, index) => variable(slot, undefined, zero(slotTypes[index]))),
  );
  switchOnCase(scope, type, value, (inner, each, payload) => {
    if (each.index !== 0) {
      inner.statements.push(assign(name(discriminant), literal(each.index)));
    }
    if (each.type !== undefined) {
      const flatTypes = flattenType(each.type);
      lowerFlat(inner, each.type, payload).forEach((flat, index) => {
        const slot = slots[index];
        if (slot !== undefined) {
          inner.statements.push(
            assign(name(slot), intoSlot(flat, flatTypes[index], slotTypes[index])),
          );
        }
      });
    }
  });
  return [name(discriminant), ...slots.map((slot) => name(slot))];
}

/** The value that an unused slot gets. */
export function zero(type: CoreValueType | undefined): Expression {
  return literal(type === "i64" ? 0n : 0);
}

/** Puts a flat value into a slot that another payload may need wider (definitions.py `lower_flat_variant`). */
function intoSlot(
  value: Expression,
  have: CoreValueType | undefined,
  want: CoreValueType | undefined,
): Expression {
  if (have === want) {
    return value;
  }
  switch (have) {
    case "f32": {
      const bits = runtimeCall("bitsOfF32", value);
      return want === "i32" ? bits : runtimeCall("widen", bits);
    }
    case "f64":
      return runtimeCall("bitsOfF64", value);
    default:
      return runtimeCall("widen", value);
  }
}
