import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile } from "../compile.js";
import { strictest } from "../strictest.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const example = join(root, "examples/calculator");
const run = promisify(execFile);

/** Ways to generate, and what is different for who uses the output. */
const styles = [
  { name: "typescript", args: [], results: "throw" },
  { name: "typescript-values", args: ["--results", "value"], results: "value" },
  { name: "typescript-inline", args: ["--runtime", "inline"], results: "throw" },
  { name: "javascript", args: ["--emit", "js"], results: "throw" },
  { name: "javascript-values", args: ["--emit", "js", "--results", "value"], results: "value" },
  { name: "javascript-inline", args: ["--emit", "js", "--runtime", "inline"], results: "throw" },
] as const;

let directory: string;

/** A package `wit-ts` and output in every style, with a program that uses it. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "wit-ts-styles-"));
  const modules = join(directory, "node_modules");
  mkdirSync(join(modules, "wit-ts"), { recursive: true });
  // Without the bundles for Node, which this build does not make.
  const manifest = readFileSync(join(root, "package.json"), "utf8").replace(/"node": "\.\/.*/g, "");
  writeFileSync(join(modules, "wit-ts/package.json"), manifest);
  const dependencies = ["chevrotain", "yargs"];
  for (const name of [...dependencies, "@types", "undici-types"]) {
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  const dist = join(modules, "wit-ts/dist");
  const build = join(root, ".config/tsconfig.build.json");
  expect(await compile("typescript-7", build, "--noCheck", "--outDir", dist)).toBe("");
  writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module" }));
  cpSync(join(example, "wit"), join(directory, "wit"), { recursive: true });
  cpSync(join(example, "calculator.core.wasm"), join(directory, "calculator.core.wasm"));
  cpSync(join(example, "calculator.wasm"), join(directory, "calculator.wasm"));
  for (const { name, args, results } of styles) {
    const out = join("styles", name, "generated");
    await run(process.execPath, [join(dist, "cli.js"), "generate", "wit", "-o", out, ...args], {
      cwd: directory,
    });
    writeFileSync(join(directory, "styles", name, "use.ts"), program(results));
  }
  const config = join(directory, "tsconfig.json");
  writeFileSync(
    config,
    JSON.stringify({ compilerOptions: { ...strictest, ...output }, include: ["styles"] }),
  );
  expect(await compile("typescript-7", config, "--outDir", join(directory, "run"))).toBe("");
}, 60_000);

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function program(results: "throw" | "value"): string {
  const [payload, last] =
    results === "throw"
      ? ["thrownBy(() => divide(1, 0))", "history.calculate(calculation)"]
      : ["errorOf(divide(1, 0))", "valueOf(history.calculate(calculation))"];
  return `import { readFile } from "node:fs/promises";
import { instantiate } from "./generated/calculator.js";
import { Operator, type Calculation } from "./generated/exports/docs-calculator-operations.js";

type Result = { tag: "ok"; val: number } | { tag: "err"; val: unknown };
export const valueOf = (result: Result): number => (result.tag === "ok" ? result.val : NaN);
export const errorOf = (result: Result): unknown => (result.tag === "err" ? result.val : undefined);
export const thrownBy = (call: () => number): unknown => {
  try {
    return call();
  } catch (error) {
    return (error as { payload: unknown }).payload;
  }
};

const bytes = await readFile(new URL("../../calculator.core.wasm", import.meta.url));
const messages: string[] = [];
const imports = {
  "docs:calculator/log": {
    log: (message: string): void => {
      messages.push(message);
    },
  },
};
const calculator = await instantiate(await WebAssembly.compile(bytes), imports);
const { divide, History } = calculator.operations;
const history = new History("größe");
const calculation: Calculation = { left: 1, operator: Operator.add, right: 2 };
const component = await readFile(new URL("../../calculator.wasm", import.meta.url));
const loaded = await instantiate(component, imports).then(
  ({ operations }) => operations.add(1, 2),
  (error: unknown) => (error as Error).message,
);
console.log(
  JSON.stringify({
    payload: ${payload},
    value: ${last},
    last: history.last(),
    messages,
    loaded,
  }),
);
`;
}

