import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type Metafile } from "esbuild";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labelKey } from "../../src/abi/label-keys.js";
import { loadComponent } from "../../src/component/load-component.js";
import { generate } from "../../src/generate.js";
import { options } from "../component/assembler.js";
import { adder, caller, composed, counters, echo, forwarder } from "../component/guests.js";
import { testCompiling } from "./compile-output.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const calculatorPath = join(root, "examples/calculator/calculator.wasm");
const benchPath = fileURLToPath(
  new URL("../../../shared/bench/out/guest.component.wasm", import.meta.url),
);
const hasBench = existsSync(benchPath);

/** Enough for tables; the last two have properties that do not tell their names. */
const manyLabels = [
  ...Array.from("abcdefghij", (letter) => `step-${letter}`),
  "to-string",
  "get-HTTP",
  "a-1",
];

let directory: string;
const run = promisify(execFile);

/** Generates code for a component in `output/<name>`, and JavaScript of it in `run/<name>`. */
async function prepare(name: string, input: string): Promise<void> {
  const out = join(directory, "output", name);
  const { diagnostics } = await generate({ input, out });
  expect(diagnostics).toEqual([]);
  const js = join(directory, "run", name);
  await mkdir(js, { recursive: true });
  for (const path of await readdir(out, { recursive: true })) {
    if (path.endsWith(".wasm")) {
      await symlink(join(out, path), join(js, basename(path)));
    }
  }
  await build({
    entryPoints: (await readdir(out, { recursive: true }))
      .filter((path) => path.endsWith(".ts"))
      .map((path) => join(out, path)),
    outdir: js,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
}

/** Runs a script in a process of its own, with `wit-ts/runtime` but nothing else of the package. */
async function runScript(text: string): Promise<unknown> {
  const script = join(directory, "run", "script.mjs");
  await writeFile(script, text);
  const { stdout } = await run(process.execPath, [
    "--disallow-code-generation-from-strings",
    script,
  ]);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "wit-ts-binary-"));
  const own = join(directory, "node_modules/wit-ts");
  await mkdir(own, { recursive: true });
  await writeFile(join(directory, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(
    join(own, "package.json"),
    JSON.stringify({ name: "wit-ts", type: "module", exports: { "./runtime": "./runtime.js" } }),
  );
  await build({
    entryPoints: [join(root, "src/runtime/index.ts")],
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "node",
    outfile: join(own, "runtime.js"),
    logLevel: "error",
  });
  await writeFile(join(directory, "adder.wasm"), adder());
  await writeFile(join(directory, "counters.wasm"), counters());
  await writeFile(join(directory, "caller.wasm"), caller());
  await writeFile(join(directory, "composed.wasm"), composed());
  await writeFile(join(directory, "echo.wasm"), echo(options.utf16));
  await writeFile(join(directory, "forwarder.wasm"), forwarder(manyLabels));
  await prepare("calculator", calculatorPath);
  await prepare("echo", join(directory, "echo.wasm"));
  await prepare("composed", join(directory, "composed.wasm"));
  await prepare("adder", join(directory, "adder.wasm"));
  await prepare("counters", join(directory, "counters.wasm"));
  await prepare("caller", join(directory, "caller.wasm"));
  await prepare("forwarder", join(directory, "forwarder.wasm"));
  const script = join(directory, "output/script");
  await generate({ input: calculatorPath, out: script, emit: "js" });
  if (hasBench) {
    await prepare("bench", benchPath);
  }
}, 60_000);

afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe("code for one component", () => {
  it("has its core modules beside it, without those that only forward calls", async () => {
    expect((await readdir(join(directory, "output/calculator"))).sort()).toEqual([
      ".wit-ts.json",
      "calculator.core.wasm",
      "calculator.ts",
      "exports",
      "imports",
      "trap.wasm",
    ]);
  });

  it("is what prettier makes of it", async () => {
    const output = join(directory, "output");
    for (const path of await readdir(output, { recursive: true })) {
      if (path.endsWith(".ts")) {
        const text = await readFile(join(output, path), "utf8");
        expect(text, path).toBe(await format(text, { parser: "typescript" }));
      }
    }
  });

  testCompiling(() => directory, "runtime");

  it("runs where text may not be evaluated, and gives what the loader's instance gives", async () => {
    const text = `
      const log = [];
      const results = (operations) => {
        const { add, divide, squareRoot, History } = operations;
        const history = new History("budget");
        const calculated = history.calculate({ left: 1200, operator: "subtract", right: 850 });
        history.calculate({ left: 1e300, operator: "multiply", right: 1e300 });
        const both = History.join("both", history, history);
        const thrown = [];
        for (const call of [
          () => divide(1, 0),
          () => squareRoot(-4),
          () => add("1", 2),
          () => history.calculate({ left: 1, operator: "power", right: 2 }),
        ]) {
          try {
            call();
          } catch (error) {
            thrown.push([error.name, error.message, error.payload]);
          }
        }
        return [add(0.1, 0.2), divide(1, 4), calculated, history.entries(), both.last(), thrown,
          history instanceof History];
      };
      const imports = { "docs:calculator/log": { log: (message) => log.push(message) } };
    `;
    const linked = await runScript(`
      import { instantiate } from "./calculator/calculator.js";
      ${text}
      const calculator = await instantiate(imports);
      console.log(JSON.stringify([results(calculator.operations), log]));
    `);
    const component = await loadComponent(await readFile(calculatorPath));
    const log: string[] = [];
    const { exports } = await component.instantiate({
      "docs:calculator/log": { log: (message: string) => log.push(message) },
    });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the same text as above
    const results = new Function("operations", `${text}\nreturn results(operations);`) as (
      operations: unknown,
    ) => unknown;
    const expected = [results(exports["operations"]), log];
    expect(linked).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it("instantiates modules that the host has compiled, without waiting", async () => {
    expect(
      await runScript(`
        import { compileModules, instantiateSync } from "./adder/adder.js";
        const modules = await compileModules();
        const exports = instantiateSync(modules);
        console.log(JSON.stringify([exports.add(1, 2), instantiateSync(modules).add(3, 4)]));
      `),
    ).toEqual([3, 7]);
  });

  it("names all imports that are missing", async () => {
    expect(
      await runScript(`
        import { instantiate } from "./calculator/calculator.js";
        console.log(JSON.stringify(await instantiate({}).catch(({ message }) => message)));
      `),
    ).toBe(
      "cannot instantiate calculator.wasm:\n" +
        "  missing import docs:calculator/log@0.1.0 log: a function",
    );
  });

  it("binds the functions of large interfaces by tables", async () => {
    const text = await readFile(join(directory, "output/forwarder/forwarder.ts"), "utf8");
    expect(text).toMatch(/stepA: hostGlue\.lowerStepA,/);
    expect(text).toMatch(/stepA: manyGlue\.liftStepA,/);
    const script = `
      import { instantiate } from "./forwarder/forwarder.js";
      const keys = ${JSON.stringify(manyLabels.map(labelKey))};
      const host = Object.fromEntries(keys.map((key, index) => [key, (n) => n * 100 + index]));
      const { many } = await instantiate({ "docs:test/host": host });
      const { stepC, a1, ...others } = host;
      const messages = [
        () => many.stepB(-1),
        () => many.stepC(5),
      ].map((call) => { try { return call(); } catch ({ message }) { return message; } });
      const missing = await instantiate({ "docs:test/host": others }).catch(({ message }) => message);
      console.log(JSON.stringify([keys.map((key) => many[key](7)), messages, missing]));
    `;
    expect(await runScript(script)).toEqual([
      manyLabels.map((_, index) => 700 + index),
      ['exports["docs:test/many"].stepB(): n must be u32, got -1', 502],
      "cannot instantiate forwarder.wasm:\n" +
        "  missing import docs:test/host a-1: a function\n" +
        "  missing import docs:test/host step-c: a function",
    ]);
  });

  it("names the wrong value that a host function returns", async () => {
    expect(
      await runScript(`
        import { instantiate } from "./caller/caller.js";
        const { run } = await instantiate({ "docs:test/host": { call: () => -1 } });
        try {
          run(1);
        } catch ({ message, code }) {
          console.log(JSON.stringify([code, message]));
        }
      `),
    ).toEqual(["T96", 'imports["docs:test/host"].call(): result must be u32, got -1']);
  });

  it("is JavaScript when that is asked for", async () => {
    expect(
      await runScript(`
        import { instantiate } from "../output/script/calculator.js";
        const { operations } = await instantiate({ "docs:calculator/log": { log() {} } });
        const history = new operations.History("a");
        const calculation = { left: 1, operator: "add", right: 2 };
        console.log(JSON.stringify([history.calculate(calculation), operations.divide(1, 4)]));
      `),
    ).toEqual([3, 0.25]);
  });

  it("traps with the helper that is a file", async () => {
    expect(
      await runScript(`
        import { compileModules, instantiateModules } from "./calculator/calculator.js";
        const modules = await compileModules();
        WebAssembly.Module = undefined;
        const log = () => { throw new Error("no paper"); };
        const { operations } = await instantiateModules(modules, { "docs:calculator/log": { log } });
        const history = new operations.History("a");
        try {
          history.calculate({ left: 1, operator: "add", right: 1 });
        } catch (error) {
          const { code, cause } = error;
          console.log(JSON.stringify([error instanceof WebAssembly.RuntimeError, code, cause.message]));
        }
      `),
    ).toEqual([true, "T96", "no paper"]);
  });

  it("imports nothing but the runtime", async () => {
    const { metafile } = await build({
      entryPoints: [join(directory, "output/calculator/calculator.ts")],
      alias: { "wit-ts/runtime": join(root, "src/runtime/index.ts") },
      absWorkingDir: root,
      bundle: true,
      format: "esm",
      target: "es2022",
      outdir: "/",
      write: false,
      metafile: true,
      logLevel: "error",
    });
    expect(imported(metafile)).toEqual([]);
  });

  it("passes strings as the component encodes them", async () => {
    expect(
      await runScript(`
        import { instantiate } from "./echo/echo.js";
        const seen = [];
        const { run } = await instantiate({ "docs:test/log": { log: (s) => seen.push(s) } });
        console.log(JSON.stringify([run("größer 🙂"), seen]));
      `),
    ).toEqual(["größer 🙂", ["größer 🙂"]]);
  });

  it("has the glue of calls between the components inside in a file of its own", async () => {
    expect(
      await runScript(`
        import { instantiate } from "./composed/composed.js";
        const { counters, keep, peek, give, pass } = await instantiate();
        const counter = new counters.Counter(4);
        keep(counter);
        const kept = peek();
        const given = give();
        console.log(JSON.stringify([kept, given instanceof counters.Counter, pass(given)]));
      `),
    ).toEqual([4, true, 4]);
  });
});

/** Modules of a bundle that are neither generated nor of the runtime. */
function imported({ inputs }: Metafile): string[] {
  return Object.keys(inputs).filter(
    (path) => !path.startsWith("src/runtime/") && !path.includes("/output/calculator/"),
  );
}
