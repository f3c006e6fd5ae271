import { assertNever } from "../assert.js";
import type { AbiFunctionType, AbiType } from "./abi-type.js";
import { contains, resourcesIn } from "./contains.js";
import { flattenFunctionType, flattenTypes, maxFlatParams, payloadTypes } from "./flatten.js";
import {
  assign,
  attempt,
  call,
  cast,
  conditional,
  constant,
  construct,
  coreAnnotation,
  evaluate,
  giveBack,
  literal,
  name,
  not,
  object,
  perform,
  property,
  runtimeCall,
  typescript,
  variable,
  when,
  type Annotation,
  type Expression,
  type GlueFactory,
  type Statement,
} from "./glue-form.js";
import {
  checkedPlace,
  defersPostReturn,
  glueFactory,
  inShared,
  isSpilled,
  keepsTransfers,
} from "./glue-factory.js";
import { block, createScope, internal, type GlueModule, type GlueScope } from "./glue-module.js";
import {
  at,
  bound,
  instance,
  isRange,
  memory,
  present,
  rootValue,
  type HostValue,
  type Place,
} from "./glue-value.js";
import { isLeaf } from "./is-leaf.js";
import { payloadOffset } from "./layout.js";
import { bindLifted, bindLiteral } from "./lift-order.js";
import { flatSource, memorySource } from "./lift-source.js";
import { lift } from "./lift-value.js";
import { memorySink } from "./lower-sink.js";
import { lower, lowerFlat } from "./lower-value.js";

/** What a lowered function calls. */
export type HostCall =
  /** `host`, a function. */
  | { readonly kind: "function" }
  /** `host`, a class. */
  | { readonly kind: "constructor" }
  /** The method of its first argument; there is no `host`. */
  | { readonly kind: "method"; readonly key: string };

/**
 * The glue of `canon lower`: `(bound, host) => core function` (definitions.py `canon_lower`, synchronous). `host` is
 * called with lifted values; what it returns or throws is checked, and anything that its WIT type has no place for is a
 * trap.
 */
export function lowerFunction(
  module: GlueModule,
  type: AbiFunctionType,
  target: HostCall = { kind: "function" },
): GlueFactory {
  const scope = createScope(module, true, { lendsBorrows: needsLends(module, type) }, [
    "failed",
    "failure",
    "thrown",
  ]);
  const core = flattenFunctionType(type, { context: "lower" });
  const params = core.params.map((coreType, index) => ({
    // Core values have no names of their own.
    name: internal(scope, `flat${index}`),
    type: coreAnnotation(coreType),
  }));
  const [coreResult] = core.results;
  const result = coreResult === undefined ? typescript("void") : coreAnnotation(coreResult);
  const host = { name: "host", type: hostAnnotation(module, type, target) };
  const given = { params: target.kind === "method" ? [] : [host] };
  return glueFactory(scope, type, { params, result }, given, (body) => {
    const flat = params.map((param) => name(param.name));
    const args = liftParams(body, type, flat);
    const isSimple = type.result === undefined || hostValues(module, type.result).every(isLeaf);
    const { declarations, roots } = callHost(body, type, callTarget(target, args), flat);
    return {
      before: [
        when(not(property(instance, "mayLeave")), [perform("cannotLeave", instance)]),
        // A host has no instances that could be entered twice.
        ...(module.options.values === "component" ? [perform("checkEntering", bound)] : []),
        ...declarations,
      ],
      failure: runtimeCall(
        isSimple ? "simpleHostFailed" : "hostFailed",
        bound,
        name("error"),
        object(roots),
      ),
    };
  });
}

/** Whether an error reads the value where it stands: its lowering does not pass it on (`invalidAt`). */
function isReadAgain({ kind }: AbiType): boolean {
  return kind === "bool" || /^[suf]\d+$/.test(kind);
}

/** What a host function gives: its result, or one of two where it throws the other. */
function hostValues({ options }: GlueModule, result: AbiType): readonly AbiType[] {
  return result.kind === "result" && options.results === "throw"
    ? [result.ok, result.err].filter((part) => part !== undefined)
    : [result];
}

function hostAnnotation(module: GlueModule, type: AbiFunctionType, target: HostCall): Annotation {
  const { results } = module.options;
  return { kind: "function", type, results, isConstructor: target.kind === "constructor" };
}

function callTarget(target: HostCall, args: readonly Expression[]): Expression {
  switch (target.kind) {
    case "function":
      return call(name("host"), args);
    case "constructor":
      return construct("host", args);
    case "method": {
      const [self = literal(undefined), ...rest] = args;
      return call(property(self, target.key), rest);
    }
    default:
      return assertNever(target);
  }
}

/** Lifts the parameters, flat or through memory (definitions.py `lift_flat_values`). */
function liftParams(
  scope: GlueScope,
  type: AbiFunctionType,
  flat: readonly Expression[],
): readonly Expression[] {
  const types = type.params.map((param) => param.type);
  const isFlat = flattenTypes(types).length <= maxFlatParams;
  // Where all values are in memory, the check of their place renews its views.
  if (isFlat && types.some((each) => contains(each, isRange))) {
    scope.statements.push(perform("renew", memory));
  }
  const source = isFlat
    ? flatSource(flat)
    : memorySource(checkedPlace(scope, "params", flat[0] ?? literal(0), "checkLoad", types));
  const sources = source.fields(types);
  return types.map((each, index) => {
    const labelled = { ...scope, label: type.params[index]?.label };
    const value = lift(labelled, each, sources[index] ?? source);
    return bindLifted(labelled, each, bindLiteral(labelled, each, value));
  });
}

