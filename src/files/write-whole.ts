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
 * Writes a file in one step, so that nobody reads half of it. A link stays a link, and the mode stays as it was; something
 * that is not a file, such as a pipe, is written to directly.
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
      // The system's message ends with the path of the staged file, which means nothing to the user.
      error.message = `cannot write \`${path}\`: ${error.message.replace(/, \w+( '.*)?$/s, "")}`;
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
