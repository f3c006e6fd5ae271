import { describe, expect, it } from "vitest";
import { bundle } from "../bundle.js";
import { chunkOf, closure, report, sizeOf } from "./measure.js";

// What a page loads to run a component whose world is not known ahead.

describe("the loader", async () => {
  const bundled = await bundle({
    texts: { loader: 'export { loadComponent } from "wit-ts/component";' },
  });
  const first = closure(bundled, "loader.js");
  /** What a chunk that is loaded later adds to the first ones. */
  const later = (module: string): number => {
    const chunk = chunkOf(bundled, module);
    expect(first, module).not.toContain(chunk);
    return sizeOf(
      bundled,
      [...closure(bundled, chunk)].filter((name) => !first.has(name)),
    );
  };

  it("stays small, with lazy chunks for what not every use needs", () => {
    const loader = sizeOf(bundled, first);
    const validation = later("src/component/validate/validate.ts");
    const worlds = later("src/component/instantiate-for-world.ts");
    const glue = later("src/component/compile-glue.ts");
    const closures = later("src/abi/interpret-function.ts");
    const resources = later("src/component/resource-linking.ts");
    const rare = later("src/component/rare-linking.ts");
    const grammar = later("src/component/decode-rare.ts");
    const fetched = new Set(
      ["src/component/compile-glue.ts", "src/component/instantiate-for-world.ts"].flatMap(
        (module) => [...closure(bundled, chunkOf(bundled, module)), ...first],
      ),
    );
    report({
      "loadComponent: decoder, plan": loader,
      "  validation, lazy": validation,
      "  instantiating through a generated world, lazy": worlds,
      "  instantiating without generated code, lazy": glue,
      "  closures in the place of new Function, lazy": closures,
      "  resources, lazy": resources,
      "  calls between components, encodings, tasks, lazy": rare,
      "  core types, built-ins of tasks, lazy": grammar,
      "all for a generated world, but validation": loader + worlds,
      "all for a dynamic use, but validation (aim 20,000)": loader + glue,
      "  with what is fetched for worlds, which may come": sizeOf(bundled, fetched),
    });
    expect(loader).toBeLessThan(13_780);
    expect(loader + validation).toBeLessThan(32_460);
    expect(worlds).toBeLessThan(3_650);
    expect(glue).toBeLessThan(18_735);
    expect(closures).toBeLessThan(1_725);
    expect(loader + glue).toBeLessThan(32_515);
  });
});
