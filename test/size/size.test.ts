import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { bundle, type Bundle } from "../bundle.js";

// Sizes of what a page loads: bundled, minified, gzipped, in bytes. A limit here may only go down; where it is above
// its aim, the aim is what the project has promised.

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));

let temporary: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "wit-ts-size-"));
});

afterAll(async () => {
  await rm(temporary, { recursive: true });
});

/** A chunk whose modules include this one is known by it. */
function chunkOf({ outputs }: Bundle, module: string): string {
  for (const [name, { inputs }] of outputs) {
    if (module in inputs) {
      return name;
    }
  }
  throw new RangeError(`no chunk has ${module}`);
}

/** The names of a file and of all that it imports without `import()`. */
function closure({ outputs }: Bundle, entry: string, found = new Set<string>()): Set<string> {
  if (!found.has(entry) && outputs.has(entry)) {
    found.add(entry);
    for (const { path, kind } of outputs.get(entry)?.imports ?? []) {
      if (kind === "import-statement") {
        closure({ outputs, files: new Map() }, path.slice(path.lastIndexOf("/") + 1), found);
      }
    }
  }
  return found;
}

function sizeOf({ files }: Bundle, names: Iterable<string>): number {
  let size = 0;
  for (const name of names) {
    size += gzipSync(files.get(name) ?? "", { level: 9 }).length;
  }
  return size;
}

function report(lines: Readonly<Record<string, number>>): void {
  for (const [part, size] of Object.entries(lines)) {
    console.log(`${part.padEnd(50)} ${size.toLocaleString("en").padStart(7)} B`);
  }
}

describe("the loader", async () => {
  const bundled = await bundle({
    texts: { loader: 'export { loadComponent } from "wit-ts/component";' },
  });
  const first = closure(bundled, "loader.js");
  /** What a chunk that is loaded later adds to the first ones. */
  const later = (module: string): number => {
    const chunk = chunkOf(bundled, module);
    expect(first, module).not.toContain(chunk);
    return sizeOf(
      bundled,
      [...closure(bundled, chunk)].filter((name) => !first.has(name)),
    );
  };

  it("stays small, with lazy chunks for what not every use needs", () => {
    const loader = sizeOf(bundled, first);
    const validation = later("src/component/validate/validate.ts");
    const worlds = later("src/component/instantiate-for-world.ts");
    const glue = later("src/component/compile-glue.ts");
    const closures = later("src/abi/interpret-function.ts");
    report({
      "loadComponent: decoder, plan, linker (aim 20,000)": loader,
      "  validation, lazy": validation,
      "  instantiating through a generated world, lazy": worlds,
      "  instantiating without generated code, lazy": glue,
      "  closures in the place of new Function, lazy": closures,
      "all for a generated world, but validation": loader + worlds,
      "all for a dynamic use, but validation": loader + glue,
    });
    expect(loader).toBeLessThan(20_000);
    expect(validation).toBeLessThan(17_500);
    expect(worlds).toBeLessThan(4_000);
    expect(glue).toBeLessThan(19_000);
    expect(closures).toBeLessThan(1_800);
  });
});

describe("the runtime of ahead-of-time glue", () => {
  it("is what the glue calls", async () => {
    const calculator = await runtimeOf(join(examples, "calculator/src/generated"));
    const command = await runtimeOf(join(examples, "wasi-cli/src/generated"));
    const whole = await entrySize('export * from "wit-ts/runtime";');
    report({
      "runtime for the calculator, instantiateSync included": calculator,
      "runtime for wasi-cli, the same": command,
      "runtime, everything": whole,
    });
    expect(calculator).toBeLessThan(8_000);
    expect(command).toBeLessThan(7_500);
  });

  it("leaves little to say for a small world", async () => {
    const wit = join(temporary, "add.wit");
    const out = join(temporary, "add");
    await writeFile(
      wit,
      "package test:add; world adder { export add: func(left: u32, right: u32) -> u32; }",
    );
    await generate({ input: wit, out });
    const text = `export { instantiate } from ${JSON.stringify(join(out, "adder.ts"))};`;
    const alone = await entrySize(text);
    const beside = await entrySize(text, []);
    const runtime = await runtimeOf(out);
    report({
      "world with one function, runtime included (aim 1,500)": alone,
      "  with the loader as lazy chunks beside it": beside,
      "  its runtime": runtime,
    });
    expect(alone).toBeLessThan(4_000);
    expect(beside).toBeLessThan(8_000);
  });

  async function entrySize(text: string, external = ["wit-ts/component"]): Promise<number> {
    const bundled = await bundle({ texts: { entry: text }, external });
    return sizeOf(bundled, closure(bundled, "entry.js"));
  }

  /** The size of all names that generated files import as values. */
  async function runtimeOf(directory: string): Promise<number> {
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
    return entrySize(`export { ${[...names].join(", ")} } from "wit-ts/runtime";`);
  }
});
