import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { bundle } from "../bundle.js";
import { adder } from "../component/guests.js";
import { closure, report, sizeOf } from "./measure.js";

// What an application gets of the code for one component.

const root = fileURLToPath(new URL("../..", import.meta.url));
const benchPath = fileURLToPath(
  new URL("../../../shared/bench/out/guest.component.wasm", import.meta.url),
);

let temporary: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "wit-ts-size-"));
  await writeFile(join(temporary, "add.wasm"), adder());
});

afterAll(async () => {
  await rm(temporary, { recursive: true });
});

interface Output {
  /** Where it was generated. */
  readonly directory: string;
  /** A program that imports what makes an instance. */
  readonly text: string;
}

async function output(name: string, input: string): Promise<Output> {
  const directory = join(temporary, name);
  const { diagnostics } = await generate({ input, out: directory });
  expect(diagnostics).toEqual([]);
  const text = `export { instantiate as ${name} } from ${JSON.stringify(join(directory, `${name}.ts`))};`;
  return { directory, text };
}

interface Sizes {
  /** The whole program. */
  readonly whole: number;
  /** What of it is the runtime, as a chunk that the output shares with another. */
  readonly runtime: number;
}

async function measure(name: string, input: string): Promise<Sizes> {
  const { directory, text } = await output(name, input);
  const alone = await bundle({ texts: { output: text } });
  const names = (await runtimeNames(directory)).filter((each) => each !== "linkSync");
  const shared = await bundle({
    texts: { output: text, runtime: `export { ${names.join(", ")} } from "wit-ts/runtime";` },
  });
  const chunks = closure(shared, "runtime.js");
  chunks.delete("runtime.js");
  const sizes = {
    whole: sizeOf(alone, closure(alone, "output.js")),
    runtime: sizeOf(shared, chunks),
  };
  report({ [`code for ${name}, runtime included`]: sizes.whole, "  its runtime": sizes.runtime });
  return sizes;
}

/** All names that generated files import from the runtime as values. */
async function runtimeNames(directory: string): Promise<string[]> {
  const names = new Set<string>();
  for (const file of await readdir(directory, { recursive: true })) {
    const text = file.endsWith(".ts") ? await readFile(join(directory, file), "utf8") : "";
    const pattern = /(?:import|export) \{([^}]*)\} from "wit-ts\/runtime"/g;
    for (const [, list = ""] of text.matchAll(pattern)) {
      for (const name of list.split(",").map((each) => each.trim().replace(/ as .*/, ""))) {
        if (name !== "" && !name.startsWith("type ")) {
          names.add(name);
        }
      }
    }
  }
  return [...names];
}

describe("code for one component", () => {
  it("is small for one function", async () => {
    const { whole } = await measure("add", join(temporary, "add.wasm"));
    expect(whole).toBeLessThan(1_490);
  });

  // The aim for the runtime is 4 × 1024.
  it("grows little with the calculator", async () => {
    const { whole, runtime } = await measure(
      "calculator",
      join(root, "examples/calculator/calculator.wasm"),
    );
    expect(whole).toBeLessThan(6_315);
    expect(runtime).toBeLessThan(4_910);
  });

  // The aims are 8 × 1024 and 4 × 1024.
  it.skipIf(!existsSync(benchPath))("stays small for a component with every type", async () => {
    const { whole, runtime } = await measure("guest", benchPath);
    expect(whole).toBeLessThan(9_905);
    expect(runtime).toBeLessThan(6_465);
  });

  it("shares the runtime with the code for another", async () => {
    const add = await output("add", join(temporary, "add.wasm"));
    const calculator = await output(
      "calculator",
      join(root, "examples/calculator/calculator.wasm"),
    );
    const sizeOfProgram = async (text: string): Promise<number> => {
      const bundled = await bundle({ texts: { program: text } });
      return sizeOf(bundled, closure(bundled, "program.js"));
    };
    const alone = await sizeOfProgram(calculator.text);
    const added = (await sizeOfProgram(add.text + calculator.text)) - alone;
    report({ "code for one function beside that for the calculator": added });
    expect(added).toBeLessThan(300);
  });
});
