import { defineCommand, type Command } from "./command.js";
import { reportDiagnostics } from "./report.js";
import { UsageError } from "./usage-error.js";

/** `wit-ts format`: lays out WIT files anew, comments kept. */
export const formatCommand: Command = defineCommand(
  {
    name: "format",
    summary: "Format the WIT files of a package, without its deps",
    pathDescription: "WIT directory or .wit file",
    options: {
      check: { type: "flag", description: "Write nothing, fail when a file is not formatted" },
    },
    example: "wit-ts format wit",
  },
  async (path, values, terminal) => {
    const [{ readWitPath }, { writeWhole }, { parse }, { formatWit }] = await Promise.all([
      import("../files/wit-directory.js"),
      import("../files/write-whole.js"),
      import("../syntax/parse.js"),
      import("../syntax/format.js"),
    ]);
    const { main, diagnostics } = readWitPath(path);
    if (main?.kind === "binary") {
      throw new UsageError(`\`${path}\` is a binary: only text has a format`);
    }
    const sources = main?.sources ?? [];
    const problems = [...diagnostics, ...sources.flatMap((source) => parse(source).diagnostics)];
    if (reportDiagnostics(problems, terminal)) {
      return 1;
    }
    const changed = sources
      .map(({ file, text }) => ({ file, text, formatted: formatWit(text) }))
      .filter(({ text, formatted }) => text !== formatted);
    for (const { file, formatted } of changed) {
      if (values.check === true) {
        terminal.error(`not formatted: ${file}\n`);
      } else {
        writeWhole(file, formatted);
        terminal.out(`${file}\n`);
      }
    }
    return values.check === true && changed.length > 0 ? 1 : 0;
  },
);
