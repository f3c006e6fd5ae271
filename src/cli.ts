#!/usr/bin/env node
import * as nodeModule from "node:module";
import { optimizeLater } from "./cli/optimize-later.js";
import { processTerminal } from "./cli/terminal.js";

const terminal = processTerminal();
const args = process.argv.slice(2);
// Before the cache, which is for code that was compiled with the same flags.
optimizeLater(args[0] === "generate" ? ["node:crypto"] : []);
// Node 22.1 and later keep compiled code between runs.
(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { runCli } = await import("./cli/run.js");
process.exitCode = await runCli(args, terminal);
