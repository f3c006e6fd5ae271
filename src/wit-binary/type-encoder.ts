import { assertNever, invariant } from "../assert.js";
import { interfaceAt, typeAt } from "../graph/graph-access.js";
import type {
  FunctionItem,
  InterfaceId,
  PackageGraph,
  PrimitiveType,
  Type,
  TypeDefinition,
  TypeId,
  TypeKind,
} from "../graph/package-graph.js";
import type { BinaryWriter } from "./binary-writer.js";
import { Declarations, type EncodedName } from "./declarations.js";

/** A value type in a binary: a primitive, or an index of the type index space. */
type EncodedType = PrimitiveType | number;

/** What one type index space already holds. */
interface KnownTypes {
  readonly byId: Map<TypeId, number>;
  /** Anonymous types and function types by their structure, so that each is declared once. */
  readonly byStructure: Map<string, number>;
}

interface StructureWriter {
  readonly key: string;
  readonly write: (writer: BinaryWriter) => void;
}

const PRIMITIVE_OPCODES: Readonly<Record<PrimitiveType, number>> = {
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

/**
 * Turns types of a graph into declarations of one component type, which stands for a world or an interface.
 *
 * Types are declared when first met, named ones followed by the import or export that gives them their name, so the
 * order of the declarations is part of the form: it is the one that other tools give.
 */
export class TypeEncoder {
  readonly #graph: PackageGraph;
  /** The declarations of the component type itself. */
  readonly outer: Declarations = new Declarations();
  /** Named types of `outer` become imports instead of exports. */
  importTypes = false;
  /** The interface whose instance type is being declared; types of others are aliased. */
  #interface: InterfaceId | undefined;
  #instance: Declarations | undefined;
  #known: KnownTypes = emptyKnownTypes();
  /** The instance of `outer` that provides an interface's types: the one that was declared last. */
  readonly #instances = new Map<InterfaceId, number>();
  readonly #outerAliases = new Map<TypeId, number>();

  constructor(graph: PackageGraph) {
    this.#graph = graph;
  }

  /** Imports an interface: with its functions, or (what users of its types need) with its types only. */
  importInterface(id: InterfaceId, name: EncodedName, contents: "all" | "types"): void {
    const type = this.#instanceType(id, contents);
    this.#instances.set(id, this.outer.import(name, { kind: "instance", type }));
  }

  /** Exports an interface. */
  exportInterface(id: InterfaceId, name: EncodedName): void {
    const type = this.#instanceType(id, "all");
    this.#instances.set(id, this.outer.export(name, { kind: "instance", type }));
  }

  /** Declares a function type in the current scope and returns its index. */
  functionType(item: FunctionItem): number {
    const params = item.params.map(({ name, type }) => [name, this.valueType(type)] as const);
    const result = item.result === undefined ? undefined : this.valueType(item.result);
    const opcode = item.async ? 0x43 : 0x40;
    return this.#interned(JSON.stringify([opcode, params, result ?? null]), (writer) => {
      writer.byte(opcode).u32(params.length);
      for (const [name, type] of params) {
        writeValueType(writer.name(name), type);
      }
      if (result === undefined) {
        writer.byte(0x01).byte(0x00);
      } else {
        writeValueType(writer.byte(0x00), result);
      }
    });
  }

  /** Declares what `type` needs in the current scope and returns how to refer to it. */
  valueType(type: Type): EncodedType {
    return typeof type === "number" ? this.#typeIndex(type) : type;
  }

  #instanceType(id: InterfaceId, contents: "all" | "types"): number {
    invariant(this.#instance === undefined, "instance types do not nest");
    const item = interfaceAt(this.#graph, id);
    const declarations = new Declarations();
    const outerKnown = this.#known;
    this.#known = emptyKnownTypes();
    this.#instance = declarations;
    this.#interface = id;
    for (const type of item.types.values()) {
      this.valueType(type);
    }
    if (contents === "all") {
      for (const func of functionsByResource(item)) {
        const type = this.functionType(func);
        declarations.export(func, { kind: "function", type });
      }
    }
    this.#interface = undefined;
    this.#instance = undefined;
    this.#known = outerKnown;
    return this.outer.type((writer) => declarations.writeInstanceType(writer));
  }

  #typeIndex(id: TypeId): EncodedType {
    const known = this.#known.byId.get(id);
    if (known !== undefined) {
      return known;
    }
    const definition = typeAt(this.#graph, id);
    const index = this.#declare(id, definition);
    if (typeof index === "number") {
      this.#known.byId.set(id, index);
    }
    return index;
  }

  #declare(id: TypeId, definition: TypeDefinition): EncodedType {
    const { name, owner, kind, externalId } = definition;
    if (owner?.kind === "interface" && owner.interface !== this.#interface) {
      return this.#importedType(owner.interface, id, definition);
    }
    if (kind.kind === "resource") {
      invariant(name !== undefined, "a resource has a name");
      return this.#nameType({ name, externalId }, undefined);
    }
    if (name === undefined) {
      return this.#structure(kind, true);
    }
    const structure = this.#structure(kind, false);
    const index =
      typeof structure === "number"
        ? structure
        : this.#scope.type((writer) => writeValueType(writer, structure));
    return this.#nameType({ name, externalId }, index);
  }

  get #scope(): Declarations {
    return this.#instance ?? this.outer;
  }

  /** Gives a type its name by importing or exporting it; `undefined` stands for a new resource. */
  #nameType(name: EncodedName, index: number | undefined): number {
    const reference =
      index === undefined
        ? ({ kind: "resource" } as const)
        : ({ kind: "type", equals: index } as const);
    return this.#instance === undefined && this.importTypes
      ? this.outer.import(name, reference)
      : this.#scope.export(name, reference);
  }

  /**
   * Aliases a type of another interface.
   *
   * An alias in `outer` stays once it was made, even when the same interface is exported after it was imported: that
   * is what other tools write, and readers take both for the same interface.
   */
  #importedType(owner: InterfaceId, id: TypeId, definition: TypeDefinition): number {
    let index = this.#outerAliases.get(id);
    if (index === undefined) {
      const instance = this.#instances.get(owner);
      invariant(instance !== undefined, "an interface stands before those that use its types");
      invariant(definition.name !== undefined, "what an interface owns has a name");
      index = this.outer.aliasExport(instance, definition.name);
      this.#outerAliases.set(id, index);
    }
    return this.#instance === undefined ? index : this.#instance.aliasOuter(1, index);
  }

  /** Declares the structure of a type; `shared` looks for an equal one first. */
  #structure(kind: Exclude<TypeKind, { kind: "resource" }>, shared: boolean): EncodedType {
    if (kind.kind === "alias") {
      return this.valueType(kind.type);
    }
    const { key, write } = this.#structureWriter(kind);
    return shared ? this.#interned(key, write) : this.#scope.type(write);
  }

  #interned(key: string, write: (writer: BinaryWriter) => void): number {
    let index = this.#known.byStructure.get(key);
    if (index === undefined) {
      index = this.#scope.type(write);
      this.#known.byStructure.set(key, index);
    }
    return index;
  }

  /** Declares the parts of a type; returns how to write it and a key that equal structures share. */
  #structureWriter(kind: Exclude<TypeKind, { kind: "alias" | "resource" }>): StructureWriter {
    const optional = (type: Type | undefined): EncodedType | undefined =>
      type === undefined ? undefined : this.valueType(type);
    switch (kind.kind) {
      case "record": {
        const fields = kind.fields.map(({ name, type }) => [name, this.valueType(type)] as const);
        return structure(0x72, fields, (writer) => {
          writer.u32(fields.length);
          for (const [name, type] of fields) {
            writeValueType(writer.name(name), type);
          }
        });
      }
      case "variant": {
        const cases = kind.cases.map(({ name, type }) => [name, optional(type)] as const);
        return structure(0x71, cases, (writer) => {
          writer.u32(cases.length);
          for (const [name, type] of cases) {
            writeOptionalType(writer.name(name), type);
            writer.byte(0x00);
          }
        });
      }
      case "flags":
      case "enum": {
        const labels = (kind.kind === "flags" ? kind.flags : kind.cases).map(({ name }) => name);
        return structure(kind.kind === "flags" ? 0x6e : 0x6d, labels, (writer) => {
          writer.u32(labels.length);
          for (const label of labels) {
            writer.name(label);
          }
        });
      }
      case "tuple": {
        const types = kind.types.map((type) => this.valueType(type));
        return structure(0x6f, types, (writer) => {
          writer.u32(types.length);
          for (const type of types) {
            writeValueType(writer, type);
          }
        });
      }
      case "list": {
        const element = this.valueType(kind.element);
        return structure(0x70, element, (writer) => writeValueType(writer, element));
      }
      case "fixed-length-list": {
        const element = this.valueType(kind.element);
        return structure(0x67, [element, kind.length], (writer) => {
          writeValueType(writer, element);
          writer.u32(kind.length);
        });
      }
      case "map": {
        const key = this.valueType(kind.key);
        const value = this.valueType(kind.value);
        return structure(0x63, [key, value], (writer) => {
          writeValueType(writer, key);
          writeValueType(writer, value);
        });
      }
      case "option": {
        const type = this.valueType(kind.type);
        return structure(0x6b, type, (writer) => writeValueType(writer, type));
      }
      case "result": {
        const ok = optional(kind.ok);
        const err = optional(kind.err);
        return structure(0x6a, [ok, err], (writer) => {
          writeOptionalType(writer, ok);
          writeOptionalType(writer, err);
        });
      }
      case "future":
      case "stream": {
        const payload = optional(kind.payload);
        return structure(kind.kind === "stream" ? 0x66 : 0x65, [payload], (writer) =>
          writeOptionalType(writer, payload),
        );
      }
      case "own":
      case "borrow": {
        const resource = this.valueType(kind.resource);
        invariant(typeof resource === "number", "a handle refers to a resource");
        return structure(kind.kind === "own" ? 0x69 : 0x68, resource, (writer) =>
          writer.u32(resource),
        );
      }
      default:
        return assertNever(kind);
    }
  }
}

