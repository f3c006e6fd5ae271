import { isAbsolute, parse, relative, resolve, sep } from "node:path";

/**
 * Finds the paths from a directory to files, with `/`. There is none where the two have nothing in common but the root of
 * the file system: such a path would be another one on each machine.
 */
export function relativePaths(directory: string): (file: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (file) => {
    if (!known.has(file)) {
      known.set(file, relativePath(resolve(directory), resolve(file)));
    }
    return known.get(file);
  };
}

function relativePath(from: string, to: string): string | undefined {
  const path = relative(from, to);
  const toRoot = relative(from, parse(from).root);
  return isAbsolute(path) || path.startsWith(`${toRoot}${sep}`)
    ? undefined
    : path.replaceAll(sep, "/");
}
