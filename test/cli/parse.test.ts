import { describe, expect, it } from "vitest";
import { defineCommand, type Invocation } from "../../src/cli/command.js";
import { parsePlain } from "../../src/cli/parse-plain.js";
import { parseWithYargs } from "../../src/cli/parse-with-yargs.js";

const command = defineCommand(
  {
    name: "do",
    summary: "Do it",
    pathDescription: "what",
    options: {
      out: { type: "string", alias: "o", description: "" },
      kind: { type: "string", choices: ["js", "ts"], description: "" },
      "dry-run": { type: "flag", description: "", conflicts: ["wet"] },
      wet: { type: "flag", description: "" },
      only: { type: "names", description: "" },
    },
    example: "",
  },
  async () => 0,
);

async function withYargs(args: readonly string[]): Promise<Invocation | undefined> {
  const terminal = { out: () => 0, error: () => 0, color: false, columns: 80 };
  const parsed = await parseWithYargs([command], ["do", ...args], terminal);
  return parsed && { path: parsed.path, values: parsed.values };
}

describe("the two parsers", () => {
  it.each([
    ["p", {}],
    ["./a/b.wit --out x", { out: "x" }],
    ["p -o x --dry-run", { out: "x", "dry-run": true }],
    ["-o x p", { out: "x" }],
    ["--dry-run p", { "dry-run": true }],
    ["p --out=x=y", { out: "x=y" }],
    ["p --kind ts --wet", { kind: "ts", wet: true }],
    ["p --out 12", { out: "12" }],
    ["p --out 0x10", { out: "0x10" }],
    ["p --out true", { out: "true" }],
    ["007", {}],
    ["p --wet --wet", { wet: true }],
    ["p --only a", { only: ["a"] }],
    ["p --only a,b,,c", { only: ["a", "b", "c"] }],
    ["--only 1 p --only=b,c", { only: ["1", "b", "c"] }],
  ])("agree on %s", async (line, values) => {
    const args = line.split(" ");
    const plain = parsePlain(command, args);
    expect(plain?.values).toEqual(values);
    expect(plain).toEqual(await withYargs(args));
  });

  it.each([
    "",
    "p q",
    "p --help",
    "p --zzz",
    "p --out",
    "p --out=",
    "p -o=x",
    "p -o a -o b",
    "p --kind mjs",
    "p --dry-run --wet",
    "p --wet=yes",
    "p --only ,",
    "p --only a --only=",
  ])("leave %j to yargs", (line) => {
    const args = line.split(" ").filter((word) => word !== "");
    expect(parsePlain(command, args)).toBeUndefined();
  });
});
