import { describe, expect, it } from "vitest";
import { closest, suggest } from "../../src/resolve/suggest.js";

describe("closest", () => {
  it.each([
    ["pont", ["point", "u8"], "point"],
    ["streem", ["streams", "stream"], "stream"],
    ["tcp-scoket", ["udp-socket", "tcp-socket"], "tcp-socket"],
    ["Descriptor", ["descriptor"], "descriptor"],
    ["t", ["u", "v"], undefined],
    ["abc", ["xyz"], undefined],
    ["same", ["same"], undefined],
  ])("%s in %s: %s", (wanted, candidates, want) => {
    expect(closest(wanted, candidates)).toBe(want);
  });
});

describe("suggest", () => {
  it("lists what there is when nothing is similar", () => {
    const names = new Set(Array.from({ length: 10 }, (_, index) => `name-${index}`));
    expect(suggest("x", names)).toEqual([
      {
        message:
          "there is: `name-0`, `name-1`, `name-2`, `name-3`, `name-4`, `name-5`, `name-6`, `name-7`, … (10)",
      },
    ]);
    expect(suggest("x", new Set())).toEqual([]);
  });
});
