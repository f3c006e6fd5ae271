import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { printWit } from "../../src/graph/print-wit.js";
import { loadWit } from "../../src/load-wit.js";
import { generateModule, type OutputDirectory } from "../roundtrip/generated-world.js";

/** What an instance exports. */
export type Exports = Readonly<Record<string, unknown>>;

type Imports = Readonly<Record<string, unknown>>;
type Instantiate = (...args: unknown[]) => Promise<Exports>;

/** One way to an instance of a component. */
export interface Way {
  readonly name: string;
  readonly instantiate: (imports?: Imports) => Promise<Exports>;
}

/**
 * Gives all ways to an instance of a component: without generated code, by both back-ends; through the component's own
 * world; and by code for this one binary. The latter two also without waiting.
 */
export async function waysTo(
  output: OutputDirectory,
  name: string,
  bytes: Uint8Array,
): Promise<readonly Way[]> {
  const directory = join(output.path, name);
  await mkdir(directory);
  const input = join(directory, `${name}.wasm`);
  await writeFile(input, bytes);
  const dynamic = (["function", "closures"] as const).map((backend): Way => {
    const loaded = output.loadComponent(bytes, { backend });
    return {
      name: `dynamic, ${backend}`,
      instantiate: async (imports) => (await (await loaded).instantiate(imports)).exports,
    };
  });
  return [
    ...dynamic,
    ...(await worldWays(output, directory, input, bytes)),
    ...(await binaryWays(directory, input, name, bytes)),
  ];
}

async function worldWays(
  output: OutputDirectory,
  directory: string,
  binary: string,
  bytes: Uint8Array,
): Promise<readonly Way[]> {
  const { graph, diagnostics } = await loadWit(binary);
  if (graph === undefined) {
    throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  }
  const input = join(directory, "world.wit");
  await writeFile(input, printWit(graph, { dependencies: true }));
  const out = join(directory, "world");
  const { exports } = await generateModule({ input, out }, "root");
  const component = await output.loadComponent(bytes);
  const waiting = exports["instantiate"] as Instantiate;
  const sync = exports["instantiateSync"] as Instantiate;
  return [
    { name: "world", instantiate: (imports) => waiting(component, imports) },
    { name: "world, sync", instantiate: async (imports) => sync(component, imports) },
  ];
}

async function binaryWays(
  directory: string,
  input: string,
  name: string,
  bytes: Uint8Array,
): Promise<readonly Way[]> {
  const out = join(directory, "binary");
  const { exports, needsLoader } = await generateModule({ input, out }, name);
  const waiting = exports["instantiate"] as Instantiate;
  if (needsLoader) {
    return [{ name: "binary, loaded", instantiate: (imports) => waiting(bytes, imports) }];
  }
  const modules = await (exports["compileModules"] as () => Promise<unknown>)();
  const sync = exports["instantiateSync"] as Instantiate;
  return [
    { name: "binary", instantiate: (imports) => waiting(imports) },
    { name: "binary, sync", instantiate: async (imports) => sync(modules, imports) },
  ];
}
