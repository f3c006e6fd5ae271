import { isAbsolute, parse, relative, resolve, sep } from "node:path";

/**
 * Makes a function that gives the path from a directory to a file, with `/`; `undefined` where the two have only the
 * root of the file system in common, for such a path would differ from machine to machine.
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
