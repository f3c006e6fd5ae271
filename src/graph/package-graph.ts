import type { Span } from "../source.js";

/** Index into {@link PackageGraph.packages}. */
export type PackageId = number;
/** Index into {@link PackageGraph.interfaces}. */
export type InterfaceId = number;
/** Index into {@link PackageGraph.worlds}. */
export type WorldId = number;
/** Index into {@link PackageGraph.types}. */
export type TypeId = number;

/**
 * Packages with every name resolved. Items refer to each other by index, so a graph is plain data: it can be
 * compared, stored and sent to a worker. Nothing in it is mutated once it was made.
 */
export interface PackageGraph {
  /** In dependency order: a package stands after all that it refers to. Never empty. */
  readonly packages: readonly Package[];
  /** In dependency order within a package; an interface stands after those that it uses. */
  readonly interfaces: readonly Interface[];
  readonly worlds: readonly World[];
  /** A type stands after the types that it refers to; anonymous types (`list<u8>`) are entries of their own. */
  readonly types: readonly TypeDefinition[];
  /** The package that was asked for; its worlds are what `generate` generates. */
  readonly root: PackageId;
}

/** What tells packages apart: equal in all three parts is equal. */
export interface PackageName {
  readonly namespace: string;
  readonly name: string;
  /** Semantic version as written; absent for a package without one. */
  readonly version?: string;
}

/** Named interfaces and worlds that belong together. */
export interface Package {
  readonly name: PackageName;
  readonly docs?: string;
  /** Each after those of the package that it uses, otherwise in source order. Only named interfaces. */
  readonly interfaces: ReadonlyMap<string, InterfaceId>;
  /** Each after those of the package that it includes, otherwise in source order. */
  readonly worlds: ReadonlyMap<string, WorldId>;
}

/** What a feature gate says. Absent on an item: unknown stability. */
export type Stability =
  | { readonly kind: "stable"; readonly since: string; readonly deprecated?: string }
  | { readonly kind: "unstable"; readonly feature: string; readonly deprecated?: string };

/** What every named item carries. */
export interface Documented {
  /** The text of the comments before the item, without comment markers; empty when they say nothing. */
  readonly docs?: string;
  readonly stability?: Stability;
  /** Where the item's name stands; absent in graphs that come from binaries. */
  readonly span?: Span;
}

/** Types and functions that are imported or exported as one. */
export interface Interface extends Documented {
  /** Absent for an interface written inside a world's import or export. */
  readonly name?: string;
  readonly package: PackageId;
  /** Named types in dependency order, used types first. Each one's owner is this interface. */
  readonly types: ReadonlyMap<string, TypeId>;
  /** Source order, resource functions under their mangled name (`[method]r.m`), after those of the resource before it. */
  readonly functions: ReadonlyMap<string, FunctionItem>;
  /** The interface that an `include` copied this one from. */
  readonly cloneOf?: InterfaceId;
}

/** What a component imports and exports. */
export interface World extends Documented {
  readonly name: string;
  readonly package: PackageId;
  /** Elaborated: every interface that an import or export needs is there, before what needs it. */
  readonly imports: readonly WorldItem[];
  readonly exports: readonly WorldItem[];
}

/** One import or export of a world. Keys are unique within imports and within exports. */
export type WorldItem =
  | WorldInterface
  | { readonly kind: "function"; readonly name: string; readonly function: FunctionItem }
  | {
      readonly kind: "type";
      readonly name: string;
      readonly type: TypeId;
      readonly span?: Span;
    };

/** An interface that a world imports or exports. */
export interface WorldInterface {
  readonly kind: "interface";
  /**
   * The plain name, for an interface written in place or a labelled one (`import label: pkg/interface`); absent when
   * the interface goes by its own id.
   */
  readonly name?: string;
  readonly interface: InterfaceId;
  readonly docs?: string;
  readonly stability?: Stability;
  readonly externalId?: string;
  readonly span?: Span;
}

/** Whether a function belongs to a resource, and how. */
export type FunctionKind =
  | { readonly kind: "freestanding" }
  | { readonly kind: "method" | "static" | "constructor"; readonly resource: TypeId };

/** A function of an interface or world. */
export interface FunctionItem extends Documented {
  /** Mangled: `f`, `[method]r.m`, `[static]r.s`, `[constructor]r`. */
  readonly name: string;
  readonly kind: FunctionKind;
  readonly async: boolean;
  /** A method's first parameter is `self: borrow<r>`. Names are unique. */
  readonly params: readonly Parameter[];
  /** A constructor's is `own<r>` or a `result` of it. Absent for functions without result. */
  readonly result?: Type;
  readonly externalId?: string;
}

/** `name: type`. */
export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly span?: Span;
}

/** Types that WIT names by a keyword alone. */
export type PrimitiveType =
  | "bool"
  | "s8"
  | "u8"
  | "s16"
  | "u16"
  | "s32"
  | "u32"
  | "s64"
  | "u64"
  | "f32"
  | "f64"
  | "char"
  | "string"
  | "error-context";

/** A primitive by name, anything else by its place in {@link PackageGraph.types}. */
export type Type = PrimitiveType | TypeId;

/** Where a type is named. */
export type TypeOwner =
  | { readonly kind: "interface"; readonly interface: InterfaceId }
  | { readonly kind: "world"; readonly world: WorldId };

/** A type with a name, or one made of others where it is used. */
export interface TypeDefinition extends Documented {
  /** Absent for anonymous types such as `list<u8>` in a parameter. */
  readonly name?: string;
  readonly kind: TypeKind;
  /** Where the name belongs; absent for anonymous types. */
  readonly owner?: TypeOwner;
  readonly externalId?: string;
}

/** What the values of a type are. */
export type TypeKind =
  | { readonly kind: "record"; readonly fields: readonly Field[] }
  | { readonly kind: "flags"; readonly flags: readonly Label[] }
  | { readonly kind: "tuple"; readonly types: readonly Type[] }
  | { readonly kind: "variant"; readonly cases: readonly Case[] }
  | { readonly kind: "enum"; readonly cases: readonly Label[] }
  | { readonly kind: "option"; readonly type: Type }
  | { readonly kind: "result"; readonly ok?: Type; readonly err?: Type }
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "fixed-length-list"; readonly element: Type; readonly length: number }
  | { readonly kind: "map"; readonly key: Type; readonly value: Type }
  | { readonly kind: "future"; readonly payload?: Type }
  | { readonly kind: "stream"; readonly payload?: Type }
  | { readonly kind: "resource" }
  /** `resource` leads, through aliases, to a type of kind "resource". */
  | { readonly kind: "own" | "borrow"; readonly resource: TypeId }
  /** `type a = b`, and what `use` brings into an interface or world. */
  | { readonly kind: "alias"; readonly type: Type };

/** A flag's or an enum case's name. */
export interface Label {
  readonly name: string;
  readonly docs?: string;
  readonly span?: Span;
}

/** `name: type` in a record. */
export interface Field extends Label {
  readonly type: Type;
}

/** `name` or `name(type)` in a variant. */
export interface Case extends Label {
  readonly type?: Type;
}
