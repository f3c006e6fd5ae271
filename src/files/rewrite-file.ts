import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** Replaces the text of a file that exists, in one step; a link stays a link, and the mode stays as it was. */
export function rewriteFile(path: string, text: string): void {
  const target = realpathSync(path);
  const staged = `${target}.wit-ts-${process.pid}`;
  try {
    writeFileSync(staged, text, { flag: "wx" });
    chmodSync(staged, statSync(target).mode);
    renameSync(staged, target);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
}
