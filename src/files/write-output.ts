import { lstatSync, readFileSync, realpathSync, statSync, type Stats } from "node:fs";
import { join, relative, sep } from "node:path";
import { invariant } from "../assert.js";
import { errorAt, type Diagnostic } from "../diagnostic.js";
import {
  contentHash,
  manifestName,
  parseManifest,
  printManifest,
  withoutCarriageReturns,
  type Manifest,
} from "./manifest.js";
import { outputPathKey, outputPathProblem } from "./output-path.js";
import { replaceFiles, type FileChange } from "./replace-files.js";

/** A file that a run wants to exist. */
export interface GeneratedFile {
  /** Relative to the output directory, with `/`. */
  readonly path: string;
  /** Text is written as UTF-8. */
  readonly content: string | Uint8Array;
}

/** How {@link writeOutput} treats what an earlier run, or somebody else, left in the directory. */
export interface WriteOutputOptions {
  /**
   * What the files are generated from: a package, a world of it after a `/`, or a binary's name. Files that an earlier run
   * made from something else are neither removed nor replaced unless `force` says so.
   */
  readonly source?: string;
  /** Change nothing; the result says what a run would change. */
  readonly check?: boolean;
  /** Overwrite and remove files even when they were changed, or not written by wit-ts. */
  readonly force?: boolean;
}

