import { lstatSync, mkdirSync, rmSync } from "node:fs";

/** A process writes its files quicker than that, one after the other: what is older was left by one that was ended. */
const patience = 2000;

/** Makes a directory that only one process at a time may have; waits while another one has it. */
export function claimDirectory(path: string): void {
  for (;;) {
    try {
      mkdirSync(path);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
        throw error;
      }
    }
    const stats = lstatSync(path, { throwIfNoEntry: false });
    // Where the clock of another machine says when, a time may lie in the future.
    if (stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) > patience) {
      rmSync(path, { recursive: true, force: true });
    } else {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
