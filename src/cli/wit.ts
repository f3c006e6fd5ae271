import { invariant } from "../assert.js";
import { defineCommand, type Command } from "./command.js";
import { parseFeatures } from "./features.js";
import { reportDiagnostics } from "./report.js";

/** `wit-ts wit`: prints a resolved package as WIT or as JSON. */
export const witCommand: Command = defineCommand(
  {
    name: "wit",
    summary: "Print a resolved WIT package",
    pathDescription: "WIT directory, .wit file, or .wasm component",
    options: {
      json: { type: "flag", description: "As JSON, with all packages it depends on" },
      features: {
        type: "string",
        description: "Turn these @unstable features on: a,b",
        conflicts: ["all-features"],
      },
      "all-features": { type: "flag", description: "Turn on all of them" },
    },
    example: "wit-ts wit wit --json",
  },
  async (path, values, terminal) => {
    const { loadWit } = await import("../load-wit.js");
    const features = parseFeatures(values.features, values["all-features"]);
    const { graph, diagnostics } = await loadWit(path, { features });
    if (reportDiagnostics(diagnostics, terminal)) {
      return 1;
    }
    invariant(graph !== undefined, "there is a graph or an error");
    if (values.json === true) {
      const { toResolveJson } = await import("../graph/resolve-json.js");
      terminal.out(`${JSON.stringify(toResolveJson(graph), undefined, 2)}\n`);
    } else {
      const { printWit } = await import("../graph/print-wit.js");
      terminal.out(printWit(graph));
    }
    return 0;
  },
);
