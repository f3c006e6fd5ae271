#!/usr/bin/env node
import * as nodeModule from "node:module";

// Node 22.1 and later keep compiled code between runs.
(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { runCli } = await import("./cli/run.js");
const { processTerminal } = await import("./cli/terminal.js");
process.exitCode = await runCli(process.argv.slice(2), processTerminal());
