import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../src/generate.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const corpus = fileURLToPath(new URL("../../shared/corpus/wit-real", import.meta.url));
// Below the repository, so that `wit-ts/runtime` in the output is this package.
const directory = join(root, "node_modules", ".cache", "wit-ts-corpus");

const packages = [
  ...["cli", "clocks", "filesystem", "http", "random", "sockets"].map((name) => ({
    name: `${name}-0.3`,
    path: join(corpus, "composed", name),
  })),
  { name: "http-0.2", path: join(corpus, "WebAssembly+wasi-http", "wit") },
];

/** What architecture.md promises for generated code. */
const strictest = {
  target: "es2022",
  module: "nodenext",
  moduleDetection: "force",
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
};

describe.skipIf(!existsSync(corpus))("real packages (skipped without ../shared/corpus)", () => {
  beforeAll(() => {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(join(directory, "node_modules"), { recursive: true });
    symlinkSync(root, join(directory, "node_modules", "wit-ts"), "junction");
    writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  });

  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(packages)("$name generates without a diagnostic", async ({ name, path }) => {
    const { written, diagnostics } = await generate({ input: path, out: join(directory, name) });
    expect(diagnostics).toEqual([]);
    expect(written.length).toBeGreaterThan(0);
  });

  describe.each([
    { lib: ["es2022", "dom"], types: [] },
    { lib: ["es2023"], types: ["node"] },
  ])("with lib $lib", (options) => {
    it.each(["typescript-5.9", "typescript", "typescript-7"])(
      "compile with %s",
      async (compiler) => {
        const project = join(directory, `${compiler}-${options.lib.join("-")}.json`);
        const typeRoots = [join(root, "node_modules", "@types")];
        writeFileSync(
          project,
          JSON.stringify({
            compilerOptions: { ...strictest, ...options, typeRoots },
            include: packages.map(({ name }) => `${name}/**/*.ts`),
          }),
        );
        const tsc = join(root, "node_modules", compiler, "bin", "tsc");
        const output = await promisify(execFile)(process.execPath, [tsc, "-p", project], {
          cwd: directory,
          maxBuffer: 1 << 26,
        }).then(
          ({ stdout }) => stdout,
          (error: unknown) => String((error as { stdout?: unknown }).stdout ?? error),
        );
        expect(output.split("\n").slice(0, 20).join("\n")).toBe("");
      },
      60_000,
    );
  });
});
