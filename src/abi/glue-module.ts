import type { AbiResource, AbiType } from "./abi-type.js";
import { partsOf } from "./contains.js";
import {
  constant,
  destructure,
  name,
  runtimeCall,
  type Annotation,
  type Expression,
  type GlueConstant,
  type GlueFunction,
  type Statement,
} from "./glue-form.js";
import { labelKey, takeName, typeKey } from "./label-keys.js";
import { mentionsName } from "./mentions-name.js";

/** How a guest encodes strings (CanonicalABI.md, `string-encoding`). */
export type StringEncoding = "utf8" | "utf16" | "latin1+utf16";

/** What decides how glue is written, beside the types. */
export interface GlueOptions {
  readonly stringEncoding: StringEncoding;
  /**
   * `host`: values as a host's TypeScript has them, checked. `component`: values on their way from one component to
   * another; handles are representations and strings remember their encoding.
   */
  readonly values: "host" | "component";
  /** How a function's own `result` is said: by return and throw, or as a value. */
  readonly results: "throw" | "value";
}

/** Types whose glue may stand in functions of its own, once for all that use it. */
export type SharedType = Extract<
  AbiType,
  { kind: "record" | "variant" | "enum" | "flags" | "tuple" | "option" | "result" }
>;

/** Types of those that have other types inside. */
export type CompoundType = Exclude<SharedType, { kind: "enum" | "flags" }>;

/** Larger tuples, options and results get functions of their own, or nesting them would double the code every time. */
const maxInlineWeight = 12;
const weights = new WeakMap<AbiType, number>();

/** Tells whether a type is loaded and stored by a shared function: named types, and large anonymous ones. */
export function isShared(type: SharedType): boolean {
  switch (type.kind) {
    case "tuple":
    case "option":
    case "result":
      return weight(type) > maxInlineWeight;
    default:
      return true;
  }
}

/** About how many values a type is loaded or stored by; what a shared function does counts as one. */
function weight(type: AbiType): number {
  let known = weights.get(type);
  if (known === undefined) {
    known = inlineParts(type).reduce((sum, part) => {
      const partWeight = weight(part);
      return sum + (partWeight > maxInlineWeight ? 1 : partWeight);
    }, 1);
    weights.set(type, known);
  }
  return known;
}

/** The types that are handled inline where `type` is. */
function inlineParts(type: AbiType): readonly AbiType[] {
  return type.kind === "record" || type.kind === "variant" ? [] : partsOf(type);
}

/** What a shared function does: `load` and `store` in memory, `lift` and `lower` of flat values. */
export type SharedOperation = "load" | "store" | "lift" | "lower";

/**
 * The shared functions of one file of glue. Functions of named types are made when they are first asked for, in the
 * module where `home` puts the type.
 */
export interface GlueModule {
  readonly options: GlueOptions;
  /** In the order in which they were first needed; a function may call those of later ones. */
  readonly declarations: (GlueFunction | GlueConstant)[];
  /** Shared functions of other modules that this one calls: name by module. */
  readonly imports: Map<GlueModule, Set<string>>;
  readonly made: Map<string, string>;
  readonly identities: Map<AbiType, number>;
  readonly names: Set<string>;
  /** The last number that was put after a name, so that many of the same name take no longer each. */
  readonly suffixes: Map<string, number>;
  readonly home: (type: SharedType) => GlueModule | undefined;
  /** What a local is called that stands for something with a WIT name. */
  readonly localName: (label: string) => string;
}

/**
 * Makes an empty module.
 *
 * @param home says in which module the functions of a type stand; absent or `undefined`: in this one
 * @param localName see `readableName` for text that people read; by default, names are merely apart from all others
 */
export function createGlueModule(
  options: GlueOptions,
  home: (type: SharedType) => GlueModule | undefined = () => undefined,
  localName: (label: string) => string = (label) => `$${labelKey(label)}`,
): GlueModule {
  return {
    options,
    declarations: [],
    imports: new Map(),
    made: new Map(),
    identities: new Map(),
    names: new Set(),
    suffixes: new Map(),
    home,
    localName,
  };
}

/** Gives the name of the shared function, making it with `make` the first time. */
export function sharedFunction(
  module: GlueModule,
  operation: SharedOperation,
  type: SharedType,
  make: (home: GlueModule, name: string) => GlueFunction,
): Expression {
  const home = module.home(type) ?? module;
  let identity = home.identities.get(type);
  if (identity === undefined) {
    identity = home.identities.size;
    home.identities.set(type, identity);
  }
  const key = `${operation} ${identity}`;
  let made = home.made.get(key);
  if (made === undefined) {
    made = declareName(home, operation + typeKey(type.name ?? type.kind));
    home.made.set(key, made);
    home.declarations.push(make(home, made));
  }
  if (home !== module) {
    const imported = module.imports.get(home) ?? new Set();
    module.imports.set(home, imported.add(made));
  }
  return name(made);
}

