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
  return new AbiTypeTable(bindings, definer);
}

type NamedKind = Extract<TypeKind, { kind: "record" | "variant" | "enum" | "flags" }>;

class AbiTypeTable implements AbiTypes {
  readonly #bindings: Bindings;
  readonly #definer: AbiResource["definedBy"];
  readonly #primitives = new Map<PrimitiveKind, PrimitiveAbiType>();
  readonly #named = new Map<Module, Map<TypeId, AbiType>>();
  readonly #resources = new Map<Module, Map<TypeId, AbiResource>>();
  /** By their kind and the identities of their parts. */
  readonly #anonymous = new Map<string, AbiType>();
  readonly #identities = new Map<object, number>();
  readonly #origins = new Map<object, TypeOrigin>();

  constructor(bindings: Bindings, definer: AbiResource["definedBy"]) {
    this.#bindings = bindings;
    this.#definer = definer;
  }

  type(module: Module, type: Type): AbiType {
    if (typeof type === "string") {
      return this.#primitive(type);
    }
    const { kind, name, owner } = typeAt(this.#bindings.graph, type);
    const home = owner === undefined ? module : this.#bindings.declaringModule(module, type);
    switch (kind.kind) {
      case "record":
      case "variant":
      case "enum":
      case "flags":
        return this.#namedType(home, type, name ?? kind.kind, kind);
      default:
        return this.#structural(home, kind);
    }
  }

  function(module: Module, item: FunctionItem): AbiFunctionType {
    return {
      params: item.params.map(({ name, type }) => ({ label: name, type: this.type(module, type) })),
      ...(item.result === undefined ? {} : { result: this.type(module, item.result) }),
      async: item.async,
    };
  }

  origin(type: AbiType): TypeOrigin | undefined {
    return this.#origins.get(type);
  }

  resourceOrigin(resource: AbiResource): TypeOrigin {
    const origin = this.#origins.get(resource);
    invariant(origin !== undefined, `resource ${resource.key} is from elsewhere`);
    return origin;
  }

  #primitive(kind: PrimitiveKind): PrimitiveAbiType {
    const known = this.#primitives.get(kind) ?? { kind };
    this.#primitives.set(kind, known);
    return known;
  }

  #namedType(home: Module, type: TypeId, name: string, kind: NamedKind): AbiType {
    const types = memberMap(this.#named, home);
    let made = types.get(type);
    if (made === undefined) {
      made = this.#makeNamed(home, name, kind);
      types.set(type, made);
      this.#origins.set(made, { module: home, type });
    }
    return made;
  }

  #makeNamed(home: Module, name: string, kind: NamedKind): AbiType {
    switch (kind.kind) {
      case "record": {
        const fields = kind.fields.map((field) => ({
          label: field.name,
          type: this.type(home, field.type),
        }));
        return { kind: "record", name, fields };
      }
      case "variant": {
        const cases = kind.cases.map((each) =>
          each.type === undefined
            ? { label: each.name }
            : { label: each.name, type: this.type(home, each.type) },
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
  }

  #structural(home: Module, kind: Exclude<TypeKind, NamedKind>): AbiType {
    switch (kind.kind) {
      case "alias":
        return this.type(home, kind.type);
      case "tuple": {
        const types = kind.types.map((each) => this.type(home, each));
        return this.#intern(types, { kind: "tuple", types });
      }
      case "option": {
        const type = this.type(home, kind.type);
        return this.#intern([type], { kind: "option", type });
      }
      case "result": {
        const ok = this.#optional(home, kind.ok);
        const err = this.#optional(home, kind.err);
        return this.#intern([ok, err], {
          kind: "result",
          ...(ok === undefined ? {} : { ok }),
          ...(err === undefined ? {} : { err }),
        });
      }
      case "list": {
        const element = this.type(home, kind.element);
        return this.#intern([element], { kind: "list", element });
      }
      case "fixed-length-list": {
        const element = this.type(home, kind.element);
        const { length } = kind;
        return this.#intern([element, length], { kind: "list", element, length });
      }
      case "map": {
        const key = this.type(home, kind.key);
        const value = this.type(home, kind.value);
        return this.#intern([key, value], { kind: "map", key, value });
      }
      case "future":
      case "stream": {
        const payload = this.#optional(home, kind.payload);
        return this.#intern([payload], {
          kind: kind.kind,
          ...(payload === undefined ? {} : { payload }),
        });
      }
      case "own":
      case "borrow": {
        const resource = this.#resource(home, kind.resource);
        return this.#intern([resource], { kind: kind.kind, resource });
      }
      case "resource":
        throw new InvariantError("a resource is no value type");
      default:
        return assertNever(kind);
    }
  }

  #optional(home: Module, type: Type | undefined): AbiType | undefined {
    return type === undefined ? undefined : this.type(home, type);
  }

  #resource(module: Module, type: TypeId): AbiResource {
    const { graph } = this.#bindings;
    let home = module;
    let current = type;
    for (;;) {
      home = this.#bindings.declaringModule(home, current);
      const { kind } = typeAt(graph, current);
      if (kind.kind !== "alias" || typeof kind.type === "string") {
        break;
      }
      current = kind.type;
    }
    const defined = resolveResource(graph, current);
    const known = memberMap(this.#resources, home);
    let made = known.get(defined);
    if (made === undefined) {
      const name = typeAt(graph, defined).name ?? "resource";
      const isExported = home.side === "exports";
      made = {
        key: `${isExported ? "[export]" : ""}${home.key}.${name}`,
        name,
        definedBy: isExported ? this.#definer : "host",
      };
      known.set(defined, made);
      this.#origins.set(made, { module: home, type: defined });
    }
    return made;
  }

  /** Finds an anonymous type by its parts, or keeps `made` for them. */
  #intern(parts: readonly (object | number | undefined)[], made: AbiType): AbiType {
    const texts = parts.map((part) =>
      typeof part === "object" ? this.#identity(part) : `#${part ?? "none"}`,
    );
    const key = [made.kind, ...texts].join(" ");
    const known = this.#anonymous.get(key);
    if (known !== undefined) {
      return known;
    }
    this.#anonymous.set(key, made);
    return made;
  }

  #identity(part: object): number {
    const known = this.#identities.get(part);
    if (known !== undefined) {
      return known;
    }
    this.#identities.set(part, this.#identities.size);
    return this.#identities.size - 1;
  }
}

function memberMap<T>(maps: Map<Module, Map<TypeId, T>>, module: Module): Map<TypeId, T> {
  let map = maps.get(module);
  if (map === undefined) {
    map = new Map();
    maps.set(module, map);
  }
  return map;
}
