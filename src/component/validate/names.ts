import type { Fail } from "./type-info.js";

/** An `externname` in its parts. */
export type ParsedName =
  | { readonly kind: "label" }
  | { readonly kind: "constructor"; readonly resource: string }
  | { readonly kind: "method" | "static"; readonly resource: string; readonly member: string }
  | { readonly kind: "interface"; readonly version: string | undefined };

const label = /^(?:[a-z][0-9a-z]*|[A-Z][0-9A-Z]*)(?:-(?:[0-9a-z]+|[0-9A-Z]+))*$/;
const canonicalVersion = /^(?:[1-9]\d*|0\.[1-9]\d*|0\.0\.[1-9]\d*|0\.0\.0)$/;

/** Tells whether `text` is a `label`. */
export function isLabel(text: string): boolean {
  return label.test(text);
}

/** Checks that `text` is a `label`. */
function checkLabel(text: string, fail: Fail): string {
  return isLabel(text) ? text : fail(`\`${text}\` is not in kebab case`);
}

/** Parses an `externname` (Explainer.md, "Import and Export Definitions"). */
export function parseExternName(name: string, fail: Fail): ParsedName {
  if (name.startsWith("[constructor]")) {
    return { kind: "constructor", resource: checkLabel(name.slice(13), fail) };
  }
  for (const kind of ["method", "static"] as const) {
    const prefix = `[${kind}]`;
    if (name.startsWith(prefix)) {
      return { kind, ...parseMember(name.slice(prefix.length), fail) };
    }
  }
  if (name.includes(":")) {
    return parseInterfaceName(name, fail);
  }
  checkLabel(name, fail);
  return { kind: "label" };
}

function parseMember(rest: string, fail: Fail): { resource: string; member: string } {
  const dot = rest.indexOf(".");
  if (dot < 0) {
    fail("failed to find `.` character");
  }
  return {
    resource: checkLabel(rest.slice(0, dot), fail),
    member: checkLabel(rest.slice(dot + 1), fail),
  };
}

/** Parses `interfacename`; its version, if it has one, is checked with the `versionsuffix` by {@link checkVersion}. */
function parseInterfaceName(name: string, fail: Fail): ParsedName {
  const at = name.indexOf("@");
  const path = at < 0 ? name : name.slice(0, at);
  const colon = path.indexOf(":");
  checkWords(path.slice(0, colon), fail);
  const rest = path.slice(colon + 1);
  const end = rest.search(/[^a-zA-Z0-9-]/);
  checkWords(end < 0 ? rest : rest.slice(0, end), fail);
  if (end < 0 || rest[end] !== "/") {
    fail("expected `/` after package name");
  }
  const projection = rest.slice(end + 1);
  const projectionEnd = projection.search(/[^a-zA-Z0-9-]/);
  checkLabel(projectionEnd < 0 ? projection : projection.slice(0, projectionEnd), fail);
  if (projectionEnd >= 0) {
    fail(`trailing characters found: \`${projection.slice(projectionEnd)}\``);
  }
  return { kind: "interface", version: at < 0 ? undefined : name.slice(at + 1) };
}

/** Checks `words`: a label of lower-case words. */
function checkWords(text: string, fail: Fail): void {
  const end = text.search(/[^a-zA-Z0-9-]/);
  checkLabel(end < 0 ? text : text.slice(0, end), fail);
  if (end >= 0) {
    fail(`unexpected \`${text.slice(end)}\` in package name`);
  }
  const upper = /[A-Z]/.exec(text);
  if (upper !== null) {
    fail(`character \`${upper[0]}\` is not lowercase in package name/namespace`);
  }
}

/** Checks the version of an interface name, with its `versionsuffix` attribute if it has one. */
export function checkVersion(
  text: string | undefined,
  suffix: string | undefined,
  fail: Fail,
): void {
  if (text === undefined) {
    return;
  }
  if (suffix !== undefined && !canonicalVersion.test(text)) {
    fail(`invalid interface version: \`${text}\` is not canonical`);
  }
  const problem = versionProblem(text + (suffix ?? ""));
  if (problem !== undefined) {
    fail(`invalid interface version: ${problem}`);
  }
}

/** Says why a text is no semantic version (semver.org, version 2.0.0). */
function versionProblem(text: string): string | undefined {
  if (text === "") {
    return "empty string, expected a semver version";
  }
  let rest = text;
  for (const part of ["major", "minor", "patch"]) {
    const place = `${part} version number`;
    if (part !== "major") {
      if (!rest.startsWith(".")) {
        return unexpected(rest, `after ${part === "minor" ? "major" : "minor"} version number`);
      }
      rest = rest.slice(1);
    }
    const number = /^\d+/.exec(rest)?.[0];
    if (number === undefined) {
      return unexpected(rest, `while parsing ${place}`);
    }
    if (number.length > 1 && number.startsWith("0")) {
      return `invalid leading zero in ${place}`;
    }
    rest = rest.slice(number.length);
  }
  const [, prerelease, build, left = ""] =
    /^(?:-([0-9A-Za-z.-]*))?(?:\+([0-9A-Za-z.-]*))?([^]*)$/.exec(rest) ?? [];
  if (left !== "") {
    return unexpected(left, "in version");
  }
  if (prerelease?.split(".").includes("") === true) {
    return "empty identifier segment in pre-release identifier";
  }
  if (prerelease?.split(".").some((part) => /^0\d+$/.test(part)) === true) {
    return "invalid leading zero in pre-release identifier";
  }
  return build?.split(".").includes("") === true
    ? "empty identifier segment in build metadata"
    : undefined;
}

function unexpected(rest: string, place: string): string {
  const [character] = rest;
  return character === undefined
    ? `unexpected end of input ${place}`
    : `unexpected character '${character}' ${place}`;
}

/** The form of a name that must be unique in its scope (Explainer.md, "Name Uniqueness"). */
export function uniqueForm(name: string): string {
  const lower = name.toLowerCase();
  const member = /^\[(?:method|static)\]([^.]*)\.(.*)$/.exec(lower);
  if (member !== null) {
    const [, resource = "", method = ""] = member;
    return resource === method ? resource : `${resource}.${method}`;
  }
  return lower;
}
