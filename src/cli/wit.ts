import { invariant } from "../assert.js";
import type { PackageGraph } from "../graph/package-graph.js";
import { toolVersion } from "../tool-version.js";
import { defineCommand, type Command } from "./command.js";
import { featureOptions, givenFeatures } from "./features.js";
import { reportDiagnostics } from "./report.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";

/** `wit-ts wit`: prints a package with all that it depends on, as WIT or as JSON, or writes its binary form. */
export const witCommand: Command = defineCommand(
  {
    name: "wit",
    summary: "Print a resolved WIT package, or encode it",
    pathDescription: "WIT directory, .wit file, or .wasm component",
    options: {
      json: { type: "flag", description: "As JSON" },
      wasm: { type: "flag", description: "As a WebAssembly binary", conflicts: ["json"] },
      out: { type: "string", alias: "o", description: "Write to this file" },
      ...featureOptions,
    },
    example: "wit-ts wit wit --json",
  },
  async (path, values, terminal) => {
    const { out } = values;
    if (values.wasm === true && out === undefined) {
      throw new UsageError("--wasm needs --out, the file to write");
    }
    const { loadWit } = await import("../load-wit.js");
    const { graph, diagnostics } = await loadWit(path, { features: givenFeatures(values) });
    if (reportDiagnostics(diagnostics, terminal)) {
      return 1;
    }
    invariant(graph !== undefined, "there is a graph or an error");
    const printed =
      values.wasm === true
        ? await encode(graph, terminal)
        : await print(graph, values.json === true);
    if (printed === undefined) {
      return 1;
    }
    if (out !== undefined) {
      const { writeWhole } = await import("../files/write-whole.js");
      writeWhole(out, printed);
    } else if (typeof printed === "string") {
      terminal.out(printed);
    }
    return 0;
  },
);

async function print(graph: PackageGraph, asJson: boolean): Promise<string> {
  if (asJson) {
    const { toResolveJson } = await import("../graph/resolve-json.js");
    return `${JSON.stringify(toResolveJson(graph), undefined, 2)}\n`;
  }
  const { printWit } = await import("../graph/print-wit.js");
  return printWit(graph, { dependencies: true });
}

/** Gives the binary form; undefined when the package, though well-formed, has none. */
async function encode(graph: PackageGraph, terminal: Terminal): Promise<Uint8Array | undefined> {
  const [{ validateGraph }, { encodePackage }] = await Promise.all([
    import("../resolve/validate-graph.js"),
    import("../wit-binary/encode-package.js"),
  ]);
  return reportDiagnostics(validateGraph(graph), terminal)
    ? undefined
    : encodePackage(graph, { producer: { name: "wit-ts", version: toolVersion } });
}
