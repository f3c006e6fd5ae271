import { describe, expect, it } from "vitest";
import { compareVersions } from "../../src/graph/version.js";

describe("compareVersions", () => {
  it("orders as https://semver.org, item 11, says", () => {
    const ordered = [
      "0.9.10",
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.2",
      "1.0.0-alpha.10",
      "1.0.0-alpha.beta",
      "1.0.0-beta",
      "1.0.0-rc.1",
      "1.0.0",
      "1.0.0+1",
      "1.0.0+2",
      "1.0.0+10",
      "1.0.0+a",
      "1.0.1",
      "1.10.0",
      "2.0.0-2023-11-10",
      "2.0.0",
      "18446744073709551615.0.0",
    ];
    for (const [i, a] of ordered.entries()) {
      for (const [j, b] of ordered.entries()) {
        expect(Math.sign(compareVersions(a, b)), `${a} ${b}`).toBe(Math.sign(i - j));
      }
    }
  });
});
