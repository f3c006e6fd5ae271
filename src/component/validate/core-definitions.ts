import type {
  CoreExport,
  CoreExternType,
  CoreImport,
  CoreInstanceDefinition,
  CoreLimits,
  CoreModule,
  CoreModuleDeclaration,
  CoreModuleSections,
  CoreSubType,
} from "../model.js";
import { decodeCoreModule } from "../decode-core-module.js";
import {
  coreMismatch,
  resolveCoreExtern,
  type CoreExtern,
  type CoreModuleType,
  type CoreType,
  type CoreTypeAt,
  type CoreTypeInterner,
} from "./core-types.js";
import { at, coreTypeAt, failAt, type CoreTypeEntry, type Scope } from "./scope.js";
import type { Fail } from "./type-info.js";

const MAX_MEMORY_BYTES = { i32: 2n ** 32n, i64: 2n ** 64n } as const;

/** Interns the types of a core module's or module type's own index space. */
function appendGroup(
  space: CoreTypeEntry[],
  group: readonly CoreSubType[],
  interner: CoreTypeInterner,
  fail: Fail,
): void {
  const base = space.length;
  const typeAt: CoreTypeAt = (index) => coreTypeAt(space, index, fail);
  for (const [position, type] of group.entries()) {
    checkReferences(type, base + group.length, fail);
    for (const index of type.supertypes) {
      if (index >= base + position) {
        fail("supertypes must be defined before subtypes");
      }
      const parent = group[index - base];
      const { final, kind } = parent
        ? { final: parent.final, kind: parent.composite.kind }
        : typeAt(index);
      if (final) {
        fail("sub type cannot have a final super type");
      }
      if (kind !== type.composite.kind) {
        fail("sub type must match super type");
      }
    }
  }
  for (const type of interner.group(group, base, typeAt)) {
    space.push({ kind: "type", type });
  }
}

/** Checks that a type refers only to types up to its own recursive group. */
function checkReferences(type: CoreSubType, end: number, fail: Fail): void {
  const { composite } = type;
  const values =
    composite.kind === "function"
      ? [...composite.params, ...composite.results]
      : composite.kind === "struct"
        ? composite.fields.map((field) => field.type)
        : [composite.element.type];
  for (const value of values) {
    if (typeof value === "object" && typeof value.heap === "number" && value.heap >= end) {
      fail(`unknown type ${value.heap}: type index out of bounds`);
    }
  }
}

/** Adds a recursive group to the core type index space. */
export function addCoreGroup(scope: Scope, group: readonly CoreSubType[], fail: Fail): void {
  appendGroup(scope.coreTypes, group, scope.interner, fail);
}

/** The type of a core module, from what was decoded of it. */
export function coreModuleType(scope: Scope, bytes: CoreModule, fail: Fail): CoreModuleType {
  const module = decodeCoreModule(bytes);
  const space: CoreTypeEntry[] = [];
  for (let index = 0; index < module.types.length;) {
    const size = module.types[index]?.groupSize ?? 1;
    appendGroup(space, module.types.slice(index, index + size), scope.interner, fail);
    index += size;
  }
  return makeModuleType(module.imports, module.exports, space, fail);
}

function makeModuleType(
  imports: CoreModuleSections["imports"],
  exports: CoreModuleSections["exports"],
  space: readonly CoreTypeEntry[],
  fail: Fail,
): CoreModuleType {
  const draft = moduleTypeDraft();
  for (const item of imports) {
    addModuleImport(draft, item, space, fail);
  }
  for (const item of exports) {
    addModuleExport(draft, item, space, fail);
  }
  return finishModuleType(draft);
}

/** The type of a core module while its imports and exports are added. */
interface ModuleTypeDraft {
  readonly imports: { module: string; name: string; type: CoreExtern }[];
  readonly exports: Map<string, CoreExtern>;
  /** Module and name of each import. */
  readonly imported: Set<string>;
}

function moduleTypeDraft(): ModuleTypeDraft {
  return { imports: [], exports: new Map(), imported: new Set() };
}

function addModuleImport(
  { imports, imported }: ModuleTypeDraft,
  { module, name, type }: CoreImport,
  space: readonly CoreTypeEntry[],
  fail: Fail,
): void {
  const key = JSON.stringify([module, name]);
  if (imported.has(key)) {
    fail(`duplicate import name \`${module}:${name}\` already defined`);
  }
  imported.add(key);
  imports.push({ module, name, type: checked(type, space, fail) });
}

function addModuleExport(
  { exports }: ModuleTypeDraft,
  { name, type }: CoreExport,
  space: readonly CoreTypeEntry[],
  fail: Fail,
): void {
  if (exports.has(name)) {
    fail(`duplicate export name \`${name}\` already defined`);
  }
  exports.set(name, checked(type, space, fail));
}

function finishModuleType({ imports, exports }: ModuleTypeDraft): CoreModuleType {
  return { imports, exports, size: 1 + imports.length + exports.size };
}

