import { invariant } from "../../assert.js";
import type { Annotate } from "../../abi/glue-text.js";
import { printDeclaration, printFactory } from "../../abi/print-glue.js";
import type { Annotation, GlueFactory } from "../../abi/glue-form.js";
import type { Side } from "../bindings.js";
import {
  runtimeGlue,
  importName,
  specifierOf,
  type ModuleBuilder,
  type Statement,
} from "../module-builder.js";
import { structureKinds } from "../structure-kinds.js";
import { annotationText, type Flow } from "./abi-type-text.js";
import { bindingTable } from "./binding-table.js";
import { exportedFactory } from "./exported-factory.js";
import { annotateGivenValues } from "./given-values.js";
import { collectRuntimeNames } from "./glue-uses.js";
import { guestClass } from "./guest-class.js";
import type { HostGlue, ModuleGlue, SideGlue } from "./host-glue.js";
import { isUnsupported } from "./unsupported-glue.js";

/** The glue of an interface's module, its table, and what other modules need of them. */
export function interfaceGlueStatements(builder: ModuleBuilder, host: HostGlue): Statement[] {
  const glue = glueOf(builder, host);
  const { module } = builder;
  const side = glue.sides[module.side];
  invariant(side !== undefined, `${module.file} has a side`);
  const hasTable = side.functions.length > 0 || side.resources.length > 0;
  return [
    ...classStatements(builder, side, host.isLinked === true),
    ...glueStatements(builder, host, glue),
    ...(hasTable && host.isLinked !== true ? [bindingTable(builder, side, module.side)] : []),
    ...exportStatement(glue),
  ];
}

/** Shared functions and factories of a module, in the order in which they were made. */
export function glueStatements(
  builder: ModuleBuilder,
  host: HostGlue,
  glue: ModuleGlue,
): Statement[] {
  const isExported = host.isLinked === true && builder.module.kind === "interface";
  const statements: Statement[] = [];
  const runtimeNames = new Set<string>();
  for (const declaration of glue.glue.declarations) {
    collectRuntimeNames(declaration, runtimeNames);
    const flow: Flow = /^(?:store|lower)/.test(declaration.name) ? "lowered" : "lifted";
    statements.push(`\n${printDeclaration(declaration, annotate(builder, host, flow))}`);
  }
  for (const side of ["imports", "exports"] as const) {
    for (const { name, factory } of glue.sides[side]?.functions ?? []) {
      if (side === "imports" && host.isLinked === true && isUnsupported(factory)) {
        // What links the component says so itself.
        continue;
      }
      collectRuntimeNames(factory, runtimeNames);
      const settled =
        builder.options.emit === "js" && !isExported
          ? factory
          : settleSignature(builder, host, factory, side);
      const annotated = annotate(builder, host, "lifted");
      const typeOf = (annotation: Annotation): string =>
        annotationText(builder, host.types, annotation, "lifted");
      statements.push(
        isExported
          ? exportedFactory(builder, name, settled, typeOf, annotated)
          : `\n${printFactory(name, settled, annotated)}`,
      );
    }
  }
  for (const name of runtimeNames) {
    runtimeGlue(builder, name);
  }
  importFromModules(builder, host, glue);
  return statements;
}

/** Glue of other modules has names that are free in this one. */
function importFromModules(builder: ModuleBuilder, host: HostGlue, glue: ModuleGlue): void {
  for (const [module, other] of host.modules) {
    for (const name of glue.glue.imports.get(other.glue) ?? []) {
      importName(builder, specifierOf(builder, module), name, true);
    }
  }
}

/** JavaScript has no annotations. */
function annotate(builder: ModuleBuilder, host: HostGlue, flow: Flow): Annotate | undefined {
  if (builder.options.emit === "js") {
    return undefined;
  }
  return (annotation) => annotationText(builder, host.types, annotation, flow);
}

/** What the host passes to an export is typed as what it may give, all else in a factory as what the guest gives. */
function settleSignature(
  builder: ModuleBuilder,
  host: HostGlue,
  factory: GlueFactory,
  side: Side,
): GlueFactory {
  const given = (annotation: Annotation): Annotation =>
    asText(annotationText(builder, host.types, annotation, "lowered"));
  const { inner } = factory;
  const body = annotateGivenValues(inner.body, given);
  if (side === "imports") {
    return { ...factory, inner: { ...inner, body } };
  }
  const params = inner.params.map((param) => ({ ...param, type: given(param.type) }));
  return { ...factory, inner: { ...inner, params, body } };
}

function asText(text: string): Annotation {
  return { kind: "typescript", text, isFinal: true };
}

function classStatements(builder: ModuleBuilder, side: SideGlue, isExported: boolean): Statement[] {
  return side.resources.flatMap(({ resource, guest }) =>
    guest === undefined
      ? []
      : guestClass(builder, resource, guest).map((each) => ({ ...each, isExported })),
  );
}

function exportStatement(glue: ModuleGlue): Statement[] {
  if (glue.exported.size === 0) {
    return [];
  }
  return [
    {
      kind: structureKinds.exportDeclaration,
      namedExports: [...glue.exported].sort(),
      leadingTrivia: "\n",
    },
  ];
}

/** The glue of the module that is being built. */
export function glueOf(builder: ModuleBuilder, host: HostGlue): ModuleGlue {
  const glue = host.modules.get(builder.module);
  invariant(glue !== undefined, `${builder.module.file} has glue`);
  return glue;
}
