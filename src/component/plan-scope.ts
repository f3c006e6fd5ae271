import { invariant } from "../assert.js";
import type {
  CoreReference,
  ExternalReference,
  FunctionReference,
  PlannedOptions,
} from "./link-plan.js";
import type { ComponentModel, CoreInlineExport, CoreModule, ExternSort } from "./model.js";
import type { CanonOptions } from "./validate/canon-options.js";
import type { Resource } from "./validate/types.js";

/** A component-level definition while planning. */
export type Item =
  | { readonly kind: "function"; readonly function: FunctionReference }
  | { readonly kind: "instance"; readonly exports: ReadonlyMap<string, Item> }
  | { readonly kind: "component"; readonly model: ComponentModel; readonly scope: PlanScope }
  | { readonly kind: "core-module"; readonly module: ModuleItem }
  /** Anything that comes from outside; what it is follows from where it is used. */
  | { readonly kind: "external"; readonly from: ExternalReference }
  | { readonly kind: "type" };

export type ModuleItem =
  | { readonly kind: "module"; readonly module: CoreModule }
  | { readonly kind: "external"; readonly from: ExternalReference };

export type CoreInstanceItem =
  | { readonly kind: "instance"; readonly slot: number }
  | { readonly kind: "exports"; readonly items: ReadonlyMap<string, CoreReference> };

/** The index spaces of one component instance; those of types are not needed. */
export interface PlanScope {
  readonly parent: PlanScope | undefined;
  /** Whose plan it belongs to: an exported component has a plan of its own, and sees the code around it. */
  readonly owner: object;
  readonly instance: number;
  readonly coreModules: ModuleItem[];
  readonly coreInstances: CoreInstanceItem[];
  readonly coreFunctions: CoreReference[];
  readonly coreTables: CoreReference[];
  readonly coreMemories: CoreReference[];
  readonly coreGlobals: CoreReference[];
  readonly coreTags: CoreReference[];
  readonly functions: FunctionReference[];
  readonly instances: Item[];
  readonly components: Item[];
  readonly exports: Map<string, Item>;
  /** Index in the plan for each resource type as the validator knows it in this component. */
  readonly resources: Map<Resource, number>;
}

export function planOptions(scope: PlanScope, options: CanonOptions): PlannedOptions {
  const coreFunction = (index: number | undefined): CoreReference | undefined =>
    index === undefined ? undefined : found(scope.coreFunctions[index]);
  return {
    stringEncoding: options.stringEncoding,
    memory: options.memory === undefined ? undefined : found(scope.coreMemories[options.memory]),
    realloc: coreFunction(options.realloc),
    postReturn: coreFunction(options.postReturn),
    callback: coreFunction(options.callback),
    async: options.async,
  };
}

export function coreSpace(scope: PlanScope, sort: CoreInlineExport["sort"]): CoreReference[] {
  switch (sort) {
    case "core-function":
      return scope.coreFunctions;
    case "core-table":
      return scope.coreTables;
    case "core-memory":
      return scope.coreMemories;
    case "core-global":
      return scope.coreGlobals;
    case "core-tag":
      return scope.coreTags;
    default:
      invariant(false, `${sort} is no export of a core instance`);
  }
}

export function coreExport(item: CoreInstanceItem, name: string): CoreReference {
  return item.kind === "instance"
    ? { kind: "export", slot: item.slot, name }
    : found(item.items.get(name));
}

export function exportOf(item: Item, name: string): Item {
  if (item.kind === "external") {
    const { source, path } = item.from;
    return { kind: "external", from: { source, path: [...path, name] } };
  }
  invariant(item.kind === "instance", "only instances have exports");
  return item.exports.get(name) ?? { kind: "type" };
}

export function itemAt(scope: PlanScope, sort: ExternSort, index: number): Item {
  switch (sort) {
    case "core-module":
      return { kind: "core-module", module: found(scope.coreModules[index]) };
    case "function":
      return { kind: "function", function: found(scope.functions[index]) };
    case "instance":
      return found(scope.instances[index]);
    case "component":
      return found(scope.components[index]);
    case "type":
    case "value":
      return { kind: "type" };
  }
}

export function push(scope: PlanScope, sort: ExternSort, item: Item): void {
  switch (sort) {
    case "core-module":
      scope.coreModules.push(asModule(item));
      break;
    case "function":
      scope.functions.push(asFunction(item));
      break;
    case "instance":
      scope.instances.push(item);
      break;
    case "component":
      scope.components.push(item);
      break;
    case "type":
    case "value":
      break;
  }
}

export function asFunction(item: Item): FunctionReference {
  if (item.kind === "external") {
    return item;
  }
  invariant(item.kind === "function", `a ${item.kind} is no function`);
  return item.function;
}

export function asModule(item: Item): ModuleItem {
  if (item.kind === "external") {
    return item;
  }
  invariant(item.kind === "core-module", `a ${item.kind} is no core module`);
  return item.module;
}

/** Validation has shown that it is there. */
export function found<T>(value: T | undefined): T {
  invariant(value !== undefined, "an index or name of a valid component leads somewhere");
  return value;
}
