import type { DefinedValueType, FunctionDefinedType, ValueTypeReference } from "../model.js";
import { checkByteSize } from "./byte-size.js";
import { isLabel } from "./names.js";
import { at, resourceTypeAt, type Scope } from "./scope.js";
import { combineInfo, shapeInfo, valueInfo, type Fail } from "./type-info.js";
import {
  describeType,
  type DefinedType,
  type DefinedTypeShape,
  type FunctionType,
  type LabelledType,
  type ValueType,
} from "./types.js";

/** Resolves `valtype`. */
export function resolveValueType(
  scope: Scope,
  reference: ValueTypeReference,
  fail: Fail,
): ValueType {
  return typeof reference === "string" ? reference : definedTypeAt(scope, reference, fail);
}

/** Looks a defined value type up. */
export function definedTypeAt(scope: Scope, index: number, fail: Fail): DefinedType {
  const type = at(scope.types, index, "type", fail);
  switch (type.kind) {
    case "resource":
    case "function":
    case "instance":
    case "component":
      return fail(`type index ${index} is not a defined type: it is a ${describeType(type)}`);
    default:
      return type;
  }
}

/** Resolves `defvaltype` (Binary.md, "Type Definitions"). */
export function resolveDefinedType(scope: Scope, type: DefinedValueType, fail: Fail): DefinedType {
  const shape = resolveShape(scope, type, fail);
  const resolved = { ...shape, info: shapeInfo(shape, fail) };
  checkByteSize(resolved, fail);
  return resolved;
}

function resolveShape(scope: Scope, type: DefinedValueType, fail: Fail): DefinedTypeShape {
  const value = (reference: ValueTypeReference): ValueType =>
    resolveValueType(scope, reference, fail);
  const optional = (reference: ValueTypeReference | undefined): ValueType | undefined =>
    reference === undefined ? undefined : value(reference);
  switch (type.kind) {
    case "primitive":
      return type;
    case "record":
      if (type.fields.length === 0) {
        fail("record type must have at least one field");
      }
      checkLabels(
        type.fields.map((field) => field.label),
        "record field",
        "field",
        fail,
      );
      return {
        kind: "record",
        fields: type.fields.map((field) => ({ label: field.label, type: value(field.type) })),
      };
    case "variant":
      if (type.cases.length === 0) {
        fail("variant type must have at least one case");
      }
      checkLabels(
        type.cases.map((item) => item.label),
        "variant case",
        "case",
        fail,
      );
      return {
        kind: "variant",
        cases: type.cases.map((item) => ({ label: item.label, type: optional(item.type) })),
      };
    case "list":
      if (type.length === 0) {
        fail("Fixed-length lists must have more than zero elements");
      }
      return { kind: "list", element: value(type.element), length: type.length };
    case "tuple":
      if (type.types.length === 0) {
        fail("tuple type must have at least one type");
      }
      return { kind: "tuple", types: type.types.map(value) };
    case "flags":
      if (type.labels.length === 0) {
        fail("flags must have at least one entry");
      }
      if (type.labels.length > 32) {
        fail("cannot have more than 32 flags");
      }
      checkLabels(type.labels, "flag", "flag", fail);
      return type;
    case "enum":
      if (type.labels.length === 0) {
        fail("enum type must have at least one variant");
      }
      checkLabels(type.labels, "enum tag", "tag", fail);
      return type;
    case "option":
      return { kind: "option", type: value(type.type) };
    case "result":
      return { kind: "result", ok: optional(type.ok), err: optional(type.err) };
    case "own":
    case "borrow":
      return { kind: type.kind, resource: resourceTypeAt(scope, type.resource, fail) };
    case "stream":
    case "future": {
      const payload = optional(type.payload);
      checkPayload(type.kind, payload, fail);
      return { kind: type.kind, payload };
    }
    case "map": {
      const key = value(type.key);
      checkKey(key, fail);
      return { kind: "map", key, value: value(type.value) };
    }
  }
}

function checkPayload(kind: "stream" | "future", payload: ValueType | undefined, fail: Fail): void {
  if (payload === undefined) {
    return;
  }
  if (valueInfo(payload).hasBorrow) {
    fail(`\`${kind}\` payload cannot contain a \`borrow\` type`);
  }
  const primitive =
    typeof payload === "object" && payload.kind === "primitive" ? payload.primitive : payload;
  if (kind === "stream" && primitive === "char") {
    fail(
      "`stream<char>` is not valid at this time, use `stream<u8>` with a defined byte encoding instead for now",
    );
  }
}

const keyTypes: readonly string[] = [
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

function checkKey(key: ValueType, fail: Fail): void {
  const primitive = typeof key === "object" && key.kind === "primitive" ? key.primitive : key;
  if (typeof primitive !== "string" || !keyTypes.includes(primitive)) {
    fail("map key must be an integer, `bool`, `char` or `string`");
  }
}

/** Resolves `functype`. */
export function resolveFunctionType(
  scope: Scope,
  type: FunctionDefinedType,
  fail: Fail,
): FunctionType {
  checkLabels(
    type.params.map((param) => param.label),
    "function parameter",
    "parameter",
    fail,
  );
  const params = type.params.map((param): LabelledType => ({
    label: param.label,
    type: resolveValueType(scope, param.type, fail),
  }));
  const result = type.result === undefined ? undefined : resolveValueType(scope, type.result, fail);
  if (result !== undefined && valueInfo(result).hasBorrow) {
    fail("function result cannot contain a `borrow` type");
  }
  const parts = [...params.map((param) => param.type), ...(result === undefined ? [] : [result])];
  const info = combineInfo(parts.map(valueInfo), fail);
  return { kind: "function", params, result, async: type.async, info };
}

/** Checks that labels are labels and unique up to case. */
function checkLabels(labels: readonly string[], what: string, short: string, fail: Fail): void {
  const seen = new Map<string, string>();
  for (const label of labels) {
    if (label === "") {
      fail(`${what} name cannot be empty`);
    }
    if (!isLabel(label)) {
      fail(`${what} name \`${label}\` is not in kebab case`);
    }
    const previous = seen.get(label.toLowerCase());
    if (previous !== undefined) {
      fail(`${what} name \`${label}\` conflicts with previous ${short} name \`${previous}\``);
    }
    seen.set(label.toLowerCase(), label);
  }
}
