import { assertNever, InvariantError } from "../assert.js";
import { typeAt } from "../graph/graph-access.js";
import type { PrimitiveType, Type, TypeDefinition, TypeId } from "../graph/package-graph.js";
import { ownsResource, resolveType, type DefinedKind } from "./resolve-type.js";
import { runtimeType, typeReference, type ModuleBuilder } from "./module-builder.js";

/** Where a type stands. */
export interface Position {
  /** Whether the value comes from the guest, is given by the host, or may be both: in a named type. */
  readonly flow: "lifted" | "lowered" | "both";
  /** Whether the type is a parameter or result itself, or part of another value. */
  readonly direct: "parameter" | "result" | "no";
}

/** The typed array that a list of numbers is. */
export const typedArrays: Readonly<Partial<Record<string, string>>> = {
  s8: "Int8Array",
  u8: "Uint8Array",
  s16: "Int16Array",
  u16: "Uint16Array",
  s32: "Int32Array",
  u32: "Uint32Array",
  s64: "BigInt64Array",
  u64: "BigUint64Array",
  f32: "Float32Array",
  f64: "Float64Array",
};

/** Gives the TypeScript text of a type, on one line; names that it refers to become imports of the module. */
export function typeText(builder: ModuleBuilder, type: Type, position: Position): string {
  if (typeof type === "string") {
    return primitiveText(builder, type);
  }
  const definition = typeAt(builder.graph, type);
  if (definition.name !== undefined && definition.owner !== undefined) {
    const numbers = needsOwnText(builder, type, position)
      ? numericElement(builder, type)
      : undefined;
    return numbers === undefined
      ? typeReference(builder, type)
      : listText(builder, numbers, position);
  }
  return definitionText(builder, definition, position);
}

/**
 * Whether a name for a list of numbers would say less than the position does: the host may give more than the named
 * type, and a name that stands for what it may give is too wide for what it gets.
 */
function needsOwnText(builder: ModuleBuilder, type: TypeId, { flow, direct }: Position): boolean {
  if (flow === "both") {
    return false;
  }
  const isWide = builder.bindings.declaringModule(builder.module, type).lowered.has(type);
  return flow === "lifted" ? isWide : !isWide || direct !== "no";
}

/** The text of a type definition itself, without regard to its name: what an alias stands for. */
export function definitionText(
  builder: ModuleBuilder,
  definition: TypeDefinition,
  position: Position,
): string {
  const { kind } = definition;
  const inner: Position = { ...position, direct: "no" };
  switch (kind.kind) {
    case "alias":
      return typeText(builder, kind.type, position);
    case "option":
      return isOption(builder, kind.type)
        ? `${runtimeType(builder, "Option")}<${typeText(builder, kind.type, inner)}>`
        : `${typeText(builder, kind.type, position)} | undefined`;
    case "result": {
      const ok = payloadText(builder, kind.ok, inner);
      const err = payloadText(builder, kind.err, inner);
      return `${runtimeType(builder, "Result")}<${ok}, ${err}>`;
    }
    case "tuple": {
      const items = kind.types.map((each) => typeText(builder, each, inner)).join(", ");
      return isReadonly(builder, kind.types, position) ? `readonly [${items}]` : `[${items}]`;
    }
    case "list":
      return listText(builder, kind.element, position);
    case "fixed-length-list":
      return arrayText(builder, kind.element, position);
    case "map": {
      const name = isReadonly(builder, [kind.key, kind.value], position) ? "ReadonlyMap" : "Map";
      return `${name}<${typeText(builder, kind.key, inner)}, ${typeText(builder, kind.value, inner)}>`;
    }
    case "future":
      return `Promise<${payloadText(builder, unwrapFuture(builder, kind.payload), inner)}>`;
    case "stream":
      return streamText(builder, kind.payload, position);
    case "own":
      return typeReference(builder, kind.resource);
    case "borrow":
      return `${runtimeType(builder, "Borrow")}<${typeReference(builder, kind.resource)}>`;
    case "record":
    case "variant":
    case "enum":
    case "flags":
    case "resource":
      return unnamedText(kind);
    default:
      return assertNever(kind);
  }
}

/** Fails for types that WIT can only write with a name. */
function unnamedText(kind: DefinedKind): never {
  throw new InvariantError(`a ${kind.kind} has a name`);
}

