import { assertNever } from "../assert.js";
import type { AbiFunctionType, AbiType } from "./abi-type.js";
import { contains, unsupportedPart } from "./contains.js";
import {
  flattenFunctionType,
  flattenType,
  flattenTypes,
  maxFlatParams,
  maxFlatResults,
} from "./flatten.js";
import {
  assign,
  call,
  cast,
  constant,
  evaluate,
  giveBack,
  literal,
  name,
  not,
  object,
  property,
  raise,
  runtimeCall,
  typescript,
  variable,
  binary,
  type Annotation,
  type Expression,
  type GlueFactory,
  type Statement,
} from "./glue-form.js";
import {
  block,
  createScope,
  internal,
  isShared,
  local,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import {
  at,
  bound,
  instance,
  memory,
  present,
  rootValue,
  type HostValue,
  type Place,
} from "./glue-value.js";
import {
  alignment,
  elemSize,
  fieldOffsets,
  payloadOffset,
  payloadTypes,
  recordLayout,
} from "./layout.js";
import {
  defersPostReturn,
  keepsTransfers,
  resourceConstants,
  usesMemory,
} from "./lift-function.js";
import { isLeaf } from "./is-leaf.js";
import { flatValues, liftFlat } from "./lift-glue.js";
import { literalAnnotation, load } from "./load-glue.js";
import { lowerFlat } from "./lower-glue.js";
import { mentionsName } from "./mentions-name.js";
import { store, storeInt } from "./store-glue.js";

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
  const scope = createScope(module, true, { lendsBorrows: needsLends(module, type) });
  const signature = flattenFunctionType(type, { context: "lower" });
  const params = signature.params.map((coreType, index) => ({
    name: internal(scope, coreParameterName(index)),
    type: typescript(coreType === "i64" ? "bigint" : "number"),
  }));
  const factoryParams = [
    { name: "bound", type: typescript("Bound") },
    ...(target.kind === "method"
      ? []
      : [{ name: "host", type: hostAnnotation(module, type, target) }]),
  ];
  const [coreResult] = signature.results;
  const result = typescript(
    coreResult === undefined ? "void" : coreResult === "i64" ? "bigint" : "number",
  );
  const unsupported = unsupportedPart(type);
  if (unsupported !== undefined) {
    return {
      params: factoryParams,
      prelude: [],
      inner: {
        params: [],
        result,
        body: [giveBack(runtimeCall("notSupported", bound, literal(unsupported)))],
      },
    };
  }
  const flat = params.map((param) => name(param.name));
  const body = block(scope);
  if (usesMemory(type)) {
    body.statements.push(evaluate(runtimeCall("renew", memory)));
  }
  const args = liftParams(body, type, flat);
  const isSimple = type.result === undefined || hostValues(module, type.result).every(isLeaf);
  const results = callHost(body, type, callTarget(target, args), flat);
  return {
    params: factoryParams,
    prelude: [
      {
        kind: "destructure",
        names: mentionsName(body.statements, "memory") ? ["instance", "memory"] : ["instance"],
        value: bound,
      },
      ...resourceConstants(scope),
    ],
    inner: {
      params,
      result,
      body: [
        {
          kind: "if",
          test: not(property(instance, "mayLeave")),
          then: [evaluate(runtimeCall("cannotLeave", instance))],
        },
        // A host has no instances that could be entered twice.
        ...(module.options.values === "component"
          ? [evaluate(runtimeCall("checkEntering", bound))]
          : []),
        ...results.declarations,
        {
          kind: "try",
          body: body.statements,
          error: "error",
          handler: [
            raise(
              runtimeCall(
                isSimple ? "simpleHostFailed" : "hostFailed",
                bound,
                name("error"),
                object(results.roots),
              ),
            ),
          ],
        },
      ],
    },
  };
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

/** `a` to `p`: core values have no names of their own, and there are at most 17. */
function coreParameterName(index: number): string {
  return `flat${index}`;
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
      return { kind: "new", callee: "host", args };
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
  let lift: (each: AbiType, index: number) => Expression;
  if (flattenTypes(types).length <= maxFlatParams) {
    const values = flatValues(flat);
    lift = (each) => liftFlat(scope, each, values);
  } else {
    const layout = recordLayout(types);
    const offsets = fieldOffsets(types);
    const pointer = internal(scope, "params");
    scope.statements.push(
      constant(pointer, binary(flat[0] ?? literal(0), ">>>", literal(0))),
      evaluate(
        runtimeCall(
          "checkLoad",
          memory,
          name(pointer),
          literal(layout.alignment),
          literal(layout.size),
        ),
      ),
    );
    lift = (each, index) => load(scope, each, { base: name(pointer), offset: offsets[index] ?? 0 });
  }
  return types.map((each, index) => {
    const value = lift(each, index);
    if (value.kind === "name" || value.kind === "binary") {
      return value;
    }
    const declared = local(scope, type.params[index]?.label ?? "argument");
    scope.statements.push(constant(declared, value, literalAnnotation(each, value)));
    return name(declared);
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
  const endLends = needsLends(scope.module, type)
    ? [evaluate(runtimeCall("endLends", instance))]
    : [];
  if (result === undefined) {
    scope.statements.push(evaluate(called), ...endLends);
    return { declarations: [], roots: [] };
  }
  if (result.kind === "result" && scope.module.options.results === "throw") {
    return callThrowingHost(scope, result, called, endLends, flat);
  }
  const isSimple = isLeaf(result) && !isReadAgain(result);
  scope.statements.push(
    isSimple ? constant("result", called) : assign(name("result"), called),
    ...endLends,
  );
  lowerResult(scope, result, rootValue(name("result"), "result"), flat);
  return isSimple
    ? { declarations: [], roots: [] }
    : {
        declarations: [variable("result", optional(result))],
        roots: [["result", name("result")]],
      };
}

/**
 * Whether something is lent until the host's function returns. A lend can be observed by a call that takes handles of one
 * resource both ways; shared functions always lend; and objects for borrows of a guest's resource end with the call. A
 * component inside the caller may call it back, which then could drop what is lent.
 */
function needsLends(module: GlueModule, type: AbiFunctionType): boolean {
  const borrowed = handles(type, "borrow");
  if (module.options.values === "component") {
    return borrowed.length > 0;
  }
  const owned = new Set(handles(type, "own").map((handle) => handle.resource.key));
  return (
    borrowed.some(({ resource }) => resource.definedBy === "guest" || owned.has(resource.key)) ||
    type.params.some((param) =>
      contains(
        param.type,
        (part) => isSharedType(part) && contains(part, (inner) => inner.kind === "borrow"),
      ),
    )
  );
}

/** A wrong result is a trap, so only what shared functions recorded has to be forgotten. */
function sharedTransfers(scope: GlueScope, type: AbiType): readonly Statement[] {
  return contains(type, isSharedType) ? keepsTransfers(scope.module, [type]) : [];
}

/** The handles of a kind among the parameters. */
function handles<Kind extends "own" | "borrow">(
  type: AbiFunctionType,
  kind: Kind,
): readonly Extract<AbiType, { kind: Kind }>[] {
  const found: Extract<AbiType, { kind: Kind }>[] = [];
  for (const param of type.params) {
    contains(param.type, (part) => {
      if (part.kind === kind) {
        found.push(part as Extract<AbiType, { kind: Kind }>);
      }
      return false;
    });
  }
  return found;
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

/** Stores or returns a result (definitions.py `lower_flat_values`). */
function lowerResult(
  scope: GlueScope,
  type: AbiType,
  value: HostValue,
  flat: readonly Expression[],
): void {
  const keep = sharedTransfers(scope, type);
  if (flattenType(type).length > maxFlatResults) {
    store(scope, type, value, outPlace(scope, type, flat));
    scope.statements.push(...keep);
    if (defersPostReturn(scope.module, type)) {
      scope.statements.push(evaluate(runtimeCall("endCallee", bound)));
    }
    return;
  }
  const [lowered] = lowerFlat(scope, type, value);
  scope.statements.push(...keep, giveBack(lowered));
}

/** The checked place that the guest gave for results: its last parameter. */
function outPlace(scope: GlueScope, type: AbiType, flat: readonly Expression[]): Place {
  const pointer = internal(scope, "resultPointer");
  scope.statements.push(
    constant(pointer, binary(flat[flat.length - 1] ?? literal(0), ">>>", literal(0))),
    evaluate(runtimeCall("renew", memory)),
    evaluate(
      runtimeCall(
        "checkStore",
        memory,
        name(pointer),
        literal(alignment(type)),
        literal(elemSize(type)),
      ),
    ),
  );
  return { base: name(pointer), offset: 0 };
}

/** Calls a host function that returns the ok value and throws the err value. */
function callThrowingHost(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "result" }>,
  called: Expression,
  endLends: readonly Statement[],
  flat: readonly Expression[],
): HostResults {
  const failed = name("failed");
  const ok = name("result");
  const err = name("failure");
  scope.statements.push(
    {
      kind: "try",
      body: [type.ok === undefined ? evaluate(called) : assign(ok, called)],
      error: "thrown",
      handler: [
        assign(failed, literal(true)),
        ...(type.err === undefined
          ? [evaluate(runtimeCall("thrownPayload", name("thrown")))]
          : [assign(err, cast(runtimeCall("thrownPayload", name("thrown")), type.err))]),
      ],
    },
    ...endLends,
  );
  const types = payloadTypes(type);
  if (flattenType(type).length > maxFlatResults) {
    const place = outPlace(scope, type, flat);
    const payloadPlace = at(place, payloadOffset(types));
    const branch = (
      index: number,
      payload: AbiType | undefined,
      value: Expression,
    ): readonly Statement[] => {
      const inner = block(scope);
      storeInt(inner, place, 1, literal(index));
      if (payload !== undefined) {
        const label = index === 0 ? "result" : "error";
        store(inner, payload, rootValue(present(value, payload), label), payloadPlace);
        inner.statements.push(...sharedTransfers(inner, payload));
      }
      return inner.statements;
    };
    scope.statements.push({
      kind: "if",
      test: failed,
      then: branch(1, type.err, err),
      otherwise: branch(0, type.ok, ok),
    });
  } else {
    scope.statements.push(
      giveBack({ kind: "conditional", test: failed, whenTrue: literal(1), whenFalse: literal(0) }),
    );
  }
  return {
    declarations: [
      variable("failed", undefined, literal(false)),
      ...(type.ok === undefined ? [] : [variable("result", optional(type.ok))]),
      ...(type.err === undefined ? [] : [variable("failure", optional(type.err))]),
    ],
    roots: [
      ...(type.ok === undefined ? [] : [["result", ok] as const]),
      ...(type.err === undefined ? [] : [["error", err] as const]),
    ],
  };
}

function optional(type: AbiType): Annotation {
  return { kind: "optional", type };
}
