import type { SourceFileStructure } from "ts-morph";
import { unsupportedPart } from "../../abi/contains.js";
import type { GlueFactory } from "../../abi/glue-form.js";
import { createGlueModule, declareName, type GlueModule } from "../../abi/glue-module.js";
import { typeKey } from "../../abi/label-keys.js";
import { liftFunction } from "../../abi/lift-function.js";
import { lowerFunction } from "../../abi/lower-function.js";
import { functionName } from "../../abi/member-keys.js";
import { readableName } from "../../abi/readable-name.js";
import { invariant } from "../../assert.js";
import { printDeclaration } from "../../abi/print-glue.js";
import type { LinkPlan, PlannedLift } from "../../component/link-plan.js";
import type { StringEncoding } from "../../component/model.js";
import type { Bindings, Module } from "../bindings.js";
import type { EmitOptions } from "../emit-options.js";
import type { FileStructure } from "../emit-worlds.js";
import { exportedFactory } from "../host/exported-factory.js";
import { collectRuntimeNames } from "../host/glue-uses.js";
import { moduleFile } from "../interface-module.js";
import { buildModule, runtimeGlue, type Statement } from "../module-builder.js";
import { moduleScope } from "../names.js";
import { importableValues } from "../runtime-symbols.js";
import { insideTypes } from "./inside-types.js";

/** Glue of one function, by the name of its factory. */
export interface InsideFunction {
  readonly name: string;
  readonly factory: GlueFactory;
}

/**
 * The glue of calls from one component inside to another: values are lifted out of the caller's memory and lowered into
 * the callee's, and back.
 */
export interface InsideGlue {
  /** One for each encoding of strings; they share their names. */
  readonly modules: readonly GlueModule[];
  /** Glue of what is called, by `lift`. */
  readonly lifts: ReadonlyMap<number, InsideFunction>;
  /** Glue of what calls, by `canon`. */
  readonly lowers: ReadonlyMap<number, InsideFunction>;
}

/** Makes the glue of a plan's calls between components; `undefined` where there are none. */
export function insideGlue({ canons, lifts: planned }: LinkPlan): InsideGlue | undefined {
  const modules = new Map<StringEncoding, GlueModule>();
  const names = new Set(importableValues);
  const suffixes = new Map<string, number>();
  const moduleOf = (stringEncoding: StringEncoding): GlueModule => {
    let module = modules.get(stringEncoding);
    if (module === undefined) {
      const options = { stringEncoding, values: "component", results: "value" } as const;
      module = { ...createGlueModule(options, undefined, readableName), names, suffixes };
      modules.set(stringEncoding, module);
    }
    return module;
  };
  const lifts = new Map<number, InsideFunction>();
  const lowers = new Map<number, InsideFunction>();
  for (const [index, canon] of canons.entries()) {
    if (
      canon.kind !== "lower" ||
      canon.function.kind !== "lift" ||
      canon.options.async ||
      unsupportedPart(canon.type) !== undefined
    ) {
      continue;
    }
    const lift = planned[canon.function.lift];
    invariant(lift !== undefined, "a plan refers to what it has");
    const base = typeKey(functionName(lift.name ?? "function").name);
    const module = moduleOf(canon.options.stringEncoding);
    const factory = lowerFunction(module, canon.type);
    lowers.set(index, { name: declareName(module, `lower${base}`), factory });
    if (!lifts.has(canon.function.lift)) {
      lifts.set(canon.function.lift, liftedInside(moduleOf, lift, base));
    }
  }
  return lowers.size === 0 ? undefined : { modules: [...modules.values()], lifts, lowers };
}

function liftedInside(
  moduleOf: (encoding: StringEncoding) => GlueModule,
  { type, options }: PlannedLift,
  base: string,
): InsideFunction {
  const module = moduleOf(options.stringEncoding);
  const postReturn = options.postReturn !== undefined;
  const factory = liftFunction(module, type, { postReturn });
  return { name: declareName(module, `lift${base}`), factory };
}

/** The file of the glue of calls between components: `composed.inside.ts`. */
export function insideFile(
  bindings: Bindings,
  world: Module,
  glue: InsideGlue,
  options: EmitOptions,
): FileStructure {
  const module: Module = {
    ...world,
    ...{ kind: "interface", world: undefined, file: insideFileName(world) },
    ...{ typeNames: new Map(), classNames: new Map(), scope: moduleScope(), lowered: new Set() },
  };
  const source = `calls inside component ${options.source ?? world.file}`;
  const structure = insideModule(bindings, module, glue, options, source);
  return { path: `${module.file}.ts`, structure };
}

/** The path of that file, without extension. */
export function insideFileName(world: Module): string {
  return `${world.file}.inside`;
}

function insideModule(
  bindings: Bindings,
  module: Module,
  { modules, lifts, lowers }: InsideGlue,
  options: EmitOptions,
  source: string,
): SourceFileStructure {
  const builder = buildModule(bindings, module, options);
  const types = insideTypes(builder);
  const annotate = options.emit === "js" ? undefined : types.text;
  const runtimeNames = new Set<string>();
  const shared = modules.flatMap(({ declarations }) =>
    declarations.map((each) => {
      collectRuntimeNames(each, runtimeNames);
      return `\n${printDeclaration(each, annotate)}`;
    }),
  );
  const factories = [...lowers.values(), ...lifts.values()].map(({ name, factory }): Statement => {
    collectRuntimeNames(factory, runtimeNames);
    return exportedFactory(builder, name, factory, types.text, annotate);
  });
  for (const name of runtimeNames) {
    runtimeGlue(builder, name);
  }
  const declared = options.emit === "js" ? [] : types.statements();
  return moduleFile(builder, source, [...declared, ...shared, ...factories]);
}
