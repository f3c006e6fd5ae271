import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../src/component/decode.js";
import { InvalidComponentError, UnsupportedError } from "../../src/component/errors.js";
import { loadComponent } from "../../src/component/load-component.js";
import { makePlan } from "../../src/component/make-plan.js";
import { validateComponent } from "../../src/component/validate/validate.js";
import { LinkError } from "../../src/runtime/link-error.js";
import { isTrap } from "../../src/runtime/trap.js";
import { mockImports } from "../conformance/mock-imports.js";
import { composed, counters, echo, keeper, shelf } from "./guests.js";

const benchGuest = new URL("../../../shared/bench/out/guest.component.wasm", import.meta.url);
const calculator = new URL("../../examples/calculator/calculator.wasm", import.meta.url);
const hello = new URL("../../examples/wasi-cli/hello.wasm", import.meta.url);

const seeds: readonly (readonly [string, Uint8Array])[] = [
  ["counters", counters()],
  ["keeper", keeper()],
  ["echo", echo()],
  ["shelf", shelf()],
  ["composed", composed()],
  ...(
    [
      ["the benchmark's guest", benchGuest],
      ["the calculator", calculator],
      ["the wasi-cli example", hello],
    ] as const
  ).flatMap(([label, file]) =>
    existsSync(file) ? [[label, new Uint8Array(readFileSync(file))] as const] : [],
  ),
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

/**
 * Loads and instantiates, with mocks for imports. There is an instance, which can be disposed, or one of the errors that
 * say why there is none; and neither takes long.
 */
async function instantiates(bytes: Uint8Array): Promise<boolean> {
  const start = performance.now();
  try {
    const component = await loadComponent(bytes);
    const { imports } = makePlan(validateComponent(decodeComponent(bytes)));
    const instance = await component.instantiate(mockImports(imports));
    instance[Symbol.dispose]();
    expect(instance.poisoned).toBe(true);
    return true;
  } catch (error) {
    if (
      error instanceof InvalidComponentError ||
      error instanceof UnsupportedError ||
      error instanceof LinkError ||
      isTrap(error)
    ) {
      return false;
    }
    throw error;
  } finally {
    expect(performance.now() - start).toBeLessThan(5000);
  }
}

/** Some changed bits and bytes. */
function mutate(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const changed = bytes.slice();
  for (let flips = next(3); flips >= 0; flips--) {
    const at = next(changed.length);
    changed[at] = next(2) === 0 ? (changed[at] ?? 0) ^ (1 << next(8)) : next(256);
  }
  return changed;
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
      survives(mutate(bytes, next));
    }
  });

  it("instantiates or refuses them", { timeout: 60_000 }, async () => {
    expect(await instantiates(bytes)).toBe(true);
    const next = random(bytes.length + 1);
    for (let round = 0; round < 100; round++) {
      await instantiates(mutate(bytes, next));
      await instantiates(bytes.subarray(0, next(bytes.length)));
    }
  });
});
