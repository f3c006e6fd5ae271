import type { Annotate } from "../../abi/glue-text.js";
import { printFactoryBody } from "../../abi/print-glue.js";
import type { Annotation, GlueFactory } from "../../abi/glue-form.js";
import { runtimeType, type ModuleBuilder, type Statement } from "../module-builder.js";
import { structureKinds } from "../structure-kinds.js";

/**
 * A factory as a function that other modules may import: it says what it returns.
 *
 * @param settled the factory with the types of its parameters
 * @param typeOf gives the text of a type
 * @param annotate writes types in the body; absent for JavaScript
 */
export function exportedFactory(
  builder: ModuleBuilder,
  name: string,
  settled: GlueFactory,
  typeOf: (annotation: Annotation) => string,
  annotate: Annotate | undefined,
): Statement {
  const { params, inner } = settled;
  const typed = inner.params.map((param) => `${param.name}: ${typeOf(param.type)}`);
  const result = inner.result === undefined ? "void" : typeOf(inner.result);
  return {
    kind: structureKinds.function,
    isExported: true,
    name,
    parameters: params.map((param) => ({
      name: param.name,
      type: param.name === "bound" ? runtimeType(builder, "Bound") : typeOf(param.type),
    })),
    returnType: `(${typed.join(", ")}) => ${result}`,
    statements: [printFactoryBody(settled, annotate)],
  };
}