/** Paths relative to the output directory, sorted. With diagnostics of severity error, nothing was changed. */
export interface WriteOutputResult {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes `directory` hold the given files, and none that an earlier run wrote and this one does not.
 *
 * A file that is as it should be is not touched. A file that wit-ts did not write, or that was changed since, is never
 * overwritten or removed unless `force` says so. Each file is replaced in one step, and after a failure the directory
 * is as it was. A manifest in the directory remembers what was written.
 *
 * @throws InvariantError for a path that leaves the directory or that some file system cannot hold: the emitter makes
 * names safe, whatever the WIT says.
 */
export function writeOutput(
  directory: string,
  files: readonly GeneratedFile[],
  options: WriteOutputOptions = {},
): WriteOutputResult {
  const wanted = encodeFiles(files);
  let plan: Plan | undefined;
  try {
    plan = planOutput(directory, wanted, options);
    if (options.check !== true && plan.changes.length + plan.diagnostics.length > 0) {
      // Once more, for another process may have been at work.
      replaceFiles(directory, () => {
        plan = planOutput(directory, wanted, options);
        return plan.changes;
      });
    }
    return plan;
  } catch (error) {
    if (plan !== undefined && plan.diagnostics.length > 0) {
      return plan;
    }
    // Errors of the file system have a code.
    if (error instanceof Error && "code" in error) {
      return failed([
        errorAt(
          undefined,
          "output-not-writable",
          `cannot write the output to \`${shown(directory)}\`: ${error.message}`,
        ),
      ]);
    }
    throw error;
  }
}

interface Plan extends WriteOutputResult {
  readonly changes: readonly FileChange[];
}

function encodeFiles(files: readonly GeneratedFile[]): ReadonlyMap<string, Uint8Array> {
  const wanted = new Map<string, Uint8Array>();
  const keys = new Set<string>();
  for (const { path, content } of files) {
    const problem = outputPathProblem(path);
    invariant(problem === undefined, `the output path ${JSON.stringify(path)} ${String(problem)}`);
    const key = outputPathKey(path);
    invariant(!keys.has(key), `two output files have the path ${JSON.stringify(path)}`);
    keys.add(key);
    wanted.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  }
  return wanted;
}

/** Compares what the directory should hold with what it holds. */
function planOutput(
  directory: string,
  wanted: ReadonlyMap<string, Uint8Array>,
  { source, force = false }: WriteOutputOptions,
): Plan {
  const place = statSync(directory, { throwIfNoEntry: false });
  if (place !== undefined && !place.isDirectory()) {
    return failed([
      errorAt(
        undefined,
        "output-not-a-directory",
        `the output directory \`${shown(directory)}\` is a file`,
      ),
    ]);
  }
  const manifest = readManifest(directory, force);
  if (manifest === undefined) {
    return failed([unreadableManifest(directory)]);
  }

  // Removals come first: where case is ignored, `A.ts` and `a.ts` are one file.
  const present = lookAtDirectory(directory, manifest, force);
  const removals = planRemovals(present, wanted);
  const { writes, unchanged } = planWrites(present, wanted);
  const changes: FileChange[] = [...removals, ...writes];
  const { diagnostics } = present;

  const losesFiles = changes.some(({ before }) => before !== undefined);
  if (losesFiles && !force && !isSameSource(manifest.source, source)) {
    diagnostics.push(otherSource(directory, manifest.source, source));
  }
  if (diagnostics.length > 0) {
    return failed(diagnostics);
  }

  const [first, last] = planManifests(directory, manifest, wanted, source);
  const pathOf = ({ path }: FileChange): string => path;
  const [removed, written] = [removals.map(pathOf), writes.map(pathOf)];
  return { written, removed, unchanged, diagnostics, changes: [...first, ...changes, ...last] };
}

/** An output directory while it is compared with what it should hold. */
interface PresentOutput {
  /** The hashes of the files that the earlier run wrote, by path, as the manifest has them. */
  readonly earlier: ReadonlyMap<string, string>;
  /** Whether the path of a file that the earlier run wrote is the same but for its case or Unicode form. */
  readonly hasOtherSpelling: (path: string) => boolean;
  /** The content at a path; `"keep"`: something else is there, which is reported. */
  readonly contentAt: (path: string) => Uint8Array | "keep" | undefined;
  /** Whether a file may be overwritten or removed; where it may not, that is reported. */
  readonly isOurs: (path: string, content: Uint8Array) => boolean;
  /** What was reported so far. */
  readonly diagnostics: Diagnostic[];
}

function lookAtDirectory(
  directory: string,
  { files: earlier }: Manifest,
  force: boolean,
): PresentOutput {
  const ownHashes = hashesByKey(earlier);
  const diagnostics: Diagnostic[] = [];
  return {
    earlier,
    diagnostics,
    hasOtherSpelling: (path) => !earlier.has(path) && ownHashes.has(outputPathKey(path)),
    contentAt(path) {
      const found = inspect(directory, path);
      switch (found.kind) {
        case "absent":
          return undefined;
        case "file":
          return found.content;
        case "conflict":
          diagnostics.push(found.diagnostic);
          return "keep";
      }
    },
    isOurs(path, content) {
      const hashes = ownHashes.get(outputPathKey(path));
      if (force || hashes?.includes(contentHash(content)) === true) {
        return true;
      }
      diagnostics.push(
        hashes === undefined ? foreignFile(directory, path, content) : changedFile(directory, path),
      );
      return false;
    },
  };
}

/** Removes what the earlier run wrote and is not wanted any more. */
function planRemovals(
  { earlier, contentAt, isOurs }: PresentOutput,
  wanted: ReadonlyMap<string, unknown>,
): readonly FileChange[] {
  return [...earlier.keys()].sort().flatMap((path): readonly FileChange[] => {
    const before = wanted.has(path) ? undefined : contentAt(path);
    return before !== undefined && before !== "keep" && isOurs(path, before)
      ? [{ kind: "remove", path, before }]
      : [];
  });
}

/** Writes what is missing or different. */
function planWrites(
  { contentAt, isOurs, hasOtherSpelling }: PresentOutput,
  wanted: ReadonlyMap<string, Uint8Array>,
): { readonly writes: readonly FileChange[]; readonly unchanged: readonly string[] } {
  const writes: FileChange[] = [];
  const unchanged: string[] = [];
  for (const path of [...wanted.keys()].sort()) {
    const content = wanted.get(path) ?? new Uint8Array();
    const before = contentAt(path);
    if (before === "keep") {
      continue;
    }
    if (before !== undefined && sameContent(before, content) && !hasOtherSpelling(path)) {
      unchanged.push(path);
    } else if (before === undefined || isOurs(path, before)) {
      writes.push({ kind: "write", path, content, before });
    }
  }
  return { writes, unchanged };
}

function failed(diagnostics: readonly Diagnostic[]): Plan {
  return { written: [], removed: [], unchanged: [], changes: [], diagnostics };
}

/** Reads the manifest: empty when there is none, `undefined` when the file of that name is no manifest. */
function readManifest(directory: string, force: boolean): Manifest | undefined {
  const found = inspect(directory, manifestName);
  switch (found.kind) {
    case "absent":
      return { files: new Map() };
    case "conflict":
      return undefined;
    case "file":
      return (
        parseManifest(new TextDecoder().decode(found.content)) ??
        (force ? { files: new Map() } : undefined)
      );
  }
}

/** What each file may hold, by {@link outputPathKey}. */
function hashesByKey(files: Manifest["files"]): ReadonlyMap<string, readonly string[]> {
  const byKey = new Map<string, readonly string[]>();
  for (const [path, hashes] of files) {
    const key = outputPathKey(path);
    byKey.set(key, [...(byKey.get(key) ?? []), ...hashes.split(" ")]);
  }
  return byKey;
}

/**
 * Plans what the manifest is before the first file changes, and after the last one: if the process is ended in between,
 * the next one knows what it may find.
 */
function planManifests(
  directory: string,
  { files: earlier }: Manifest,
  wanted: ReadonlyMap<string, Uint8Array>,
  source: string | undefined,
): readonly [first: readonly FileChange[], last: readonly FileChange[]] {
  const later = new Map([...wanted].map(([path, content]) => [path, contentHash(content)]));
  const either = new Map([...earlier, ...later]);
  for (const [path, hashes] of earlier) {
    const hash = later.get(path) ?? [];
    either.set(path, [...new Set(hashes.split(" ").concat(hash))].join(" "));
  }
  const print = (files: Manifest["files"]): Uint8Array =>
    new TextEncoder().encode(printManifest({ ...(source === undefined ? {} : { source }), files }));
  const change = (before: Uint8Array | undefined, content: Uint8Array): readonly FileChange[] =>
    before !== undefined && sameContent(before, content)
      ? []
      : [{ kind: "write", path: manifestName, content, before }];

  const found = inspect(directory, manifestName);
  const during = print(either);
  return [
    change(found.kind === "file" ? found.content : undefined, during),
    change(during, print(later)),
  ];
}

/** All worlds of a package and one of them count as the same source: a run may ask for fewer than the one before. */
function isSameSource(earlier: string | undefined, source: string | undefined): boolean {
  return (
    earlier === undefined ||
    source === undefined ||
    earlier === source ||
    earlier.startsWith(`${source}/`) ||
    source.startsWith(`${earlier}/`)
  );
}

type Found =
  | { readonly kind: "absent" }
  | { readonly kind: "file"; readonly content: Uint8Array }
  | { readonly kind: "conflict"; readonly diagnostic: Diagnostic };

/** Looks at what stands at a path, without following a link out of the directory. */
function inspect(directory: string, path: string): Found {
  const segments = path.split("/");
  let place = directory;
  for (const [index, segment] of segments.entries()) {
    place = join(place, segment);
    const stats = lstatSync(place, { throwIfNoEntry: false });
    if (stats === undefined) {
      return { kind: "absent" };
    }
    const problem = entryProblem(directory, place, stats, index === segments.length - 1);
    if (problem !== undefined) {
      return {
        kind: "conflict",
        diagnostic: errorAt(undefined, "output-conflict", `\`${shown(place)}\` ${problem}`, [
          { message: "move it away, or choose another output directory" },
        ]),
      };
    }
  }
  try {
    return { kind: "file", content: readFileSync(place) };
  } catch (error) {
    // Another process may have removed it just now.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return { kind: "absent" };
    }
    throw error;
  }
}

