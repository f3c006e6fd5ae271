import type {
  Alias,
  AliasDefinition,
  CoreTypeDefinition,
  Declaration,
  DefinedType as DefinedTypeModel,
} from "../model.js";
import { UnsupportedError } from "../errors.js";
import { addCoreGroup, outerScope, resolveModuleType } from "./core-definitions.js";
import { addExport, addImport, pushExtern, resolveExternType } from "./externs.js";
import { at, checkLimit, failAt, limits, makeScope, type Scope } from "./scope.js";
import { freeResources } from "./substitute.js";
import { scopeInfo, type Fail } from "./type-info.js";
import {
  describeExtern,
  freshResource,
  type AnyType,
  type ComponentType,
  type Extern,
  type InstanceType,
  type Resource,
  type ResourcePath,
} from "./types.js";
import { resolveDefinedType, resolveFunctionType } from "./value-types.js";

/** Adds `core:type` to the core type index space. */
export function addCoreType(scope: Scope, definition: CoreTypeDefinition): void {
  const fail = failAt(definition.offset);
  const { type } = definition;
  if (type.kind === "group") {
    addCoreGroup(scope, type.types, fail);
  } else {
    scope.coreTypes.push({ kind: "module", type: resolveModuleType(scope, type.declarations) });
  }
  checkLimit(scope.coreTypes.length, limits.types, "types", fail);
}

/** Adds `type` to the type index space. */
export function addType(scope: Scope, type: DefinedTypeModel, fail: Fail): AnyType {
  const resolved = resolveType(scope, type, fail);
  scope.types.push(resolved);
  checkLimit(scope.types.length, limits.types, "types", fail);
  return resolved;
}

function resolveType(scope: Scope, type: DefinedTypeModel, fail: Fail): AnyType {
  switch (type.kind) {
    case "function":
      return resolveFunctionType(scope, type, fail);
    case "component":
      return resolveComponentType(scope, type.declarations, fail);
    case "instance":
      return resolveInstanceType(scope, type.declarations, fail);
    case "resource": {
      if (scope.kind !== "component") {
        fail("resources can only be defined within a concrete component");
      }
      const { representation, destructor } = type;
      if (representation === "i64") {
        throw new UnsupportedError("resources with `i64` representation are not supported");
      }
      if (representation !== "i32") {
        fail("resources can only be represented by `i32` or `i64`");
      }
      if (destructor !== undefined) {
        const core = at(scope.coreFunctions, destructor, "core function", fail);
        if (core.params.join() !== "i32" || core.results.length !== 0) {
          fail(`core function ${destructor} has wrong signature for a destructor`);
        }
      }
      const resource = freshResource();
      scope.defined.set(resource, representation);
      return { kind: "resource", resource };
    }
    default:
      return resolveDefinedType(scope, type, fail);
  }
}

function resolveInstanceType(
  parent: Scope,
  declarations: readonly Declaration[],
  fail: Fail,
): InstanceType {
  const scope = makeScope("instance-type", parent, parent.interner);
  addDeclarations(scope, declarations);
  const defined = [...scope.defined.keys()];
  const exports = scope.exports.items;
  const info = scopeInfo(exports.values(), new Set(defined), fail);
  return { kind: "instance", exports, defined, explicit: scope.explicit, info };
}

function resolveComponentType(
  parent: Scope,
  declarations: readonly Declaration[],
  fail: Fail,
): ComponentType {
  const scope = makeScope("component-type", parent, parent.interner);
  addDeclarations(scope, declarations);
  return finishScope(scope, fail);
}

function addDeclarations(scope: Scope, declarations: readonly Declaration[]): void {
  for (const declaration of declarations) {
    const fail = failAt(declaration.offset);
    switch (declaration.kind) {
      case "core-type":
        addCoreType(scope, declaration);
        break;
      case "type":
        addType(scope, declaration.type, fail);
        break;
      case "alias":
        addAlias(scope, declaration);
        break;
      case "import": {
        const { name, type } = declaration;
        addImport(scope, name, resolveExternType(scope, type, name.name, fail), fail);
        break;
      }
      case "export": {
        const { name, type } = declaration;
        addExport(scope, name, resolveExternType(scope, type, name.name, fail), fail);
        break;
      }
    }
  }
}

