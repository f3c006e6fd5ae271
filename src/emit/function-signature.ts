import type { MethodSignatureStructure, OptionalKind } from "ts-morph";
import { labelKey } from "../abi/label-keys.js";
import type { FunctionItem, Type } from "../graph/package-graph.js";
import type { Side } from "./bindings.js";
import { documentation } from "./docs.js";
import { resolveType, type DefinedKind } from "./resolve-type.js";
import { forDocs, runtimeType, type ModuleBuilder } from "./module-builder.js";
import { localScope } from "./names.js";
import { typeText, unwrapFuture, type Position } from "./type-text.js";

type Parameters = NonNullable<OptionalKind<MethodSignatureStructure>["parameters"]>;

/** A function type in TypeScript. */
export interface FunctionSignature {
  readonly parameters: Parameters;
  readonly returnType: string;
  readonly docs: string[];
}

/** Describes a function of WIT as the host sees it; a method without its `self`. */
export function functionSignature(
  builder: ModuleBuilder,
  item: FunctionItem,
  side: Side,
): FunctionSignature {
  const scope = localScope();
  const flow = side === "exports" ? "lowered" : "lifted";
  const params = item.kind.kind === "method" ? item.params.slice(1) : item.params;
  const parameters = params.map(({ name, type }) => ({
    name: scope.declare(labelKey(name)),
    type: typeText(builder, type, { flow, direct: "parameter" }),
  }));
  const { text, throws } = resultText(builder, item, side);
  const tags = throws === undefined ? [] : [`@throws {ComponentError<${throws}>}`];
  return {
    parameters,
    returnType: asyncText(item, side, text),
    docs: documentation(item, tags),
  };
}

/** A constructor gives the resource, whatever its result type is. */
export function constructorSignature(
  builder: ModuleBuilder,
  item: FunctionItem,
  side: Side,
  resource: string,
): FunctionSignature {
  return { ...functionSignature(builder, item, side), returnType: resource };
}

interface ResultText {
  readonly text: string;
  /** The type of the error that is thrown. */
  readonly throws?: string;
}

function resultText(builder: ModuleBuilder, item: FunctionItem, side: Side): ResultText {
  const flow = side === "exports" ? "lifted" : "lowered";
  const payload = (type: Type | undefined, direct: Position["direct"] = "result"): string => {
    const settled = item.async ? unwrapFuture(builder, type) : type;
    return settled === undefined ? "void" : typeText(builder, settled, { flow, direct });
  };
  const result = functionResult(builder, item);
  if (result === undefined) {
    return { text: payload(item.result) };
  }
  const { ok, err } = result;
  const errText = (context: ModuleBuilder): string =>
    err === undefined ? "void" : typeText(context, err, { flow, direct: "no" });
  return builder.options.results === "value"
    ? { text: `${runtimeType(builder, "Result")}<${payload(ok, "no")}, ${errText(builder)}>` }
    : { text: payload(ok), throws: errText(forDocs(builder)) };
}

/** The `result` that a function returns itself, through aliases. */
function functionResult(
  builder: ModuleBuilder,
  item: FunctionItem,
): Extract<DefinedKind, { kind: "result" }> | undefined {
  if (item.result === undefined) {
    return undefined;
  }
  const resolved = resolveType(builder.graph, item.result);
  return resolved.kind === "defined" && resolved.definition.kind === "result"
    ? resolved.definition
    : undefined;
}

/** An async function gives a promise; what a host implements may also answer at once. */
function asyncText(item: FunctionItem, side: Side, text: string): string {
  if (!item.async) {
    return text;
  }
  return side === "exports" ? `Promise<${text}>` : `Promise<${text}> | ${text}`;
}
