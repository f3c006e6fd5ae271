/**
 * The part of a version within which packages are compatible: `1` of 1.2.3, `0.2` of 0.2.3, `0.0.3` of 0.0.3; versions
 * with a pre-release are compatible with themselves only (WIT.md, "Canonical interface names").
 */
export function versionTrack(version: string): string {
  const match = /^(\d+)\.(\d+)\.(\d+)(-[^+]*)?(\+.*)?$/.exec(version);
  if (match === null) {
    return version;
  }
  const [, major = "", minor = "", patch = "", prerelease] = match;
  if (prerelease !== undefined) {
    return `${major}.${minor}.${patch}${prerelease}`;
  }
  return major !== "0" ? major : minor !== "0" ? `0.${minor}` : `0.0.${patch}`;
}

/** `ns:pkg/name@1.2.3` → `ns:pkg/name@1`; a name without version stays. */
export function trackName(name: string): string {
  const at = name.lastIndexOf("@");
  return at < 0 ? name : `${name.slice(0, at)}@${versionTrack(name.slice(at + 1))}`;
}

/** `ns:pkg/name@1.2.3` → `ns:pkg/name`. */
export function unversionedName(name: string): string {
  const at = name.lastIndexOf("@");
  return at < 0 ? name : name.slice(0, at);
}

/**
 * Finds what `named` has for `name`: under the same name, else of a compatible version, else without version.
 */
export function findCompatible<Value>(
  named: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  if (Object.hasOwn(named, name)) {
    return named[name];
  }
  const track = trackName(name);
  const compatible = Object.keys(named).find(
    (key) => key.includes("@") && trackName(key) === track,
  );
  const unversioned = unversionedName(name);
  if (compatible !== undefined) {
    return named[compatible];
  }
  return Object.hasOwn(named, unversioned) ? named[unversioned] : undefined;
}
