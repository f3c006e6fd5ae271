import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";

const sources = new URL("../../src/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, sources), "utf8");

/** The rows of the page: code, what happened, at fault, what to do. */
const rows = read("runtime/trap-codes.md")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, code = "", ...cells]) => ({ code: code.slice(1, -1), cells: cells.slice(0, 3) }));

/** The codes that a file of the source gives: those that it names, and those that it counts from a parameter. */
function codesOf(text: string): string[] {
  const named = [...text.matchAll(/"(T\d+)"/g)].map(([, code = ""]) => code);
  const aliases = new Map(
    [...text.matchAll(/^(?:export )?type (\w+) = (\d+(?: \| \d+)*);/gm)].map(([, name, union]) => [
      name,
      union,
    ]),
  );
  const counted = text.split("\n}\n").flatMap((part) =>
    [...part.matchAll(/`T\$\{(?!number)(\w+)(?: \+ (\d))?\}`/g)].flatMap(
      ([, name, added = "0"]) => {
        const type = new RegExp(`\\b${name}: (\\w+(?: \\| \\d+)*)`).exec(part)?.[1] ?? "";
        return (aliases.get(type) ?? type).split(" | ").map((first) => `T${+first + +added}`);
      },
    ),
  );
  return [...named, ...counted];
}

describe("the page of the codes of traps", () => {
  it("has each code that something can give once, in order, and no others", () => {
    const given = readdirSync(sources, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) => codesOf(read(path)));
    const inOrder = [...new Set(given)].sort((a, b) => +a.slice(1) - +b.slice(1));
    expect(rows.map(({ code }) => code)).toEqual(inOrder);
  });

  it("says of each what happened, who is at fault and what to do", () => {
    expect(rows.filter(({ cells }) => cells.length < 3 || cells.includes(""))).toEqual([]);
    const faults = new Set(rows.map(({ cells }) => cells[1]));
    expect([...faults].sort()).toEqual(["either", "guest", "host", "wit-ts"]);
  });
});
