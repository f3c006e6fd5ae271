import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../src/component/decode.js";
import type {
  CoreReference,
  ExternalReference,
  LinkPlan,
  ModuleReference,
  PlannedCanon,
  PlannedExport,
  PlannedOptions,
  Step,
} from "../../src/component/link-plan.js";
import { makePlan } from "../../src/component/make-plan.js";
import { skipShims } from "../../src/component/skip-shims.js";
import { validateComponent } from "../../src/component/validate/validate.js";
import { coreModule } from "./assembler.js";

const calculator = new URL("../../examples/calculator/calculator.wasm", import.meta.url);

// A shim that forwards to `log` and to a destructor; the module that uses them; what fills the shim's table.
const plan = makePlan(validateComponent(decodeComponent(await readFile(calculator))));
const [shim = -1, main = -1] = plan.steps.flatMap((step) =>
  step.kind === "core-instance" && step.module.kind === "module" ? step.module.module : [],
);

const fromShim = (name: string): CoreReference => ({ kind: "export", slot: 0, name });
const fromMain = (name: string): CoreReference => ({ kind: "export", slot: 1, name });

/** What the shim's functions call. */
const [log, destructor] = [
  { kind: "canon", canon: 1 } as const,
  fromMain("docs:calculator/operations@0.1.0#[dtor]history"),
];
const noOptions: PlannedOptions = {
  ...{ stringEncoding: "utf8", async: false, memory: undefined, realloc: undefined },
  ...{ postReturn: undefined, callback: undefined },
};
const builtin = { kind: "builtin", instance: 0, builtin: { kind: "backpressure.inc" } } as const;

/** A module, or whatever else, that the host gives. */
const external: ExternalReference = { source: { kind: "import", name: "x" }, path: [] };
const module = (index: number): ModuleReference => ({ kind: "module", module: index });
const moduleExports = (...modules: readonly ModuleReference[]): PlannedExport[] =>
  modules.map((each, index) => ({ kind: "core-module", name: `m${index}`, module: each }));

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

  it("are replaced wherever a plan refers to their functions", () => {
    const options: PlannedOptions = {
      ...{ ...noOptions, async: true, memory: fromMain("memory") },
      ...{ realloc: fromShim("0"), postReturn: fromShim("1"), callback: fromShim("0") },
    };
    const want = { ...options, realloc: log, postReturn: destructor, callback: log };
    const [lower] = plan.canons.filter((canon) => canon.kind === "lower");
    const canonsWith = (each: PlannedOptions): PlannedCanon[] => [
      ...plan.canons,
      ...(lower === undefined ? [] : [{ ...lower, options: each }]),
      ...[builtin, { ...builtin, options: each }],
    ];
    const liftsWith = (core: CoreReference, each: PlannedOptions): LinkPlan["lifts"] =>
      plan.lifts.map((lift) => ({ ...lift, core, options: each }));
    const skipped = skipShims({
      ...plan,
      canons: canonsWith(options),
      lifts: liftsWith(fromShim("1"), options),
    });
    expect(skipped.steps).toHaveLength(2);
    expect(skipped.canons).toEqual(canonsWith(want));
    expect(skipped.lifts).toEqual(liftsWith(destructor, want));
  });

  it("are replaced by their functions where a module gets all they export", () => {
    const imports = ["shim", "other"].map((from) => ({ module: from, name: "0" }));
    const bytes = Uint8Array.from(coreModule({ imports }));
    const other = ["other", { kind: "exports", items: [["0", fromMain("run")]] }] as const;
    const stepWith = (given: ModuleReference): Step => ({
      ...{ kind: "core-instance", slot: 3, instance: 0, module: given },
      args: [["shim", { kind: "instance", slot: 0 }], other],
    });
    const modules = [...plan.modules, { bytes, offset: 0 }];
    const skipped = skipShims({ ...plan, modules, steps: [...plan.steps, stepWith(module(3))] });
    expect(skipped.steps.at(-1)).toEqual({
      ...stepWith(module(1)),
      args: [["shim", { kind: "exports", items: [["0", log]] }], other],
    });
    const unknown = {
      ...{ ...plan, steps: [...plan.steps, stepWith({ kind: "external", from: external })] },
    };
    expect(skipShims(unknown)).toBe(unknown);
  });

  it("leave the modules that something else uses", () => {
    const given = moduleExports(module(shim), { kind: "external", from: external });
    const component: Step = {
      ...{ kind: "component", slot: 4, component: external, args: moduleExports(module(2)) },
    };
    const skipped = skipShims({
      ...plan,
      steps: [...plan.steps, component],
      exports: [{ kind: "instance", name: "all", exports: given }],
    });
    expect(skipped.modules.map((each) => plan.modules.indexOf(each))).toEqual([main, 2, shim]);
    expect(skipped.steps.at(-1)).toEqual({ ...component, args: moduleExports(module(1)) });
    expect(skipped.exports).toEqual([
      {
        ...{ kind: "instance", name: "all" },
        exports: moduleExports(module(2), { kind: "external", from: external }),
      },
    ]);
  });

  const lowered = plan.canons.flatMap((canon) => (canon.kind === "lower" ? [canon] : []));
  it.each<[string, boolean, readonly PlannedCanon[], CoreReference?]>([
    ["a builtin that needs nothing", true, [builtin]],
    ["a builtin with memory", false, [{ ...builtin, memory: fromMain("memory") }]],
    ["a builtin with a table", false, [{ ...builtin, table: fromMain("table") }]],
    [
      "a builtin with options",
      false,
      [{ ...builtin, options: { ...noOptions, callback: fromMain("run") } }],
    ],
    [
      "a function of the host that is called asynchronously",
      false,
      lowered.map((canon) => ({ ...canon, options: { ...canon.options, async: true } })),
    ],
    [
      "a function of a module that is made later",
      false,
      lowered.map((canon) => ({ ...canon, function: { kind: "lift", lift: 0 } })),
    ],
    [
      "a function of nothing that is made later",
      true,
      lowered.map((canon) => ({ ...canon, function: { kind: "lift", lift: 0 } })),
      { kind: "canon", canon: 0 },
    ],
    [
      "a function that calls itself",
      false,
      lowered.map((canon) => ({ ...canon, function: { kind: "lift", lift: 0 } })),
      log,
    ],
  ])("before %s: skipped %j", (_, isSkipped, canons, core) => {
    const lifts = core && plan.lifts.map((lift) => ({ ...lift, core, options: noOptions }));
    const changed = {
      ...plan,
      ...{ canons: [...plan.canons.slice(0, 1), ...canons], lifts: lifts ?? plan.lifts },
    };
    expect(skipShims(changed) !== changed).toBe(isSkipped);
  });

  it("stay where their tables are filled with their own functions", () => {
    const steps = plan.steps.map((step): Step => {
      const items = [["0", fromShim("0")] as const, ["1", destructor] as const];
      return step.kind === "core-instance" && step.slot === 2
        ? { ...step, args: [["actual", { kind: "exports", items }], ...step.args.slice(1)] }
        : step;
    });
    const circular = { ...plan, steps };
    expect(skipShims(circular)).toBe(circular);
  });

  it("stay where a resource is destroyed by what is not there yet", () => {
    const late = { ...plan, steps: plan.steps.map(destroyedBy(fromMain("dtor"))) };
    expect(skipShims(late)).toBe(late);
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

function destroyedBy(reference: CoreReference): (step: Step) => Step {
  return (step) => (step.kind === "destructor" ? { ...step, destructor: reference } : step);
}

function kindOf({ kind }: Step): string {
  return kind;
}
