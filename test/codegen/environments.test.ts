import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { hasChromium, launchChromium, linesOfPage } from "../browser/chromium.js";
import { serveSite } from "../browser/static-site.js";

// Code for one component, bundled with a program as applications do it; its core modules stand beside the bundle.

const root = fileURLToPath(new URL("../..", import.meta.url));
const deno = join(root, "node_modules/deno/deno");
const run = promisify(execFile);

/** What every program says of the calculator. */
const lines = ["0.25", '{"tag":"division-by-zero"}', "log: sum: 1 calculation", "3"];

const program = `
  const log = (message) => console.log("log: " + message);
  export function calculate({ operations }) {
    console.log(String(operations.divide(1, 4)));
    try {
      operations.divide(1, 0);
    } catch (error) {
      console.log(JSON.stringify(error.payload));
    }
    const history = new operations.History("sum");
    const result = history.calculate({ left: 1, operator: "add", right: 2 });
    console.log(String(result));
  }
  export const imports = { "docs:calculator/log": { log } };
`;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "wit-ts-environments-"));
  const input = join(root, "examples/calculator/calculator.wasm");
  const { diagnostics } = await generate({ input, out: directory });
  expect(diagnostics).toEqual([]);
  await writeFile(join(directory, "program.js"), program);
}, 60_000);

afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Bundles a program in the output directory, so that core modules are beside it; gives its text. */
async function bundleProgram(name: string, text: string): Promise<string> {
  const path = join(directory, `${name}.mjs`);
  await build({
    stdin: { contents: text, resolveDir: directory },
    alias: { "wit-ts/runtime": join(root, "src/runtime/index.ts") },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outfile: path,
    logLevel: "error",
  });
  return readFile(path, "utf8");
}

const whole = `
  import { instantiate } from "./calculator.ts";
  import { calculate, imports } from "./program.js";
  calculate(await instantiate(imports));
  console.log("end");
`;

function withoutLog(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && line !== "end");
}

describe("code for one component in a bundle", () => {
  it("runs on Node where text may not be evaluated", async () => {
    await bundleProgram("node", whole);
    const script = join(directory, "node.mjs");
    const args = ["--disallow-code-generation-from-strings", script];
    const { stdout } = await run(process.execPath, args);
    expect(withoutLog(stdout)).toEqual(lines);
  });

  it.skipIf(!existsSync(deno))("runs on Deno", async () => {
    await bundleProgram("deno", whole);
    const script = join(directory, "deno.mjs");
    const args = [
      "run",
      "--no-config",
      "--no-remote",
      "--no-npm",
      `--allow-read=${directory}`,
      script,
    ];
    const { stdout } = await run(deno, args, { env: { ...process.env, DENO_DIR: directory } });
    expect(withoutLog(stdout)).toEqual(lines);
  });

  it.skipIf(!hasChromium)(
    "runs in a page that may not evaluate text",
    async () => {
      await bundleProgram("page", whole);
      const names = (await readdir(directory)).filter((name) => /\.(wasm|mjs)$/.test(name));
      const files = new Map<string, Uint8Array>([
        ["/favicon.ico", new Uint8Array()],
        [
          "/page.html",
          new TextEncoder().encode('<!doctype html><script type="module" src="/page.js"></script>'),
        ],
      ]);
      for (const name of names) {
        files.set(`/${name.replace(/\.mjs$/, ".js")}`, await readFile(join(directory, name)));
      }
      await using site = await serveSite(files);
      const browser = await launchChromium();
      try {
        const seen = await linesOfPage(browser, `${site.origin}/page.html`);
        expect(withoutLog(seen.join("\n"))).toEqual(lines);
      } finally {
        await browser.close();
      }
    },
    60_000,
  );

  it("needs neither files nor a compiler where modules are imported, as in workers at the edge", async () => {
    const text = await bundleProgram(
      "worker",
      `
        import { instantiateModules } from "./calculator.ts";
        import { calculate, imports } from "./program.js";
        export const start = async (modules) => calculate(await instantiateModules(modules, imports));
      `,
    );
    // What reads and compiles files was left out.
    expect(/core\.wasm|import\.meta|compileStreaming|getBuiltinModule/.test(text)).toBe(false);
    await writeFile(
      join(directory, "host.mjs"),
      `
        import { readFileSync } from "node:fs";
        import { start } from "./worker.mjs";
        const compile = (name) => new WebAssembly.Module(readFileSync(new URL(name, import.meta.url)));
        const modules = { core: compile("calculator.core.wasm"), trap: compile("trap.wasm") };
        const forbidden = () => { throw new Error("modules may not be compiled here"); };
        Object.assign(WebAssembly, { compile: forbidden, compileStreaming: forbidden, Module: forbidden });
        globalThis.fetch = forbidden;
        await start(modules);
      `,
    );
    const script = join(directory, "host.mjs");
    const args = ["--disallow-code-generation-from-strings", script];
    const { stdout } = await run(process.execPath, args);
    expect(withoutLog(stdout)).toEqual(lines);
  });

  it("has nothing of what the program does not use", async () => {
    const text = await bundleProgram("used", whole);
    // Linking without waiting, and what makes glue or reads components at run time.
    expect(/new [\w$]+\.Instance\(\.\.\.|new Function|InvalidComponent/.test(text)).toBe(false);
    const constants = await bundleProgram(
      "constants",
      'import { Operator } from "./exports/docs-calculator-operations.ts"; console.log(Operator.add);',
    );
    expect(constants.length).toBeLessThan(200);
  });
});
