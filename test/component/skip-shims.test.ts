import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../src/component/decode.js";
import type { LinkPlan, Step } from "../../src/component/link-plan.js";
import { makePlan } from "../../src/component/make-plan.js";
import { skipShims } from "../../src/component/skip-shims.js";
import { validateComponent } from "../../src/component/validate/validate.js";

const calculator = new URL("../../examples/calculator/calculator.wasm", import.meta.url);

// A shim that forwards to `log` and to a destructor; the module that uses them; what fills the shim's table.
const plan = makePlan(validateComponent(decodeComponent(await readFile(calculator))));
const [shim = -1, main = -1] = plan.steps.flatMap((step) =>
  step.kind === "core-instance" && step.module.kind === "module" ? step.module.module : [],
);

/** The plan with other bytes in one of its modules. */
function withModule(index: number, change: (bytes: number[]) => number[]): LinkPlan {
  const modules = plan.modules.map((module, position) =>
    position === index
      ? { ...module, bytes: Uint8Array.from(change([...module.bytes])), offset: 0 }
      : module,
  );
  return { ...plan, modules };
}

/** Replaces bytes that stand once in a module. */
function replace(bytes: number[], from: readonly number[], to: readonly number[]): number[] {
  const start = bytes.findIndex((_, index) => from.every((byte, i) => bytes[index + i] === byte));
  expect(start).toBeGreaterThan(0);
  return [...bytes.slice(0, start), ...to, ...bytes.slice(start + from.length)];
}

describe("the shims of a plan", () => {
  it("are skipped with what fills their tables", () => {
    const skipped = skipShims(plan);
    expect(plan.steps.map(kindOf)).toEqual([
      "core-instance",
      "destructor",
      "core-instance",
      "core-instance",
    ]);
    expect(skipped.steps.map(kindOf)).toEqual(["core-instance", "destructor"]);
    expect(skipped.modules).toEqual([plan.modules[main]]);
    const [instance, destructor] = skipped.steps;
    expect(instance).toMatchObject({ module: { module: 0 } });
    expect(JSON.stringify(instance)).toContain('{"kind":"canon","canon":');
    expect(destructor).toMatchObject({
      destructor: { kind: "export", name: expect.stringContaining("[dtor]") as string },
    });
  });

  it("stay where the module that imports them runs code before their tables are filled", () => {
    const starting = withModule(main, (bytes) => [...bytes, 8, 1, 0]);
    expect(skipShims(starting)).toBe(starting);
  });

  it("stay where a function does more than forward its arguments", () => {
    // `i32.const 0, call_indirect` becomes a call of a place that nothing fills.
    const elsewhere = withModule(shim, (bytes) => replace(bytes, [0x41, 0, 0x11], [0x41, 9, 0x11]));
    expect(skipShims(elsewhere)).toBe(elsewhere);
    const swapped = withModule(shim, (bytes) =>
      replace(bytes, [0x20, 0, 0x20, 1], [0x20, 1, 0x20, 0]),
    );
    expect(skipShims(swapped)).toBe(swapped);
  });

  it("stay where their module has anything else", () => {
    const withMemory = withModule(shim, (bytes) => [...bytes, 5, 3, 1, 0, 1]);
    expect(skipShims(withMemory)).toBe(withMemory);
  });

  it("stay where something else uses their table", () => {
    const steps = plan.steps.map((step, index): Step => {
      const table = { kind: "export", slot: 0, name: "$imports" } as const;
      return step.kind === "core-instance" && index === 2
        ? { ...step, args: [...step.args, ["more", { kind: "exports", items: [["t", table]] }]] }
        : step;
    });
    const used = { ...plan, steps };
    expect(skipShims(used)).toBe(used);
  });
});

function kindOf({ kind }: Step): string {
  return kind;
}
