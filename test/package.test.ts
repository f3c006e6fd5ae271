import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { toolVersion } from "../src/tool-version.js";

const manifest = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as Readonly<Record<string, unknown>>;

it("has one version", () => {
  expect(manifest["version"]).toBe(toolVersion);
});

it("has a lock file that names no registry", () => {
  const lock = readFileSync(new URL("../package-lock.json", import.meta.url), "utf8");
  expect(lock).not.toContain('"resolved"');
});
