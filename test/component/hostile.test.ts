import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../src/component/decode.js";
import { InvalidComponentError, UnsupportedError } from "../../src/component/errors.js";
import { makePlan } from "../../src/component/make-plan.js";
import { validateComponent } from "../../src/component/validate/validate.js";
import { counters, echo, keeper } from "./guests.js";

const benchGuest = new URL("../../../shared/bench/out/guest.component.wasm", import.meta.url);

const seeds: readonly (readonly [string, Uint8Array])[] = [
  ["counters", counters()],
  ["keeper", keeper()],
  ["echo", echo()],
  ...(existsSync(benchGuest)
    ? [["the benchmark's guest", new Uint8Array(readFileSync(benchGuest))] as const]
    : []),
];

/** Decodes, validates and plans; anything but the two errors for bad input fails the test. */
function survives(bytes: Uint8Array): boolean {
  try {
    makePlan(validateComponent(decodeComponent(bytes)));
    return true;
  } catch (error) {
    if (error instanceof InvalidComponentError || error instanceof UnsupportedError) {
      return false;
    }
    throw error;
  }
}

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

describe.skipIf(!existsSync(benchGuest))("the benchmark's guest (../shared is absent)", () => {
  it("is valid", () => {
    expect(survives(new Uint8Array(readFileSync(benchGuest)))).toBe(true);
  });
});

describe.each(seeds)("hostile variants of %s", (_, bytes) => {
  it("survives truncation anywhere", () => {
    const step = Math.max(1, Math.floor(bytes.length / 500));
    for (let length = 0; length < bytes.length; length += step) {
      survives(bytes.subarray(0, length));
    }
    expect(survives(bytes)).toBe(true);
  });

  it("survives flipped bits and overwritten bytes", () => {
    const next = random(bytes.length);
    for (let round = 0; round < 500; round++) {
      const changed = bytes.slice();
      for (let flips = next(3); flips >= 0; flips--) {
        const at = next(changed.length);
        changed[at] = next(2) === 0 ? (changed[at] ?? 0) ^ (1 << next(8)) : next(256);
      }
      survives(changed);
    }
  });
});
