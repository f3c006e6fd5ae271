import type {
  Declaration,
  DefinedValueType,
  Definition,
  ExternName,
  FunctionDefinedType,
} from "../component/model.js";

/**
 * A type of a component with its indices resolved. Types are nominal: two nodes are the same type only if they are
 * the same object, and every import, export and instantiation makes nodes of its own.
 */
export type TypeNode =
  ResourceNode | AliasNode | ValueNode | FunctionNode | InstanceNode | ComponentNode;

interface ResourceNode {
  readonly kind: "resource";
}

/** What an import or export with an `eq` bound makes: the same type under a name of its own. */
export interface AliasNode {
  readonly kind: "alias";
  readonly target: TypeNode;
  /** What it is in the end. */
  readonly base: Exclude<TypeNode, AliasNode>;
}

/** A type of values. */
export interface ValueNode {
  readonly kind: "value";
  readonly definition: DefinedValueType;
  /** What the indices of `definition` refer to. */
  readonly types: readonly TypeNode[];
  /** The number of types in it, counted with repetition. */
  readonly size: number;
  readonly depth: number;
}

/** A function type. */
export interface FunctionNode {
  readonly kind: "function";
  readonly definition: FunctionDefinedType;
  /** What the indices of `definition` refer to. */
  readonly types: readonly TypeNode[];
}

/** An instance type that was not instantiated yet: each use makes new types of its declarations. */
export interface InstanceNode {
  readonly kind: "instance";
  readonly declarations: readonly Declaration[];
  readonly scope: ScopeView;
}

/** A component or component type with the scope that it stands in. */
export interface ComponentNode {
  readonly kind: "component";
  readonly body:
    | { readonly kind: "definitions"; readonly definitions: readonly Definition[] }
    | { readonly kind: "declarations"; readonly declarations: readonly Declaration[] };
  readonly scope: ScopeView | undefined;
}

/** A scope as it was when something in it was defined: what comes later cannot be seen. */
export interface ScopeView {
  readonly scope: Scope;
  readonly typeCount: number;
  readonly componentCount: number;
}

/** The index spaces of a component, component type or instance type; they only grow. */
export interface Scope {
  readonly parent: ScopeView | undefined;
  readonly types: TypeNode[];
  readonly functions: FunctionNode[];
  readonly components: ComponentNode[];
  readonly instances: InstanceEntity[];
  readonly externs: Extern[];
  /** The names of `externs`, with their direction before them. */
  readonly names: Set<string>;
}

/** What a name of an import or export stands for. */
export type Entity =
  | InstanceEntity
  | FunctionNode
  | ComponentNode
  /** `created` is the new type that the name stands for, `referenced` what it was made from. */
  | { readonly kind: "type"; readonly referenced: TypeNode; readonly created: TypeNode }
  | { readonly kind: "core-module" }
  | { readonly kind: "value" };

/** An instance by what it exports. */
export interface InstanceEntity {
  readonly kind: "instance";
  /** In the order of the binary. */
  readonly exports: ReadonlyMap<string, NamedEntity>;
}

/** An import or export with its name. */
export interface NamedEntity {
  readonly name: ExternName;
  readonly entity: Entity;
  /** Where the import or export stands in the outermost binary. */
  readonly offset: number;
}

/** An import or export of a component or component type. */
export interface Extern extends NamedEntity {
  readonly direction: "import" | "export";
}

/** Follows aliases to what a type is in the end. */
export function peelAliases(node: TypeNode): Exclude<TypeNode, AliasNode> {
  return node.kind === "alias" ? node.base : node;
}

/** Makes a new name for a type. */
export function aliasOf(target: TypeNode): AliasNode {
  return { kind: "alias", target, base: peelAliases(target) };
}
