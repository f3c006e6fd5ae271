import type { ExternName, ExternType } from "../model.js";
import { checkName } from "./check-name.js";
import {
  at,
  checkLimit,
  countCopy,
  functionTypeAt,
  limits,
  notePlace,
  type Scope,
} from "./scope.js";
import { substituteExterns, withNewIdentity } from "./substitute.js";
import { checkSize, externInfo, scopeInfo, type Fail } from "./type-info.js";
import {
  describeExtern,
  freshResource,
  type Extern,
  type InstanceType,
  type Resource,
  type ResourceReference,
} from "./types.js";
import { resolveValueType } from "./value-types.js";
import { isVisible } from "./visibility.js";

/** Resolves `externtype`; a `sub resource` bound makes a fresh resource type. */
export function resolveExternType(
  scope: Scope,
  type: ExternType,
  name: string | undefined,
  fail: Fail,
): Extern {
  switch (type.kind) {
    case "core-module": {
      const entry = at(scope.coreTypes, type.type, "type", fail);
      return entry.kind === "module"
        ? { kind: "core-module", type: entry.type }
        : fail(`core type index ${type.type} is not a module type`);
    }
    case "function":
      return { kind: "function", type: functionTypeAt(scope, type.type, fail) };
    case "value":
      return type.bound.kind === "eq"
        ? { kind: "value", type: at(scope.values, type.bound.value, "value", fail).type }
        : { kind: "value", type: resolveValueType(scope, type.bound.type, fail) };
    case "type": {
      if (type.bound.kind === "sub-resource") {
        const fresh: ResourceReference = { kind: "resource", resource: freshResource(name) };
        return { kind: "type", created: fresh, referenced: fresh };
      }
      const referenced = at(scope.types, type.bound.type, "type", fail);
      return { kind: "type", created: withNewIdentity(referenced), referenced };
    }
    case "instance": {
      const instance = at(scope.types, type.type, "type", fail);
      return instance.kind === "instance"
        ? { kind: "instance", type: instance }
        : fail(`type index ${type.type} is not an instance type`);
    }
    case "component": {
      const component = at(scope.types, type.type, "type", fail);
      return component.kind === "component"
        ? { kind: "component", type: component }
        : fail(`type index ${type.type} is not a component type`);
    }
  }
}

/** Adds what an alias, import or export brings to the index space of its sort. */
export function pushExtern(scope: Scope, extern: Extern, used: boolean, fail: Fail): void {
  switch (extern.kind) {
    case "core-module":
      scope.coreModules.push(extern.type);
      checkLimit(scope.coreModules.length, limits.modules, "modules", fail);
      break;
    case "function":
      scope.functions.push(extern.type);
      checkLimit(scope.functions.length, limits.functions, "functions", fail);
      break;
    case "value":
      scope.values.push({ type: extern.type, used });
      checkLimit(scope.values.length, limits.values, "values", fail);
      break;
    case "type":
      scope.types.push(extern.created);
      checkLimit(scope.types.length, limits.types, "types", fail);
      break;
    case "instance":
      scope.instances.push(extern.type);
      checkLimit(
        scope.instances.length + scope.coreInstances.length,
        limits.instances,
        "instances",
        fail,
      );
      break;
    case "component":
      scope.components.push(extern.type);
      checkLimit(scope.components.length, limits.components, "components", fail);
      break;
  }
}

/** Counts an import or export before anything walks its type, so that all walks of a scope together are bounded. */
function countSize(scope: Scope, extern: Extern, fail: Fail): void {
  scope.size += externInfo(extern).size;
  checkSize(scope.size, fail);
}

/** Adds an import: its resource types become known by their place. */
export function addImport(scope: Scope, name: ExternName, extern: Extern, fail: Fail): void {
  countSize(scope, extern, fail);
  const prepared = extern.kind === "instance" ? importInstance(scope, name.name, extern) : extern;
  if (prepared.kind === "type" && prepared.created.kind === "resource") {
    if (prepared.created === prepared.referenced) {
      scope.imported.set(prepared.created.resource, [name.name]);
    }
  }
  pushExtern(scope, prepared, false, fail);
  if (!isVisible(scope, "import", name.name, prepared)) {
    fail(`${describeExtern(prepared)} not valid to be used as import`);
  }
  checkName(scope.imports, name, "import", prepared, fail);
}

/** Adds an export, which is an index of its own. */
export function addExport(scope: Scope, name: ExternName, extern: Extern, fail: Fail): void {
  countSize(scope, extern, fail);
  const prepared = extern.kind === "instance" ? exportInstance(scope, name.name, extern) : extern;
  if (prepared.kind === "type" && prepared.created.kind === "resource") {
    const { resource } = prepared.created;
    if (prepared.created === prepared.referenced) {
      scope.defined.set(resource, undefined);
    }
    notePlace(scope.explicit, resource, [name.name]);
  }
  pushExtern(scope, prepared, true, fail);
  if (!isVisible(scope, "export", name.name, prepared)) {
    fail(`${describeExtern(prepared)} not valid to be used as export`);
  }
  checkName(scope.exports, name, "export", prepared, fail);
}

type InstanceExtern = Extract<Extern, { kind: "instance" }>;

/** Makes the resource types of an imported instance anew: two imports of one type share none. */
function importInstance(scope: Scope, name: string, extern: InstanceExtern): InstanceExtern {
  return renewInstance(scope, extern.type, (fresh, old) => {
    scope.imported.set(fresh, [name, ...(extern.type.explicit.get(old) ?? [])]);
  });
}

/** Makes the resource types anew that an instance type binds, where it is exported (in a type), and notes their places. */
function exportInstance(scope: Scope, name: string, extern: InstanceExtern): InstanceExtern {
  const result = renewInstance(scope, extern.type, (fresh) => {
    scope.defined.set(fresh, undefined);
  });
  for (const [resource, path] of result.type.explicit) {
    notePlace(scope.explicit, resource, [name, ...path]);
  }
  return result;
}

function renewInstance(
  scope: Scope,
  type: InstanceType,
  note: (fresh: Resource, old: Resource) => void,
): InstanceExtern {
  if (type.defined.length === 0) {
    return { kind: "instance", type };
  }
  countCopy(scope, type.info.size, type.defined.length);
  const resources = new Map<Resource, Resource>();
  for (const old of type.defined) {
    const fresh = freshResource(old.name);
    resources.set(old, fresh);
    note(fresh, old);
  }
  const exports = substituteExterns(type.exports, { resources, types: new Map() });
  const explicit = new Map(
    [...type.explicit].map(([resource, path]) => [resources.get(resource) ?? resource, path]),
  );
  const info = scopeInfo(exports.values(), new Set(), (message) => {
    throw new RangeError(message);
  });
  return { kind: "instance", type: { kind: "instance", exports, defined: [], explicit, info } };
}
