import type {
  Documented,
  FunctionItem,
  InterfaceId,
  PackageName,
  Stability,
  TypeDefinition,
  TypeId,
  TypeKind,
  WorldId,
  WorldItem,
} from "../graph/package-graph.js";
import type { Span } from "../source.js";
import type { WorldKey } from "./draft-graph.js";

/**
 * One package with the names inside it resolved. Ids are local to the package. What it uses of other packages stands
 * in it as placeholders without content: these come first in each list.
 */
export interface DeclaredPackage {
  readonly name: PackageName;
  readonly nameSpan: Span;
  readonly docs?: string;
  /** Placeholders, then each type after those that it refers to. */
  readonly types: readonly DeclaredType[];
  /** Placeholders, then each interface after those that it uses, then those written inside worlds. */
  readonly interfaces: readonly DeclaredInterface[];
  /** Placeholders, then each world after those that it includes. */
  readonly worlds: readonly DeclaredWorld[];
  /** By package, in order of first mention. */
  readonly foreign: ReadonlyMap<string, ForeignPackage>;
  /** Placeholder types that are used as a handle's resource. */
  readonly requiredResources: readonly { readonly type: TypeId; readonly span: Span }[];
  /** Whether something in it was reported, or a file of it has a syntax error. */
  readonly failed: boolean;
}

/** A package that another one refers to. */
export interface ForeignPackage {
  readonly name: PackageName;
  /** Where it is mentioned first. */
  readonly span: Span;
  readonly items: ReadonlyMap<string, ForeignItem>;
}

/** An interface or world of another package. */
export interface ForeignItem {
  readonly item: ItemReference;
  readonly name: string;
  /** Where it is mentioned first. */
  readonly span: Span;
  /** The gate of each mention: the item is needed when one of them is open. */
  readonly gates: readonly (Stability | undefined)[];
}

/** An interface or world by its local id. */
export type ItemReference =
  | { readonly kind: "interface"; readonly id: InterfaceId }
  | { readonly kind: "world"; readonly id: WorldId };

/** A type of the package, or a placeholder for one of another. */
export interface DeclaredType extends Omit<TypeDefinition, "kind"> {
  /** "foreign": a placeholder; its owner is the placeholder of its interface. */
  readonly kind: TypeKind | { readonly kind: "foreign" };
}

/** An interface of the package; a placeholder has no functions. */
interface DeclaredInterface extends Documented {
  readonly name?: string;
  readonly types: ReadonlyMap<string, TypeId>;
  readonly functions: ReadonlyMap<string, FunctionItem>;
}

/** A world as written: not completed, includes not applied. */
export interface DeclaredWorld extends Documented {
  readonly name: string;
  readonly imports: ReadonlyMap<WorldKey, WorldItem>;
  readonly exports: ReadonlyMap<WorldKey, WorldItem>;
  readonly includes: readonly DeclaredInclude[];
}

/** `include world with { a as b }`. */
export interface DeclaredInclude {
  readonly world: WorldId;
  readonly renames: readonly Rename[];
  readonly stability?: Stability;
  readonly span: Span;
}

/** `a as b` in an `include`. */
export interface Rename {
  readonly name: string;
  readonly alias: string;
  readonly span: Span;
}

/** What a name inside an interface or world means. */
export type Member =
  | { readonly kind: "type"; readonly type: TypeId; readonly span: Span }
  | { readonly kind: "function"; readonly span: Span };
