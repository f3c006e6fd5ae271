import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { compile } from "../compile.js";
import { compilers, libraries, strictest } from "../strictest.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Tests that the TypeScript in `output` compiles under the strictest flags, with each compiler and set of libraries.
 *
 * @param directoryOf gives the directory that has `output`, once the tests run
 * @param entries what the output may import from this package
 */
export function testCompiling(
  directoryOf: () => string,
  ...entries: readonly ("component" | "runtime")[]
): void {
  describe("compiles", () => {
    let declarations: string;

    beforeAll(async () => {
      declarations = join(directoryOf(), "wit-ts");
      const config = join(root, ".config/tsconfig.build.json");
      const options = ["--outDir", declarations, "--noCheck", "--emitDeclarationOnly"];
      expect(await compile("typescript", config, ...options)).toBe("");
    }, 60_000);

    it.each(
      compilers.flatMap((compiler) =>
        Object.entries(libraries).map(([name, library]) => ({ compiler, name, library })),
      ),
    )(
      "with $compiler and the libraries of $name",
      async ({ compiler, name, library }) => {
        const config = join(directoryOf(), `tsconfig.${compiler}.${name}.json`);
        const compilerOptions = {
          ...strictest,
          noEmit: true,
          ...library,
          typeRoots: [join(root, "node_modules/@types")],
          paths: Object.fromEntries(
            entries.map((entry) => [`wit-ts/${entry}`, [join(declarations, entry, "index.d.ts")]]),
          ),
        };
        await writeFile(config, JSON.stringify({ compilerOptions, include: ["output"] }));
        expect(await compile(compiler, config)).toBe("");
      },
      60_000,
    );
  });
}
