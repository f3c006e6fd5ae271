import { createHash } from "node:crypto";
import { outputPathProblem } from "./output-path.js";

/** The name of the file that says which files of an output directory wit-ts wrote. */
export const manifestName = ".wit-ts.json";

/** What an earlier run wrote. */
export interface Manifest {
  /** What the files were generated from. */
  readonly source?: string;
  /** Path to content hash; to two of them with a space between, while a run replaces the one by the other. */
  readonly files: ReadonlyMap<string, string>;
}

interface ManifestFile {
  readonly version: number;
  readonly source?: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Prints a manifest, sorted by path: the same files give the same text. */
export function printManifest({ source, files }: Manifest): string {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const file: ManifestFile = {
    version: 1,
    ...(source === undefined ? {} : { source }),
    files: Object.fromEntries(sorted),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/**
 * Reads what {@link printManifest} printed; undefined when the text is anything else.
 *
 * A manifest is no more trusted than its directory: a path that leaves the directory makes it unreadable.
 */
export function parseManifest(text: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isManifestFile(value)) {
    return undefined;
  }
  const { source } = value;
  const entries = Object.entries(value.files);
  return entries.every(([path]) => outputPathProblem(path) === undefined)
    ? { ...(source === undefined ? {} : { source }), files: new Map(entries) }
    : undefined;
}

function isManifestFile(value: unknown): value is ManifestFile {
  if (typeof value !== "object" || value === null || !("version" in value && "files" in value)) {
    return false;
  }
  const { version, files } = value;
  return (
    version === 1 &&
    (!("source" in value) || typeof value.source === "string") &&
    typeof files === "object" &&
    files !== null &&
    Object.values(files).every((hash) => typeof hash === "string")
  );
}

/** Hashes a file's content. Text counts the same with either kind of line break, as version control may change them. */
export function contentHash(content: Uint8Array): string {
  return createHash("sha256").update(withoutCarriageReturns(content)).digest("hex");
}

/** Drops each CR that stands before a LF, unless the content has a zero byte and so is no text. */
export function withoutCarriageReturns(content: Uint8Array): Uint8Array {
  if (!content.includes(0x0d) || content.includes(0)) {
    return content;
  }
  return content.filter((byte, index) => byte !== 0x0d || content[index + 1] !== 0x0a);
}
