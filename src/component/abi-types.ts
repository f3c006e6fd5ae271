import type { AbiFunctionType, AbiResource, AbiType } from "../abi/abi-type.js";
import type { AnyType, DefinedType, FunctionType, Resource, ValueType } from "./validate/types.js";

/** Gives the resource type of a binding for one of a validated component. */
export type ResourceOf = (resource: Resource) => AbiResource;

/** What converters have in common that give different keys to resource types. */
export interface TypeMemory {
  /** Converted types without resources; weak, as some converters serve every component that is loaded. */
  readonly converted: WeakMap<DefinedType, AbiType>;
  /** Names that types are imported or exported under. */
  readonly names: Map<AnyType, string>;
}

/** Makes an empty memory. */
export function typeMemory(): TypeMemory {
  return { converted: new WeakMap(), names: new Map() };
}

/**
 * Makes what turns validated types into those of the canonical ABI. Types that are shared stay shared, so that their
 * layouts are computed once.
 */
export function abiTypeConverter(
  resourceOf: ResourceOf,
  memory: TypeMemory = typeMemory(),
): {
  readonly value: (type: ValueType) => AbiType;
  readonly function: (type: FunctionType) => AbiFunctionType;
} {
  const withResources = new WeakMap<DefinedType, AbiType>();

  const value = (type: ValueType): AbiType => {
    if (typeof type === "string") {
      return { kind: type };
    }
    const converted = type.info.free.size === 0 ? memory.converted : withResources;
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

  const named = (type: DefinedType): { readonly name?: string } => {
    const name = memory.names.get(type);
    return name === undefined ? {} : { name };
  };

  const convert = (type: DefinedType): AbiType => {
    switch (type.kind) {
      case "primitive":
        return { kind: type.primitive };
      case "record":
        return {
          kind: "record",
          ...named(type),
          fields: type.fields.map((field) => ({ label: field.label, type: value(field.type) })),
        };
      case "variant":
        return {
          kind: "variant",
          ...named(type),
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
        return { kind: type.kind, ...named(type), labels: type.labels };
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
