import { runCli } from "../src/cli/run.js";

/** What a command printed, and its exit code. */
export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command line of wit-ts for a terminal of 80 columns without colour. */
export async function runCommand(...args: readonly string[]): Promise<CommandRun> {
  let out = "";
  let error = "";
  const code = await runCli(args, {
    out: (text) => (out += text),
    error: (text) => (error += text),
    color: false,
    columns: 80,
  });
  return { code, out, error };
}
