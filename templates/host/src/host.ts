import { readFile } from "node:fs/promises";
import { instantiate } from "./generated/__WORLD__.js";

const [path = "__WORLD__.wasm"] = process.argv.slice(2);

using component = await instantiate(await readFile(path), {
  // What the world imports goes here, by interface name.
});

console.log(`exports: ${Object.keys(component).join(", ")}`);
