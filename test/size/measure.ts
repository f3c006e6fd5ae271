import { gzipSync } from "node:zlib";
import type { Bundle } from "../bundle.js";

// Sizes of what a page loads: bundled, minified, gzipped, in bytes. A limit in a test may only go down; where it is
// above its aim, the aim is what the project has promised.

/** A chunk whose modules include this one is known by it. */
export function chunkOf({ outputs }: Bundle, module: string): string {
  for (const [name, { inputs }] of outputs) {
    if (module in inputs) {
      return name;
    }
  }
  throw new RangeError(`no chunk has ${module}`);
}

/** The names of a file and of all that it imports without `import()`. */
export function closure(
  { outputs }: Bundle,
  entry: string,
  found: Set<string> = new Set<string>(),
): Set<string> {
  if (!found.has(entry) && outputs.has(entry)) {
    found.add(entry);
    for (const { path, kind } of outputs.get(entry)?.imports ?? []) {
      if (kind === "import-statement") {
        closure({ outputs, files: new Map() }, path.slice(path.lastIndexOf("/") + 1), found);
      }
    }
  }
  return found;
}

/** The size of all these files. */
export function sizeOf({ files }: Bundle, names: Iterable<string>): number {
  let size = 0;
  for (const name of names) {
    size += gzipSync(files.get(name) ?? "", { level: 9 }).length;
  }
  return size;
}

/** Prints what was measured, a line for each part. */
export function report(lines: Readonly<Record<string, number>>): void {
  for (const [part, size] of Object.entries(lines)) {
    console.log(`${part.padEnd(50)} ${size.toLocaleString("en").padStart(7)} B`);
  }
}
