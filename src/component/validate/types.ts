import type { CoreModuleType } from "./core-types.js";
import type { PrimitiveName } from "../model.js";

/**
 * Types of a component after name resolution: indices have become references. Two resource types are the same when
 * their {@link Resource} is the same object. The identity of every other type object matters only for external
 * visibility: an alias shares the object, an import or export makes a new one.
 */

/** A resource type: generative, so each definition or abstract import is an object of its own. */
export interface Resource {
  readonly kind: "resource-identity";
  /** The name that it was first seen under, for messages. */
  readonly name: string | undefined;
}

/** One name of a resource type in some scope. */
export interface ResourceReference {
  readonly kind: "resource";
  readonly resource: Resource;
}

/** What is known of a type at once, so that no question walks it twice. */
export interface TypeInfo {
  /** Number of nodes when written out as a tree; bounds every walk. */
  readonly size: number;
  readonly depth: number;
  readonly hasBorrow: boolean;
  /** A string or list that takes memory of its own occurs. */
  readonly hasPointer: boolean;
  /** Resource types that occur free. */
  readonly free: ReadonlySet<Resource>;
}

/** A `valtype`: a primitive or a defined type. */
export type ValueType = PrimitiveName | DefinedType;

/** A `defvaltype`, with what is known of it. */
export type DefinedType = DefinedTypeShape & { readonly info: TypeInfo };

/** What a {@link DefinedType} is made of. */
export type DefinedTypeShape =
  | { readonly kind: "primitive"; readonly primitive: PrimitiveName }
  | { readonly kind: "record"; readonly fields: readonly LabelledType[] }
  | {
      readonly kind: "variant";
      readonly cases: readonly { readonly label: string; readonly type?: ValueType | undefined }[];
    }
  | {
      readonly kind: "list";
      readonly element: ValueType;
      readonly length?: number | undefined;
    }
  | { readonly kind: "tuple"; readonly types: readonly ValueType[] }
  | { readonly kind: "flags"; readonly labels: readonly string[] }
  | { readonly kind: "enum"; readonly labels: readonly string[] }
  | { readonly kind: "option"; readonly type: ValueType }
  | {
      readonly kind: "result";
      readonly ok?: ValueType | undefined;
      readonly err?: ValueType | undefined;
    }
  | { readonly kind: "own"; readonly resource: ResourceReference }
  | { readonly kind: "borrow"; readonly resource: ResourceReference }
  | { readonly kind: "stream"; readonly payload?: ValueType | undefined }
  | { readonly kind: "future"; readonly payload?: ValueType | undefined }
  | { readonly kind: "map"; readonly key: ValueType; readonly value: ValueType };

/** A field of a record or a parameter of a function. */
export interface LabelledType {
  readonly label: string;
  readonly type: ValueType;
}

/** A `functype`. */
export interface FunctionType {
  readonly kind: "function";
  readonly params: readonly LabelledType[];
  readonly result?: ValueType | undefined;
  readonly async: boolean;
  readonly info: TypeInfo;
}

/** Where a resource type stands among imports or exports: names from outside in, never empty. */
export type ResourcePath = readonly string[];

/** The type of an instance, or an `instancetype`. */
export interface InstanceType {
  readonly kind: "instance";
  readonly exports: ReadonlyMap<string, Extern>;
  /** Resource types that the type binds: each use of the type makes them anew. Empty for the type of a concrete instance. */
  readonly defined: readonly Resource[];
  /** Where each resource type that it exports is found first. */
  readonly explicit: ReadonlyMap<Resource, ResourcePath>;
  readonly info: TypeInfo;
}

/** The type of a component, or a `componenttype`. */
export interface ComponentType {
  readonly kind: "component";
  readonly imports: ReadonlyMap<string, Extern>;
  readonly exports: ReadonlyMap<string, Extern>;
  /** Resource types that an instantiation gives, with the place among the imports. */
  readonly imported: ReadonlyMap<Resource, ResourcePath>;
  /** Resource types that each instantiation makes anew, with the place among the exports. */
  readonly defined: ReadonlyMap<Resource, ResourcePath>;
  readonly explicit: ReadonlyMap<Resource, ResourcePath>;
  readonly info: TypeInfo;
}

/** What a type index can stand for. */
export type AnyType = DefinedType | ResourceReference | FunctionType | InstanceType | ComponentType;

/** The type of an import or export. */
export type Extern =
  | { readonly kind: "core-module"; readonly type: CoreModuleType }
  | { readonly kind: "function"; readonly type: FunctionType }
  | { readonly kind: "value"; readonly type: ValueType }
  | {
      readonly kind: "type";
      /** What the new type index stands for. */
      readonly created: AnyType;
      /** What it was made from; the same object for a fresh resource type. */
      readonly referenced: AnyType;
    }
  | { readonly kind: "instance"; readonly type: InstanceType }
  | { readonly kind: "component"; readonly type: ComponentType };

/** Makes a resource type unlike all others. */
export function freshResource(name?: string): Resource {
  return { kind: "resource-identity", name };
}

/** How messages call a type. */
export function describeType(type: AnyType): string {
  switch (type.kind) {
    case "resource":
      return "resource";
    case "function":
      return "func";
    case "instance":
      return "instance";
    case "component":
      return "component";
    default:
      return "defined type";
  }
}

/** How messages call an import or export. */
export function describeExtern(extern: Extern): string {
  switch (extern.kind) {
    case "core-module":
      return "module";
    case "function":
      return "func";
    default:
      return extern.kind;
  }
}

/** How messages call a value type. */
export function describeValueType(type: ValueType): string {
  return typeof type === "string" ? type : type.kind === "primitive" ? type.primitive : type.kind;
}
