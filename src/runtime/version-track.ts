/**
 * `ns:pkg/name@1.2.3` → `ns:pkg/name@1`: of the version stays the part within which packages are compatible, which is
 * `1` of 1.2.3, `0.2` of 0.2.3, `0.0.3` of 0.0.3, and all of one with a pre-release (WIT.md, "Canonical interface
 * names"). A name without version stays.
 */
export function trackName(name: string): string {
  return name.replace(/\+.*/, "").replace(/@(0\.0\.\d+|0\.\d+|\d+)[.\d]*$/, "@$1");
}

/** `ns:pkg/name@1.2.3` → `ns:pkg/name`. */
export function unversionedName(name: string): string {
  return name.replace(/@.*/, "");
}

/**
 * Finds what `named` has for `name`: under the same name, else of a compatible version, else without version.
 */
export function findCompatible<Value>(
  named: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  // An object of a class may have them by a getter.
  if (name in named) {
    return named[name];
  }
  const track = trackName(name);
  const isCompatible = (key: string): boolean => key.includes("@") && trackName(key) === track;
  const unversioned = unversionedName(name);
  const found = Object.keys(named).find(isCompatible) ?? unversioned;
  return named[found];
}
