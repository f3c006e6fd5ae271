import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitWorlds } from "../../src/emit/emit-worlds.js";
import { loadWit } from "../../src/load-wit.js";
import { compile } from "../compile.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const wit = fileURLToPath(
  new URL("../../../shared/corpus/wit-real/WebAssembly+wasi-http/wit", import.meta.url),
);

const use = `
import { WASIShim } from "@bytecodealliance/preview2-shim/instantiation";
import type { Unversioned } from "wit-ts/runtime";
import type { Imports as Command } from "./output/command.js";
import type { Imports as Proxy } from "./output/proxy.js";

export const command: Unversioned<Command> = new WASIShim().getImportObject();
export const proxy: Unversioned<Proxy> = new WASIShim().getImportObject();
// @ts-expect-error -- the names are those of the world
export const name: keyof Unversioned<Command> = "wasi:cli/nothing";
`;

let directory: string;

// Needs ../shared, which a clone of the repository alone does not have.
describe.skipIf(!existsSync(wit))("imports of WASI 0.2", () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "wit-ts-shim-"));
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
    const { graph } = await loadWit(wit);
    if (graph === undefined) {
      throw new Error("the WIT of wasi:http does not resolve");
    }
    const worlds = graph.worlds.flatMap(({ name }, id) =>
      name === "command" || name === "proxy" ? [id] : [],
    );
    for (const { path, content } of emitWorlds(graph, worlds, { target: "types" })) {
      const file = join(directory, "output", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(directory, "use.ts"), use);
    const compilerOptions = {
      ...{ target: "es2022", module: "nodenext", noEmit: true, strict: true },
      ...{ exactOptionalPropertyTypes: true, skipLibCheck: true },
      ...{ lib: ["es2022", "dom"], types: [] },
      paths: { "wit-ts/runtime": [join(root, "src/runtime/types.ts")] },
    };
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  }, 60_000);
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it("are what WASIShim gives", async () => {
    expect(await compile("typescript-7", directory)).toBe("");
  }, 60_000);
});
