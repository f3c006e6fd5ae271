import type { InterfaceId, PackageGraph, PackageId, PackageName } from "../graph/package-graph.js";

/** File names that Windows keeps for devices, whatever their extension. */
const WINDOWS_RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:$|\.)/i;

/**
 * The part of a version that compatible versions share: `1` for 1.4.0, `0.2` for 0.2.3, `0.0.7` for 0.0.7; all of a
 * version with a pre-release, because such a one is compatible with none.
 */
export function versionTrack(version: string): string {
  const [withoutBuild = version] = version.split("+");
  if (withoutBuild.includes("-")) {
    return withoutBuild;
  }
  const [major = "0", minor = "0"] = withoutBuild.split(".");
  if (major !== "0") {
    return major;
  }
  return minor !== "0" ? `0.${minor}` : withoutBuild;
}

/**
 * Gives the version part of file names for every package that comes in several versions: the track, or the whole
 * version where several share a track.
 */
export function versionSuffixes(graph: PackageGraph): ReadonlyMap<PackageId, string> {
  const byName = new Map<string, { id: PackageId; version: string }[]>();
  graph.packages.forEach(({ name }, id) => {
    const key = `${name.namespace}:${name.name}`;
    const entries = byName.get(key);
    const entry = { id, version: name.version ?? "" };
    if (entries === undefined) {
      byName.set(key, [entry]);
    } else {
      entries.push(entry);
    }
  });
  const suffixes = new Map<PackageId, string>();
  for (const entries of byName.values()) {
    if (entries.length === 1) {
      continue;
    }
    const tracks = new Map<string, number>();
    for (const { version } of entries) {
      const track = versionTrack(version);
      tracks.set(track, (tracks.get(track) ?? 0) + 1);
    }
    for (const { id, version } of entries) {
      if (version !== "") {
        const track = versionTrack(version);
        suffixes.set(id, tracks.get(track) === 1 ? track : version);
      }
    }
  }
  return suffixes;
}

/** What is left of a longer name: extensions follow, and file systems take 255 bytes. */
const MAX_LENGTH = 200;

/** The files of one folder, kept apart also where case does not count, and away from names that Windows reserves. */
export interface FileScope {
  /** Takes the name, without extension, that is nearest to `wanted`. */
  declare(wanted: string): string;
}

/** Makes an empty folder. */
export function fileScope(): FileScope {
  const taken = new Set<string>();
  return {
    declare(wanted) {
      const safe = wanted
        .replace(/[^A-Za-z0-9._-]/g, "-")
        .replace(/^\.+/, "")
        .slice(0, MAX_LENGTH);
      // A device's name is one with any extension, too.
      const end = WINDOWS_RESERVED.test(safe) ? safe.search(/\.|$/) : safe.length;
      let name = safe;
      for (let suffix = 2; taken.has(name.toLowerCase()) || WINDOWS_RESERVED.test(name); suffix++) {
        name = `${safe.slice(0, end)}_${suffix}${safe.slice(end)}`;
      }
      taken.add(name.toLowerCase());
      return name;
    },
  };
}

/** Gives the file name, without extension, that an interface wants: `wasi-io-streams`, `wasi-io-streams-0.2`. */
export function interfaceFileName(
  graph: PackageGraph,
  id: InterfaceId,
  label: string | undefined,
  suffixes: ReadonlyMap<PackageId, string>,
): string {
  const definition = graph.interfaces[id];
  if (label !== undefined || definition?.name === undefined) {
    return label ?? "interface";
  }
  const packageName: PackageName | undefined = graph.packages[definition.package]?.name;
  const suffix = suffixes.get(definition.package);
  const parts = [packageName?.namespace, packageName?.name, definition.name, suffix];
  return parts.filter((part) => part !== undefined).join("-");
}
