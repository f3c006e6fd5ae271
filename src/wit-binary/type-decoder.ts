import { assertNever } from "../assert.js";
import { InvalidComponentError, UnsupportedError } from "../component/errors.js";
import type { ValueTypeReference } from "../component/model.js";
import type {
  FunctionItem,
  FunctionKind,
  Type,
  TypeDefinition,
  TypeId,
  TypeKind,
  TypeOwner,
} from "../graph/package-graph.js";
import { checkLabels, checkLabelsOf } from "./check-labels.js";
import { parseExternName } from "./extern-names.js";
import type { GraphDraft } from "./graph-draft.js";
import {
  peelAliases,
  type FunctionNode,
  type NamedEntity,
  type TypeNode,
  type ValueNode,
} from "./type-nodes.js";
import { shapeOfKind, shapeOfNode } from "./type-shape.js";

/** Limit of hostile input: how often, all in all, an alias is followed to look for a type's name. */
const MAX_ALIAS_STEPS = 20_000_000;

/** An entity that is a type. */
export interface TypeEntity {
  readonly referenced: TypeNode;
  readonly created: TypeNode;
}

/**
 * Turns types of a component into types of a graph.
 *
 * A type that was seen before under a name becomes an alias of that name, which is what `use` and `type a = b` leave
 * in a binary; the same node always gives the same type.
 */
export class TypeDecoder {
  readonly #draft: GraphDraft;
  readonly #ids = new Map<TypeNode, TypeId>();
  /** The resources that an owner defines itself, by owner and name. */
  readonly #resources = new Map<string, TypeId>();
  #aliasSteps = 0;

  constructor(draft: GraphDraft) {
    this.#draft = draft;
  }