/** Gives the text of a type that WIT has built in. */
export function primitiveText(builder: ModuleBuilder, type: PrimitiveType): string {
  switch (type) {
    case "bool":
      return "boolean";
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "f32":
    case "f64":
      return "number";
    case "s64":
    case "u64":
      return "bigint";
    case "char":
    case "string":
      return "string";
    case "error-context":
      return runtimeType(builder, "ErrorContext");
    default:
      return assertNever(type);
  }
}

function payloadText(builder: ModuleBuilder, type: Type | undefined, position: Position): string {
  return type === undefined ? "void" : typeText(builder, type, position);
}

/** The typed array of a list's elements; `undefined` for lists that are plain arrays. */
export function typedArrayName(builder: ModuleBuilder, element: Type): string | undefined {
  const resolved = resolveType(builder.graph, element);
  return resolved.kind === "primitive" ? typedArrays[resolved.type] : undefined;
}

/** The element type when `type` leads, through aliases, to a list of numbers. */
function numericElement(builder: ModuleBuilder, type: TypeId): Type | undefined {
  const resolved = resolveType(builder.graph, type);
  if (resolved.kind === "primitive") {
    return undefined;
  }
  const { definition } = resolved;
  return definition.kind === "list" && typedArrayName(builder, definition.element) !== undefined
    ? definition.element
    : undefined;
}

function listText(builder: ModuleBuilder, element: Type, position: Position): string {
  const typedArray = typedArrayName(builder, element);
  if (typedArray === undefined) {
    return arrayText(builder, element, position);
  }
  if (isGiven(position)) {
    const item = typedArray.startsWith("Big") ? "bigint" : "number";
    return `${typedArray} | readonly ${item}[]`;
  }
  return position.flow === "lifted" ? `${typedArray}<ArrayBuffer>` : typedArray;
}

function arrayText(builder: ModuleBuilder, element: Type, position: Position): string {
  const text = typeText(builder, element, { ...position, direct: "no" });
  const list = text.includes(" | ") && isUnion(text) ? `(${text})[]` : `${text}[]`;
  return isReadonly(builder, [element], position) ? `readonly ${list}` : list;
}

/**
 * Whether the type is `readonly`, so that the host may pass what nobody may change. Not for types that hold resources:
 * what one component exports would no longer fit where another imports it.
 */
function isReadonly(builder: ModuleBuilder, parts: readonly Type[], position: Position): boolean {
  // Not for results: objects that a host gives would no longer fit where it takes them itself.
  return (
    isGiven(position) &&
    position.direct === "parameter" &&
    !parts.some((each) => ownsResource(builder.graph, each))
  );
}

function isGiven(position: Position): boolean {
  return position.flow === "lowered" && position.direct !== "no";
}

/** Whether a `|` stands outside all brackets. */
function isUnion(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if ("<([{".includes(character)) {
      depth++;
    } else if (">)]}".includes(character)) {
      depth--;
    } else if (character === "|" && depth === 0) {
      return true;
    }
  }
  return false;
}

function isOption(builder: ModuleBuilder, type: Type): boolean {
  const resolved = resolveType(builder.graph, type);
  return resolved.kind === "defined" && resolved.definition.kind === "option";
}

/** A promise of a promise is the promise of its value. */
export function unwrapFuture(builder: ModuleBuilder, type: Type | undefined): Type | undefined {
  let current = type;
  while (current !== undefined) {
    const resolved = resolveType(builder.graph, current);
    if (resolved.kind === "primitive" || resolved.definition.kind !== "future") {
      return current;
    }
    current = resolved.definition.payload;
  }
  return undefined;
}

function streamText(builder: ModuleBuilder, payload: Type | undefined, position: Position): string {
  const isSource = position.flow === "lowered";
  const isBytes = payload !== undefined && typedArrayName(builder, payload) === "Uint8Array";
  if (isBytes) {
    return runtimeType(builder, isSource ? "ByteStreamSource" : "ByteStream");
  }
  const name = runtimeType(builder, isSource ? "ValueStreamSource" : "ValueStream");
  return `${name}<${payloadText(builder, payload, { ...position, direct: "no" })}>`;
}
