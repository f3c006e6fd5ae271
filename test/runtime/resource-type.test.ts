import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test("an engine without Symbol.dispose has the symbol that bundlers take for it", async () => {
  const newer = Symbol;
  const older: unknown = Object.setPrototypeOf((name?: string) => newer(name), newer);
  vi.stubGlobal("Symbol", Object.defineProperty(older, "dispose", { value: undefined }));
  vi.resetModules();
  const { dispose } = await import("../../src/runtime/resource-type.js");
  expect(dispose).toBe(Symbol.for("Symbol.dispose"));
});
