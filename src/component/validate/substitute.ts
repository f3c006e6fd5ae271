import { anyTypeInfo, combineInfo, scopeInfo, shapeInfo, valueInfo } from "./type-info.js";
import type {
  AnyType,
  ComponentType,
  DefinedType,
  DefinedTypeShape,
  Extern,
  FunctionType,
  InstanceType,
  Resource,
  ResourceReference,
  ValueType,
} from "./types.js";

/** What an instantiation replaces in types: resource types, and whole types that were imported under other names. */
export interface Substitution {
  readonly resources: ReadonlyMap<Resource, Resource>;
  readonly types: ReadonlyMap<AnyType, AnyType>;
}

/** Replaces types in `externs`. What does not change keeps its identity. */
export function substituteExterns(
  externs: ReadonlyMap<string, Extern>,
  substitution: Substitution,
): ReadonlyMap<string, Extern> {
  if (substitution.resources.size === 0 && substitution.types.size === 0) {
    return externs;
  }
  return new Substituter(substitution).externs(externs);
}

/** Replaces resource types in one extern. */
export function substituteExtern(extern: Extern, substitution: Substitution): Extern {
  return substitution.resources.size === 0 && substitution.types.size === 0
    ? extern
    : new Substituter(substitution).extern(extern);
}

const renamings = new WeakMap<ResourceReference, WeakMap<Resource, ResourceReference>>();

/** What a name of a resource type becomes for another one: the same name whenever it is given the same. */
function renamed(reference: ResourceReference, resource: Resource): ResourceReference {
  const known = renamings.get(reference) ?? new WeakMap<Resource, ResourceReference>();
  renamings.set(reference, known);
  const result = known.get(resource) ?? ({ kind: "resource", resource } as const);
  known.set(resource, result);
  return result;
}

/** A substitution cannot make a type bigger. */
function cannotFail(message: string): never {
  throw new RangeError(message);
}

class Substituter {
  readonly #resources: ReadonlyMap<Resource, Resource>;
  /** What each type became; shared types are replaced once. */
  readonly #done: Map<AnyType, AnyType>;

  constructor(substitution: Substitution) {
    this.#resources = substitution.resources;
    this.#done = new Map(substitution.types);
  }

  externs(externs: ReadonlyMap<string, Extern>): ReadonlyMap<string, Extern> {
    let changed = false;
    const result = new Map<string, Extern>();
    for (const [name, extern] of externs) {
      const next = this.extern(extern);
      changed ||= next !== extern;
      result.set(name, next);
    }
    return changed ? result : externs;
  }

  extern(extern: Extern): Extern {
    switch (extern.kind) {
      case "core-module":
        return extern;
      case "function": {
        const type = this.#function(extern.type);
        return type === extern.type ? extern : { kind: "function", type };
      }
      case "instance": {
        const type = this.#instance(extern.type);
        return type === extern.type ? extern : { kind: "instance", type };
      }
      case "component": {
        const type = this.#component(extern.type);
        return type === extern.type ? extern : { kind: "component", type };
      }
      case "value": {
        const type = this.#value(extern.type);
        return type === extern.type ? extern : { kind: "value", type };
      }
      case "type": {
        const created = this.#any(extern.created);
        const referenced = this.#any(extern.referenced);
        return created === extern.created && referenced === extern.referenced
          ? extern
          : { kind: "type", created, referenced };
      }
    }
  }