  /** Adds a named type that `owner` exports or imports; returns its id. */
  namedType({ name, offset }: NamedEntity, entity: TypeEntity, owner: TypeOwner): TypeId {
    const { externalId } = name;
    checkLabels("type", [name.name], offset);
    const id = this.#add({
      name: name.name,
      kind: this.#namedKind(entity, offset),
      owner,
      ...(externalId === undefined ? {} : { externalId }),
    });
    if (this.#draft.types[id]?.kind.kind === "resource") {
      this.#resources.set(resourceKey(owner, name.name), id);
    }
    if (this.#ids.has(entity.created)) {
      unrepresentable(`type \`${name.name}\` has more than one name`, offset);
    }
    this.#ids.set(entity.created, id);
    return id;
  }

  /**
   * Notes that a type of an interface that is known already, which is what an interface's export after its import
   * is, stands for `id`; so do the anonymous types in it.
   */
  sameType(id: TypeId, { referenced, created }: TypeEntity, offset: number): void {
    const node = peelAliases(referenced);
    if (node.kind === "value") {
      this.#sameStructure(id, node, offset);
    }
    this.#ids.set(created, id);
  }

  /** Turns a function that `owner` imports or exports into a function of the graph. */
  function({ name, offset }: NamedEntity, node: FunctionNode, owner: TypeOwner): FunctionItem {
    const { definition, types } = node;
    const { externalId } = name;
    checkLabels(
      "parameter",
      definition.params.map(({ label }) => label),
      offset,
    );
    const params = definition.params.map(({ label, type }) => ({
      name: label,
      type: this.#valueType(type, types, offset),
    }));
    const result =
      definition.result === undefined
        ? {}
        : { result: this.#valueType(definition.result, types, offset) };
    return {
      name: name.name,
      kind: this.#functionKind({ name, offset }, owner),
      async: definition.async,
      params,
      ...result,
      ...(externalId === undefined ? {} : { externalId }),
    };
  }

  #functionKind(item: Pick<NamedEntity, "name" | "offset">, owner: TypeOwner): FunctionKind {
    const parsed = parseExternName(item.name, item.offset);
    switch (parsed.kind) {
      case "plain":
        return { kind: "freestanding" };
      case "constructor":
      case "method":
      case "static": {
        const resource = this.#resources.get(resourceKey(owner, parsed.resource));
        if (resource === undefined) {
          throw new InvalidComponentError(
            `function \`${item.name.name}\` belongs to no resource of its interface`,
            item.offset,
          );
        }
        return { kind: parsed.kind, resource };
      }
      case "interface":
        return unrepresentable(
          `function \`${item.name.name}\` has the name of an interface`,
          item.offset,
        );
      default:
        return assertNever(parsed);
    }
  }

  #namedKind({ referenced }: TypeEntity, offset: number): TypeKind {
    const known = this.#find(referenced, offset);
    if (known !== undefined) {
      return { kind: "alias", type: known };
    }
    const node = peelAliases(referenced);
    switch (node.kind) {
      case "resource":
        return { kind: "resource" };
      case "value":
        return this.#structure(node, offset);
      default:
        return unrepresentable(`a ${node.kind} type has a name`, offset);
    }
  }

  /** Gives the type that a node, or what it is an alias of, was turned into before. */
  #find(node: TypeNode, offset: number): TypeId | undefined {
    let current = node;
    for (;;) {
      const id = this.#ids.get(current);
      if (id !== undefined || current.kind !== "alias") {
        return id;
      }
      if (++this.#aliasSteps > MAX_ALIAS_STEPS) {
        throw new InvalidComponentError("types have too many names", offset);
      }
      current = current.target;
    }
  }

  #valueType(type: ValueTypeReference, types: readonly TypeNode[], offset: number): Type {
    if (typeof type !== "number") {
      return type;
    }
    const node = nodeAt(types, type, offset);
    const known = this.#find(node, offset);
    if (known !== undefined) {
      return known;
    }
    const value = peelAliases(node);
    if (value.kind !== "value") {
      throw new InvalidComponentError(`type index ${type} is not a defined type`, offset);
    }
    const kind = this.#structure(value, offset);
    if (
      kind.kind === "record" ||
      kind.kind === "variant" ||
      kind.kind === "enum" ||
      kind.kind === "flags"
    ) {
      unrepresentable(`a ${kind.kind} type has no name`, offset);
    }
    const id = this.#add({ kind });
    this.#ids.set(node, id);
    return id;
  }

  #structure({ definition, types }: ValueNode, offset: number): TypeKind {
    checkLabelsOf(definition, offset);
    const convert = (type: ValueTypeReference): Type => this.#valueType(type, types, offset);
    const payload = (type: ValueTypeReference | undefined): { payload?: Type } =>
      type === undefined ? {} : { payload: convert(type) };
    switch (definition.kind) {
      case "primitive":
        return { kind: "alias", type: definition.primitive };
      case "record":
        return {
          kind: "record",
          fields: definition.fields.map(({ label, type }) => ({
            name: label,
            type: convert(type),
          })),
        };
      case "variant":
        return {
          kind: "variant",
          cases: definition.cases.map(({ label, type }) =>
            type === undefined ? { name: label } : { name: label, type: convert(type) },
          ),
        };
      case "flags":
        return { kind: "flags", flags: definition.labels.map((name) => ({ name })) };
      case "enum":
        return { kind: "enum", cases: definition.labels.map((name) => ({ name })) };
      case "tuple":
        return { kind: "tuple", types: definition.types.map(convert) };
      case "list": {
        const element = convert(definition.element);
        return definition.length === undefined
          ? { kind: "list", element }
          : { kind: "fixed-length-list", element, length: definition.length };
      }
      case "option":
        return { kind: "option", type: convert(definition.type) };
      case "result":
        return {
          kind: "result",
          ...(definition.ok === undefined ? {} : { ok: convert(definition.ok) }),
          ...(definition.err === undefined ? {} : { err: convert(definition.err) }),
        };
      case "map":
        return { kind: "map", key: convert(definition.key), value: convert(definition.value) };
      case "future":
        return { kind: "future", ...payload(definition.payload) };
      case "stream":
        return { kind: "stream", ...payload(definition.payload) };
      case "own":
      case "borrow": {
        const resource = this.#find(nodeAt(types, definition.resource, offset), offset);
        return resource === undefined
          ? unrepresentable("a handle refers to a resource without a name", offset)
          : { kind: definition.kind, resource };
      }
      default:
        return assertNever(definition);
    }
  }

  /** Checks that a named type has the structure that it had before, and notes its anonymous parts. */
  #sameStructure(id: TypeId, node: ValueNode, offset: number): void {
    const kind = this.#draft.types[id]?.kind;
    if (kind === undefined || (kind.kind === "alias" && typeof kind.type === "number")) {
      return;
    }
    const before = shapeOfKind(kind);
    const now = shapeOfNode(node);
    const same = before.shape === now.shape && before.types.length === now.types.length;
    if (!same) {
      unrepresentable(`\`${this.#nameOf(id)}\` stands for two different types`, offset);
    }
    for (const [index, type] of now.types.entries()) {
      this.#sameValueType(before.types[index], type, node.types, offset);
    }
  }

  #sameValueType(
    before: Type | undefined,
    now: ValueTypeReference | undefined,
    types: readonly TypeNode[],
    offset: number,
  ): void {
    if (typeof before !== "number" || typeof now !== "number") {
      if (before !== now) {
        unrepresentable("a type of an interface is not what it was before", offset);
      }
      return;
    }
    const node = nodeAt(types, now, offset);
    if (this.#ids.has(node)) {
      return;
    }
    this.#ids.set(node, before);
    const value = peelAliases(node);
    if (value.kind === "value") {
      this.#sameStructure(before, value, offset);
    }
  }

  #nameOf(id: TypeId): string {
    return this.#draft.types[id]?.name ?? "type";
  }

  #add(definition: TypeDefinition): TypeId {
    return this.#draft.types.push(definition) - 1;
  }
}

/** Says that a component is fine, but cannot be written down in WIT. */
export function unrepresentable(message: string, offset: number): never {
  throw new UnsupportedError(
    `the component cannot be represented in WIT: ${message} (at offset 0x${offset.toString(16)})`,
  );
}

function resourceKey(owner: TypeOwner, name: string): string {
  return owner.kind === "interface"
    ? `interface ${owner.interface} ${name}`
    : `world ${owner.world} ${name}`;
}

function nodeAt(types: readonly TypeNode[], index: number, offset: number): TypeNode {
  const node = types[index];
  if (node === undefined) {
    throw new InvalidComponentError(`unknown type ${index}: type index out of bounds`, offset);
  }
  return node;
}
