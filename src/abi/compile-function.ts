import type { Bound } from "../runtime/bound.js";
import type { GlueFactory } from "./glue-form.js";
import type { GlueModule } from "./glue-module.js";
import { compactDeclaration, compactFactory } from "./print-compact.js";

/** A lifted function: called with values, gives a value. */
export type LiftedFunction = (...values: never[]) => unknown;
/** A lowered function: called by core code. */
export type LoweredFunction = (...flat: never[]) => unknown;

/** Makes a lifted function from what it is bound to. */
export type LiftFactory = (bound: Bound) => LiftedFunction;
/** Makes a lowered function from what it is bound to and the function that it calls. */
export type LowerFactory = (bound: Bound, host: LiftedFunction) => LoweredFunction;

/** The functions of the runtime that glue calls, by name. */
export type GlueRuntime = Readonly<Record<string, unknown>>;

/**
 * The back-end that compiles the printed text with `new Function`.
 *
 * @param factories the glue of each function by a name that is a JavaScript identifier
 * @param label what debuggers show the code as: `wit-ts:calculator`
 * @throws EvalError where code generation from strings is forbidden
 */
export function compileFunctions(
  module: GlueModule,
  factories: ReadonlyMap<string, GlueFactory>,
  runtime: GlueRuntime,
  label: string,
): Readonly<Record<string, LiftFactory | LowerFactory>> {
  const names = [...factories.keys()];
  const text = [
    `const{${Object.keys(runtime).join()}}=runtime;`,
    ...module.declarations.map(compactDeclaration),
    ...[...factories].map(([name, factory]) => `const ${name}=${compactFactory(factory)};`),
    `return{${names.join()}};`,
    `//# sourceURL=wit-ts:${label.replace(/[^\w:./@-]/g, "_")}`,
  ].join("\n");
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is printed from our own form, labels as JSON
  const evaluate = new Function("runtime", `"use strict";\n${text}`) as (
    runtime: GlueRuntime,
  ) => Readonly<Record<string, LiftFactory | LowerFactory>>;
  return evaluate(runtime);
}
