import { readFile } from "node:fs/promises";
import { wasi } from "wit-ts/wasi";
import { instantiate } from "./generated/command.js";

const source = await readFile(new URL("../hello.wasm", import.meta.url));

// This program sees its arguments and no environment variable but NAME.
const name = process.env["NAME"];
const host = wasi({
  args: ["hello", ...process.argv.slice(2)],
  env: name === undefined ? {} : { NAME: name },
});

using command = await instantiate(source, {}, { providers: [host] });
command.run.run();
