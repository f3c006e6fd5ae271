import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Component } from "../../src/component/instantiate.js";
import type { loadComponent } from "../../src/component/load-component.js";
import { generate, type GenerateOptions } from "../../src/generate.js";
import { webAssembly } from "../../src/runtime/web-assembly.js";
import type { StringEncoding } from "../reference/options.js";
import { contains } from "../reference/despecialize.js";
import { camelCase } from "../reference/js-mapping.js";
import type { EchoWorld } from "./arbitrary-world.js";
import { legacyNames, standardNames } from "./core-names.js";
import { isHostFunction, type EchoFunction } from "./echo-module.js";
import { buildEchoComponent, buildEchoModule } from "./guest-builder.js";
import { printWorld } from "./print-world.js";
import { compile } from "../compile.js";
import { libraries, strictest } from "../strictest.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How the output's functions say a result of their own. */
export type Results = "throw" | "value";

/** One way to generate code. */
export interface Variant {
  readonly emit: "ts" | "js";
  readonly results: Results;
}

/** What an instance exports, whatever its world. */
export type Exports = Readonly<Record<string, unknown>> & Disposable;

/** One way from a world to an instance of it, through generated code. */
export interface Way {
  readonly name: string;
  readonly results: Results;
  readonly postReturn: boolean;
  readonly instantiate: (imports: Readonly<Record<string, unknown>>) => Promise<Exports>;
}

/** A directory in which generated code finds `wit-ts`: the runtime and the loader as they are in `src`. */
export interface OutputDirectory extends AsyncDisposable {
  readonly path: string;
  /** Loads a component by the copy of the loader that generated code uses. */
  readonly loadComponent: typeof loadComponent;
}

