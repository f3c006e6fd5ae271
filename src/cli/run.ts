import type { Command } from "./command.js";
import { formatCommand } from "./format.js";
import { generateCommand } from "./generate.js";
import { parsePlain } from "./parse-plain.js";
import { reportError } from "./report.js";
import type { Terminal } from "./terminal.js";
import { witCommand } from "./wit.js";

const commands: readonly Command[] = [generateCommand, witCommand, formatCommand];

/** Runs one command line, without the program's name, and gives the exit code. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const [name, ...rest] = args;
    const command = commands.find((candidate) => candidate.name === name);
    const plain = command && parsePlain(command, rest);
    if (command !== undefined && plain !== undefined) {
      return await command.run(plain, terminal);
    }
    const { parseWithYargs } = await import("./parse-with-yargs.js");
    const parsed = await parseWithYargs(commands, args, terminal);
    return parsed === undefined ? 0 : await parsed.command.run(parsed, terminal);
  } catch (error) {
    reportError(error, terminal);
    return 1;
  }
}
