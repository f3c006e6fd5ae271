import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand } from "./run-command.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
// Below the repository, where `wit-ts` and `@types/node` are found.
const directory = join(root, "node_modules", ".cache", "wit-ts-readme");

beforeAll(() => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(directory, "wit"), { recursive: true });
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(root, join(directory, "node_modules", "wit-ts"), "junction");
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(readme)?.[1] ?? "";
}

it("shows an example that compiles", async () => {
  writeFileSync(join(directory, "wit", "calculator.wit"), block("wit"));
  writeFileSync(join(directory, "calculator.ts"), block("ts"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023"],
    types: ["node"],
    typeRoots: [join(root, "node_modules", "@types")],
    module: "nodenext",
    strict: true,
    noEmit: true,
  };
  writeFileSync(
    join(directory, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.ts", "generated"] }),
  );

  const [wit, generated] = [join(directory, "wit"), join(directory, "generated")];
  expect(await runCommand("generate", wit, "--out", generated)).toMatchObject({ code: 0 });

  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", directory]).catch(
    (error: unknown) => error as { stdout: string },
  );
  expect(stdout).toBe("");
}, 30_000);

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
