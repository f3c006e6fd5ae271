import { functionName } from "../../abi/member-keys.js";
import type { FunctionGlue, ResourceGlue } from "../host/host-glue.js";
import type { MatchedInterface } from "./match-plan.js";

/** Where the glue of an interface comes from: a namespace, or this module for the world's own. */
export type Namespaces = ReadonlyMap<MatchedInterface, string>;

/** `operationsGlue.liftAdd`, or `liftAdd` for a function of the world itself. */
export function factoryName(
  namespaces: Namespaces,
  owner: MatchedInterface,
  factory: string,
): string {
  const namespace = namespaces.get(owner);
  return namespace === undefined ? factory : `${namespace}.${factory}`;
}

/** How messages call a function: `exports["a:b/c"].R.m()`. */
export function functionPath(
  side: "imports" | "exports",
  owner: MatchedInterface,
  glue: FunctionGlue,
): string {
  const holder = owner.entry === undefined ? "" : `${side}[${JSON.stringify(owner.name)}].`;
  const resource = resourceOf(owner, glue)?.resource.key;
  if (resource === undefined) {
    return `${holder}${glue.key}()`;
  }
  return functionName(glue.mangled).kind === "constructor"
    ? `new ${holder}${resource}()`
    : `${holder}${resource}.${glue.key}()`;
}

/** The resource that a function belongs to. */
export function resourceOf(
  { glue }: MatchedInterface,
  { mangled }: FunctionGlue,
): ResourceGlue | undefined {
  const name = functionName(mangled).resource;
  return glue.resources.find((each) => each.resource.name === name);
}
