/**
 * Orders two semantic versions by the precedence rules of https://semver.org, item 11; versions that differ only in
 * build metadata are then ordered by it, so that the result is 0 only for equal texts. Both must be valid.
 */
export function compareVersions(left: string, right: string): number {
  const a = splitVersion(left);
  const b = splitVersion(right);
  return (
    compareNumbers(a.core, b.core) ||
    compareReleases(a.preRelease, b.preRelease) ||
    compareIdentifiers(a.build, b.build)
  );
}

interface VersionParts {
  readonly core: readonly string[];
  /** Dot-separated identifiers; empty for a release. */
  readonly preRelease: readonly string[];
  readonly build: readonly string[];
}

function splitVersion(version: string): VersionParts {
  const plus = version.indexOf("+");
  const withoutBuild = plus < 0 ? version : version.slice(0, plus);
  const dash = withoutBuild.indexOf("-");
  const core = dash < 0 ? withoutBuild : withoutBuild.slice(0, dash);
  return {
    core: core.split("."),
    preRelease: dash < 0 ? [] : withoutBuild.slice(dash + 1).split("."),
    build: plus < 0 ? [] : version.slice(plus + 1).split("."),
  };
}

function compareNumbers(left: readonly string[], right: readonly string[]): number {
  for (const [index, text] of left.entries()) {
    const difference = compareDigits(text, right[index] ?? "0");
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

/** A pre-release comes before its release. */
function compareReleases(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) {
    return Number(left.length === 0) - Number(right.length === 0);
  }
  return compareIdentifiers(left, right);
}

function compareIdentifiers(left: readonly string[], right: readonly string[]): number {
  for (const [index, a] of left.entries()) {
    const b = right[index];
    if (b === undefined) {
      return 1;
    }
    const difference = compareIdentifier(a, b);
    if (difference !== 0) {
      return difference;
    }
  }
  return left.length - right.length;
}

/** Numeric identifiers come before others. */
function compareIdentifier(left: string, right: string): number {
  const numericLeft = /^\d+$/.test(left);
  const numericRight = /^\d+$/.test(right);
  if (numericLeft && numericRight) {
    return compareDigits(left, right);
  }
  if (numericLeft !== numericRight) {
    return numericLeft ? -1 : 1;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares numbers of any size as text: the one with more digits is greater; leading zeros decide last. */
function compareDigits(left: string, right: string): number {
  const a = left.replace(/^0+(?=\d)/, "");
  const b = right.replace(/^0+(?=\d)/, "");
  if (a.length !== b.length) {
    return a.length - b.length;
  }
  return a < b ? -1 : a > b ? 1 : left.length - right.length;
}
