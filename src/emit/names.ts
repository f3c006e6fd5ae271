/**
 * Words that cannot name a binding in a strict-mode module, or that TypeScript gives a meaning of its own.
 * `await` and `yield` are here because glue may stand in async functions and generators.
 */
const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...["arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger"],
  ...["default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally"],
  ...["for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let"],
  ...["new", "null", "package", "private", "protected", "public", "return", "static", "super"],
  ...["switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while"],
  ...["with", "yield", "async", "of", "NaN", "Infinity", "globalThis"],
]);

/** Words that TypeScript does not accept as the name of a type. */
const RESERVED_TYPE_NAMES: readonly string[] = [
  ...["any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "unknown"],
];

/** Globals and classes that generated code refers to: a module that declared the name again would hide them. */
const USED_GLOBALS: readonly string[] = [
  ...["ComponentError", "GuestResource", "Array", "ArrayBuffer", "Map", "Object", "Partial"],
  ...["Promise", "PromiseLike", "ReadonlyMap", "URL"],
  ...["Int8Array", "Uint8Array", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array"],
  ...["BigInt64Array", "BigUint64Array", "Float32Array", "Float64Array"],
];

/** Says whether `name` may stand in JavaScript as a property name without quotes, and as an identifier if not reserved. */
export function isIdentifierName(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** Gives `name` as a property key: as it is where that is allowed, else in double quotes. */
export function propertyKey(name: string): string {
  return isIdentifierName(name) ? name : JSON.stringify(name);
}

/** Gives `name` as the key of a method in an interface, where a plain `new` would be a constructor. */
export function methodKey(name: string): string {
  return name === "new" ? '"new"' : propertyKey(name);
}

/**
 * Names that are unique among each other. A name that is taken or reserved gets `_2`, the next `_3` and so on, so the
 * result depends only on the order of the calls.
 */
export interface NameScope {
  /** Takes `wanted`, or the next free name made from it. */
  declare(wanted: string): string;
  has(name: string): boolean;
}

/** Makes a scope in which `reserved` names are never given. */
export function createScope(reserved: ReadonlySet<string> = new Set<string>()): NameScope {
  const taken = new Set<string>();
  const lastSuffix = new Map<string, number>();
  const isFree = (name: string): boolean => !taken.has(name) && !reserved.has(name);
  return {
    declare(wanted) {
      let name = wanted;
      let suffix = lastSuffix.get(wanted) ?? 1;
      while (!isFree(name)) {
        suffix++;
        name = `${wanted}_${suffix}`;
      }
      lastSuffix.set(wanted, suffix);
      taken.add(name);
      return name;
    },
    has: (name) => !isFree(name),
  };
}

const MODULE_RESERVED: ReadonlySet<string> = new Set([
  ...RESERVED_WORDS,
  ...RESERVED_TYPE_NAMES,
  ...USED_GLOBALS,
]);

/** A scope for what a module declares: types, constants, functions. */
export function moduleScope(): NameScope {
  return createScope(MODULE_RESERVED);
}

/** A scope for parameters and local variables. */
export function localScope(): NameScope {
  return createScope(RESERVED_WORDS);
}
