import type { ExternName } from "../model.js";
import { checkVersion, parseExternName, uniqueForm, type ParsedName } from "./names.js";
import type { NamedSide } from "./scope.js";
import type { Fail } from "./type-info.js";
import type { Extern, FunctionType, ResourceReference } from "./types.js";

/** Checks the name of an import or export against its type and the names before it, and notes it. */
export function checkName(
  side: NamedSide,
  name: ExternName,
  direction: "import" | "export",
  extern: Extern,
  fail: Fail,
): void {
  const failHere: Fail = (message) =>
    fail(`${direction} name \`${name.name}\` is not a valid extern name: ${message}`);
  const parsed = parseExternName(name.name, failHere);
  const implemented = checkImplements(name, parsed, extern, fail);
  const failName: Fail = (message) =>
    fail(`${direction} name \`${name.name}\` is not valid: ${message}`);
  checkVersions(implemented ?? parsed, name.versionSuffix, extern, failName);
  switch (parsed.kind) {
    case "label":
    case "interface":
      break;
    case "constructor":
      checkConstructor(side, parsed.resource, extern, failName);
      break;
    case "method":
      checkMethod(side, parsed.resource, extern, failName);
      break;
    case "static": {
      functionOf(extern, failName);
      const item = side.items.get(parsed.resource);
      const named = item?.kind === "type" && item.created.kind === "resource" && item.created;
      if (!named || !side.resourceNames.has(named)) {
        failName("static resource name is not known in this context");
      }
      break;
    }
  }
  const form = uniqueForm(name.name);
  const previous = side.names.get(form);
  if (previous !== undefined) {
    fail(`${direction} name \`${name.name}\` conflicts with previous name \`${previous}\``);
  }
  side.names.set(form, name.name);
  side.items.set(name.name, extern);
}

/** Parses the interface that the name says to be implemented, if it says so. */
function checkImplements(
  { name, implements: implemented }: ExternName,
  parsed: ParsedName,
  extern: Extern,
  fail: Fail,
): ParsedName | undefined {
  if (implemented === undefined) {
    return undefined;
  }
  if (parsed.kind !== "label") {
    fail(`name \`${name}\` is not valid with \`implements\``);
  }
  if (extern.kind !== "instance") {
    fail("only instances can have an `implements`");
  }
  const result = parseExternName(implemented, (message) =>
    fail(`\`${implemented}\` is not a valid name: ${message}`),
  );
  return result.kind === "interface"
    ? result
    : fail(`name \`${implemented}\` must be an interface`);
}

/** Checks the version of an interface's name, and the `versionsuffix`, which only a canonical version may have. */
function checkVersions(
  parsed: ParsedName,
  suffix: string | undefined,
  extern: Extern,
  fail: Fail,
): void {
  const version = parsed.kind === "interface" ? parsed.version : undefined;
  if (suffix !== undefined) {
    if (extern.kind !== "instance") {
      fail("only instances can have an `versionsuffix`");
    }
    if (version === undefined) {
      fail("only versions can have a `versionsuffix`");
    }
  }
  checkVersion(version, suffix, fail);
}

function functionOf(extern: Extern, fail: Fail): FunctionType {
  return extern.kind === "function" ? extern.type : fail("item is not a func");
}

function checkConstructor(side: NamedSide, resource: string, extern: Extern, fail: Fail): void {
  const type = functionOf(extern, fail);
  if (type.async) {
    fail("constructor function cannot be async");
  }
  const { result } = type;
  if (result === undefined) {
    return fail("function should return one value");
  }
  const own = typeof result === "object" && result.kind === "result" ? result.ok : result;
  if (typeof own !== "object" || own.kind !== "own") {
    return fail("function should return `(own $T)` or `(result (own $T))`");
  }
  checkResourceName(side, own.resource, resource, fail);
}

function checkMethod(side: NamedSide, resource: string, extern: Extern, fail: Fail): void {
  const [self] = functionOf(extern, fail).params;
  if (self === undefined) {
    return fail("function should have at least one argument");
  }
  if (self.label !== "self") {
    fail("function should have a first argument called `self`");
  }
  if (typeof self.type !== "object" || self.type.kind !== "borrow") {
    return fail("function should take a first argument of `(borrow $T)`");
  }
  checkResourceName(side, self.type.resource, resource, fail);
}

function checkResourceName(
  side: NamedSide,
  reference: ResourceReference,
  name: string,
  fail: Fail,
): void {
  const expected = side.resourceNames.get(reference);
  if (expected === undefined) {
    fail("resource used in function does not have a name in this context");
  }
  if (expected !== name) {
    fail(`function does not match expected resource name \`${expected}\``);
  }
}
