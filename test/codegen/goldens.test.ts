import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { printStructure } from "ts-morph";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worldStructures } from "../../src/emit/emit-worlds.js";
import { printFile } from "../../src/emit/print.js";
import { loadWit } from "../../src/load-wit.js";
import { testCompiling } from "./compile-output.js";

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

  testCompiling(() => directory, "runtime", "component");
});

/** Results of calls are narrow, arguments wide; errors are typed; resources of the guest are different types. */
const useOfTypes = `
import type { Exports, Imports } from "./types/types.js";
import type { Exports as Resources, Imports as Host } from "./resources/resources.js";
import type { Everything } from "./types/imports/golden-types-shared.js";
import type { Unversioned } from "wit-ts/runtime";

declare const exports: Exports;
export const samples: Float32Array<ArrayBuffer> = exports.functions.lists(["a"], [1, 2], [1n]);
export const name: keyof Unversioned<Imports> = "golden:types/functions";
export const maybe: string | undefined = ({} as Everything).maybe;
// @ts-expect-error -- a property of an option is left out, not undefined
export const wrong: Pick<Everything, "maybe"> = { maybe: undefined };

declare const point: Everything["points"][0];
const given = [1, "a"] as const;
const table: ReadonlyMap<string, typeof point> = new Map([["a", point]]);
export const pair: [number, string] = exports.functions.given(given, table);

declare const resources: Resources;
declare const host: Host["golden:resources/host"];
declare const file: InstanceType<typeof resources.guest.File>;
resources.derived.hold(resources.derived.hold(resources.derived.make()).thing);
resources.guest.peek(new resources.guest.Counter(1), host.getToken());
export const parts: Pick<Host, "golden:resources/base" | "golden:resources/derived"> = resources;
export const mock: typeof file = { [Symbol.dispose]() {} };
// @ts-expect-error -- another resource
resources.derived.hold(file);
`;
