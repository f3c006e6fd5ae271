import type {
  AbiFunctionType,
  AbiResource,
  AbiType,
  PrimitiveKind,
} from "../../src/abi/abi-type.js";
import { contains } from "../reference/despecialize.js";
import { paramTypes, resultTypes } from "../reference/flattening.js";
import { name, signed, u32, vec, type Bytes } from "./bytes.js";

const primitives: Readonly<Record<PrimitiveKind, number>> = {
  bool: 0x7f,
  s8: 0x7e,
  u8: 0x7d,
  s16: 0x7c,
  u16: 0x7b,
  s32: 0x7a,
  u32: 0x79,
  s64: 0x78,
  u64: 0x77,
  f32: 0x76,
  f64: 0x75,
  char: 0x74,
  string: 0x73,
  "error-context": 0x64,
};

/** A type index space that types are added to: a component's own, or that of an instance type. */
export interface TypeSpace {
  /** Adds a definition and gives its index. */
  define(definition: Bytes): number;
  /** Gives a type that must have a name one; returns the index to use from then on. */
  named(index: number): number;
  /** The index of a resource type. */
  resource(resource: AbiResource): number;
}

/** Writes types into a {@link TypeSpace}, each type object once. */
export class TypeEncoder {
  readonly #space: TypeSpace;
  readonly #known = new Map<AbiType, Bytes>();

  constructor(space: TypeSpace) {
    this.#space = space;
  }

  /** Defines a function type and gives its index. */
  functionType(type: AbiFunctionType): number {
    const params = type.params.map((p) => [...name(p.label), ...this.valueType(p.type)]);
    const result =
      type.result === undefined ? [0x01, 0x00] : [0x00, ...this.valueType(type.result)];
    return this.#space.define([type.async ? 0x43 : 0x40, ...vec(params), ...result]);
  }

  /** The bytes that stand for a value type: a primitive's own or a type index. */
  valueType(type: AbiType): Bytes {
    let bytes = this.#known.get(type);
    if (bytes === undefined) {
      bytes = this.#encode(type);
      this.#known.set(type, bytes);
    }
    return bytes;
  }

  #encode(type: AbiType): Bytes {
    const plain = (definition: Bytes): Bytes => signed(BigInt(this.#space.define(definition)));
    const named = (definition: Bytes): Bytes =>
      signed(BigInt(this.#space.named(this.#space.define(definition))));
    switch (type.kind) {
      case "list":
        return plain(
          type.length === undefined
            ? [0x70, ...this.valueType(type.element)]
            : [0x67, ...this.valueType(type.element), ...u32(type.length)],
        );
      case "record":
        return named([
          0x72,
          ...vec(type.fields.map((f) => [...name(f.label), ...this.valueType(f.type)])),
        ]);
      case "tuple":
        return plain([0x6f, ...vec(type.types.map((t) => this.valueType(t)))]);
      case "variant":
        return named([
          0x71,
          ...vec(type.cases.map((c) => [...name(c.label), ...this.#optional(c.type), 0x00])),
        ]);
      case "enum":
        return named([0x6d, ...vec(type.labels.map(name))]);
      case "option":
        return plain([0x6b, ...this.valueType(type.type)]);
      case "result":
        return plain([0x6a, ...this.#optional(type.ok), ...this.#optional(type.err)]);
      case "map":
        return plain([0x63, ...this.valueType(type.key), ...this.valueType(type.value)]);
      case "flags":
        return named([0x6e, ...vec(type.labels.map(name))]);
      case "own":
        return plain([0x69, ...u32(this.#space.resource(type.resource))]);
      case "borrow":
        return plain([0x68, ...u32(this.#space.resource(type.resource))]);
      case "stream":
        return plain([0x66, ...this.#optional(type.payload)]);
      case "future":
        return plain([0x65, ...this.#optional(type.payload)]);
      default:
        return [primitives[type.kind]];
    }
  }

  #optional(type: AbiType | undefined): Bytes {
    return type === undefined ? [0x00] : [0x01, ...this.valueType(type)];
  }
}

/** The resources that stand in a function type, in the order of their first handle. */
export function resourcesOf(type: AbiFunctionType): Set<AbiResource> {
  const found = new Set<AbiResource>();
  for (const each of [...paramTypes(type), ...resultTypes(type)]) {
    contains(each, (part) => {
      if (part.kind === "own" || part.kind === "borrow") {
        found.add(part.resource);
      }
      return false;
    });
  }
  return found;
}
