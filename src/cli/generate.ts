import type { GenerateOptions, GenerateResult } from "../generate.js";
import { defineCommand, type Command } from "./command.js";
import { parseFeatures } from "./features.js";
import { reportDiagnostics } from "./report.js";
import type { Terminal } from "./terminal.js";

/** `wit-ts generate`: writes the glue for one world, or for all of a package. */
export const generateCommand: Command = defineCommand(
  {
    name: "generate",
    summary: "Write TypeScript for WIT worlds or a component",
    pathDescription: "WIT directory, .wit file, or .wasm component",
    options: {
      world: { type: "string", description: "Only this world: name or ns:pkg/name@version" },
      out: { type: "string", alias: "o", description: "Output directory, or else generated" },
      host: {
        type: "flag",
        description: "Types and glue for a host (default)",
        conflicts: ["types"],
      },
      types: { type: "flag", description: "Types only" },
      features: {
        type: "string",
        description: "Turn these @unstable features on: a,b",
        conflicts: ["all-features"],
      },
      "all-features": { type: "flag", description: "Turn on all of them" },
      "import-extension": {
        type: "string",
        choices: ["js", "ts"],
        description: "In import paths",
      },
      emit: {
        type: "string",
        choices: ["ts", "js"],
        description: "Language of output",
      },
      runtime: {
        type: "string",
        choices: ["package", "inline"],
        description: "Import or copy",
      },
      results: {
        type: "string",
        choices: ["throw", "value"],
        description: "How errors go",
      },
      check: { type: "flag", description: "Write nothing, fail when files are stale" },
      force: { type: "flag", description: "Overwrite files that were edited" },
    },
    example: "wit-ts generate wit --world calculator -o src/generated",
  },
  async (path, values, terminal) => {
    const extension = values["import-extension"];
    const options: GenerateOptions = {
      input: path,
      out: values.out ?? "generated",
      target: values.types === true ? "types" : "host",
      features: parseFeatures(values.features, values["all-features"]),
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
    const stale = [...written, ...removed];
    if (stale.length > 0) {
      terminal.error(`stale in ${options.out}: ${stale.join(", ")}\n`);
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