function structure(
  opcode: number,
  parts: unknown,
  write: (writer: BinaryWriter) => unknown,
): StructureWriter {
  return {
    key: JSON.stringify([opcode, parts]),
    write: (writer) => void write(writer.byte(opcode)),
  };
}

function writeValueType(writer: BinaryWriter, type: EncodedType): void {
  if (typeof type === "number") {
    writer.typeIndex(type);
  } else {
    writer.byte(PRIMITIVE_OPCODES[type]);
  }
}

function writeOptionalType(writer: BinaryWriter, type: EncodedType | undefined): void {
  if (type === undefined) {
    writer.byte(0x00);
  } else {
    writeValueType(writer.byte(0x01), type);
  }
}

function emptyKnownTypes(): KnownTypes {
  return { byId: new Map(), byStructure: new Map() };
}

/** Gives an interface's functions: those of resources first, in the order of the resources, then the free ones. */
function functionsByResource(item: PackageGraph["interfaces"][number]): readonly FunctionItem[] {
  const functions = [...item.functions.values()];
  if (functions.every(({ kind }) => kind.kind === "freestanding")) {
    return functions;
  }
  const order = new Map([...item.types.values()].map((id, position) => [id, position]));
  const position = ({ kind }: FunctionItem): number =>
    kind.kind === "freestanding" ? order.size : (order.get(kind.resource) ?? order.size);
  return functions.sort((a, b) => position(a) - position(b));
}