describe.each(styles)("output in $name, compiled under the strictest flags,", ({ name, args }) => {
  const isScript = name.startsWith("javascript");
  const isInline = name.endsWith("inline");

  it("works", async () => {
    const place = join(directory, "run", name);
    // What is not TypeScript stays as it was generated.
    cpSync(join(directory, "styles", name, "generated"), join(place, "generated"), {
      recursive: true,
      filter: (path) => !path.endsWith(".ts"),
    });
    const { stdout } = await run(process.execPath, [join(place, "use.js")], {
      cwd: directory,
    }).catch((error: unknown) => ({ stdout: String((error as { stderr: unknown }).stderr) }));
    expect(JSON.parse(stdout)).toEqual({
      payload: { tag: "division-by-zero" },
      value: 3,
      last: { calculation: { left: 1, operator: "add", right: 2 }, value: 3 },
      messages: ["größe: 1 calculation"],
      loaded: isInline
        ? (expect.stringContaining("give what WebAssembly.compile() makes of its bytes") as string)
        : 3,
    });
  }, 60_000);

  it("is what prettier makes of it, says its options, and is the same every time", async () => {
    const out = join(directory, "styles", name, "generated");
    const files = readdirSync(out, { recursive: true, encoding: "utf8" });
    const own = files.filter((file) => /\.[jt]s$/.test(file) && !file.startsWith("runtime"));
    expect(own.length).toBe(isScript ? 6 : 3);
    for (const file of own) {
      const text = readFileSync(join(out, file), "utf8");
      const parser = file.endsWith(".js") ? "babel" : "typescript";
      expect(text, file).toBe(await format(text, { parser }));
      const options = args.length === 0 ? "" : "with ";
      expect(text.split("\n", 1)[0]).toMatch(
        new RegExp(
          `^// Generated by wit-ts \\S+ ${options}.*from (world|import|export) .* \\(wit\\)\\.`,
        ),
      );
    }
    const cli = join(directory, "node_modules/wit-ts/dist/cli.js");
    const again = await run(
      process.execPath,
      [cli, "generate", "wit", "-o", out, "--check", ...args],
      { cwd: directory },
    );
    expect(again.stdout).toContain("unchanged");
  });
});

describe("declaration maps", () => {
  it.each([
    ["exports/docs-calculator-operations", "interface Calculation ", "calculation {"],
    ["exports/docs-calculator-operations", "left", "left: f64"],
    ["exports/docs-calculator-operations", "const Operator", "operator {"],
    ["exports/docs-calculator-operations", "calculate(", "calculate: func"],
    ["exports/docs-calculator-operations", "squareRoot(", "square-root: func"],
    ["exports/docs-calculator-operations", "new (", "constructor(label"],
    ["exports/docs-calculator-operations", "interface OperationsExports", "operations {"],
    ["imports/docs-calculator-log", "log(", "log: func"],
    ["exports/docs-calculator-operations", "readonly History", "history {"],
    ["calculator", "interface Exports", "calculator {"],
    ["calculator", "readonly operations", "operations {"],
  ])("of %s lead from %j to %j", (file, generated, source) => {
    const path = join(directory, "styles/javascript/generated", `${file}.d.ts`);
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(/\n\/\/# sourceMappingURL=[\w-]+\.d\.ts\.map\n$/);
    const map = JSON.parse(readFileSync(`${path}.map`, "utf8")) as SourceMap;
    const name = /[\w$]+(?=\W*$)/.exec(generated)?.[0] ?? "";
    const offset = text.indexOf(generated) + generated.lastIndexOf(name);
    const place = decode(map).find((each) => offsetOf(text, each.line, each.column) === offset);
    expect(place, generated).toBeDefined();
    const wit = resolve(dirname(path), map.sources[place?.source ?? 0] ?? "");
    const witText = readFileSync(wit, "utf8");
    const found = offsetOf(witText, place?.sourceLine ?? 0, place?.sourceColumn ?? 0);
    expect(witText.slice(found)).toMatch(new RegExp(`^${source.replace(/[({]/g, "\\$&")}`));
  });
});

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

interface Mapping {
  readonly line: number;
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

function offsetOf(text: string, line: number, column: number): number {
  const before = text.split("\n").slice(0, line);
  return before.reduce((sum, each) => sum + each.length + 1, column);
}

function decode({ mappings }: SourceMap): Mapping[] {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const state = [0, 0, 0, 0];
  return mappings.split(";").flatMap((text, line) => {
    state[0] = 0;
    return (text === "" ? [] : text.split(",")).map((segment): Mapping => {
      let field = 0;
      let shift = 0;
      let value = 0;
      for (const character of segment) {
        const digit = digits.indexOf(character);
        value += (digit & 31) << shift;
        shift += 5;
        if ((digit & 32) === 0) {
          state[field] = (state[field] ?? 0) + (value & 1 ? -(value >> 1) : value >> 1);
          field++;
          shift = value = 0;
        }
      }
      const [column = 0, source = 0, sourceLine = 0, sourceColumn = 0] = state;
      return { line, column, source, sourceLine, sourceColumn };
    });
  });
}

const output = { lib: ["es2022", "dom"], types: ["node"], rootDir: "./styles" };
