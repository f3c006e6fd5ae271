import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

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

it("type-check as they are", async () => {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", templates]);
  expect(stdout).toBe("");
});
