import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { ComponentError, isTrap } from "wit-ts/runtime";
import { loadComponent } from "wit-ts/component";
import {
  instantiate,
  instantiateSync,
  type Imports,
} from "../../examples/calculator/src/generated/calculator.js";
import { webAssembly } from "../../src/runtime/web-assembly.js";
import { thrownBy } from "../thrown-by.js";

const example = new URL("../../examples/calculator/", import.meta.url);
const component = await readFile(new URL("calculator.wasm", example));
const coreModule = new webAssembly.Module(await readFile(new URL("calculator.core.wasm", example)));

function logging(messages: string[]): Imports {
  return {
    "docs:calculator/log@0.1.0": {
      log: (message) => {
        messages.push(message);
      },
    },
  };
}

describe.each([
  ["a component", component],
  ["a loaded component", await loadComponent(component)],
  ["a core module", coreModule],
])("a world from %s", (_name, source) => {
  it("calls, logs and gives errors", async () => {
    const messages: string[] = [];
    using calculator = await instantiate(source, logging(messages));
    const { operations } = calculator;
    expect(operations).toBe(calculator["docs:calculator/operations@0.1.0"]);
    expect(operations.divide(1, 4)).toBe(0.25);
    expect(() => operations.divide(1, 0)).toThrow(ComponentError);
    const error = thrownBy(() => operations.squareRoot(-4));
    expect((error as ComponentError).payload).toEqual({ tag: "negative-operand", val: -4 });
    using history = new operations.History("größe");
    expect(history.last()).toBeUndefined();
    history.calculate({ left: 1, operator: "add", right: 2 });
    expect(history.last()).toEqual({
      calculation: { left: 1, operator: "add", right: 2 },
      value: 3,
    });
    expect(messages).toEqual(["größe: 1 calculation"]);
  });

  it("names the import that is missing", async () => {
    for (const imports of [{}, undefined]) {
      const instance = instantiate(source, imports as Imports);
      await expect(instance).rejects.toThrow(/missing import docs:calculator\/log/);
    }
  });

  it("refuses a value of the wrong type, and goes on", async () => {
    using calculator = await instantiate(source, logging([]));
    const { operations } = calculator;
    expect(() => operations.add("1" as unknown as number, 2)).toThrow(
      'exports["docs:calculator/operations@0.1.0"].add(): left must be f64, got "1"',
    );
    expect(() => new operations.History(1 as unknown as string)).toThrow(
      'new exports["docs:calculator/operations@0.1.0"].History(): label must be string, got 1',
    );
    using history = new operations.History("a");
    const calculation = { left: 1, operator: "modulo" as "add", right: 2 };
    expect(() => history.calculate(calculation)).toThrow(
      /^exports\["docs:calculator\/operations@0.1.0"\].History.calculate\(\): calculation.operator/,
    );
    expect(operations.add(1, 2)).toBe(3);
  });

  it("ends with a trap when a host function throws, and keeps the cause", async () => {
    const cause = new Error("the disk is full");
    using calculator = await instantiate(source, {
      "docs:calculator/log": {
        log: () => {
          throw cause;
        },
      },
    });
    const { operations } = calculator;
    const history = new operations.History("a");
    const trap = thrownBy(() => history.calculate({ left: 1, operator: "add", right: 2 }));
    expect(isTrap(trap)).toBe(true);
    expect((trap as Error).cause).toBe(cause);
    expect(isTrap(thrownBy(() => operations.add(1, 2)))).toBe(true);
  });

  it("refuses a history that was disposed", async () => {
    using calculator = await instantiate(source, logging([]));
    const history = new calculator.operations.History("a");
    history[Symbol.dispose]();
    expect(() => history.entries()).toThrow();
  });
});

it.each([
  ["a path", "calculator.wasm", "a string"],
  ["nothing", undefined, "undefined"],
])("a world is not instantiated from %s", async (_name, source, text) => {
  await expect(instantiate(source as unknown as URL, logging([]))).rejects.toThrow(
    `cannot load a component from ${text}: it has to be bytes, or a URL`,
  );
});

it("a world is instantiated without waiting from what is loaded", async () => {
  const loaded = await loadComponent(component);
  for (const source of [loaded, coreModule]) {
    using calculator = instantiateSync(source, logging([]));
    expect(calculator.operations.add(1, 2)).toBe(3);
  }
});

it("the loader runs the component without glue", async () => {
  const messages: string[] = [];
  const loaded = await loadComponent(component);
  using instance = await loaded.instantiate({
    "docs:calculator/log": { log: (message: string) => messages.push(message) },
  });
  const { operations } = instance.exports as unknown as {
    operations: { History: new (label: string) => { calculate: (value: object) => number } };
  };
  const history = new operations.History("a");
  expect(history.calculate({ left: 6, operator: "multiply", right: 7 })).toBe(42);
  expect(messages).toEqual(["a: 1 calculation"]);
});
