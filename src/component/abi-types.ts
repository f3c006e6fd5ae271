import type { AbiFunctionType, AbiResource, AbiType } from "../abi/abi-type.js";
import type { DefinedType, FunctionType, Resource, ValueType } from "./validate/types.js";

/** Gives the resource type of a binding for one of a validated component. */
export type ResourceOf = (resource: Resource) => AbiResource;

/**
 * Makes what turns validated types into those of the canonical ABI. Types that are shared stay shared, so that their
 * layouts are computed once.
 */
export function abiTypeConverter(resourceOf: ResourceOf): {
  readonly value: (type: ValueType) => AbiType;
  readonly function: (type: FunctionType) => AbiFunctionType;
} {
  const converted = new Map<DefinedType, AbiType>();

  const value = (type: ValueType): AbiType => {
    if (typeof type === "string") {
      return { kind: type };
    }
    let result = converted.get(type);
    if (result === undefined) {
      result = convert(type);
      converted.set(type, result);
    }
    return result;
  };

  const optional = <K extends string>(
    key: K,
    type: ValueType | undefined,
  ): { readonly [P in K]?: AbiType } =>
    // An absent member, not one that is undefined: exactOptionalPropertyTypes.
    (type === undefined ? {} : { [key]: value(type) }) as { readonly [P in K]?: AbiType };

  const convert = (type: DefinedType): AbiType => {
    switch (type.kind) {
      case "primitive":
        return { kind: type.primitive };
      case "record":
        return {
          kind: "record",
          fields: type.fields.map((field) => ({ label: field.label, type: value(field.type) })),
        };
      case "variant":
        return {
          kind: "variant",
          cases: type.cases.map((item) => ({ label: item.label, ...optional("type", item.type) })),
        };
      case "list":
        return type.length === undefined
          ? { kind: "list", element: value(type.element) }
          : { kind: "list", element: value(type.element), length: type.length };
      case "tuple":
        return { kind: "tuple", types: type.types.map(value) };
      case "flags":
      case "enum":
        return { kind: type.kind, labels: type.labels };
      case "option":
        return { kind: "option", type: value(type.type) };
      case "result":
        return { kind: "result", ...optional("ok", type.ok), ...optional("err", type.err) };
      case "own":
      case "borrow":
        return { kind: type.kind, resource: resourceOf(type.resource.resource) };
      case "stream":
      case "future":
        return { kind: type.kind, ...optional("payload", type.payload) };
      case "map":
        return { kind: "map", key: value(type.key), value: value(type.value) };
    }
  };

  return {
    value,
    function: (type) => ({
      params: type.params.map((param) => ({ label: param.label, type: value(param.type) })),
      ...optional("result", type.result),
      async: type.async,
    }),
  };
}
