import { wasi } from "wit-ts/wasi";
import { instantiate } from "../../../examples/wasi-cli/src/generated/command.js";

// A command of WASI over the browser's build of preview2-shim.
const providers = [wasi({ args: ["hello", "browser"] })];
using command = await instantiate(fetch("/hello.wasm"), {}, { providers });
command.run.run();
console.log("end");
