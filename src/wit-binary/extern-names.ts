import { InvalidComponentError } from "../component/errors.js";
import type { ExternName } from "../component/model.js";
import type { PackageName } from "../graph/package-graph.js";

/** What an `externname` of Explainer.md says. */
export type ParsedName =
  | { readonly kind: "plain" }
  | { readonly kind: "constructor" | "method" | "static"; readonly resource: string }
  | { readonly kind: "interface"; readonly package: PackageName; readonly interface: string };

const WORD = "(?:[a-z0-9]+|[A-Z0-9]+)";
const LABEL = `(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(?:-${WORD})*`;
const LOWER_LABEL = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*";
const plainName = new RegExp(`^${LABEL}$`);
const functionName = new RegExp(
  `^\\[(?:(constructor)\\](${LABEL})|(method|static)\\](${LABEL})\\.${LABEL})$`,
);
const interfaceName = new RegExp(`^(${LOWER_LABEL}):(${LOWER_LABEL})/(${LABEL})(?:@(.*))?$`);
const number = "(?:0|[1-9][0-9]*)";
const preRelease = `(?:${number}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)`;
const semanticVersion = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-${preRelease}(?:\\.${preRelease})*)?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?$`,
);

/** Tells whether a text is a `label`, the kebab-case name of a field, a type or a function. */
export function isLabel(text: string): boolean {
  return plainName.test(text);
}

/** Tells whether a text is a semantic version. */
export function isVersion(text: string): boolean {
  return semanticVersion.test(text);
}

/**
 * Takes a name of an import or export apart.
 *
 * @throws InvalidComponentError for what is no name, or one that WIT cannot say (`url=<…>`, `unlocked-dep=<…>`).
 */
export function parseExternName({ name, versionSuffix }: ExternName, offset: number): ParsedName {
  if (isLabel(name)) {
    return { kind: "plain" };
  }
  const func = functionName.exec(name);
  if (func !== null) {
    const [, constructor, constructed, kind, resource] = func;
    return constructor === undefined
      ? { kind: kind === "method" ? "method" : "static", resource: resource ?? "" }
      : { kind: "constructor", resource: constructed ?? "" };
  }
  const parts = interfaceName.exec(name);
  if (parts === null) {
    throw new InvalidComponentError(`\`${name}\` is not a valid name in WIT`, offset);
  }
  const [, namespace = "", pkg = "", item = "", written] = parts;
  if (written === undefined) {
    return { kind: "interface", package: { namespace, name: pkg }, interface: item };
  }
  const version = written + (versionSuffix ?? "");
  if (!isVersion(version)) {
    throw new InvalidComponentError(`\`${version}\` is not a valid semver`, offset);
  }
  return { kind: "interface", package: { namespace, name: pkg, version }, interface: item };
}