function entryProblem(
  directory: string,
  place: string,
  stats: Stats,
  isLast: boolean,
): string | undefined {
  if (isLast) {
    if (stats.isSymbolicLink()) {
      return "is a symbolic link where a generated file should be";
    }
    return stats.isFile() ? undefined : "is not a file, where a generated file should be";
  }
  if (stats.isSymbolicLink()) {
    return staysInside(directory, place)
      ? undefined
      : "is a symbolic link that leads out of the output directory";
  }
  return stats.isDirectory() ? undefined : "is a file where a directory should be";
}

function staysInside(directory: string, link: string): boolean {
  try {
    const target = relative(realpathSync(directory), realpathSync(link));
    return target !== ".." && !target.startsWith(`..${sep}`) && statSync(link).isDirectory();
  } catch {
    return false;
  }
}

function sameContent(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(withoutCarriageReturns(a), withoutCarriageReturns(b)) === 0;
}

function foreignFile(directory: string, path: string, content: Uint8Array): Diagnostic {
  const file = shown(join(directory, path));
  const manifest = shown(join(directory, manifestName));
  const hint = "move it away, choose another output directory, or overwrite it with --force";
  return new TextDecoder().decode(content.subarray(0, 80)).startsWith("// Generated by wit-ts")
    ? errorAt(
        undefined,
        "output-file-exists",
        `\`${file}\` exists, and \`${manifest}\` does not say that wit-ts wrote it as it is`,
        [{ message: "keep the two together in version control" }, { message: hint }],
      )
    : errorAt(undefined, "output-file-exists", `\`${file}\` exists and was not written by wit-ts`, [
        { message: hint },
      ]);
}

function changedFile(directory: string, path: string): Diagnostic {
  return errorAt(
    undefined,
    "output-file-changed",
    `\`${shown(join(directory, path))}\` was changed since it was generated`,
    [
      { message: "keep the change elsewhere, then delete the file or overwrite it with --force" },
      { message: "if a formatter did it, let it ignore the output directory" },
    ],
  );
}

function otherSource(
  directory: string,
  earlier: string | undefined,
  source: string | undefined,
): Diagnostic {
  return errorAt(
    undefined,
    "output-of-other-source",
    `\`${shown(directory)}\` holds what was generated from \`${String(earlier)}\`, which is not \`${String(source)}\``,
    [
      { message: "choose another output directory, or replace what is there with --force" },
      ...(ownerOf(earlier) === ownerOf(source)
        ? [{ message: "to have both worlds there, name both: `--world a,b`" }]
        : []),
    ],
  );
}

/** `a:b` of `a:b/world`. */
function ownerOf(source: string | undefined): string | undefined {
  return source?.split("/")[0];
}

function unreadableManifest(directory: string): Diagnostic {
  return errorAt(
    undefined,
    "output-manifest-unreadable",
    `\`${shown(join(directory, manifestName))}\` is not a list of generated files`,
    [{ message: "restore it, or write all files anew with --force" }],
  );
}

function shown(path: string): string {
  return path.replaceAll(sep, "/");
}