interface HostResults {
  /** What has to be declared before the `try`, so that its handler can name it. */
  readonly declarations: readonly Statement[];
  /** The results by name, for the path in an error. */
  readonly roots: readonly (readonly [string, Expression])[];
}

function callHost(
  scope: GlueScope,
  type: AbiFunctionType,
  called: Expression,
  flat: readonly Expression[],
): HostResults {
  const { result } = type;
  const endLends = scope.lendsBorrows ? [perform("endLends", instance)] : [];
  if (result === undefined) {
    scope.statements.push(evaluate(called), ...endLends);
    return { declarations: [], roots: [] };
  }
  if (result.kind === "result" && scope.module.options.results === "throw") {
    return callThrowingHost(scope, result, called, endLends, flat);
  }
  const isSimple = isLeaf(result) && !isReadAgain(result);
  const value = name("result");
  scope.statements.push(isSimple ? constant("result", called) : assign(value, called), ...endLends);
  lowerResult(scope, result, rootValue(value, "result"), flat);
  return isSimple
    ? { declarations: [], roots: [] }
    : { declarations: [variable("result", optional(result))], roots: [["result", value]] };
}

/**
 * Whether something is lent until the host's function returns. A lend can be observed by a call that takes handles of one
 * resource both ways; shared functions always lend; and objects for borrows of a guest's resource end with the call. A
 * component inside the caller may call it back, which then could drop what is lent.
 */
function needsLends(module: GlueModule, type: AbiFunctionType): boolean {
  const types = type.params.map((param) => param.type);
  const borrowed = resourcesIn(types, "borrow");
  if (module.options.values === "component") {
    return borrowed.length > 0;
  }
  const owned = resourcesIn(types, "own").map(({ key }) => key);
  return (
    borrowed.some(({ definedBy, key }) => definedBy !== "host" || owned.includes(key)) ||
    inShared(types, "borrow")
  );
}

/** A wrong result is a trap, so only what shared functions recorded has to be forgotten. */
function sharedTransfers(scope: GlueScope, type: AbiType): readonly Statement[] {
  return inShared([type], "own") ? keepsTransfers(scope.module, [type]) : [];
}

/** Stores or returns a result (definitions.py `lower_flat_values`). */
function lowerResult(
  scope: GlueScope,
  type: AbiType,
  value: HostValue,
  flat: readonly Expression[],
): void {
  const keep = sharedTransfers(scope, type);
  if (!isSpilled(type)) {
    const [lowered] = lowerFlat(scope, type, value);
    scope.statements.push(...keep, giveBack(lowered));
    return;
  }
  lower(scope, type, value, memorySink(outPlace(scope, type, flat)));
  scope.statements.push(...keep);
  if (defersPostReturn(scope.module, type)) {
    scope.statements.push(perform("endCallee", bound));
  }
}

/** The checked place that the guest gave for results: its last parameter. */
function outPlace(scope: GlueScope, type: AbiType, flat: readonly Expression[]): Place {
  return checkedPlace(scope, "resultPointer", flat.at(-1) ?? literal(0), "checkStore", [type]);
}

/** Calls a host function that returns the ok value and throws the err value. */
function callThrowingHost(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "result" }>,
  called: Expression,
  endLends: readonly Statement[],
  flat: readonly Expression[],
): HostResults {
  const { ok, err } = type;
  const failed = name("failed");
  const thrown = runtimeCall("thrownPayload", name("thrown"));
  scope.statements.push(
    attempt([ok === undefined ? evaluate(called) : assign(name("result"), called)], "thrown", [
      assign(failed, true),
      err === undefined ? evaluate(thrown) : assign(name("failure"), cast(thrown, err)),
    ]),
    ...endLends,
  );
  if (isSpilled(type)) {
    const place = outPlace(scope, type, flat);
    const payloadSink = memorySink(at(place, payloadOffset(payloadTypes(type))));
    const branch = (
      index: number,
      payload: AbiType | undefined,
      variableName: string,
      label: string,
    ): readonly Statement[] => {
      const inner = block(scope);
      memorySink(place).integer(inner, 1, literal(index));
      if (payload !== undefined) {
        const value = rootValue(present(name(variableName), payload), label);
        lower(inner, payload, value, payloadSink);
        inner.statements.push(...sharedTransfers(inner, payload));
      }
      return inner.statements;
    };
    scope.statements.push(
      when(failed, branch(1, err, "failure", "error"), branch(0, ok, "result", "result")),
    );
  } else {
    scope.statements.push(giveBack(conditional(failed, 1, 0)));
  }
  return {
    declarations: [
      variable("failed", undefined, literal(false)),
      ...(ok === undefined ? [] : [variable("result", optional(ok))]),
      ...(err === undefined ? [] : [variable("failure", optional(err))]),
    ],
    roots: [
      ...(ok === undefined ? [] : [["result", name("result")] as const]),
      ...(err === undefined ? [] : [["error", name("failure")] as const]),
    ],
  };
}

function optional(type: AbiType): Annotation {
  return { kind: "optional", type };
}