/** Makes an {@link OutputDirectory}. */
export async function createOutputDirectory(): Promise<OutputDirectory> {
  const path = await mkdtemp(join(tmpdir(), "wit-ts-roundtrip-"));
  const own = join(path, "node_modules/wit-ts");
  await mkdir(own, { recursive: true });
  await writeFile(join(path, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(
    join(own, "package.json"),
    JSON.stringify({
      name: "wit-ts",
      type: "module",
      exports: { "./runtime": "./runtime/index.js", "./component": "./component/index.js" },
    }),
  );
  await build({
    entryPoints: ["runtime", "component"].map((each) => join(root, `src/${each}/index.ts`)),
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "node",
    outdir: own,
    logLevel: "error",
  });
  const loader = loadModule(join(own, "component/index.js"));
  return {
    path,
    loadComponent: loader["loadComponent"] as typeof loadComponent,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

/** Loads a module as Node does: what a test imports would else be transformed by the test's own loader. */
export function loadModule(path: string): Readonly<Record<string, unknown>> {
  return createRequire(path)(path) as Readonly<Record<string, unknown>>;
}

/** A module that was generated, ready to run. */
export interface GeneratedModule {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Whether it is for one binary but takes the component at run time all the same. */
  readonly needsLoader: boolean;
}

/** Generates code as told, strips the types of TypeScript, and loads the module `<name>`. */
export async function generateModule(
  options: GenerateOptions & { readonly out: string },
  name: string,
): Promise<GeneratedModule> {
  const { written, diagnostics } = await generate(options);
  const problems = diagnostics.filter(({ code }) => code !== "needs-loader");
  if (problems.length > 0) {
    throw new Error(problems.map(({ message, line }) => `${line}: ${message}`).join("\n"));
  }
  if (options.emit !== "js") {
    await build({
      entryPoints: written.filter((each) => each.endsWith(".ts")).map((p) => join(options.out, p)),
      outdir: options.out,
      outbase: options.out,
      format: "esm",
      target: "es2022",
      logLevel: "error",
    });
  }
  return {
    exports: loadModule(join(options.out, `${name}.js`)),
    needsLoader: diagnostics.some(({ code }) => code === "needs-loader"),
  };
}

const encodings: readonly StringEncoding[] = ["utf8", "utf16", "latin1+utf16"];

/**
 * Generates code for a world and for the component binaries of it, and gives all ways to an instance: the world's modules
 * with components of each encoding and with a core module, and the modules that were made for one binary.
 */
export async function generateWays(
  output: OutputDirectory,
  name: string,
  world: EchoWorld,
  variants: readonly Variant[],
): Promise<Way[]> {
  const { functions, postReturn } = world;
  const directory = join(output.path, name);
  await mkdir(directory);
  const wit = join(directory, "echo.wit");
  await writeFile(wit, printWorld(world));
  const components = new Map<StringEncoding, Component>();
  for (const stringEncoding of encodings) {
    const bytes = buildEchoComponent(functions, { stringEncoding, postReturn });
    components.set(stringEncoding, await output.loadComponent(bytes));
    await writeFile(join(directory, `${fileName(stringEncoding)}.wasm`), bytes);
  }
  const coreModules = [legacyNames, standardNames].map(
    (names) => new webAssembly.Module(buildEchoModule(functions, names)),
  );

  const ways: Way[] = [];
  for (const variant of variants) {
    const nameOf = (way: string): string => `${way}, ${variant.emit}, results ${variant.results}`;
    const { results } = variant;
    const out = join(directory, `world-${variant.emit}-${results}`);
    const { exports } = await generateModule({ input: wit, out, ...variant }, "echo");
    await writeFile(join(out, "host.ts"), typedHost(functions, results, "echo"));
    const instantiate = exports["instantiate"] as Instantiate;
    for (const [encoding, component] of components) {
      ways.push({
        ...{ name: nameOf(`a world with a component in ${encoding}`), results, postReturn },
        instantiate: (imports) => instantiate(component, imports),
      });
    }
    for (const [i, module] of coreModules.entries()) {
      ways.push({
        ...{ name: nameOf(`a world with core module ${i}`), results, postReturn: true },
        instantiate: (imports) => instantiate(module, imports),
      });
    }
    ways.push(...(await binaryWays(directory, world, variant)));
  }
  return ways;
}

function fileName(encoding: StringEncoding): string {
  return `binary-${encoding.replaceAll("+", "-")}`;
}

type Instantiate = (...args: unknown[]) => Promise<Exports>;

/** Code for one binary; what cannot be linked ahead of time takes the component at run time. */
async function binaryWays(
  directory: string,
  { functions, postReturn }: EchoWorld,
  { emit, results }: Variant,
): Promise<Way[]> {
  const other = results === "throw" ? "utf16" : "latin1+utf16";
  const binaries: readonly StringEncoding[] = emit === "ts" ? ["utf8", other] : ["utf8"];
  const ways: Way[] = [];
  for (const encoding of binaries) {
    const name = fileName(encoding);
    const input = join(directory, `${name}.wasm`);
    const out = join(directory, `${name}-${emit}-${results}`);
    const module = await generateModule({ input, out, emit, results }, name);
    await writeFile(join(out, "host.ts"), typedHost(functions, results, name));
    ways.push({
      name: `code for a binary in ${encoding}, ${emit}, results ${results}`,
      ...{ results, postReturn },
      instantiate: await binaryInstantiate(module, input),
    });
  }
  return ways;
}

async function binaryInstantiate(
  { exports, needsLoader }: GeneratedModule,
  binary: string,
): Promise<Way["instantiate"]> {
  if (needsLoader) {
    const bytes = await readFile(binary);
    return (imports) => (exports["instantiate"] as Instantiate)(bytes, imports);
  }
  const modules = await (exports["compileModules"] as () => Promise<unknown>)();
  return (imports) => (exports["instantiateModules"] as Instantiate)(modules, imports);
}

/** A host for the types of generated code: it gives back what it gets, and calls exports with what they gave. */
function typedHost(
  functions: readonly EchoFunction[],
  results: Results,
  moduleName: string,
): string {
  const properties = (list: readonly EchoFunction[], value: (f: EchoFunction) => string): string =>
    list.map((f) => `  ${JSON.stringify(camelCase(f.name))}: ${value(f)},\n`).join("");
  return `import { ComponentError } from "wit-ts/runtime";
import type { Exports, Imports } from "./${moduleName}.js";

export const failure: unknown = new ComponentError(0);
type Host = Omit<Imports["test:roundtrip/host"], "Thing">;
export const host: Host = {
${properties(functions.filter(isHostFunction), (f) => hostFunction(f, results))}};

type Guest = Exports["guest"];
export const again = {
${properties(functions, (f) => twice(f, results))}};
`;
}

function hostFunction({ type }: EchoFunction, results: Results): string {
  const names = type.params.map((_, i) => `x${i}`).join(", ");
  const { result } = type;
  if (result === undefined) {
    return `(${names}) => void [${names}]`;
  }
  if (result.kind === "result" && results === "throw") {
    const error = result.err === undefined ? "undefined" : "x0.val";
    return `(x0) => {
    if (x0.tag === "err") {
      throw new ComponentError(${error});
    }
    return${result.ok === undefined ? "" : " x0.val"};
  }`;
  }
  return type.params.length === 1 ? "(x0) => x0" : `(${names}) => [${names}]`;
}

function twice({ name, type }: EchoFunction, results: Results): string {
  const key = JSON.stringify(camelCase(name));
  const callee = `guest[${key}]`;
  const head = `(guest: Guest, ...args: Parameters<Guest[${key}]>): unknown =>`;
  const borrows = type.params.some((param) =>
    contains(param.type, ({ kind }) => kind === "borrow"),
  );
  if (type.result === undefined || borrows) {
    return `${head} ${callee}(...args)`;
  }
  if (type.result.kind === "result" && results === "throw") {
    return type.result.ok === undefined
      ? `(guest: Guest): void => ${callee}({ tag: "ok" })`
      : `${head} ${callee}({ tag: "ok", val: ${callee}(...args) })`;
  }
  return `${head} ${callee}(${type.params.length === 1 ? "" : "..."}${callee}(...args))`;
}

/** Type-checks what was generated below a directory, with the hosts that use it; gives what the compiler says. */
export async function typeCheck(directory: string): Promise<string> {
  const types = join(directory, "types");
  const source = join(root, "src");
  await writeFile(
    join(directory, "tsconfig.types.json"),
    JSON.stringify({
      extends: join(root, ".config/tsconfig.build.json"),
      compilerOptions: {
        ...{ rootDir: source, outDir: types, emitDeclarationOnly: true },
        ...{ noCheck: true, isolatedDeclarations: false },
        typeRoots: [join(root, "node_modules/@types")],
      },
      include: [],
      files: ["runtime", "component"].map((each) => join(source, each, "index.ts")),
    }),
  );
  const paths = Object.fromEntries(
    ["runtime", "component"].map((each) => [`wit-ts/${each}`, [join(types, each, "index.d.ts")]]),
  );
  await writeFile(
    join(directory, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: { ...strictest, ...libraries.dom, noEmit: true, skipLibCheck: true, paths },
      include: ["world*/**/*"],
    }),
  );
  const messages = await compile("typescript-7", join(directory, "tsconfig.types.json"));
  return messages + (await compile("typescript-7", directory));
}
