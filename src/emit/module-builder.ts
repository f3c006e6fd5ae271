import { typeAt } from "../graph/graph-access.js";
import type { ImportDeclarationStructure, StatementStructures } from "ts-morph";
import { invariant } from "../assert.js";
import type { PackageGraph, TypeId } from "../graph/package-graph.js";
import type { Bindings, Module } from "./bindings.js";
import type { EmitOptions } from "./emit-options.js";
import type { HostGlue } from "./host/host-glue.js";
import type { NameScope } from "./names.js";
import { RUNTIME_MODULE, type RuntimeType, type RuntimeValue } from "./runtime-symbols.js";
import { structureKinds } from "./structure-kinds.js";

/** A statement of a generated file: plain data, or text as it is. */
export type Statement = StatementStructures | string;

interface ImportedName {
  readonly exported: string;
  readonly local: string;
  isValue: boolean;
}

/** A type of another module under the name that `use` gives it here. */
interface UsedType {
  readonly specifier: string;
  readonly exported: string;
  readonly local: string;
}

/**
 * What is collected while a module is written: names that it refers to, which become its imports. State of one file;
 * thrown away with it.
 */
export interface ModuleBuilder {
  readonly graph: PackageGraph;
  readonly bindings: Bindings;
  readonly options: EmitOptions;
  readonly module: Module;
  /** What each specifier is asked for, by exported name; a second local name for one has both in its key. */
  readonly imports: Map<string, Map<string, ImportedName>>;
  /** What the module exports again, by each specifier and name that it is known by, those of `use` by `use` too. */
  readonly usedTypes: ReadonlyMap<string, UsedType>;
  /** Whether names are only wanted for documentation: then nothing is imported for them. */
  readonly isForDocs: boolean;
  /** The glue of all modules; absent when only types are written. */
  readonly host: HostGlue | undefined;
}

/** Starts a module. */
export function buildModule(
  bindings: Bindings,
  module: Module,
  options: EmitOptions,
  host?: HostGlue,
): ModuleBuilder {
  const { graph } = bindings;
  const usedTypes = new Map<string, UsedType>();
  const imports: ModuleBuilder["imports"] = new Map();
  const builder = { graph, bindings, options, module, imports, usedTypes, isForDocs: false, host };
  for (const [type, local] of module.typeNames) {
    for (const { key, used } of usesOf(builder, type, local)) {
      if (!usedTypes.has(key)) {
        usedTypes.set(key, used);
      }
    }
  }
  return builder;
}

/** Follows `use` from module to module: the type is the first one's, under the names that all of them export. */
function usesOf(
  builder: ModuleBuilder,
  type: TypeId,
  local: string,
): { readonly key: string; readonly used: UsedType }[] {
  const { graph, bindings } = builder;
  const uses: { key: string; used: UsedType }[] = [];
  let { module } = builder;
  let target = usedTarget(builder, type);
  while (target !== undefined) {
    module = bindings.declaringModule(module, target);
    const specifier = specifierOf(builder, module);
    const exported = exportedName(module, target);
    uses.push({
      key: usedKey(specifier, exported),
      used: uses[0]?.used ?? { specifier, exported, local },
    });
    target = usedTarget({ graph, module }, target);
  }
  return uses;
}

function usedKey(specifier: string, exported: string): string {
  return `${specifier} ${exported}`;
}

/** The same module for texts in documentation, where names need no import. */
export function forDocs(builder: ModuleBuilder): ModuleBuilder {
  return { ...builder, isForDocs: true };
}

/** The name of a named type in this module; imports it when another module declares it. */
export function typeReference(builder: ModuleBuilder, type: TypeId): string {
  const { module, bindings } = builder;
  const own = module.typeNames.get(type);
  if (own !== undefined) {
    const [use] = usesOf(builder, type, own);
    if (use !== undefined) {
      importUsed(builder, use.used);
    }
    return own;
  }
  const declaring = bindings.declaringModule(module, type);
  return importName(builder, specifierOf(builder, declaring), exportedName(declaring, type), false);
}

/**
 * The type of another module that a definition only gives a name to: what `use` brings. `undefined` for the module's
 * own types, aliases among them.
 */
export function usedTarget(
  { graph, module }: Pick<ModuleBuilder, "graph" | "module">,
  type: TypeId,
): TypeId | undefined {
  const { kind } = typeAt(graph, type);
  if (kind.kind !== "alias" || typeof kind.type === "string" || module.typeNames.has(kind.type)) {
    return undefined;
  }
  return typeAt(graph, kind.type).owner === undefined ? undefined : kind.type;
}

/** A used type is exported again without becoming a name of the module; it is imported, too, where it is referred to. */
function importUsed(builder: ModuleBuilder, { specifier, exported, local }: UsedType): string {
  if (!builder.isForDocs) {
    const names = importedNames(builder, specifier);
    const first = names.get(exported);
    if (first === undefined) {
      names.set(exported, { exported, local, isValue: false });
    } else if (first.local !== local) {
      names.set(`${exported} as ${local}`, { exported, local, isValue: false });
    }
  }
  return local;
}

