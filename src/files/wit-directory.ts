/* Which files form which package (wit-parser, `Resolve::push_path`): the only part of reading WIT that touches files. */
import { readdirSync, readFileSync, statSync, type Dirent, type Stats } from "node:fs";
import { type Diagnostic, errorAt, errorInFile } from "../diagnostic.js";
import type { Source } from "../source.js";

/** What was found at a path. */
export interface WitInput {
  /** Absent when there is nothing to resolve, which is then reported. */
  readonly main?: WitUnit;
  /** Each entry of `deps` that holds WIT, in order of their names. */
  readonly dependencies: readonly WitUnit[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Files that form one package, or one WebAssembly binary that holds some. */
export type WitUnit =
  | { readonly kind: "text"; readonly sources: readonly Source[] }
  | { readonly kind: "binary"; readonly file: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** In bytes. A JavaScript string could not hold much more. */
const maxFileSize = 0x1000_0000;

/**
 * Reads a WIT directory with its `deps`, a single WIT file, or a WebAssembly binary. What cannot be read is
 * reported. Reads synchronously: for many small files that is quicker than promises.
 */
export function readWitPath(path: string): WitInput {
  const problems: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    problems.push(diagnostic);
  };
  const shown = toDisplayPath(path);
  const found = statPath(path, shown, report);
  let main: WitUnit | undefined;
  let dependencies: readonly WitUnit[] = [];
  if (found?.isDirectory()) {
    const entries = readEntries(path, shown, report);
    const sources = readSources(path, shown, entries, report);
    main = sources.length > 0 ? { kind: "text", sources } : undefined;
    if (entries && sources.length === 0 && problems.length === 0) {
      report(noWitFiles(shown, entries));
    }
    dependencies = readDependencies(joinPath(path, "deps"), joinPath(shown, "deps"), report);
  } else if (found) {
    main = readUnit(path, shown, found, report);
  }
  return { ...(main && { main }), dependencies, diagnostics: problems };
}

type Report = (diagnostic: Diagnostic) => void;

function noWitFiles(shown: string, entries: readonly Dirent[]): Diagnostic {
  const inner = entries.find((entry) => entry.isDirectory() && entry.name === "wit");
  return errorInFile(shown, "no-wit-files", `there are no \`.wit\` files in \`${shown}\``, [
    ...(inner ? [{ message: `did you mean \`${joinPath(shown, "wit")}\`?` }] : []),
    { message: "only files directly in the directory are read, and packages in its `deps`" },
  ]);
}

function readDependencies(path: string, shown: string, report: Report): readonly WitUnit[] {
  const entries = isThere(path) ? readEntries(path, shown, report) : [];
  const units: WitUnit[] = [];
  for (const { name } of entries ?? []) {
    const entryPath = joinPath(path, name);
    const entryShown = joinPath(shown, name);
    const found = statPath(entryPath, entryShown, report);
    if (found?.isDirectory()) {
      const inner = readEntries(entryPath, entryShown, report);
      const sources = readSources(entryPath, entryShown, inner, report);
      if (inner && sources.length === 0 && !inner.some((entry) => isWitFile(entry.name))) {
        report(noWitFiles(entryShown, inner));
      }
      if (sources.length > 0) {
        units.push({ kind: "text", sources });
      }
    } else if (found && /.\.(?:wit|wasm|wat)$/.test(name)) {
      const unit = readUnit(entryPath, entryShown, found, report);
      if (unit) {
        units.push(unit);
      }
    }
  }
  return units;
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** Reads the `.wit` files that stand directly in a directory; directories and links to them do not count. */
function readSources(
  path: string,
  shown: string,
  entries: readonly Dirent[] | undefined,
  report: Report,
): readonly Source[] {
  const sources: Source[] = [];
  for (const entry of entries ?? []) {
    if (entry.isDirectory() || !isWitFile(entry.name)) {
      continue;
    }
    const entryPath = joinPath(path, entry.name);
    const entryShown = joinPath(shown, entry.name);
    const found = statPath(entryPath, entryShown, report);
    const bytes = found?.isDirectory()
      ? undefined
      : readBytes(entryPath, entryShown, found, report);
    const source = bytes && decodeText(bytes, entryShown, report);
    if (source) {
      sources.push(source);
    }
  }
  return sources;
}

function isWitFile(name: string): boolean {
  return name.endsWith(".wit");
}

/** Reads a single file: WIT, or a WebAssembly binary, which its first bytes tell. */
function readUnit(path: string, shown: string, found: Stats, report: Report): WitUnit | undefined {
  const bytes = readBytes(path, shown, found, report);
  if (!bytes) {
    return undefined;
  }
  if (new TextDecoder().decode(bytes.subarray(0, 4)) === "\0asm") {
    return { kind: "binary", file: shown, bytes };
  }
  if (shown.endsWith(".wat")) {
    report(
      errorInFile(shown, "text-format", "WebAssembly text cannot be read", [
        { message: "turn it into a binary first: `wasm-tools parse x.wat -o x.wasm`" },
      ]),
    );
    return undefined;
  }
  if (shown.endsWith(".wasm")) {
    report(
      errorInFile(shown, "invalid-binary", `\`${shown}\` is no WebAssembly binary`, [
        { message: "is it what a failed build left, or a pointer of Git LFS?" },
      ]),
    );
    return undefined;
  }
  const source = decodeText(bytes, shown, report);
  return source && { kind: "text", sources: [source] };
}

function readEntries(path: string, shown: string, report: Report): readonly Dirent[] | undefined {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    // Beside a file that it edits, Emacs has a link of such a name to nowhere.
    return entries.filter(({ name }) => !name.startsWith(".#")).sort(byName);
  } catch (error) {
    report(unreadable(shown, error));
    return undefined;
  }
}

function statPath(path: string, shown: string, report: Report): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    report(unreadable(shown, error));
    return undefined;
  }
}

