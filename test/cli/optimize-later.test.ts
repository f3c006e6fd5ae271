import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { flagsOf } from "../../src/cli/optimize-later.js";

it("sets flags that this version of Node knows", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [...flagsOf(process.versions.node), "--eval", ""],
    { encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

it("sets none for versions that it has not been tried with", () => {
  expect(flagsOf("18.20.0")).toEqual([]);
  expect(flagsOf("1000.0.0")).toEqual([]);
});