/** The name under which `module` exports one of its types. */
export function exportedName(module: Module, type: TypeId): string {
  const name = module.typeNames.get(type);
  invariant(name !== undefined, `${module.file} does not declare type ${type}`);
  return name;
}

/** The name of a type of the runtime, imported. */
export function runtimeType(builder: ModuleBuilder, name: RuntimeType): string {
  return importName(builder, runtimeSpecifier(builder), name, false);
}

/** The name of a function, class or constant of the runtime, imported. */
export function runtimeValue(builder: ModuleBuilder, name: RuntimeValue): string {
  return importName(builder, runtimeSpecifier(builder), name, true);
}

/** Imports a function or class that glue calls; its name is free in every module. */
export function runtimeGlue(builder: ModuleBuilder, name: string): void {
  importName(builder, runtimeSpecifier(builder), name, true);
}

/** How this module imports the runtime. */
export function runtimeSpecifier({ options, module }: ModuleBuilder): string {
  const { runtimeModule = RUNTIME_MODULE } = options;
  return runtimeModule.startsWith("./")
    ? relativeSpecifier(module.file, runtimeModule.slice(2))
    : runtimeModule;
}

/** Imports `exported` from a specifier; the local name differs where this module has the name already. */
export function importName(
  builder: ModuleBuilder,
  specifier: string,
  exported: string,
  isValue: boolean,
): string {
  if (builder.isForDocs) {
    return builder.imports.get(specifier)?.get(exported)?.local ?? exported;
  }
  const used = isValue ? undefined : builder.usedTypes.get(usedKey(specifier, exported));
  if (used !== undefined) {
    return importUsed(builder, used);
  }
  const names = importedNames(builder, specifier);
  let imported = names.get(exported);
  if (imported === undefined) {
    // Names of functions and classes are kept free in every module.
    const local = isValue ? exported : builder.module.scope.declare(exported);
    imported = { exported, local, isValue };
    names.set(exported, imported);
  }
  imported.isValue ||= isValue;
  return imported.local;
}

/** Imports a value that other modules may have one of the same name as; `scope` gives the local name. */
export function importValueAs(
  builder: ModuleBuilder,
  specifier: string,
  exported: string,
  scope: NameScope,
): string {
  const names = importedNames(builder, specifier);
  const local = names.get(exported)?.local ?? scope.declare(exported);
  names.set(exported, { exported, local, isValue: true });
  return local;
}

function importedNames(builder: ModuleBuilder, specifier: string): Map<string, ImportedName> {
  let names = builder.imports.get(specifier);
  if (names === undefined) {
    names = new Map();
    builder.imports.set(specifier, names);
  }
  return names;
}

/** How this module imports another: `./wasi-io-poll.js`, `../imports/wasi-io-poll.js`. */
export function specifierOf(builder: ModuleBuilder, module: Module): string {
  const { emit, importExtension } = builder.options;
  const extension = emit === "js" ? "js" : (importExtension ?? "js");
  return relativeSpecifier(builder.module.file, `${module.file}.${extension}`);
}

/** Both paths are below the output directory, at most one folder deep. */
function relativeSpecifier(from: string, to: string): string {
  const [folder = ""] = from.includes("/") ? from.split("/") : [];
  if (folder === "") {
    return `./${to}`;
  }
  return to.startsWith(`${folder}/`) ? `./${to.slice(folder.length + 1)}` : `../${to}`;
}

/** The import declarations of what was referred to: packages first, then files, names in order of the alphabet. */
export function importDeclarations(builder: ModuleBuilder): ImportDeclarationStructure[] {
  const specifiers = [...builder.imports.keys()].sort(compareSpecifiers);
  return specifiers.map((moduleSpecifier): ImportDeclarationStructure => {
    const names = [...(builder.imports.get(moduleSpecifier) ?? [])].sort(([left], [right]) =>
      left < right ? -1 : 1,
    );
    const isTypeOnly = names.every(([, { isValue }]) => !isValue);
    return {
      kind: structureKinds.importDeclaration,
      isTypeOnly,
      namedImports: names.map(([, { exported, local, isValue }]) => ({
        name: exported,
        ...(local === exported ? {} : { alias: local }),
        isTypeOnly: !isTypeOnly && !isValue,
      })),
      moduleSpecifier,
    };
  });
}

function compareSpecifiers(left: string, right: string): number {
  const rank = (specifier: string): number =>
    specifier.startsWith("../") ? 1 : specifier.startsWith("./") ? 2 : 0;
  return rank(left) - rank(right) || (left < right ? -1 : left > right ? 1 : 0);
}
