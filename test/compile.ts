import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Runs a compiler of TypeScript; gives what it says, which is nothing where all is well.
 *
 * @param compiler a package: `typescript`, `typescript-7`
 * @param project a directory, or the path of its `tsconfig.json`
 */
export async function compile(
  compiler: string,
  project: string,
  ...options: readonly string[]
): Promise<string> {
  // Not by the name in `.bin`, which all of them share.
  const tsc = fileURLToPath(new URL(`../node_modules/${compiler}/bin/tsc`, import.meta.url));
  try {
    const args = [tsc, "-p", project, ...options];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 28 });
    return stdout;
  } catch (error) {
    // Errors in the project are reported to standard output.
    const { stdout, message } = error as Error & { readonly stdout: string };
    return stdout || message;
  }
}
