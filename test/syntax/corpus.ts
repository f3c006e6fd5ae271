import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Conformance data that stands beside the repository; tests that need it are skipped where it is missing. */
export const corpus: string = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));

export const hasCorpus: boolean = existsSync(corpus);

/** The `.wit` files below a folder of the corpus. */
export function witFiles(folder: string): readonly string[] {
  const walk = (path: string): string[] =>
    readdirSync(path).flatMap((entry) => {
      const child = join(path, entry);
      return statSync(child).isDirectory() ? walk(child) : child.endsWith(".wit") ? [child] : [];
    });
  return hasCorpus ? walk(join(corpus, folder)) : [];
}

export function readText(path: string): string {
  return readFileSync(path, "utf8");
}
