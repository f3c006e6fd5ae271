import { UnsupportedError } from "../errors.js";
import type {
  CanonDefinition,
  ComponentModel,
  Definition,
  ExportDefinition,
  ExternSort,
  InstanceDefinition,
  StartDefinition,
  TypeDefinition,
} from "../model.js";
import type { ResolvedCanon } from "./canon-builtins.js";
import { addCanon } from "./canon.js";
import { checkName } from "./check-name.js";
import { addCoreInstance, coreModuleType } from "./core-definitions.js";
import { CoreTypeInterner } from "./core-types.js";
import { addAlias, addCoreType, addType, finishScope } from "./declarations.js";
import { addExport, addImport, pushExtern, resolveExternType } from "./externs.js";
import {
  at,
  checkLimit,
  countCopy,
  failAt,
  limits,
  makeScope,
  notePlace,
  type NamedSide,
  type Scope,
} from "./scope.js";
import { externMismatch, matchExterns } from "./subtype.js";
import { substituteExterns, withNewIdentity } from "./substitute.js";
import { scopeInfo, type Fail } from "./type-info.js";
import {
  freshResource,
  type ComponentType,
  type Extern,
  type InstanceType,
  type Resource,
  type ResourcePath,
} from "./types.js";
import { valueMismatch } from "./value-subtype.js";

/** What an instantiation makes of the resource types of the component that it instantiates. */
export interface ResolvedInstantiation {
  /** From an imported or defined resource type of the inner component to the one that it is outside. */
  readonly resources: ReadonlyMap<Resource, Resource>;
  readonly component: ComponentType;
  /** The arguments, with their types outside. */
  readonly args: ReadonlyMap<string, Extern>;
}

/**
 * A valid component with what linking needs to know of its types. The maps are keyed by the definitions of the model,
 * those of nested components included.
 */
export interface ValidatedComponent {
  readonly model: ComponentModel;
  readonly type: ComponentType;
  readonly canons: ReadonlyMap<CanonDefinition, ResolvedCanon>;
  /** The resource types that components define. */
  readonly resources: ReadonlyMap<TypeDefinition, Resource>;
  readonly instantiations: ReadonlyMap<InstanceDefinition, ResolvedInstantiation>;
  /** The types of nested components. */
  readonly components: ReadonlyMap<ComponentModel, ComponentType>;
}

interface Results {
  readonly canons: Map<CanonDefinition, ResolvedCanon>;
  readonly resources: Map<TypeDefinition, Resource>;
  readonly instantiations: Map<InstanceDefinition, ResolvedInstantiation>;
  readonly components: Map<ComponentModel, ComponentType>;
}

/**
 * Validates a decoded component and resolves its types. The bodies of core modules are left to the engine.
 *
 * @throws InvalidComponentError with the offset of the definition that breaks a rule
 * @throws UnsupportedError where it uses a feature that wit-ts does not run
 */
export function validateComponent(model: ComponentModel): ValidatedComponent {
  const results: Results = {
    canons: new Map(),
    resources: new Map(),
    instantiations: new Map(),
    components: new Map(),
  };
  const type = walkComponent(model, undefined, new CoreTypeInterner(), results);
  return { model, type, ...results };
}

function walkComponent(
  model: ComponentModel,
  parent: Scope | undefined,
  interner: CoreTypeInterner,
  results: Results,
): ComponentType {
  const scope = makeScope("component", parent, interner);
  for (const definition of model.definitions) {
    addDefinition(scope, definition, results);
  }
  const fail = failAt(model.offset);
  const unused = scope.values.findIndex((value) => !value.used);
  if (unused >= 0) {
    fail(
      `value index ${unused} was not used as part of an instantiation, start function, or export`,
    );
  }
  const type = finishScope(scope, fail);
  results.components.set(model, type);
  return type;
}

function addDefinition(scope: Scope, definition: Definition, results: Results): void {
  const fail = failAt(definition.offset);
  switch (definition.kind) {
    case "core-module":
      scope.coreModules.push(coreModuleType(scope, definition.module, fail));
      checkLimit(scope.coreModules.length, limits.modules, "modules", fail);
      break;
    case "core-instance":
      addCoreInstance(scope, definition);
      checkInstances(scope, fail);
      break;
    case "core-type":
      addCoreType(scope, definition);
      break;
    case "component":
      scope.components.push(walkComponent(definition.component, scope, scope.interner, results));
      checkLimit(scope.components.length, limits.components, "components", fail);
      break;
    case "instance":
      scope.instances.push(addInstance(scope, definition, results, fail));
      checkInstances(scope, fail);
      break;
    case "alias":
      addAlias(scope, definition);
      break;
    case "type": {
      const type = addType(scope, definition.type, fail);
      if (type.kind === "resource") {
        results.resources.set(definition, type.resource);
      }
      break;
    }
    case "canon":
      results.canons.set(definition, addCanon(scope, definition));
      break;
    case "import": {
      rejectValues(definition.type.kind);
      const { name, type } = definition;
      const extern = resolveExternType(scope, type, name.name, fail);
      addImport(scope, name, extern, fail);
      break;
    }
    case "export":
      rejectValues(definition.sort);
      addExportDefinition(scope, definition, fail);
      break;
    case "start":
      rejectValues("value");
      addStart(scope, definition, fail);
      break;
    case "value":
      rejectValues("value");
      break;
  }
}

/** Component-level values are a gated feature 🪙. */
function rejectValues(kind: string): void {
  if (kind === "value") {
    throw new UnsupportedError("support for component model `value`s is not enabled");
  }
}

