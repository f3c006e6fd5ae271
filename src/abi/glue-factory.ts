import type { AbiFunctionType, AbiType } from "./abi-type.js";
import { contains, resourcesIn, unsupportedPart } from "./contains.js";
import { flattenType, maxFlatResults } from "./flatten.js";
import {
  attempt,
  constant,
  destructure,
  giveBack,
  perform,
  raise,
  runtimeCall,
  parameter,
  typescript,
  type Expression,
  type GlueFactory,
  type GlueFunction,
  type GlueParameter,
  type Statement,
} from "./glue-form.js";
import { block, define, isShared, type GlueModule, type GlueScope } from "./glue-module.js";
import { bound, instance, memory, type Place } from "./glue-value.js";
import { recordLayout } from "./layout.js";
import { mentionsName } from "./mentions-name.js";

// What the glue of lifted and lowered functions has in common.

/** What stands around the statements that may fail. */
export interface Surroundings {
  readonly before: readonly Statement[];
  /** What is thrown instead of an `error`. */
  readonly failure: Expression;
  readonly after?: readonly Statement[];
}

/**
 * Makes a factory whose function runs statements and turns what they throw into another error.
 *
 * @param fill makes the statements
 */
export function glueFactory(
  scope: GlueScope,
  type: AbiFunctionType,
  signature: Pick<GlueFunction, "params" | "result">,
  given: { readonly params?: readonly GlueParameter[]; readonly prelude?: readonly Statement[] },
  fill: (body: GlueScope) => Surroundings,
): GlueFactory {
  const boundParameter = parameter("bound", "Bound");
  const unsupported = unsupportedPart(type);
  if (unsupported !== undefined) {
    const body = [giveBack(runtimeCall("notSupported", bound, unsupported))];
    const inner = { params: [], result: typescript("never"), body };
    return { params: [boundParameter], prelude: [], inner };
  }
  const tried = block(scope);
  const { before, failure, after = [] } = fill(tried);
  const { statements } = tried;
  const names = mentionsName(statements, "memory") ? ["instance", "memory"] : ["instance"];
  return {
    params: [boundParameter, ...(given.params ?? [])],
    prelude: [destructure(names, bound), ...(given.prelude ?? []), ...resourceConstants(scope)],
    inner: {
      ...signature,
      body: [...before, attempt(statements, "error", [raise(failure)]), ...after],
    },
  };
}

/** The resource types that the function reads from `bound` once. */
function resourceConstants(scope: GlueScope): readonly Statement[] {
  return [...(scope.resources?.values() ?? [])].map(({ name, resource }) =>
    constant(name, runtimeCall("resourceOf", bound, resource.key)),
  );
}

/** Whether a result goes through memory, and a core function passes its address. */
export function isSpilled(result: AbiType): boolean {
  return flattenType(result).length > maxFlatResults;
}

/** Takes an address that the guest gave for a sequence of values, and checks it. */
export function checkedPlace(
  scope: GlueScope,
  wanted: string,
  pointer: Expression,
  check: "checkLoad" | "checkStore",
  types: readonly AbiType[],
): Place {
  const { alignment, size } = recordLayout(types);
  const base = define(scope, wanted, runtimeCall(check, memory, pointer, alignment, size));
  return { base, offset: 0 };
}

/**
 * What follows the lowering of values with own handles, and of what is lent until then: from there on, the handles are the
 * guest's.
 */
export function keepsTransfers(
  module: GlueModule,
  types: readonly AbiType[],
): readonly Statement[] {
  return module.options.values === "host" &&
    (resourcesIn(types, "own").length > 0 || inShared(types, "borrow"))
    ? [perform("keepTransfers", instance)]
    : [];
}

/**
 * Whether a shared function meets a handle of a kind. It always records own handles and lends borrowed ones, for it cannot
 * see what other handles its callers pass.
 */
export function inShared(types: readonly AbiType[], kind: "own" | "borrow"): boolean {
  return types.some((type) =>
    contains(type, (part) => isSharedType(part) && resourcesIn([part], kind).length > 0),
  );
}

function isSharedType(type: AbiType): boolean {
  switch (type.kind) {
    case "record":
    case "variant":
    case "tuple":
    case "option":
    case "result":
      return isShared(type);
    default:
      return false;
  }
}

/**
 * Whether post-return waits until the result is lowered into the caller, another component (definitions.py `canon_lift`:
 * after `task.return_`). Where the caller's `realloc` is not called for it, nothing can tell.
 */
export function defersPostReturn({ options }: GlueModule, result: AbiType | undefined): boolean {
  return options.values === "component" && result !== undefined && isSpilled(result);
}
