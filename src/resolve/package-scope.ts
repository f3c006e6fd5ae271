import type {
  FunctionItem,
  InterfaceId,
  Stability,
  TypeId,
  WorldId,
  WorldItem,
} from "../graph/package-graph.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type {
  DeclaredInclude,
  DeclaredType,
  ForeignItem,
  ItemReference,
  Member,
} from "./declared-package.js";
import type { PackageName } from "../graph/package-graph.js";
import type { WorldKey } from "./draft-graph.js";
import type { NameIndex } from "./name-index.js";
import type { OnceReport } from "./report.js";
import type { SourcePackage } from "./source-package.js";

/** One package while the names in it are resolved. */
export interface PackageScope {
  readonly source: SourcePackage;
  readonly report: OnceReport;
  /** Where else names are defined. */
  readonly index: NameIndex;
  readonly types: DeclaredType[];
  readonly interfaces: InterfaceDraft[];
  readonly worlds: WorldDraft[];
  readonly foreign: Map<string, ForeignPackageDraft>;
  /** The package's own interfaces and worlds; its keys are known before the ids are. */
  readonly items: Map<string, ItemReference>;
  /** Anonymous types by what they are made of. */
  readonly interned: Map<string, TypeId>;
  readonly requiredResources: { readonly type: TypeId; readonly span: Span }[];
  /** What attributes say, so that each list is checked and reported once. */
  readonly gates: Map<readonly ast.Attribute[], Gate>;
}

/** What the attributes of an item say. */
export interface Gate {
  readonly stability?: Stability;
  readonly externalId?: string;
}

/** Another package while mentions of it are collected. */
interface ForeignPackageDraft {
  readonly name: PackageName;
  readonly span: Span;
  readonly items: Map<string, ForeignItem & { readonly gates: (Stability | undefined)[] }>;
}

/** An interface while its items are resolved. */
export interface InterfaceDraft {
  readonly name?: string;
  readonly span?: Span;
  /** Whether it is a placeholder for one of another package. */
  readonly foreign: boolean;
  /** Whether members may be missing because of something already reported. */
  incomplete: boolean;
  docs?: string;
  stability?: Stability;
  readonly types: Map<string, TypeId>;
  readonly functions: Map<string, FunctionItem>;
  /** What `use` can find in it. */
  readonly members: Map<string, Member>;
}

/** A world while its items are resolved. */
export interface WorldDraft {
  readonly name: string;
  readonly span?: Span;
  docs?: string;
  stability?: Stability;
  readonly imports: Map<WorldKey, WorldItem>;
  readonly exports: Map<WorldKey, WorldItem>;
  readonly includes: DeclaredInclude[];
}

/** What the names in one file mean, when they are not items of the package: aliases made by `use`. */
export type FileScope = ReadonlyMap<string, ItemReference | "unknown">;

/** Appends an interface without content. */
export function addInterfaceDraft(
  scope: PackageScope,
  start: Pick<InterfaceDraft, "name" | "span"> & { readonly foreign?: boolean },
): InterfaceId {
  const id = scope.interfaces.length;
  scope.interfaces.push({
    foreign: false,
    incomplete: false,
    ...start,
    types: new Map(),
    functions: new Map(),
    members: new Map(),
  });
  return id;
}

/** Appends a world without content. */
export function addWorldDraft(
  scope: PackageScope,
  start: Pick<WorldDraft, "name" | "span">,
): WorldId {
  const id = scope.worlds.length;
  scope.worlds.push({ ...start, imports: new Map(), exports: new Map(), includes: [] });
  return id;
}

/** Appends a type. */
export function addDeclaredType(scope: PackageScope, definition: DeclaredType): TypeId {
  const id = scope.types.length;
  scope.types.push(definition);
  return id;
}
