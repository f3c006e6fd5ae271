import { InvalidComponentError } from "../component/errors.js";
import type { CustomSection } from "../component/model.js";
import { forbiddenCharacter } from "../source.js";
import { isLabel, isVersion } from "./extern-names.js";
import {
  PACKAGE_DOCS_SECTION,
  PACKAGE_DOCS_VERSION,
  type FunctionDocs,
  type InterfaceDocs,
  type ItemDocs,
  type PackageDocs,
  type StabilityJson,
  type TypeDocs,
  type WorldDocs,
} from "./package-docs.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the contents of a `package-docs` section.
 *
 * @throws InvalidComponentError if they are not of the known form; members with other names are an error.
 */
export function readPackageDocs({ bytes, offset }: CustomSection): PackageDocs {
  const version = bytes[0];
  if (version !== 0 && version !== PACKAGE_DOCS_VERSION) {
    throw new InvalidComponentError(
      `expected ${PACKAGE_DOCS_SECTION} version ${PACKAGE_DOCS_VERSION}, got ${version ?? "none"}`,
      offset,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(bytes.subarray(1)));
  } catch {
    throw new InvalidComponentError(`${PACKAGE_DOCS_SECTION} is not valid JSON`, offset);
  }
  try {
    return packageDocs(json);
  } catch (error) {
    if (error instanceof ShapeError) {
      throw new InvalidComponentError(`${PACKAGE_DOCS_SECTION}: ${error.message}`, offset);
    }
    throw error;
  }
}

/** Says where the JSON is not as it should be. */
class ShapeError extends Error {}

type Check<T> = (value: unknown, path: string) => T;

const packageDocs: (value: unknown) => PackageDocs = (value) =>
  object<PackageDocs>({
    docs,
    worlds: record(worldDocs),
    interfaces: record(interfaceDocs),
  })(value, "");

const string: Check<string> = (value, path) =>
  typeof value === "string" ? value : mismatch(path, "a string");

const forbiddenCharacters = new RegExp(forbiddenCharacter, "g");

/** Docs as text of WIT can say them. */
const docs: Check<string> = (value, path) =>
  string(value, path).replace(forbiddenCharacters, "\ufffd");

const version: Check<string> = (value, path) =>
  typeof value === "string" && isVersion(value) ? value : mismatch(path, "a version");

const label: Check<string> = (value, path) =>
  typeof value === "string" && isLabel(value) ? value : mismatch(path, "a name");

const stabilityObject = object<{
  stable?: { since: string; deprecated?: string };
  unstable?: { feature: string; deprecated?: string };
}>({
  stable: object({ since: version, deprecated: version }, ["since"]),
  unstable: object({ feature: label, deprecated: version }, ["feature"]),
});

const stability: Check<StabilityJson> = (value, path) => {
  const { stable, unstable } = stabilityObject(value, path);
  if (stable !== undefined && unstable === undefined) {
    return { stable };
  }
  return unstable !== undefined && stable === undefined
    ? { unstable }
    : mismatch(path, "stable or unstable");
};

const functionObject = object<ItemDocs>({
  docs,
  stability,
});
const functionDocs: Check<FunctionDocs> = (value, path) =>
  value === null
    ? value
    : typeof value === "string"
      ? docs(value, path)
      : functionObject(value, path);

const typeDocs: Check<TypeDocs> = object<TypeDocs>({
  docs,
  stability,
  items: record(docs),
});

const interfaceDocs: Check<InterfaceDocs> = object<InterfaceDocs>({
  docs,
  stability,
  funcs: record(functionDocs),
  types: record(typeDocs),
});

const worldDocs: Check<WorldDocs> = object<WorldDocs>({
  docs,
  stability,
  interfaces: record(interfaceDocs),
  types: record(typeDocs),
  funcs: record(functionDocs),
  interface_exports: record(interfaceDocs),
  func_exports: record(functionDocs),
  interface_import_stability: record(stability),
  interface_export_stability: record(stability),
  interface_import_docs: record(docs),
  interface_export_docs: record(docs),
});

/** Checks an object: each member that is there by its own check, no others, and the required ones present. */
function object<T extends object>(
  members: { readonly [K in keyof T]-?: Check<Exclude<T[K], undefined>> },
  required: readonly (keyof T & string)[] = [],
): Check<T> {
  const checks = new Map<string, Check<unknown>>(Object.entries(members));
  return (value, path) => {
    const entries = entriesOf(value, path);
    for (const name of required) {
      if (!entries.some(([key]) => key === name)) {
        mismatch(`${path}/${name}`, "present");
      }
    }
    const checked = entries
      .filter(([key, item]) => item !== null || required.some((name) => name === key))
      .map(([key, item]) => {
        const check = checks.get(key);
        const itemPath = `${path}/${key}`;
        return [key, check === undefined ? mismatch(itemPath, "absent") : check(item, itemPath)];
      });
    // Each member went through the check that its type demands.
    return Object.fromEntries(checked) as T;
  };
}

function record<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path) =>
    Object.fromEntries(
      entriesOf(value, path).map(([key, item]) => [key, check(item, `${path}/${key}`)]),
    );
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : mismatch(path, "an object");
}

function mismatch(path: string, expected: string): never {
  throw new ShapeError(`${path === "" ? "the contents" : path} should be ${expected}`);
}