/** Resolves the type of an import or export, and checks what only validation finds. */
function checked(type: CoreExternType, space: readonly CoreTypeEntry[], fail: Fail): CoreExtern {
  const extern = resolveCoreExtern(type, (index) => coreTypeAt(space, index, fail));
  switch (extern.kind) {
    case "core-function":
    case "core-tag":
      if (extern.type.kind !== "function") {
        fail("type index is not a function type");
      }
      break;
    case "core-memory": {
      const { minimum, maximum, addressType, shared } = extern.limits;
      checkLimits(extern.limits, fail);
      if (extern.pageSizeLog2 !== 0 && extern.pageSizeLog2 !== 16) {
        fail("invalid custom page size");
      }
      const bytes = (maximum ?? minimum) << BigInt(extern.pageSizeLog2);
      if (bytes > MAX_MEMORY_BYTES[addressType]) {
        fail(`memory size must be at most ${MAX_MEMORY_BYTES[addressType]} bytes`);
      }
      if (shared && maximum === undefined) {
        fail("shared memory must have maximum size");
      }
      break;
    }
    case "core-table":
      checkLimits(extern.limits, fail);
      if (extern.limits.shared) {
        fail("shared tables must have a shared element type");
      }
      break;
    case "core-global":
      break;
  }
  return extern;
}

function checkLimits({ minimum, maximum = minimum }: CoreLimits, fail: Fail): void {
  if (minimum > maximum) {
    fail("size minimum must not be greater than maximum");
  }
}

/** Resolves `core:moduletype`: its type index space starts empty. */
export function resolveModuleType(
  scope: Scope,
  declarations: readonly CoreModuleDeclaration[],
): CoreModuleType {
  const space: CoreTypeEntry[] = [];
  const draft = moduleTypeDraft();
  for (const declaration of declarations) {
    const fail = failAt(declaration.offset);
    switch (declaration.kind) {
      case "type":
        appendGroup(space, declaration.types, scope.interner, fail);
        break;
      case "outer-alias":
        space.push({ kind: "type", type: outerCoreType(scope, space, declaration, fail) });
        break;
      case "import":
        addModuleImport(draft, declaration.import, space, fail);
        break;
      case "export":
        addModuleExport(draft, declaration.export, space, fail);
        break;
    }
  }
  return finishModuleType(draft);
}

function outerCoreType(
  scope: Scope,
  space: readonly CoreTypeEntry[],
  alias: { readonly count: number; readonly index: number },
  fail: Fail,
): CoreType {
  if (alias.count === 0) {
    return coreTypeAt(space, alias.index, fail);
  }
  const outer = outerScope(scope, alias.count - 1, fail);
  const entry = at(outer.coreTypes, alias.index, "type", fail);
  return entry.kind === "type"
    ? entry.type
    : fail("a core module type cannot be aliased into the type index space of a core module");
}

/** The scope that an outer alias names by counting outward. */
export function outerScope(scope: Scope, count: number, fail: Fail): Scope {
  let result: Scope | undefined = scope;
  for (let i = 0; i < count && result !== undefined; i++) {
    result = result.parent;
  }
  return result ?? fail(`invalid outer alias count of ${count}`);
}

/** Adds a core instance (Binary.md, "Instance Definitions"). */
export function addCoreInstance(scope: Scope, definition: CoreInstanceDefinition): void {
  const fail = failAt(definition.offset);
  const { expression } = definition;
  if (expression.kind === "exports") {
    scope.coreInstances.push(inlineExports(scope, expression.exports, fail));
    return;
  }
  const module = at(scope.coreModules, expression.module, "module", fail);
  const args = new Map<string, ReadonlyMap<string, CoreExtern>>();
  for (const { name, instance } of expression.args) {
    if (args.has(name)) {
      fail(`duplicate module instantiation argument named \`${name}\``);
    }
    args.set(name, at(scope.coreInstances, instance, "core instance", fail));
  }
  for (const item of module.imports) {
    const instance =
      args.get(item.module) ??
      fail(`missing module instantiation argument named \`${item.module}\``);
    const given =
      instance.get(item.name) ??
      fail(
        `module instantiation argument \`${item.module}\` does not export an item named \`${item.name}\``,
      );
    const mismatch = coreMismatch(given, item.type);
    if (mismatch !== undefined) {
      fail(
        `type mismatch for export \`${item.name}\` of module instantiation argument \`${item.module}\`: ${mismatch}`,
      );
    }
  }
  scope.coreInstances.push(module.exports);
}

function inlineExports(
  scope: Scope,
  exports: Extract<CoreInstanceDefinition["expression"], { kind: "exports" }>["exports"],
  fail: Fail,
): ReadonlyMap<string, CoreExtern> {
  const result = new Map<string, CoreExtern>();
  for (const { name, sort, index } of exports) {
    if (result.has(name)) {
      fail(`duplicate instantiation export name \`${name}\` already defined`);
    }
    switch (sort) {
      case "core-function":
        result.set(name, {
          kind: sort,
          type: at(scope.coreFunctions, index, "core function", fail),
        });
        break;
      case "core-table":
        result.set(name, at(scope.coreTables, index, "table", fail));
        break;
      case "core-memory":
        result.set(name, at(scope.coreMemories, index, "memory", fail));
        break;
      case "core-global":
        result.set(name, at(scope.coreGlobals, index, "global", fail));
        break;
      case "core-tag":
        result.set(name, { kind: sort, type: at(scope.coreTags, index, "tag", fail) });
        break;
      default:
        fail(`core instances cannot export a ${sort}`);
    }
  }
  return result;
}
