import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitWorlds } from "../src/emit/emit-worlds.js";
import { loadWit } from "../src/load-wit.js";
import { validateGraph } from "../src/resolve/validate-graph.js";
import { compile } from "./compile.js";
import { libraries, strictest } from "./strictest.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const corpus = fileURLToPath(new URL("../../shared/corpus", import.meta.url));
// Below the repository, so that `wit-ts/runtime` in the output is this package.
const directory = join(root, "node_modules", ".cache", "wit-ts-corpus");

/** Some checks take long for all of it: without the variable they get every eighth package. */
const isComplete = process.env["WIT_TS_CORPUS"] === "all";
const part = isComplete ? "all worlds" : "every eighth package (WIT_TS_CORPUS=all: every one)";

/** Beside the strictest flags. */
const unemitted = { noEmit: true, typeRoots: [join(root, "node_modules", "@types")] };

interface Package {
  readonly path: string;
  readonly features: readonly string[];
}

/** The packages that the reference accepts. */
function acceptedPackages(): Package[] {
  const cases = join(corpus, "wit-ui");
  const real = join(corpus, "wit-real");
  return [
    ...readdirSync(cases)
      .filter((entry) => entry.endsWith(".json"))
      .map((entry) => join(cases, entry.slice(0, -".json".length)))
      .map((path) => (existsSync(path) ? path : path.slice(0, -".wit".length)))
      .filter((path) => existsSync(path) && !needsText(path))
      .map((path) => ({ path, features: ["active"] })),
    ...readFileSync(join(real, "manifest.tsv"), "utf8")
      .split("\n")
      .map((row) => row.split("\t"))
      .filter(([, , verdict]) => verdict === "accepted")
      .map(([, path = ""]) => ({ path: join(real, path), features: [] })),
  ];
}

/** WebAssembly text cannot be read. */
function needsText(path: string): boolean {
  const deps = join(path, "deps");
  return existsSync(deps) && readdirSync(deps).some((entry) => entry.endsWith(".wat"));
}

/** Generates code for all worlds of the packages, each once; gives the folders. */
async function generateAll(): Promise<string[]> {
  const folders: string[] = [];
  const known = new Set<string>();
  for (const { path, features } of acceptedPackages()) {
    const { graph, diagnostics } = await loadWit(path, { features });
    expect(diagnostics, path).toEqual([]);
    if (graph === undefined || validateGraph(graph).length > 0) {
      // What is correct WIT and no component could have: `invalid` below.
      continue;
    }
    const worlds = [...(graph.packages[graph.root]?.worlds.values() ?? [])];
    const files = emitWorlds(graph, worlds);
    const contents = JSON.stringify(files);
    if (files.length > 0 && !known.has(contents)) {
      known.add(contents);
      const folder = String(folders.length).padStart(3, "0");
      folders.push(folder);
      for (const file of files) {
        const place = join(directory, "src", folder, file.path);
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, file.content);
      }
    }
  }
  return folders;
}

async function lint(...args: readonly string[]): Promise<string> {
  const options = { cwd: directory, maxBuffer: 1 << 28 };
  const file = join(root, "node_modules/eslint/bin/eslint.js");
  return promisify(execFile)(process.execPath, [file, ...args], options).then(
    ({ stdout }) => stdout,
    (error: unknown) => String((error as { stdout?: unknown }).stdout ?? error),
  );
}

describe.skipIf(!existsSync(corpus))("real packages (skipped without ../shared/corpus)", () => {
  let folders: readonly string[] = [];
  let sample: readonly string[] = [];

  beforeAll(async () => {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(join(directory, "node_modules"), { recursive: true });
    symlinkSync(root, join(directory, "node_modules", "wit-ts"), "junction");
    writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
    folders = await generateAll();
    sample = folders.filter((_, index) => isComplete || index % 8 === 0);
  }, 120_000);

  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  async function compileFolders(
    compiler: string,
    options: (typeof libraries)["dom"],
    included: readonly string[],
  ): Promise<string> {
    const name = `${compiler}-${options.lib.join("-")}.json`;
    const include = included.map((folder) => `src/${folder}`);
    const compilerOptions = { ...strictest, ...unemitted, ...options };
    writeFileSync(join(directory, name), JSON.stringify({ compilerOptions, include }));
    const output = await compile(compiler, join(directory, name));
    return output.split("\n").slice(0, 20).join("\n");
  }

  it("are many", () => {
    expect(folders.length).toBeGreaterThan(200);
  });

  it.each(Object.values(libraries))(
    "all compile with TypeScript 7 and lib $lib",
    async (options) => {
      expect(await compileFolders("typescript-7", options, folders)).toBe("");
    },
    120_000,
  );

  const pairs = (["typescript-5.9", "typescript"] as const).flatMap((compiler, index) =>
    (isComplete ? Object.values(libraries) : [index === 0 ? libraries.dom : libraries.node]).map(
      (options) => ({
        compiler,
        options,
      }),
    ),
  );
  it.each(pairs)(
    `compile with $compiler and lib $options.lib: ${part}`,
    async ({ compiler, options }) => {
      expect(await compileFolders(compiler, options, sample)).toBe("");
    },
    240_000,
  );

  it(`are as the lint rules of this repository want them: ${part}`, async () => {
    const compilerOptions = { ...strictest, ...unemitted, ...libraries.dom };
    const include = sample.map((folder) => `src/${folder}`);
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, include }));
    const output = await lint(
      ...["--config", join(root, ".config", "eslint.config.js"), "--max-warnings", "0"],
      // WIT may use what it deprecates.
      ...["--rule", "@typescript-eslint/no-deprecated: off"],
      ...include,
    );
    expect(output.split("\n").slice(0, 20).join("\n")).toBe("");
  }, 480_000);

  it(`are what prettier makes of them: ${part}`, async () => {
    const seen = new Set<string>();
    for (const folder of sample) {
      const place = join(directory, "src", folder);
      for (const entry of readdirSync(place, { recursive: true, encoding: "utf8" })) {
        const text = entry.endsWith(".ts") ? readFileSync(join(place, entry), "utf8") : "";
        if (!seen.has(text)) {
          seen.add(text);
          expect(await format(text, { parser: "typescript" }), entry).toBe(text);
        }
      }
    }
  }, 480_000);
});
