import { expect, it } from "vitest";
import { labelKey } from "../../src/abi/label-keys.js";
import { readableName } from "../../src/abi/readable-name.js";
import { glueValues, rareValues } from "../../src/emit/runtime-symbols.js";

it("gives no local the name of a function that glue calls", () => {
  const labels = [...glueValues, ...rareValues]
    .filter((name) => /^[a-z]/.test(name))
    .map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  for (const label of labels) {
    expect(readableName(label)).not.toBe(labelKey(label));
  }
});