  #any(type: AnyType): AnyType {
    switch (type.kind) {
      case "resource":
        return this.#resource(type);
      case "function":
        return this.#function(type);
      case "instance":
        return this.#instance(type);
      case "component":
        return this.#component(type);
      default:
        return this.#defined(type);
    }
  }

  #memo<T extends AnyType>(type: T, make: () => T): T {
    // A type is replaced by one of its own kind.
    const known = this.#done.get(type) as T | undefined;
    if (known !== undefined) {
      return known;
    }
    const result = make();
    this.#done.set(type, result);
    return result;
  }

  #resource(type: ResourceReference): ResourceReference {
    return this.#memo(type, () => {
      const resource = this.#resources.get(type.resource);
      return resource === undefined ? type : renamed(type, resource);
    });
  }

  #value(type: ValueType): ValueType {
    return typeof type === "string" ? type : this.#defined(type);
  }

  #optional(type: ValueType | undefined): ValueType | undefined {
    return type === undefined ? undefined : this.#value(type);
  }

  #defined(type: DefinedType): DefinedType {
    return this.#memo(type, () => {
      const shape = this.#shape(type);
      return shape === type ? type : { ...shape, info: shapeInfo(shape, cannotFail) };
    });
  }

  /** Returns the same object when nothing in it changes. */
  #shape(type: DefinedType): DefinedTypeShape {
    switch (type.kind) {
      case "primitive":
      case "flags":
      case "enum":
        return type;
      case "record": {
        const fields = sameOr(type.fields, (field) => {
          const next = this.#value(field.type);
          return next === field.type ? field : { label: field.label, type: next };
        });
        return fields === type.fields ? type : { kind: "record", fields };
      }
      case "variant": {
        const cases = sameOr(type.cases, (item) => {
          const next = this.#optional(item.type);
          return next === item.type ? item : { label: item.label, type: next };
        });
        return cases === type.cases ? type : { kind: "variant", cases };
      }
      case "tuple": {
        const types = sameOr(type.types, (item) => this.#value(item));
        return types === type.types ? type : { kind: "tuple", types };
      }
      case "list": {
        const element = this.#value(type.element);
        return element === type.element ? type : { kind: "list", element, length: type.length };
      }
      case "option": {
        const inner = this.#value(type.type);
        return inner === type.type ? type : { kind: "option", type: inner };
      }
      case "result": {
        const ok = this.#optional(type.ok);
        const err = this.#optional(type.err);
        return ok === type.ok && err === type.err ? type : { kind: "result", ok, err };
      }
      case "own":
      case "borrow": {
        const resource = this.#resource(type.resource);
        return resource === type.resource ? type : { kind: type.kind, resource };
      }
      case "stream":
      case "future": {
        const payload = this.#optional(type.payload);
        return payload === type.payload ? type : { kind: type.kind, payload };
      }
      case "map": {
        const key = this.#value(type.key);
        const value = this.#value(type.value);
        return key === type.key && value === type.value ? type : { kind: "map", key, value };
      }
    }
  }

  #function(type: FunctionType): FunctionType {
    return this.#memo(type, () => {
      const params = sameOr(type.params, (param) => {
        const next = this.#value(param.type);
        return next === param.type ? param : { label: param.label, type: next };
      });
      const result = this.#optional(type.result);
      if (params === type.params && result === type.result) {
        return type;
      }
      const parts = [
        ...params.map((param) => param.type),
        ...(result === undefined ? [] : [result]),
      ];
      const info = combineInfo(parts.map(valueInfo), cannotFail);
      return { kind: "function", params, result, async: type.async, info };
    });
  }

  #instance(type: InstanceType): InstanceType {
    return this.#memo(type, () => {
      const exports = this.externs(type.exports);
      const explicit = this.#paths(type.explicit);
      if (exports === type.exports && explicit === type.explicit) {
        return type;
      }
      const { defined } = type;
      const info = scopeInfo(exports.values(), new Set(defined), cannotFail);
      return { kind: "instance", exports, defined, explicit, info };
    });
  }

  #component(type: ComponentType): ComponentType {
    return this.#memo(type, () => {
      const imports = this.externs(type.imports);
      const exports = this.externs(type.exports);
      const explicit = this.#paths(type.explicit);
      if (imports === type.imports && exports === type.exports && explicit === type.explicit) {
        return type;
      }
      const { imported, defined } = type;
      const bound = new Set([...imported.keys(), ...defined.keys()]);
      const info = scopeInfo([...imports.values(), ...exports.values()], bound, cannotFail);
      return { kind: "component", imports, exports, imported, defined, explicit, info };
    });
  }

  #paths<P>(paths: ReadonlyMap<Resource, P>): ReadonlyMap<Resource, P> {
    if (![...paths.keys()].some((resource) => this.#resources.has(resource))) {
      return paths;
    }
    return new Map(
      [...paths].map(([resource, path]) => [this.#resources.get(resource) ?? resource, path]),
    );
  }
}

/** Maps an array, keeping the array itself when no element changes. */
function sameOr<T>(items: readonly T[], map: (item: T) => T): readonly T[] {
  const mapped = items.map(map);
  return mapped.every((item, index) => item === items[index]) ? items : mapped;
}

/** Makes the new identity that an import or export gives a type. */
export function withNewIdentity(type: AnyType): AnyType {
  return { ...type };
}

/** Resource types that occur free in a type. */
export function freeResources(type: AnyType): ReadonlySet<Resource> {
  return anyTypeInfo(type).free;
}