/** Makes the type of a component from what its definitions or declarations have left in its scope. */
export function finishScope(scope: Scope, fail: Fail): ComponentType {
  const imports = scope.imports.items;
  const exports = scope.exports.items;
  const none = new Set<Resource>();
  const inImports = scopeInfo(imports.values(), none, fail).free;
  for (const resource of scope.defined.keys()) {
    if (inImports.has(resource)) {
      fail("local resource type found in imports");
    }
  }
  const inExports = scopeInfo(exports.values(), none, fail).free;
  const defined = new Map<Resource, ResourcePath>();
  for (const resource of scope.defined.keys()) {
    if (inExports.has(resource)) {
      const path = scope.explicit.get(resource);
      defined.set(
        resource,
        path ?? fail("local resource type found in export but not exported itself"),
      );
    }
  }
  const { imported, explicit } = scope;
  const bound = new Set([...imported.keys(), ...defined.keys()]);
  const info = scopeInfo([...imports.values(), ...exports.values()], bound, fail);
  return { kind: "component", imports, exports, imported, defined, explicit, info };
}

/** Adds `alias` to the index space of its sort (Binary.md, "Alias Definitions"). */
export function addAlias(scope: Scope, definition: AliasDefinition): void {
  const fail = failAt(definition.offset);
  const { alias } = definition;
  if (scope.kind !== "component" && !isTypeAlias(alias)) {
    fail("aliases in a component or instance type may only refer to types or instances");
  }
  switch (alias.kind) {
    case "export":
      addExportAlias(scope, alias, fail);
      break;
    case "core-export":
      addCoreExportAlias(scope, alias, fail);
      break;
    case "outer":
      addOuterAlias(scope, alias, fail);
      break;
  }
}

function isTypeAlias(alias: Alias): boolean {
  return alias.kind === "outer"
    ? alias.sort === "type" || alias.sort === "core-type"
    : alias.kind === "export" && (alias.sort === "type" || alias.sort === "instance");
}

function addExportAlias(scope: Scope, alias: Extract<Alias, { kind: "export" }>, fail: Fail): void {
  const instance = at(scope.instances, alias.instance, "instance", fail);
  const extern: Extern =
    instance.exports.get(alias.name) ??
    fail(`instance ${alias.instance} has no export named \`${alias.name}\``);
  if (extern.kind !== alias.sort) {
    const wanted = alias.sort === "function" ? "func" : alias.sort.replace("core-", "");
    fail(
      `export \`${alias.name}\` for instance ${alias.instance} is not a ${wanted}: it is a ${describeExtern(extern)}`,
    );
  }
  pushExtern(scope, extern, false, fail);
}

function addCoreExportAlias(
  scope: Scope,
  alias: Extract<Alias, { kind: "core-export" }>,
  fail: Fail,
): void {
  const instance = at(scope.coreInstances, alias.instance, "core instance", fail);
  const extern =
    instance.get(alias.name) ??
    fail(`core instance ${alias.instance} has no export named \`${alias.name}\``);
  if (extern.kind !== alias.sort) {
    fail(
      `export \`${alias.name}\` for core instance ${alias.instance} is not a ${alias.sort.slice(5)}`,
    );
  }
  switch (extern.kind) {
    case "core-function":
      scope.coreFunctions.push(extern.type);
      break;
    case "core-table":
      scope.coreTables.push(extern);
      break;
    case "core-memory":
      scope.coreMemories.push(extern);
      break;
    case "core-global":
      scope.coreGlobals.push(extern);
      break;
    case "core-tag":
      scope.coreTags.push(extern.type);
      break;
  }
}

function addOuterAlias(scope: Scope, alias: Extract<Alias, { kind: "outer" }>, fail: Fail): void {
  const outer = outerScope(scope, alias.count, fail);
  switch (alias.sort) {
    case "core-module":
      scope.coreModules.push(at(outer.coreModules, alias.index, "module", fail));
      break;
    case "core-type":
      scope.coreTypes.push(at(outer.coreTypes, alias.index, "type", fail));
      break;
    case "component":
      scope.components.push(at(outer.components, alias.index, "component", fail));
      break;
    case "type": {
      const type = at(outer.types, alias.index, "type", fail);
      if (crossesComponent(scope, outer) && freeResources(type).size > 0) {
        fail(
          "cannot alias outer type which transitively refers to resources not defined in the current component",
        );
      }
      scope.types.push(type);
      break;
    }
  }
}

/** Whether the way outward from `scope` to `outer` leaves a component, not only types. */
function crossesComponent(scope: Scope, outer: Scope): boolean {
  for (let inner: Scope | undefined = scope; inner !== outer; inner = inner?.parent) {
    if (inner?.kind === "component") {
      return true;
    }
  }
  return false;
}
