import type { GenerateOptions, GenerateResult } from "../generate.js";
import { defineCommand, type Command } from "./command.js";
import { featureOptions, givenFeatures } from "./features.js";
import { reportDiagnostics } from "./report.js";
import type { Terminal } from "./terminal.js";

/** `wit-ts generate`: writes the glue for worlds of a package: all, or those that are named. */
export const generateCommand: Command = defineCommand(
  {
    name: "generate",
    summary: "Write TypeScript for WIT worlds or a component",
    pathDescription: "WIT directory, .wit file, or .wasm component",
    options: {
      world: { type: "names", description: "Only these worlds: a,b or ns:pkg/c@1.0.0" },
      out: { type: "string", alias: "o", description: "Output directory (default: generated)" },
      host: {
        type: "flag",
        description: "Types and glue for a host (default)",
        conflicts: ["types"],
      },
      types: { type: "flag", description: "Types only" },
      ...featureOptions,
      "import-extension": {
        type: "string",
        choices: ["js", "ts"],
        description: "Extension of import paths",
      },
      emit: {
        type: "string",
        choices: ["ts", "js"],
        description: "Language of the output",
      },
      runtime: {
        type: "string",
        choices: ["package", "inline"],
        description: "Import it, or copy",
      },
      results: {
        type: "string",
        choices: ["throw", "value"],
        description: "Throw errors, or return",
      },
      check: { type: "flag", description: "Write nothing, fail when files are stale" },
      force: { type: "flag", description: "Overwrite edited files, and those of others" },
    },
    example: "wit-ts generate wit --world calculator -o src/generated",
  },
  async (path, values, terminal) => {
    const extension = values["import-extension"];
    const options: GenerateOptions = {
      input: path,
      out: values.out ?? "generated",
      target: values.types === true ? "types" : "host",
      features: givenFeatures(values),
      importExtension: extension === "ts" ? "ts" : "js",
      emit: values.emit === "js" ? "js" : "ts",
      runtime: values.runtime === "inline" ? "inline" : "package",
      results: values.results === "value" ? "value" : "throw",
      check: values.check ?? false,
      force: values.force ?? false,
      ...(values.world === undefined ? {} : { world: values.world }),
    };
    const { generate } = await import("../generate.js");
    return report(await generate(options), options, terminal);
  },
);

function report(result: GenerateResult, options: GenerateOptions, terminal: Terminal): number {
  if (reportDiagnostics(result.diagnostics, terminal)) {
    return 1;
  }
  const { written, removed, unchanged } = result;
  if (options.check === true) {
    written.forEach((path) => terminal.error(`stale: ${options.out}/${path}\n`));
    removed.forEach((path) => terminal.error(`left over: ${options.out}/${path}\n`));
    if (written.length + removed.length > 0) {
      return 1;
    }
  }
  const counts = [
    [written.length, "written"],
    [removed.length, "removed"],
    [unchanged.length, "unchanged"],
  ] as const;
  const text = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  terminal.out(`${options.out}: ${text.join(", ") || "nothing to write"}\n`);
  return 0;
}
