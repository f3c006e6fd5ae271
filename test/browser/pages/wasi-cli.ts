import { WASIShim } from "@bytecodealliance/preview2-shim/instantiation";
import { wasi } from "wit-ts/wasi";
import { instantiate } from "../../../examples/wasi-cli/src/generated/command.js";

// A command of WASI over the browser's build of preview2-shim. The shim's own stdout (0.26) throws when a guest drops
// it, so the page gives one, as it would to show the text somewhere.
const decoder = new TextDecoder();
const shim = new WASIShim({
  stdout: {
    write: (bytes: Uint8Array) => console.log(decoder.decode(bytes, { stream: true }).trimEnd()),
  },
});
const { "wasi:cli/stdout": stdout } = shim.getImportObject();
const providers = [wasi({ args: ["hello", "browser"] })];
using command = await instantiate(
  fetch("/hello.wasm"),
  { "wasi:cli/stdout": stdout },
  { providers },
);
command.run.run();
console.log("end");