/** Takes a name at the module's top level. */
export function declareName(module: GlueModule, wanted: string): string {
  const { names, suffixes } = module;
  let declared = wanted;
  let suffix = suffixes.get(wanted) ?? 1;
  while (names.has(declared)) {
    suffix++;
    declared = `${wanted}_${suffix}`;
  }
  suffixes.set(wanted, suffix);
  names.add(declared);
  return declared;
}

/** Where statements of one function are collected; blocks inside share its names. */
export interface GlueScope {
  readonly module: GlueModule;
  readonly statements: Statement[];
  readonly locals: Set<string>;
  /** What the value that is lifted is called in WIT, if anything: so is the constant or variable that it may get. */
  readonly label?: string | undefined;
  /** Whether own handles can still be given back: arguments of an export, until all were lowered. */
  readonly transfersOwns: boolean;
  /** Whether borrow handles are marked as lent while the host's function runs. */
  readonly lendsBorrows: boolean;
  /** Whether the guest may have a function to call after the result was lifted. */
  readonly callsPostReturn: boolean;
  /** The resource types that the function reads from `bound` once, by key. */
  readonly resources:
    Map<string, { readonly name: string; readonly resource: AbiResource }> | undefined;
}

/**
 * Makes the scope of a function.
 *
 * @param hoistResources whether resource types become constants of the factory; a shared function looks them up
 * @param effects what shared functions always do: they cannot see what else their callers lift and lower
 * @param taken names that are declared elsewhere and may not be hidden
 */
export function createScope(
  module: GlueModule,
  hoistResources: boolean,
  effects: Partial<Pick<GlueScope, "callsPostReturn" | "lendsBorrows" | "transfersOwns">> = {},
  taken: readonly string[] = [],
): GlueScope {
  const {
    callsPostReturn = true,
    lendsBorrows = !hoistResources,
    transfersOwns = !hoistResources,
  } = effects;
  return {
    module,
    statements: [],
    locals: new Set(taken),
    callsPostReturn,
    lendsBorrows,
    transfersOwns,
    resources: hoistResources ? new Map() : undefined,
  };
}

/** A block inside `scope`: its own statements, the same names; for a value of that label. */
export function block(scope: GlueScope, label?: string): GlueScope {
  return { ...scope, statements: [], label };
}

/** Takes a local name of the function, made from a WIT name. */
export function local(scope: GlueScope, label: string): string {
  return internal(scope, scope.module.localName(label));
}

/** Takes one of the names that glue itself uses; they are never a parameter's. */
export function internal(scope: GlueScope, wanted: string): string {
  return takeName(scope.locals, wanted);
}

/** What the value that `scope` is for may be called: as in WIT, or what glue calls those without a name. */
export function wantedName({ label, module }: GlueScope, otherwise: string): string {
  return label === undefined ? otherwise : module.localName(label);
}

/** Evaluates once, into a constant; gives its name. */
export function define(
  scope: GlueScope,
  wanted: string,
  value: Expression,
  type?: Annotation,
): Expression {
  const declared = internal(scope, wanted);
  scope.statements.push(constant(declared, value, type));
  return name(declared);
}

/** {@link define}, unless it is a name already. */
export function once(scope: GlueScope, wanted: string, value: Expression): Expression {
  return value.kind === "name" ? value : define(scope, wanted, value);
}

/** Puts in front what a shared function's statements read from `bound`. */
export function withBoundNames(statements: readonly Statement[]): readonly Statement[] {
  const names = ["instance", "memory"].filter((each) => mentionsName(statements, each));
  return names.length === 0 ? statements : [destructure(names, name("bound")), ...statements];
}

/** The run-time type of a resource. */
export function resourceType(scope: GlueScope, resource: AbiResource): Expression {
  const { resources } = scope;
  if (resources === undefined) {
    return runtimeCall("resourceOf", name("bound"), resource.key);
  }
  let hoisted = resources.get(resource.key);
  if (hoisted === undefined) {
    hoisted = { name: internal(scope, `${labelKey(resource.name)}Type`), resource };
    resources.set(resource.key, hoisted);
  }
  return name(hoisted.name);
}
