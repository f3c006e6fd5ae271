import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { format } from "prettier";
import { printStructure } from "ts-morph";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worldStructures } from "../../src/emit/emit-worlds.js";
import { printFile } from "../../src/emit/print.js";
import { loadWit } from "../../src/load-wit.js";
import { compilers, libraries, strictest } from "../strictest.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const cases = ["types", "resources", "names", "worlds", "versions"];

let directory: string;

async function structuresOf(name: string): Promise<ReturnType<typeof worldStructures>> {
  const { graph, diagnostics } = await loadWit(join(here, name), { features: "all" });
  if (graph === undefined) {
    throw new Error(diagnostics.map(({ message, line }) => `${line}: ${message}`).join("\n"));
  }
  const worlds = graph.packages[graph.root]?.worlds.values() ?? [];
  return worldStructures(graph, [...worlds]);
}

describe.each(cases)("generated code of %s", (name) => {
  it("is as it was", async () => {
    for (const { path, structure } of await structuresOf(name)) {
      await expect(printFile(structure)).toMatchFileSnapshot(join(here, name, `${path}.golden`));
    }
  });

  it("is what prettier makes of it, and of what ts-morph prints", async () => {
    for (const { path, structure } of await structuresOf(name)) {
      const text = printFile(structure);
      const fromTsMorph = printStructure(structure);
      expect(text, path).toBe(await format(text, { parser: "typescript" }));
      expect(text, path).toBe(await format(fromTsMorph, { parser: "typescript" }));
    }
  });

  it("is the same every time", async () => {
    const print = async (): Promise<string[]> =>
      (await structuresOf(name)).map(({ path, structure }) => path + printFile(structure));
    expect(await print()).toEqual(await print());
  });
});

describe("generated code", () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "wit-ts-codegen-"));
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
    writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module" }));
    await compile("typescript", join(root, ".config/tsconfig.build.json"), [
      ...["--outDir", join(directory, "wit-ts"), "--noCheck", "--emitDeclarationOnly"],
    ]);
    for (const name of cases) {
      for (const { path, structure } of await structuresOf(name)) {
        const file = join(directory, "output", name, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, printFile(structure));
      }
    }
    writeFileSync(join(directory, "output", "use.ts"), useOfTypes);
  }, 60_000);
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(compilers.flatMap((compiler) => Object.keys(libraries).map((lib) => [compiler, lib])))(
    "compiles with %s and the libraries of %s",
    async (compiler, lib) => {
      const config = join(directory, `tsconfig.${compiler}.${lib}.json`);
      const compilerOptions = {
        ...strictest,
        noEmit: true,
        ...libraries[lib as keyof typeof libraries],
        typeRoots: [join(root, "node_modules/@types")],
        paths: {
          "wit-ts/runtime": [join(directory, "wit-ts/runtime/index.d.ts")],
          "wit-ts/component": [join(directory, "wit-ts/component/index.d.ts")],
        },
      };
      writeFileSync(config, JSON.stringify({ compilerOptions, include: ["output"] }));
      expect(await compile(compiler, config)).toBe("");
    },
    60_000,
  );
});

async function compile(compiler: string, config: string, options: string[] = []): Promise<string> {
  const tsc = join(root, "node_modules", compiler, "bin/tsc");
  try {
    await promisify(execFile)(process.execPath, [tsc, "-p", config, ...options]);
    return "";
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}

/** Results of calls are narrow, arguments wide; errors are typed. */
const useOfTypes = `
import type { Exports, Imports } from "./types/types.js";
import type { Everything } from "./types/imports/golden-types-shared.js";
import type { Unversioned } from "wit-ts/runtime";

declare const exports: Exports;
export const samples: Float32Array<ArrayBuffer> = exports.functions.lists(["a"], [1, 2], [1n]);
export const name: keyof Unversioned<Imports> = "golden:types/functions";
export const maybe: string | undefined = ({} as Everything).maybe;
// @ts-expect-error -- a property of an option is left out, not undefined
export const wrong: Pick<Everything, "maybe"> = { maybe: undefined };
`;
