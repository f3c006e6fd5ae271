import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { compile } from "../compile.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const templates = join(root, "templates");

function filesOf(template: string): string[] {
  const directory = join(templates, template);
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

it.each([
  ["host", ["README.md", "package.json", "src/host.ts", "tsconfig.json"]],
  ["guest", ["README.md", "package.json", "src/guest.ts", "tsconfig.json", "wit/world.wit"]],
])("the template %s has exactly its files", (template, files) => {
  expect(filesOf(template)).toEqual(files);
});

it("have no holes but the known ones", () => {
  const holes = ["host", "guest"].flatMap((template) =>
    filesOf(template).flatMap(
      (file) => readFileSync(join(templates, template, file), "utf8").match(/__\w+?__/g) ?? [],
    ),
  );
  expect(new Set(holes)).toEqual(new Set(["__NAME__", "__WORLD__"]));
});

it("make a host that compiles once the holes are filled", async () => {
  // Below the repository, where `wit-ts` and `@types/node` are found.
  const project = join(root, "node_modules", ".cache", "wit-ts-template");
  rmSync(project, { recursive: true, force: true });
  try {
    for (const file of filesOf("host")) {
      const text = readFileSync(join(templates, "host", file), "utf8");
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(
        join(project, file),
        text.replaceAll("__NAME__", "sums").replaceAll("__WORLD__", "adder"),
      );
    }
    mkdirSync(join(project, "wit"));
    const wit = "package a:sums; world adder { export add: func(left: u32, right: u32) -> u32; }";
    writeFileSync(join(project, "wit", "adder.wit"), wit);
    mkdirSync(join(project, "node_modules"));
    symlinkSync(root, join(project, "node_modules", "wit-ts"), "junction");

    const manifest = readFileSync(join(project, "package.json"), "utf8");
    const { scripts } = JSON.parse(manifest) as { scripts: { generate: string } };
    const [command, ...args] = scripts.generate.split(" ");
    expect(command).toBe("wit-ts");
    const cli = join(root, "dist", "cli.js");
    await promisify(execFile)(process.execPath, [cli, ...args], { cwd: project });
    expect(await compile("typescript", project)).toBe("");
  } finally {
    rmSync(project, { recursive: true });
  }
}, 60_000);

it("type-check as they are", async () => {
  expect(await compile("typescript", templates)).toBe("");
});
