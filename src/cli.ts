#!/usr/bin/env node
import * as nodeModule from "node:module";

// Node 22.1 and later keep compiled code between runs.
(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();

// Node 20 optimizes code so early that most runs are over before that pays: it took a third of their time.
if (process.versions.node.startsWith("20.")) {
  process.getBuiltinModule("node:v8").setFlagsFromString("--interrupt-budget=1000000");
}

const { runCli } = await import("./cli/run.js");
const { processTerminal } = await import("./cli/terminal.js");
process.exitCode = await runCli(process.argv.slice(2), processTerminal());
