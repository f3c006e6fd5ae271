import { assertNever, invariant, InvariantError } from "../assert.js";
import type {
  AbiFunctionType,
  AbiResource,
  AbiType,
  PrimitiveAbiType,
  PrimitiveKind,
} from "../abi/abi-type.js";
import { typeAt } from "../graph/graph-access.js";
import type { FunctionItem, Type, TypeId, TypeKind } from "../graph/package-graph.js";
import type { Bindings, Module } from "./bindings.js";
import { resolveResource } from "./resolve-type.js";

/** A named type, and the module that declares it. */
export interface TypeOrigin {
  readonly module: Module;
  readonly type: TypeId;
}

/**
 * The types of a graph as the canonical ABI sees them, for the modules that are generated from it. The same type is
 * always the same object: named ones in each module that declares them, anonymous ones by what they consist of.
 */
export interface AbiTypes {
  /** A type as `module` refers to it. */
  type(module: Module, type: Type): AbiType;
  function(module: Module, item: FunctionItem): AbiFunctionType;
  /** Where a record, variant, enum or flags type was declared; nothing for anonymous types. */
  origin(type: AbiType): TypeOrigin | undefined;
  resourceOrigin(resource: AbiResource): TypeOrigin;
}

/**
 * Makes the types on demand.
 *
 * @param definer what defines the resources of exported interfaces
 */
export function createAbiTypes(
  bindings: Bindings,
  definer: AbiResource["definedBy"] = "guest",
): AbiTypes {
  const { graph } = bindings;
  const primitives = new Map<PrimitiveKind, PrimitiveAbiType>();
  const named = new Map<Module, Map<TypeId, AbiType>>();
  const resources = new Map<Module, Map<TypeId, AbiResource>>();
  const anonymous = new Map<string, AbiType>();
  const identities = new Map<object, number>();
  const origins = new Map<object, TypeOrigin>();

  const identity = (part: object): number => {
    const known = identities.get(part);
    if (known !== undefined) {
      return known;
    }
    identities.set(part, identities.size);
    return identities.size - 1;
  };
  /** Finds an anonymous type by its parts. */
  const intern = <T extends AbiType>(
    parts: readonly (object | number | undefined)[],
    made: T,
  ): AbiType => {
    const key = [
      made.kind,
      ...parts.map((part) => (typeof part === "object" ? identity(part) : `#${part ?? "none"}`)),
    ].join(" ");
    const known = anonymous.get(key);
    if (known !== undefined) {
      return known;
    }
    anonymous.set(key, made);
    return made;
  };

  const toAbi = (module: Module, type: Type): AbiType => {
    if (typeof type === "string") {
      const known = primitives.get(type) ?? { kind: type };
      primitives.set(type, known);
      return known;
    }
    const { kind, name, owner } = typeAt(graph, type);
    const home = owner === undefined ? module : bindings.declaringModule(module, type);
    switch (kind.kind) {
      case "record":
      case "variant":
      case "enum":
      case "flags": {
        const types = memberMap(named, home);
        let made = types.get(type);
        if (made === undefined) {
          made = namedType(home, name ?? kind.kind, kind);
          types.set(type, made);
          origins.set(made, { module: home, type });
        }
        return made;
      }
      default:
        return structural(home, kind);
    }
  };

  const namedType = (
    home: Module,
    name: string,
    kind: Extract<TypeKind, { kind: "record" | "variant" | "enum" | "flags" }>,
  ): AbiType => {
    switch (kind.kind) {
      case "record": {
        const fields = kind.fields.map((field) => ({
          label: field.name,
          type: toAbi(home, field.type),
        }));
        return { kind: "record", name, fields };
      }
      case "variant": {
        const cases = kind.cases.map((each) =>
          each.type === undefined
            ? { label: each.name }
            : { label: each.name, type: toAbi(home, each.type) },
        );
        return { kind: "variant", name, cases };
      }
      case "enum":
        return { kind: "enum", name, labels: kind.cases.map((each) => each.name) };
      case "flags":
        return { kind: "flags", name, labels: kind.flags.map((each) => each.name) };
      default:
        return assertNever(kind);
    }
  };

  const structural = (
    home: Module,
    kind: Exclude<TypeKind, { kind: "record" | "variant" | "enum" | "flags" }>,
  ): AbiType => {
    const optional = (type: Type | undefined): AbiType | undefined =>
      type === undefined ? undefined : toAbi(home, type);
    switch (kind.kind) {
      case "alias":
        return toAbi(home, kind.type);
      case "tuple": {
        const types = kind.types.map((each) => toAbi(home, each));
        return intern(types, { kind: "tuple", types });
      }
      case "option": {
        const type = toAbi(home, kind.type);
        return intern([type], { kind: "option", type });
      }
      case "result": {
        const ok = optional(kind.ok);
        const err = optional(kind.err);
        return intern([ok, err], {
          kind: "result",
          ...(ok === undefined ? {} : { ok }),
          ...(err === undefined ? {} : { err }),
        });
      }
      case "list": {
        const element = toAbi(home, kind.element);
        return intern([element], { kind: "list", element });
      }
      case "fixed-length-list": {
        const element = toAbi(home, kind.element);
        const { length } = kind;
        return intern([element, length], { kind: "list", element, length });
      }
      case "map": {
        const key = toAbi(home, kind.key);
        const value = toAbi(home, kind.value);
        return intern([key, value], { kind: "map", key, value });
      }
      case "future":
      case "stream": {
        const payload = optional(kind.payload);
        return intern([payload], {
          kind: kind.kind,
          ...(payload === undefined ? {} : { payload }),
        });
      }
      case "own":
      case "borrow": {
        const resource = toResource(home, kind.resource);
        return intern([resource], { kind: kind.kind, resource });
      }
      case "resource":
        throw new InvariantError("a resource is no value type");
      default:
        return assertNever(kind);
    }
  };

  const toResource = (module: Module, type: TypeId): AbiResource => {
    let home = module;
    let current = type;
    for (;;) {
      home = bindings.declaringModule(home, current);
      const { kind } = typeAt(graph, current);
      if (kind.kind !== "alias" || typeof kind.type === "string") {
        break;
      }
      current = kind.type;
    }
    const defined = resolveResource(graph, current);
    const known = memberMap(resources, home);
    let made = known.get(defined);
    if (made === undefined) {
      const name = typeAt(graph, defined).name ?? "resource";
      made = {
        key: `${home.side === "exports" ? "[export]" : ""}${home.key}.${name}`,
        name,
        definedBy: home.side === "exports" ? definer : "host",
      };
      known.set(defined, made);
      origins.set(made, { module: home, type: defined });
    }
    return made;
  };

  return {
    type: toAbi,
    function: (module, item) => ({
      params: item.params.map(({ name, type }) => ({ label: name, type: toAbi(module, type) })),
      ...(item.result === undefined ? {} : { result: toAbi(module, item.result) }),
      async: item.async,
    }),
    origin: (type) => origins.get(type),
    resourceOrigin: (resource) => {
      const origin = origins.get(resource);
      invariant(origin !== undefined, `resource ${resource.key} is from elsewhere`);
      return origin;
    },
  };
}

function memberMap<T>(maps: Map<Module, Map<TypeId, T>>, module: Module): Map<TypeId, T> {
  let map = maps.get(module);
  if (map === undefined) {
    map = new Map();
    maps.set(module, map);
  }
  return map;
}
