import { webAssembly, type CoreModule } from "./web-assembly.js";

interface NodeProcess {
  getBuiltinModule?(name: "fs"): {
    readonly promises: { readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> };
  };
}

declare global {
  // Generated code finds its files by it. The types of some hosts, such as edge workers, lack it.
  interface ImportMeta {
    url: string;
  }
}

/** Compiles a core module that is a file: one on disk, or one that is fetched. */
export async function compileFile(url: URL): Promise<CoreModule> {
  // Not an import: bundlers for browsers, which load no file URL, would look for the module.
  const { process } = globalThis as { readonly process?: NodeProcess };
  const files = url.protocol === "file:" && process?.getBuiltinModule?.("fs");
  return files
    ? webAssembly.compile(await files.promises.readFile(url))
    : webAssembly.compileStreaming(fetch(url));
}