function checkInstances(scope: Scope, fail: Fail): void {
  const count = scope.instances.length + scope.coreInstances.length;
  checkLimit(count, limits.instances, "instances", fail);
}

/** The type of what an index names in the index space of `sort`. */
function externAt(scope: Scope, sort: ExternSort, index: number, fail: Fail): Extern {
  switch (sort) {
    case "core-module":
      return { kind: sort, type: at(scope.coreModules, index, "module", fail) };
    case "function":
      return { kind: sort, type: at(scope.functions, index, "function", fail) };
    case "value": {
      const value = at(scope.values, index, "value", fail);
      if (value.used) {
        fail(`value index ${index} cannot be used more than once`);
      }
      value.used = true;
      return { kind: sort, type: value.type };
    }
    case "type": {
      const type = at(scope.types, index, "type", fail);
      return { kind: sort, created: type, referenced: type };
    }
    case "component":
      return { kind: sort, type: at(scope.components, index, "component", fail) };
    case "instance":
      return { kind: sort, type: at(scope.instances, index, "instance", fail) };
  }
}

function addExportDefinition(scope: Scope, definition: ExportDefinition, fail: Fail): void {
  const { name, sort, index, type } = definition;
  const found = externAt(scope, sort, index, fail);
  const actual: Extern =
    found.kind === "type" ? { ...found, created: withNewIdentity(found.created) } : found;
  if (type === undefined) {
    addExport(scope, name, actual, fail);
    return;
  }
  const ascribed = resolveExternType(scope, type, name.name, fail);
  const mismatch = externMismatch(actual, ascribed);
  if (mismatch !== undefined) {
    fail(`ascribed type of export is not compatible with item's type: ${mismatch}`);
  }
  addExport(scope, name, ascribed, fail);
}

function addInstance(
  scope: Scope,
  definition: InstanceDefinition,
  results: Results,
  fail: Fail,
): InstanceType {
  const { expression } = definition;
  return expression.kind === "exports"
    ? inlineInstance(scope, expression.exports, fail)
    : instantiate(scope, definition, expression, results, fail);
}

type Expression<K extends string> = Extract<InstanceDefinition["expression"], { readonly kind: K }>;

function inlineInstance(
  scope: Scope,
  exports: Expression<"exports">["exports"],
  fail: Fail,
): InstanceType {
  const side: NamedSide = {
    items: new Map(),
    names: new Map(),
    types: new Set(),
    resourceNames: new Map(),
  };
  const explicit = new Map<Resource, ResourcePath>();
  for (const { name, sort, index } of exports) {
    const extern = externAt(scope, sort, index, fail);
    if (extern.kind === "instance") {
      for (const [resource, path] of extern.type.explicit) {
        notePlace(explicit, resource, [name.name, ...path]);
      }
    } else if (extern.kind === "type" && extern.created.kind === "resource") {
      notePlace(explicit, extern.created.resource, [name.name]);
    }
    checkName(side, name, "export", extern, fail);
  }
  const info = scopeInfo(side.items.values(), new Set(), fail);
  return { kind: "instance", exports: side.items, defined: [], explicit, info };
}

function instantiate(
  scope: Scope,
  definition: InstanceDefinition,
  expression: Expression<"instantiate">,
  results: Results,
  fail: Fail,
): InstanceType {
  const component = at(scope.components, expression.component, "component", fail);
  const { imported, defined } = component;
  if (imported.size + defined.size > 0) {
    countCopy(scope, component.info.size, defined.size);
  }
  const args = new Map<string, Extern>();
  for (const { name, sort, index } of expression.args) {
    if (args.has(name)) {
      fail(`instantiation argument \`${name}\` conflicts with previous argument \`${name}\``);
    }
    args.set(name, externAt(scope, sort, index, fail));
  }
  const matched = matchExterns(args, component.imports, imported, "import");
  if (typeof matched === "string") {
    return fail(matched);
  }
  const resources = new Map(matched.resources);
  for (const inner of defined.keys()) {
    const fresh = freshResource(inner.name);
    resources.set(inner, fresh);
    scope.defined.set(fresh, undefined);
  }
  results.instantiations.set(definition, { resources, component, args });
  const exports = substituteExterns(component.exports, { resources, types: matched.types });
  const explicit = new Map(
    [...component.explicit].map(([resource, path]) => [resources.get(resource) ?? resource, path]),
  );
  const info = scopeInfo(exports.values(), new Set(), fail);
  return { kind: "instance", exports, defined: [], explicit, info };
}

function addStart(scope: Scope, definition: StartDefinition, fail: Fail): void {
  if (scope.hasStart) {
    fail("component cannot have more than one start function");
  }
  scope.hasStart = true;
  const type = at(scope.functions, definition.function, "function", fail);
  if (type.params.length !== definition.args.length) {
    fail(
      `component start function requires ${type.params.length} arguments but was given ${definition.args.length}`,
    );
  }
  for (const [index, param] of type.params.entries()) {
    const arg = externAt(scope, "value", definition.args[index] ?? 0, fail);
    const mismatch = arg.kind === "value" ? valueMismatch(arg.type, param.type) : undefined;
    if (mismatch !== undefined) {
      fail(`value type mismatch for component start function argument ${index}: ${mismatch}`);
    }
  }
  const count = type.result === undefined ? 0 : 1;
  if (count !== definition.results) {
    fail(
      `component start function has a result count of ${definition.results} but the function type has a result count of ${count}`,
    );
  }
  if (type.result !== undefined) {
    pushExtern(scope, { kind: "value", type: type.result }, false, fail);
  }
}
