import { fc } from "../fast-check.js";
import { format } from "prettier";
import { expect, test } from "vitest";
import type { AbiFunctionType } from "../../src/abi/abi-type.js";
import type { Annotation } from "../../src/abi/glue-form.js";
import { createGlueModule } from "../../src/abi/glue-module.js";
import { typeKey } from "../../src/abi/label-keys.js";
import { liftFunction } from "../../src/abi/lift-function.js";
import { lowerFunction } from "../../src/abi/lower-function.js";
import { printDeclaration, printFactory } from "../../src/abi/print-glue.js";
import { abiType } from "../reference/arbitrary.js";

const annotate = (annotation: Annotation): string => {
  switch (annotation.kind) {
    case "typescript":
      return annotation.text;
    case "optional":
      return `${annotate(annotation.type)} | undefined`;
    case "function":
      return "HostFunction";
    default:
      return "name" in annotation ? typeKey(annotation.name) : "Value";
  }
};

function printAll(types: readonly AbiFunctionType[], annotated: boolean): string {
  const module = createGlueModule({ stringEncoding: "utf8", values: "host", results: "throw" });
  const how = annotated ? annotate : undefined;
  const factories = types.flatMap((type, index) => [
    printFactory(`lift${index}`, liftFunction(module, type), how),
    printFactory(`lower${index}`, lowerFunction(module, type), how),
  ]);
  const declarations = module.declarations.map((each) => printDeclaration(each, how));
  return `${[...declarations, ...factories].join("\n\n")}\n`;
}

const label = fc.constantFrom("a", "the-name", "a-longer-parameter-name", "default", "memory");

const functionType = fc
  .record({
    params: fc.uniqueArray(fc.record({ label, type: abiType() }), {
      selector: (param) => param.label,
      maxLength: 4,
    }),
    result: fc.option(abiType(), { nil: undefined }),
  })
  .map(({ params, result }): AbiFunctionType => ({
    params,
    async: false,
    ...(result === undefined ? {} : { result }),
  }));

test(
  "prettier with its defaults changes nothing in printed glue",
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(functionType, async (type) => {
        const text = printAll([type], true);
        expect(text).toBe(await format(text, { parser: "babel-ts" }));
      }),
      { numRuns: 40 },
    );
  },
);

test("prettier leaves glue without annotations alone", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(functionType, async (type) => {
      const text = printAll([type], false);
      expect(text).toBe(await format(text, { parser: "babel" }));
    }),
    { numRuns: 40 },
  );
});
