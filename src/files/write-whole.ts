import {
  chmodSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from "node:fs";

/**
 * Writes a file in one step, so that nobody reads half of it. A link stays a link, and the mode stays as it was; what
 * is there and is no file, such as a pipe, is written to.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    if (present?.isFile() === false) {
      writeFileSync(path, content);
    } else {
      replace(present ? realpathSync(path) : path, content, present);
    }
  } catch (error) {
    if (error instanceof Error && "syscall" in error) {
      // What the system says names the file that was to become this one.
      error.message = `can not write \`${path}\`: ${error.message.replace(/, \w+( '.*)?$/s, "")}`;
    }
    throw error;
  }
}

function replace(target: string, content: string | Uint8Array, present: Stats | undefined): void {
  const staged = `${target}.wit-ts-${process.pid}`;
  try {
    writeFileSync(staged, content, { flag: "wx" });
    if (present) {
      chmodSync(staged, present.mode);
    }
    renameSync(staged, target);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
}