function readBytes(
  path: string,
  shown: string,
  found: Stats | undefined,
  report: Report,
): Uint8Array<ArrayBuffer> | undefined {
  if (!found) {
    return undefined;
  }
  if (!found.isFile()) {
    report(errorInFile(shown, "unreadable-file", `\`${shown}\` is neither a file nor a directory`));
    return undefined;
  }
  if (found.size > maxFileSize) {
    report(errorInFile(shown, "unreadable-file", `\`${shown}\` is larger than 256 MiB`));
    return undefined;
  }
  try {
    return readFileSync(path);
  } catch (error) {
    report(unreadable(shown, error));
    return undefined;
  }
}

/** A byte order mark counts as text, which the lexer knows. */
const strict = { fatal: true, ignoreBOM: true };

function decodeText(bytes: Uint8Array, shown: string, report: Report): Source | undefined {
  try {
    return { file: shown, text: new TextDecoder("utf-8", strict).decode(bytes) };
  } catch {
    const text = validText(bytes);
    const span = { source: { file: shown, text }, start: text.length, end: text.length };
    report(
      errorAt(span, "not-utf8", `\`${shown}\` is not valid UTF-8`, [
        { message: "the first byte that is wrong stands here: save the file as UTF-8" },
      ]),
    );
    return undefined;
  }
}

/** The text before the first byte that is not UTF-8. */
function validText(bytes: Uint8Array): string {
  let text = "";
  let low = 0;
  let high = bytes.length;
  // Prefixes decode, as a stream, up to the first wrong byte and not beyond: that is what the search bisects.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    try {
      text = new TextDecoder("utf-8", strict).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return text;
}

const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "is not a directory",
  EACCES: "may not be read",
  EPERM: "may not be read",
  ELOOP: "is a symbolic link that leads back to itself",
  ENAMETOOLONG: "is too long a path",
};

function unreadable(shown: string, error: unknown): Diagnostic {
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const reason = Object.hasOwn(systemErrors, code)
    ? systemErrors[code]
    : `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  return errorInFile(shown, "unreadable-file", `\`${shown}\` ${reason}`);
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

/** Joins without resolving `..`, so that paths are shown as the user wrote them. */
function joinPath(directory: string, name: string): string {
  return /[\\/]$/.test(directory) ? `${directory}${name}` : `${directory}/${name}`;
}

function toDisplayPath(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}
