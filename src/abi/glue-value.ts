import type { AbiType, MapType, PrimitiveKind } from "./abi-type.js";
import {
  binary,
  cast,
  constant,
  element,
  literal,
  name,
  property,
  runtimeCall,
  type Expression,
} from "./glue-form.js";
import { local, type GlueModule, type GlueScope } from "./glue-module.js";

/** A host value that is to be lowered, and where it stands: what an error says about it. */
export interface HostValue {
  /** Free of effects, and may be read more than once only after {@link bind}. */
  readonly value: Expression;
  readonly owner: Expression;
  readonly key: Expression;
  /** Its name in WIT, for a name in glue; absent where nobody would look for one. */
  readonly label?: string | undefined;
}

/** An argument or a result itself. */
export function rootValue(value: Expression, label: string): HostValue {
  return { value, owner: literal(undefined), key: literal(label) };
}

/** The three arguments that every lowering function of the runtime ends with. */
export function valueArguments({ value, owner, key }: HostValue): readonly Expression[] {
  return [value, owner, key];
}

/** Reads the value once, into a constant: called as its label in WIT, or as `hint`. */
export function bind(scope: GlueScope, value: HostValue, hint: string): HostValue {
  if (value.value.kind === "name") {
    return value;
  }
  const bound = local(scope, value.label ?? hint);
  scope.statements.push(constant(bound, value.value));
  return { ...value, value: name(bound) };
}

/** Names of properties that all objects inherit: reading one does not tell whether the object itself has it. */
export const inheritedNames: ReadonlySet<string> = /* @__PURE__ */ new Set(
  Object.getOwnPropertyNames(Object.prototype),
);

/** The value of a property; `label` is what it is called in WIT. */
export function member(owner: Expression, key: string, label?: string): HostValue {
  const value = inheritedNames.has(key)
    ? runtimeCall("ownMember", owner, literal(key))
    : property(owner, key);
  return { value, owner, key: literal(key), label };
}

/** The value of an array's element. */
export function item(owner: Expression, index: Expression, type: AbiType): HostValue {
  return { value: present(element(owner, index), type), owner, key: index };
}

/** The value of a tuple's element. */
export function tupleItem(owner: Expression, index: Expression): HostValue {
  return { value: element(owner, index), owner, key: index };
}

/** What TypeScript takes for possibly `undefined`, cast to the type that it has, unless that is no matter. */
export function present(value: Expression, type: AbiType): Expression {
  return type.kind === "bool" || type.kind === "option" ? value : cast(value, type);
}

/** An address in linear memory. */
export interface Place {
  readonly base: Expression;
  readonly offset: number;
}

/** The address as an expression. */
export function address(place: Place): Expression {
  return place.offset === 0 ? place.base : binary(place.base, "+", place.offset);
}

/** The address `offset` bytes further. */
export function at(place: Place, offset: number): Place {
  return { base: place.base, offset: place.offset + offset };
}

/** What every factory of glue gets: see `Bound`. */
export const bound: Expression = name("bound");
/** The views of the guest's memory: `bound.memory`. */
export const memory: Expression = name("memory");
/** The state of the component instance: `bound.instance`. */
export const instance: Expression = name("instance");

/** The element of a view of the memory at a place, which is aligned and known to be in bounds. */
export function viewElement(view: string, size: number, place: Place): Expression {
  const where = address(place);
  return element(
    property(memory, view),
    size === 1 ? where : binary(where, ">>>", Math.log2(size)),
  );
}

/** What stands in memory behind an address and a length. */
export type RangeType = Extract<AbiType, { kind: "string" | "list" | "map" }>;

/** Whether a value is one of those, which may be of any size. */
export function isRange(type: AbiType): boolean {
  return (
    type.kind === "string" ||
    type.kind === "map" ||
    (type.kind === "list" && type.length === undefined)
  );
}

/** The function of the runtime that copies strings: between components, they remember their encoding. */
export function stringFunction({ options }: GlueModule, operation: "lift" | "lower"): string {
  const encodings = { utf8: "", utf16: "Utf16", "latin1+utf16": "Latin1OrUtf16" } as const;
  const tagged = options.values === "component" ? "Tagged" : "";
  return `${operation}${tagged}String${encodings[options.stringEncoding]}`;
}

const entryTypes = new WeakMap<MapType, AbiType>();

/** The pair that a map is a list of: between components it stays one, duplicate keys included. */
export function entryType(type: MapType): AbiType {
  let entry = entryTypes.get(type);
  if (entry === undefined) {
    entry = { kind: "tuple", types: [type.key, type.value] };
    entryTypes.set(type, entry);
  }
  return entry;
}

/** The kinds of integers and floats. */
export type NumberKind = Extract<PrimitiveKind, `${"s" | "u" | "f"}${8 | 16 | 32 | 64}`>;

/** The typed array that a list of this element is in TypeScript, if it is one of numbers. */
export function numberListName({ kind }: AbiType): string | undefined {
  return /^[suf]\d+$/.test(kind) ? kind.toUpperCase() : undefined;
}
