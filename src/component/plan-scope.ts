import { invariant } from "../assert.js";
import type {
  CoreReference,
  ExternalReference,
  FunctionReference,
  PlannedBuiltin,
  PlannedOptions,
} from "./link-plan.js";
import type {
  CanonBuiltin,
  ComponentModel,
  CoreExternSort,
  CoreModule,
  CoreSort,
  ExternSort,
} from "./model.js";
import type { ResolvedCanon } from "./validate/canon-builtins.js";
import type { CanonOptions } from "./validate/canon-options.js";
import type { Resource } from "./validate/types.js";

/** A component-level definition while planning. */
export type Item =
  | FunctionReference
  | InstanceItem
  | { readonly kind: "component"; readonly model: ComponentModel; readonly scope: PlanScope }
  | { readonly kind: "core-module"; readonly module: CoreModule }
  /** Anything that comes from outside; what it is follows from where it is used. */
  | { readonly kind: "external"; readonly from: ExternalReference }
  /** A type or value: nothing at run time. */
  | { readonly kind: "nothing" };

/** An instance by what it exports. */
export interface InstanceItem {
  readonly kind: "instance";
  readonly exports: ReadonlyMap<string, Item>;
}

/** A core instance: of a module, in its slot of the plan, or made of other items. */
export type CoreInstanceItem =
  | { readonly kind: "instance"; readonly slot: number }
  | { readonly kind: "exports"; readonly items: ReadonlyMap<string, CoreReference> };

/** The index spaces of one component instance; those of types and values are not needed. */
export interface PlanScope {
  readonly parent: PlanScope | undefined;
  /** Whose plan it belongs to: an exported component has a plan of its own, and sees the code around it. */
  readonly owner: object;
  readonly instance: number;
  readonly items: Readonly<Record<ExternSort, Item[]>>;
  readonly core: Readonly<Record<CoreExternSort, CoreReference[]>>;
  readonly coreInstances: CoreInstanceItem[];
  readonly exports: Map<string, Item>;
  /** Index in the plan for each resource type as the validator knows it in this component. */
  readonly resources: Map<Resource, number>;
}

/** Makes the empty scope of a component instance. */
export function makeScope(
  place: Pick<PlanScope, "parent" | "owner" | "instance" | "resources">,
): PlanScope {
  return {
    ...place,
    items: { "core-module": [], component: [], function: [], instance: [], type: [], value: [] },
    core: {
      "core-function": [],
      "core-global": [],
      "core-memory": [],
      "core-table": [],
      "core-tag": [],
    },
    coreInstances: [],
    exports: new Map(),
  };
}

/** What a built-in refers to, beside its instance. */
export function builtinParts(
  scope: PlanScope,
  canon: CanonBuiltin,
  resolved: ResolvedCanon,
): Pick<PlannedBuiltin, "options" | "memory" | "table" | "payload"> {
  return {
    options:
      "options" in resolved && resolved.options !== undefined
        ? planOptions(scope, resolved.options)
        : undefined,
    memory: "memory" in canon ? scope.core["core-memory"][canon.memory] : undefined,
    table: "table" in canon ? scope.core["core-table"][canon.table] : undefined,
    payload: "payload" in resolved ? resolved.payload : undefined,
  };
}

/** Puts references in the place of the indices that options have. */
export function planOptions({ core }: PlanScope, options: CanonOptions): PlannedOptions {
  const reference = (sort: CoreExternSort, index: number | undefined): CoreReference | undefined =>
    index === undefined ? undefined : found(core[sort][index]);
  return {
    stringEncoding: options.stringEncoding,
    memory: reference("core-memory", options.memory),
    realloc: reference("core-function", options.realloc),
    postReturn: reference("core-function", options.postReturn),
    callback: reference("core-function", options.callback),
    async: options.async,
  };
}

/** The index space of a sort; a core instance exports nothing else. */
export function coreItems(
  core: PlanScope["core"],
  sort: CoreSort,
): PlanScope["core"][CoreExternSort] {
  return core[sort as CoreExternSort];
}

/** Gives what an index of a sort stands for; types and values are nothing at run time. */
export function itemAt(scope: PlanScope, sort: ExternSort, index: number): Item {
  return sort === "type" || sort === "value"
    ? { kind: "nothing" }
    : found(scope.items[sort][index]);
}

/** Gives what an instance exports under a name. */
export function exportOf(item: Item, name: string): Item {
  if (item.kind === "external") {
    const { source, path } = item.from;
    return { kind: "external", from: { source, path: [...path, name] } };
  }
  invariant(item.kind === "instance", "only instances have exports");
  return item.exports.get(name) ?? { kind: "nothing" };
}

/** Gives an item that validation has shown to be a function. */
export function asFunction(item: Item): FunctionReference {
  invariant(item.kind === "lift" || item.kind === "external", `a ${item.kind} is no function`);
  return item;
}

/** Validation has shown that it is there. */
export function found<T>(value: T | undefined): T {
  invariant(value !== undefined, "a valid index or name leads somewhere");
  return value;
}
