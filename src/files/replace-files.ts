import {
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { claimDirectory } from "./claim-directory.js";
import { reservedPrefix } from "./output-path.js";

/** One step from what a directory holds to what it should hold. Paths are relative and checked. */
export type FileChange =
  | {
      readonly kind: "write";
      readonly path: string;
      readonly content: Uint8Array;
      /** What stands there now; undefined when nothing does. */
      readonly before: Uint8Array | undefined;
    }
  | { readonly kind: "remove"; readonly path: string; readonly before: Uint8Array };

/**
 * Makes all the changes, in order, or none.
 *
 * New content is first written to a staging directory inside `directory`, so that a full disk shows before anything is
 * replaced; then each file is renamed into place. When a step fails, the steps before it are undone.
 *
 * @param findChanges called when no other process changes the directory in this way, until this one is done
 */
export function replaceFiles(directory: string, findChanges: () => readonly FileChange[]): void {
  const root = resolve(directory);
  const undo: (() => void)[] = [];
  try {
    makeDirectory(root, undo);
    const staging = join(root, `${reservedPrefix}-staging`);
    claimDirectory(staging);
    try {
      const changes = findChanges();
      const staged = stage(staging, changes);
      for (const [index, change] of changes.entries()) {
        apply(root, change, staged[index], undo);
      }
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  } catch (error) {
    undo.reverse().forEach(attempt);
    throw error;
  }
}

/** Makes a directory and those above it, one by one: `mkdirSync` with `recursive` never returns below `/proc`. */
function makeDirectory(path: string, undo: (() => void)[]): void {
  if (isDirectory(path)) {
    return;
  }
  const parent = dirname(path);
  if (parent !== path) {
    makeDirectory(parent, undo);
  }
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have been quicker.
    if (!isDirectory(path)) {
      throw error;
    }
    return;
  }
  undo.push(() => {
    rmdirSync(path);
  });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Writes every new content to a file of its own, and gives their paths by the change's index. */
function stage(staging: string, changes: readonly FileChange[]): readonly (string | undefined)[] {
  return changes.map((change, index) => {
    if (change.kind === "remove") {
      return undefined;
    }
    const path = join(staging, String(index));
    writeFileSync(path, change.content, { flag: "wx" });
    return path;
  });
}

function apply(
  root: string,
  change: FileChange,
  staged: string | undefined,
  undo: (() => void)[],
): void {
  const target = join(root, change.path);
  const parent = dirname(target);
  const { before } = change;
  if (staged === undefined) {
    unlinkSync(target);
    removeEmptyDirectories(parent, root);
  } else {
    makeDirectory(parent, undo);
    renameSync(staged, target);
  }
  undo.push(() => {
    if (before === undefined) {
      unlinkSync(target);
    } else {
      mkdirSync(parent, { recursive: true });
      writeFileSync(target, before);
    }
  });
}

/** Removes `from` and the directories above it as far as they are empty, up to but without `end`. */
function removeEmptyDirectories(from: string, end: string): void {
  for (let place = from; place !== end && place !== dirname(place); place = dirname(place)) {
    try {
      rmdirSync(place);
    } catch {
      return;
    }
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The first failure is the one to report.
  }
}
