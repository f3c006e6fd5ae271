import { assertNever } from "../assert.js";
import type { AbiType } from "./abi-type.js";
import { flattenType, joinPayloads, type CoreValueType } from "./flatten.js";
import {
  array,
  binary,
  constant,
  literal,
  name,
  runtimeCall,
  type Expression,
} from "./glue-form.js";
import { internal, type GlueScope } from "./glue-module.js";
import type { VariantLike } from "./host-value-glue.js";
import { payloadTypes } from "./layout.js";
import {
  assigned,
  checkedCase,
  inSequence,
  liftCases,
  liftEnum,
  liftFlags,
  liftHandle,
  liftOption,
  liftRange,
  liftRecord,
} from "./load-glue.js";

// Flat Lifting of CanonicalABI.md. Core values come as JavaScript has them: an i32 or i64 is signed.

/** Core values that are taken from the front (definitions.py `CoreValueIter`). */
export interface FlatValues {
  readonly values: readonly Expression[];
  next: number;
}

/** Starts at the first of `values`. */
export function flatValues(values: readonly Expression[]): FlatValues {
  return { values, next: 0 };
}

function take(flat: FlatValues): Expression {
  return flat.values[flat.next++] ?? literal(0);
}

const unsigned = (value: Expression): Expression => binary(value, ">>>", literal(0));

/** Lifts a value from flat core values (definitions.py `lift_flat`); what has an effect goes into the scope. */
export function liftFlat(scope: GlueScope, type: AbiType, flat: FlatValues): Expression {
  switch (type.kind) {
    case "bool":
      return binary(take(flat), "!==", literal(0));
    case "s8":
      return signExtended(take(flat), 24);
    case "u8":
      return binary(take(flat), "&", literal(0xff));
    case "s16":
      return signExtended(take(flat), 16);
    case "u16":
      return binary(take(flat), "&", literal(0xffff));
    case "s32":
    case "s64":
    case "f32":
    case "f64":
      return take(flat);
    case "u32":
      return unsigned(take(flat));
    case "u64":
      return runtimeCall("liftU64", take(flat));
    case "char":
      return runtimeCall("liftChar", take(flat));
    case "string":
    case "map":
      return liftRange(scope, type, unsigned(take(flat)), unsigned(take(flat)));
    case "list":
      return type.length === undefined
        ? liftRange(scope, type, unsigned(take(flat)), unsigned(take(flat)))
        : array(
            inSequence(
              scope,
              Array.from({ length: type.length }, () => type.element),
              (inner) => liftFlat(inner, type.element, flat),
            ),
          );
    case "record":
      return liftRecord(scope, type, (inner, index) =>
        liftFlat(inner, type.fields[index]?.type ?? { kind: "bool" }, flat),
      );
    case "tuple":
      return array(
        inSequence(scope, type.types, (inner, index) =>
          liftFlat(inner, type.types[index] ?? { kind: "bool" }, flat),
        ),
      );
    case "option":
    case "variant":
    case "result":
      return liftFlatVariant(scope, type, flat);
    case "enum":
      return liftEnum(
        scope.module,
        type,
        checkedCase("flat", unsigned(take(flat)), type.labels.length),
      );
    case "flags":
      return liftFlags(scope.module, type, take(flat));
    case "own":
    case "borrow":
      return liftHandle(scope, type, take(flat));
    case "stream":
    case "future":
    case "error-context":
      // Functions with these types are refused as a whole.
      take(flat);
      return literal(undefined);
    default:
      return assertNever(type);
  }
}

/** The low bits of an i32, signed (definitions.py `lift_flat_signed`). */
function signExtended(value: Expression, bits: number): Expression {
  return binary(binary(value, "<<", literal(bits)), ">>", literal(bits));
}

function liftFlatVariant(scope: GlueScope, type: VariantLike, flat: FlatValues): Expression {
  const discriminant = unsigned(take(flat));
  const slotTypes = joinPayloads(payloadTypes(type));
  const slots = slotTypes.map(() => take(flat));
  const liftPayload = (inner: GlueScope, payload: AbiType): Expression => {
    const values = flattenType(payload).map((want, index) =>
      outOfSlot(slots[index] ?? literal(0), slotTypes[index], want),
    );
    return liftFlat(inner, payload, flatValues(values));
  };
  if (type.kind === "option") {
    return liftOption(scope, type, "flat", discriminant, (inner) => liftPayload(inner, type.type));
  }
  const subject = internal(scope, "discriminant");
  scope.statements.push(constant(subject, discriminant));
  return assigned(scope, type, (sink) => {
    liftCases(scope, type, "flat", name(subject), sink, liftPayload);
  });
}

/** Takes a payload's value out of a slot that others needed wider (definitions.py `CoerceValueIter`). */
function outOfSlot(
  value: Expression,
  have: CoreValueType | undefined,
  want: CoreValueType,
): Expression {
  if (have === want) {
    return value;
  }
  switch (want) {
    case "i32":
      return runtimeCall("wrap", value);
    case "f32":
      return runtimeCall("f32OfBits", have === "i64" ? runtimeCall("wrap", value) : value);
    case "f64":
      return runtimeCall("f64OfBits", value);
    case "i64":
      return value;
    default:
      return assertNever(want);
  }
}
