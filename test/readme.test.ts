import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compile } from "./compile.js";
import { keeper } from "./component/guests.js";
import { runCommand } from "./run-command.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
// Below the repository, where `wit-ts` and `@types/node` are found.
const directory = join(root, "node_modules", ".cache", "wit-ts-readme");

/** The examples by what one of their lines has. */
const examples = [...readme.matchAll(/^```\w+\n(.*?)^```/gms)].map(([, text = ""]) => text);

function example(part: string): string {
  const [found = "", ...others] = examples.filter((text) => text.includes(part));
  expect(others, part).toEqual([]);
  return found;
}

const imports = `import { readFile } from "node:fs/promises";
  const imports = { "docs:calculator/log": { log: console.log } };`;

const programs: Readonly<Record<string, string>> = {
  "world/main.ts":
    example("isComponentError(error, isCalculationError)") + example("component.instantiate({"),
  "world/instances.ts": `${imports}\n${example("using first")}
    console.log(first.operations.divide(1, 8), second.operations.divide(1, 2)); // 0.125 0.5`,
  "linked/main.ts": `${example("await instantiate({ ")}
    console.log(calculator.operations.divide(1, 4)); // 0.25`,
  "keeper/main.ts": example("class HostCounter"),
};

async function generate(input: string, folder: string): Promise<void> {
  const out = join(directory, folder, "generated");
  expect(await runCommand("generate", join(directory, input), "--out", out)).toMatchObject({
    code: 0,
  });
}

beforeAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  for (const folder of ["node_modules", "world", "linked", "keeper"]) {
    mkdirSync(join(directory, folder), { recursive: true });
  }
  symlinkSync(root, join(directory, "node_modules", "wit-ts"), "junction");
  cpSync(join(root, "examples/calculator/calculator.wasm"), join(directory, "calculator.wasm"));
  writeFileSync(join(directory, "keeper/keeper.wasm"), keeper());
  writeFileSync(join(directory, "world/calculator.wit"), example("world calculator {"));
  writeFileSync(join(directory, "keeper/keeper.wit"), example("world keeper {"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  const compilerOptions = {
    ...{ target: "es2022", lib: ["es2023"], module: "nodenext", strict: true },
    ...{ types: ["node"], typeRoots: [join(root, "node_modules", "@types")] },
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions }));

  await generate("world", "world");
  await generate("calculator.wasm", "linked");
  await generate("keeper", "keeper");
  for (const [file, text] of Object.entries(programs)) {
    writeFileSync(join(directory, file), text);
  }
  expect(await compile("typescript", directory)).toBe("");
}, 60_000);

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

it.each(Object.entries(programs))("shows examples that run: %s", async (file, text) => {
  const program = join(directory, file.replace(".ts", ".js"));
  const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd: directory });
  // What a line prints stands behind it.
  const printed = [...text.matchAll(/\); \/\/ "?(.*?)"?$/gm)].map(([, line]) => line);
  expect(stdout.trimEnd().split("\n")).toEqual(printed);
});

it("names scripts, options and files that exist", async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const [, name = ""] of readme.matchAll(/npm run ([\w:-]+)/g)) {
    expect(Object.keys(scripts)).toContain(name);
  }
  for (const [, path = ""] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    expect(() => readFileSync(join(root, path))).not.toThrow(/ENOENT/);
  }
  let help = "";
  for (const command of ["generate", "wit", "format"]) {
    help += (await runCommand(command, "--help")).out;
  }
  for (const [option] of readme.matchAll(/--[a-z][a-z-]+/g)) {
    expect(help).toContain(option);
  }
});
