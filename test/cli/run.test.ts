import { describe, expect, it } from "vitest";
import { runCommand } from "../run-command.js";

describe("help", () => {
  it.each([["--help"], ["generate", "--help"], ["wit", "-h"], ["format", "-h"]])(
    "of %s fits a screen",
    async (...args) => {
      const { code, out, error } = await runCommand(...args);
      expect({ code, error }).toEqual({ code: 0, error: "" });
      const lines = out.trimEnd().split("\n");
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(out).toContain("wit-ts");
    },
  );

  it("gives the version", async () => {
    expect((await runCommand("--version")).out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});

describe("a wrong command line", () => {
  it.each([
    ["", "a command is missing: see wit-ts --help"],
    ["generat wit", "unknown command `generat`, did you mean wit-ts generate?"],
    ["compile wit", "unknown command `compile`: there is generate, wit, format"],
    ["wit/a.wit", "unknown command `wit/a.wit`, did you mean wit-ts generate wit/a.wit?"],
    ["generate", "a path is missing"],
    ["generate a b", "only one path can be given, `b` is too much"],
    ["generate --wrld calculator wit", "unknown option --wrld, did you mean --world?"],
    ["generate wit --feat=a", "unknown option --feat, did you mean --features?"],
    ["generate wit --wolrd", "unknown option --wolrd, did you mean --world?"],
    ["generate wit --zzz", "unknown option --zzz"],
    ["generate wit -x", "unknown option -x"],
    ["format wit --out a", "unknown option --out"],
    ["generate wit --out", "option `out` needs a value"],
    ["generate wit --out=", "--out is empty"],
    ["generate wit --world ,", "--world is empty"],
    ["generate wit -o a -o b", "--out is given more than once"],
    ["generate wit --host --types", "--host and --types exclude each other"],
    [
      "format examples/calculator/calculator.wasm",
      "`examples/calculator/calculator.wasm` is a binary: only text has a format",
    ],
    ["wit wit --json --wasm -o a", "--wasm and --json exclude each other"],
    [
      "generate wit --features a --all-features",
      "--features and --all-features exclude each other",
    ],
    [
      "generate wit --import-extension mjs",
      '--import-extension cannot be "mjs": it is one of "js", "ts"',
    ],
  ])("wit-ts %s", async (line, message) => {
    const { code, out, error } = await runCommand(...line.split(" ").filter((word) => word !== ""));
    expect({ code, out, error }).toEqual({ code: 1, out: "", error: `error: ${message}\n\n` });
  });
});
