import { webAssembly, type CoreModule } from "./web-assembly.js";

interface NodeProcess {
  getBuiltinModule?(name: "node:fs/promises"): {
    readFile(url: URL): Promise<Uint8Array<ArrayBuffer>>;
  };
}

/** Compiles a core module that is a file: one on disk, or one that is fetched. */
export async function compileFile(url: URL): Promise<CoreModule> {
  if (url.protocol === "file:") {
    // Not an import: bundlers for browsers, which load no such URL, would look for the module.
    const { process } = globalThis as { readonly process?: NodeProcess };
    const files = process?.getBuiltinModule?.("node:fs/promises");
    if (files !== undefined) {
      return webAssembly.compile(await files.readFile(url));
    }
  }
  return webAssembly.compileStreaming(fetch(url));
}
