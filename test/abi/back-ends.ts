import ts from "typescript";
import type { AbiFunctionType } from "../../src/abi/abi-type.js";
import {
  compileFunctions,
  type LiftFactory,
  type LowerFactory,
} from "../../src/abi/compile-function.js";
import type { GlueFactory } from "../../src/abi/glue-form.js";
import { interpretFunctions } from "../../src/abi/interpret-function.js";
import { createGlueModule, type GlueModule, type GlueOptions } from "../../src/abi/glue-module.js";
import { liftFunction } from "../../src/abi/lift-function.js";
import { lowerFunction } from "../../src/abi/lower-function.js";
import { printDeclaration, printFactory } from "../../src/abi/print-glue.js";
import * as glueRuntime from "../../src/runtime/glue-runtime.js";
import * as rareRuntime from "../../src/runtime/rare-runtime.js";

const runtime = { ...glueRuntime, ...rareRuntime };

/** The glue of one function type in both directions. */
export interface Glue {
  readonly lift: LiftFactory;
  readonly lower: LowerFactory;
}

/** One way to turn the intermediate form into functions. */
export interface BackEnd {
  readonly name: string;
  readonly make: (type: AbiFunctionType, options: GlueOptions) => Glue;
}

const newFunction: BackEnd = {
  name: "new Function",
  make(type, options) {
    const module = createGlueModule(options);
    return glueOf(compileFunctions(module, factoriesOf(module, type), runtime, "differential"));
  },
};

const closures: BackEnd = {
  name: "closures",
  make(type, options) {
    const module = createGlueModule(options);
    return glueOf(interpretFunctions(module, factoriesOf(module, type), runtime));
  },
};

function factoriesOf(module: GlueModule, type: AbiFunctionType): Map<string, GlueFactory> {
  return new Map([
    ["liftGlue", liftFunction(module, type)],
    ["lowerGlue", lowerFunction(module, type)],
  ]);
}

/** The text that is written ahead of time, with annotations, and its types stripped again. */
const text: BackEnd = {
  name: "text",
  make(type, options) {
    const module = createGlueModule(options);
    const any = (): string => "any";
    const factories = [
      printFactory("liftGlue", liftFunction(module, type), any),
      printFactory("lowerGlue", lowerFunction(module, type), any),
    ];
    const declarations = module.declarations.map((each) => printDeclaration(each, any));
    const source = [...declarations, ...factories].join("\n\n");
    const stripped = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
      reportDiagnostics: true,
    });
    if ((stripped.diagnostics ?? []).length > 0) {
      throw new Error(`not TypeScript:\n${source}`);
    }
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- glue that was just printed
    const evaluate = new Function(
      "runtime",
      `"use strict"; const { ${Object.keys(runtime).join(", ")} } = runtime;
      ${stripped.outputText}; return { liftGlue, lowerGlue };`,
    ) as (names: object) => Readonly<Record<string, unknown>>;
    return glueOf(evaluate(runtime));
  },
};

function glueOf(made: Readonly<Record<string, unknown>>): Glue {
  return { lift: made["liftGlue"] as LiftFactory, lower: made["lowerGlue"] as LowerFactory };
}

/** Every back-end there is. */
export const backEnds: readonly BackEnd[] = [newFunction, closures, text];

/** Every encoding of strings. */
export const stringEncodings: readonly GlueOptions["stringEncoding"][] = [
  "utf8",
  "utf16",
  "latin1+utf16",
];
