import { readFile } from "node:fs/promises";
import { WASIShim } from "@bytecodealliance/preview2-shim/instantiation";
import { instantiate } from "./generated/command.js";

const source = await readFile(new URL("../hello.wasm", import.meta.url));

// WASI as preview2-shim implements it on Node. This program sees its arguments and no environment variable but NAME.
const name = process.env["NAME"];
const wasi = new WASIShim({
  sandbox: {
    args: ["hello", ...process.argv.slice(2)],
    env: name === undefined ? {} : { NAME: name },
  },
});

using command = await instantiate(source, wasi.getImportObject());
command.run.run();
