import { InvalidComponentError, UnsupportedError } from "../errors.js";
import type { CoreValueType } from "../model.js";
import type { CoreExtern, CoreModuleType, CoreType, CoreTypeInterner } from "./core-types.js";
import type { Fail } from "./type-info.js";
import type {
  AnyType,
  ComponentType,
  Extern,
  FunctionType,
  InstanceType,
  Resource,
  ResourcePath,
  ResourceReference,
  ValueType,
} from "./types.js";

/** A core type index stands for a type or for a module type. */
export type CoreTypeEntry =
  | { readonly kind: "type"; readonly type: CoreType }
  | { readonly kind: "module"; readonly type: CoreModuleType };

/** Imports and exports name resources and types in worlds of their own. */
export interface NamedSide {
  /** By `externname`. */
  readonly items: Map<string, Extern>;
  /** Names as written, by the form that must be unique. */
  readonly names: Map<string, string>;
  /** Types that have a name that can be seen from outside. */
  readonly types: Set<AnyType>;
  readonly resourceNames: Map<ResourceReference, string>;
}

/** Everything that is known while the definitions of one component or type are walked: its index spaces and names. */
export interface Scope {
  readonly kind: "component" | "component-type" | "instance-type";
  readonly parent: Scope | undefined;
  readonly interner: CoreTypeInterner;
  readonly coreTypes: CoreTypeEntry[];
  readonly coreModules: CoreModuleType[];
  readonly coreInstances: ReadonlyMap<string, CoreExtern>[];
  readonly coreFunctions: CoreType[];
  readonly coreTables: Extract<CoreExtern, { kind: "core-table" }>[];
  readonly coreMemories: Extract<CoreExtern, { kind: "core-memory" }>[];
  readonly coreGlobals: Extract<CoreExtern, { kind: "core-global" }>[];
  readonly coreTags: CoreType[];
  readonly types: AnyType[];
  readonly functions: FunctionType[];
  readonly values: { readonly type: ValueType; used: boolean }[];
  readonly instances: InstanceType[];
  readonly components: ComponentType[];
  readonly imports: NamedSide;
  readonly exports: NamedSide;
  readonly imported: Map<Resource, ResourcePath>;
  /** Resource types made inside; with the representation where this scope itself defines the type. */
  readonly defined: Map<Resource, CoreValueType | undefined>;
  readonly explicit: Map<Resource, ResourcePath>;
  contextType: CoreValueType | undefined;
  hasStart: boolean;
  /** Of all imports and exports so far. */
  size: number;
  /** What {@link countCopy} has counted: one number for the whole binary. */
  readonly copied: { size: number };
}

/** Notes where a resource type is found; its first place counts, those after it are aliases. */
export function notePlace(
  places: Map<Resource, ResourcePath>,
  resource: Resource,
  path: ResourcePath,
): void {
  if (!places.has(resource)) {
    places.set(resource, path);
  }
}

/** Makes the scope of a component or type inside `parent`. */
export function makeScope(
  kind: Scope["kind"],
  parent: Scope | undefined,
  interner: CoreTypeInterner,
): Scope {
  const side = (): NamedSide => ({
    items: new Map(),
    names: new Map(),
    types: new Set(),
    resourceNames: new Map(),
  });
  return {
    kind,
    parent,
    interner,
    coreTypes: [],
    coreModules: [],
    coreInstances: [],
    coreFunctions: [],
    coreTables: [],
    coreMemories: [],
    coreGlobals: [],
    coreTags: [],
    types: [],
    functions: [],
    values: [],
    instances: [],
    components: [],
    imports: side(),
    exports: side(),
    imported: new Map(),
    defined: new Map(),
    explicit: new Map(),
    contextType: undefined,
    hasStart: false,
    size: 1,
    copied: parent?.copied ?? { size: 0 },
  };
}

/** Makes what reports an error of the definition at `offset`. */
export function failAt(offset: number): Fail {
  return (message) => {
    throw new InvalidComponentError(message, offset);
  };
}

/** Gives the item at an index of an index space. */
export function at<T>(space: readonly T[], index: number, what: string, fail: Fail): T {
  const item = space[index];
  return item === undefined ? fail(`unknown ${what} ${index}: ${what} index out of bounds`) : item;
}

/** Gives a core type, which must not be a module type. */
export function coreTypeAt(space: readonly CoreTypeEntry[], index: number, fail: Fail): CoreType {
  const entry = at(space, index, "type", fail);
  return entry.kind === "type" ? entry.type : fail(`core type index ${index} is a module type`);
}

/** Gives a type, which must be that of a resource. */
export function resourceTypeAt(scope: Scope, index: number, fail: Fail): ResourceReference {
  const type = at(scope.types, index, "type", fail);
  return type.kind === "resource" ? type : fail(`type index ${index} is not a resource type`);
}

/** Gives a type, which must be that of a function. */
export function functionTypeAt(scope: Scope, index: number, fail: Fail): FunctionType {
  const type = at(scope.types, index, "type", fail);
  return type.kind === "function" ? type : fail(`type index ${index} is not a function type`);
}

/** Bounds the growth of an index space: fails where `count` is over `limit`. */
export function checkLimit(count: number, limit: number, what: string, fail: Fail): void {
  if (count > limit) {
    fail(`${what} count exceeds limit of ${limit}`);
  }
}

/** For a whole binary. The types of all of WASI have a size of some thousands, so that no real composition comes near. */
const MAX_COPIED = 2_000_000;

/** Each resource type is also noted by name at every level around it. */
const RESOURCE_SIZE = 30;

/** Counts the copy of a type that fresh resource types make. */
export function countCopy(scope: Scope, size: number, resources: number): void {
  scope.copied.size += size + RESOURCE_SIZE * resources;
  if (scope.copied.size > MAX_COPIED) {
    throw new UnsupportedError("the types of all instances in the component are too big together");
  }
}

/** Limits of one component, the same as other implementations have. */
export const limits = {
  modules: 1_000,
  components: 1_000,
  instances: 1_000,
  types: 1_000_000,
  functions: 1_000_000,
  values: 1_000,
} as const;
