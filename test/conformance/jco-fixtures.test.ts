import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { binaryKind, decodeComponent } from "../../src/component/decode.js";
import { UnsupportedError } from "../../src/component/errors.js";
import { loadComponent } from "../../src/component/load-component.js";
import { makePlan } from "../../src/component/make-plan.js";
import { validateComponent } from "../../src/component/validate/validate.js";
import { isTrap } from "../../src/runtime/trap.js";
import { mockImports } from "./mock-imports.js";

const checkout = process.env["WIT_TS_JCO"];

/** All component binaries below a folder. */
function components(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".wasm") && !file.includes("node_modules"))
    .map((file) => join(folder, file))
    .filter((file) => {
      const bytes = readFileSync(file);
      return bytes.length >= 8 && binaryKind(bytes) === "component";
    })
    .sort();
}

/** Instantiates with mocks; gives the reason where a feature that cannot run yet stops it. */
async function instantiate(
  bytes: Uint8Array,
  backend: "function" | "closures",
): Promise<string | undefined> {
  const { imports } = makePlan(validateComponent(decodeComponent(bytes)));
  try {
    const component = await loadComponent(bytes, { backend });
    const instance = await component.instantiate(mockImports(imports));
    expect(instance.poisoned).toBe(false);
    instance[Symbol.dispose]();
    return undefined;
  } catch (error) {
    if (error instanceof UnsupportedError || (isTrap(error) && error.code === "T97")) {
      return error.message;
    }
    throw error;
  }
}

describe.skipIf(checkout === undefined)(
  "fixtures of jco (set WIT_TS_JCO to a checkout of bytecodealliance/jco)",
  () => {
    const files = checkout === undefined ? [] : components(checkout);

    it("are there", () => {
      expect(files.length).toBeGreaterThan(100);
    });

    it.each(files.map((file) => [relative(checkout ?? "", file), file]))(
      "%s instantiates, or says what stops it",
      { timeout: 60_000 },
      async (_, file) => {
        const bytes = new Uint8Array(readFileSync(file));
        for (const backend of ["function", "closures"] as const) {
          const reason = await instantiate(bytes, backend);
          if (reason !== undefined) {
            expect(reason).toMatch(/not supported|does not run|uses what/);
          }
        }
      },
    );
  },
);
