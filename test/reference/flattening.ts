import type { AbiFunctionType, AbiType, CaseType, FieldType } from "../../src/abi/abi-type.js";
import { discriminantType } from "./alignment.js";
import { despecialize } from "./despecialize.js";
import type { PointerType } from "./options.js";
import { assert } from "./trap.js";

export type CoreType = "i32" | "i64" | "f32" | "f64";

export interface CoreFunctionType {
  readonly params: readonly CoreType[];
  readonly results: readonly CoreType[];
}

/** definitions.py `MAX_FLAT_PARAMS` */
export const maxFlatParams = 16;
/** definitions.py `MAX_FLAT_RESULTS` */
export const maxFlatResults = 1;

/** The types of a function's parameters, in order. */
export function paramTypes(type: AbiFunctionType): readonly AbiType[] {
  return type.params.map((param) => param.type);
}

/** The type of a function's result as a list of none or one. */
export function resultTypes(type: AbiFunctionType): readonly AbiType[] {
  return type.result === undefined ? [] : [type.result];
}

/** definitions.py `flatten_functype`, for functions without async options */
export function flattenFunctype(
  type: AbiFunctionType,
  context: "lift" | "lower",
  pointerType: PointerType = "i32",
): CoreFunctionType {
  let flatParams = flattenTypes(paramTypes(type), pointerType);
  let flatResults = flattenTypes(resultTypes(type), pointerType);
  if (flatParams.length > maxFlatParams) {
    flatParams = [pointerType];
  }
  if (flatResults.length > maxFlatResults) {
    switch (context) {
      case "lift":
        flatResults = [pointerType];
        break;
      case "lower":
        flatParams = [...flatParams, pointerType];
        flatResults = [];
        break;
    }
  }
  return { params: flatParams, results: flatResults };
}

/** definitions.py `flatten_types` */
export function flattenTypes(types: readonly AbiType[], pointerType: PointerType): CoreType[] {
  return types.flatMap((t) => flattenType(t, pointerType));
}

/** definitions.py `flatten_type` */
export function flattenType(type: AbiType, pointerType: PointerType): CoreType[] {
  const t = despecialize(type);
  switch (t.kind) {
    case "bool":
    case "u8":
    case "u16":
    case "u32":
    case "s8":
    case "s16":
    case "s32":
      return ["i32"];
    case "s64":
    case "u64":
      return ["i64"];
    case "f32":
      return ["f32"];
    case "f64":
      return ["f64"];
    case "char":
      return ["i32"];
    case "string":
      return [pointerType, pointerType];
    case "error-context":
      return ["i32"];
    case "list":
      return flattenList(t.element, t.length, pointerType);
    case "record":
      return flattenRecord(t.fields, pointerType);
    case "variant":
      return flattenVariant(t.cases, pointerType);
    case "flags":
    case "own":
    case "borrow":
    case "stream":
    case "future":
      return ["i32"];
  }
}

function flattenList(
  element: AbiType,
  maybeLength: number | undefined,
  pointerType: PointerType,
): CoreType[] {
  if (maybeLength !== undefined) {
    const flat = flattenType(element, pointerType);
    return Array.from({ length: maybeLength }, () => flat).flat();
  }
  return [pointerType, pointerType];
}

function flattenRecord(fields: readonly FieldType[], pointerType: PointerType): CoreType[] {
  return fields.flatMap((field) => flattenType(field.type, pointerType));
}

/** definitions.py `flatten_variant` */
export function flattenVariant(
  cases: readonly CaseType[],
  pointerType: PointerType,
): [discriminant: CoreType, ...payload: CoreType[]] {
  const flat: CoreType[] = [];
  for (const c of cases) {
    if (c.type !== undefined) {
      for (const [i, ft] of flattenType(c.type, pointerType).entries()) {
        const before = flat[i];
        flat[i] = before === undefined ? ft : join(before, ft);
      }
    }
  }
  const [discriminant] = flattenType(discriminantType(cases), pointerType);
  assert(discriminant !== undefined);
  return [discriminant, ...flat];
}

/** definitions.py `join` */
export function join(a: CoreType, b: CoreType): CoreType {
  if (a === b) {
    return a;
  }
  if ((a === "i32" && b === "f32") || (a === "f32" && b === "i32")) {
    return "i32";
  }
  return "i64";
}
