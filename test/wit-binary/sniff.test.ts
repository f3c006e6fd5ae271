import { describe, expect, test } from "vitest";
import { BinaryWriter } from "../../src/wit-binary/binary-writer.js";
import { sniffBinary } from "../../src/wit-binary/sniff.js";
import { ComponentBuilder, componentType, functionType } from "./component-builder.js";
import { coreModule } from "./core-module.js";

describe("sniffBinary", () => {
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ["nothing", new Uint8Array(), "not-wasm"],
    ["text", new TextEncoder().encode("package a:b;"), "not-wasm"],
    ["a cut-off preamble", coreModule().subarray(0, 7), "not-wasm"],
    ["an empty core module", coreModule(), "core-module"],
    ["a core module with other sections", coreModule([["name", new Uint8Array()]]), "core-module"],
    [
      "a core module with a world",
      coreModule([["component-type:wit-bindgen:0.1.0:x", new Uint8Array()]]),
      "core-module-with-world",
    ],
    [
      "a broken core module",
      coreModule([["name", new Uint8Array(9)]]).subarray(0, 14),
      "core-module",
    ],
    ["an empty component", new ComponentBuilder().finish(), "component"],
    [
      "a component with imports",
      new ComponentBuilder()
        .type(functionType([]))
        .import("f", (writer) => writer.byte(1).u32(0))
        .finish(),
      "component",
    ],
    [
      "a WIT package",
      new ComponentBuilder()
        .type(componentType(() => undefined))
        .export("w", "type", 0)
        .finish(),
      "wit-package",
    ],
    [
      "a broken component",
      new BinaryWriter().bytes(new ComponentBuilder().finish()).byte(7).byte(9).finish(),
      "component",
    ],
  ];
  test.each(cases)("%s", (_title, bytes, want) => {
    expect(sniffBinary(bytes)).toBe(want);
  });
});
