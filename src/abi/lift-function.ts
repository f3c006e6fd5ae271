import type { AbiFunctionType, AbiType } from "./abi-type.js";
import { contains, unsupportedPart } from "./contains.js";
import { flattenType, flattenTypes, maxFlatParams, maxFlatResults } from "./flatten.js";
import {
  assign,
  binary,
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
  type Annotation,
  type Expression,
  type GlueFactory,
  type GlueParameter,
  type Statement,
} from "./glue-form.js";
import {
  block,
  createScope,
  internal,
  local,
  resourceType,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import { address, at, bound, instance, memory, rootValue, type Place } from "./glue-value.js";
import {
  fieldOffsets,
  payloadOffset,
  payloadTypes,
  recordLayout,
  elemSize,
  alignment,
} from "./layout.js";
import { isLeaf } from "./is-leaf.js";
import { flatValues, liftFlat } from "./lift-glue.js";
import { checkedCase, literalAnnotation, load } from "./load-glue.js";
import { lowerFlat } from "./lower-glue.js";
import { mentionsName } from "./mentions-name.js";
import { store } from "./store-glue.js";

/** How one lifted function differs from what its type says. */
export interface LiftOptions {
  /** A constructor: gives the representation of the resource, for the class that holds it. */
  readonly representation?: boolean;
  /** Whether the guest may have a post-return function. Default: true. */
  readonly postReturn?: boolean;
}

/**
 * The glue of `canon lift`: `(bound) => (…values) => value` (definitions.py `canon_lift`, synchronous). A trap, or
 * whatever the guest throws, leaves the instance closed; a wrong argument does not.
 */
export function liftFunction(
  module: GlueModule,
  type: AbiFunctionType,
  options: LiftOptions = {},
): GlueFactory {
  const scope = createScope(module, true, {
    transfersOwns: true,
    callsPostReturn: options.postReturn ?? true,
  });
  const params = parameters(scope, type);
  const result =
    options.representation === true ? typescript("number") : resultAnnotation(module, type);
  const unsupported = unsupportedPart(type);
  if (unsupported !== undefined) {
    return {
      params: [{ name: "bound", type: typescript("Bound") }],
      prelude: [],
      inner: {
        params,
        result: result ?? typescript("void"),
        body: [giveBack(runtimeCall("notSupported", bound, literal(unsupported)))],
      },
    };
  }
  const body = block(scope);
  const args = lowerArguments(body, type, params);
  const returned = callCore(body, type, args);
  const around = liftResult(body, type, returned, options);
  return {
    params: [{ name: "bound", type: typescript("Bound") }],
    prelude: [
      {
        kind: "destructure",
        names: mentionsName(body.statements, "memory") ? ["instance", "memory"] : ["instance"],
        value: bound,
      },
      constant("core", runtimeCall("coreOf", bound)),
      ...resourceConstants(scope),
    ],
    inner: {
      params,
      result: result ?? typescript("void"),
      body: [
        {
          kind: "if",
          test: not(property(instance, "mayEnter")),
          then: [evaluate(runtimeCall("cannotEnter", instance))],
        },
        ...around.before,
        {
          kind: "try",
          body: body.statements,
          error: "error",
          handler: [
            raise(
              runtimeCall(
                type.params.every((param) => isLeaf(param.type))
                  ? "simpleCallFailed"
                  : "callFailed",
                bound,
                name("error"),
                object(params.map((param) => [param.name, name(param.name)])),
              ),
            ),
          ],
        },
        ...around.after,
      ],
    },
  };
}

/** The names and types of a function's parameters in TypeScript. */
export function parameters(scope: GlueScope, type: AbiFunctionType): readonly GlueParameter[] {
  return type.params.map((param) => ({ name: local(scope, param.label), type: param.type }));
}

/** The TypeScript type of what the function gives back: without the error where it is thrown. */
export function resultAnnotation(
  module: GlueModule,
  type: AbiFunctionType,
): Annotation | undefined {
  const { result } = type;
  return result?.kind === "result" && module.options.results === "throw" ? result.ok : result;
}

/** The resource types that the function reads from `bound` once. */
export function resourceConstants(scope: GlueScope): readonly Statement[] {
  return [...(scope.resources?.values() ?? [])].map(({ name: declared, resource }) =>
    constant(declared, runtimeCall("resourceOf", bound, literal(resource.key))),
  );
}

/** What follows the lowering of values with own handles: from there on, the handles are the guest's. */
export function keepsTransfers(
  module: GlueModule,
  types: readonly AbiType[],
): readonly Statement[] {
  return module.options.values === "host" &&
    types.some((type) => contains(type, (part) => part.kind === "own"))
    ? [evaluate(runtimeCall("keepTransfers", instance))]
    : [];
}

/** Tells whether the function's values pass through memory, so that its views are needed. */
export function usesMemory(type: AbiFunctionType): boolean {
  const types = type.params.map((param) => param.type);
  return (
    flattenTypes(types).length > maxFlatParams ||
    (type.result !== undefined && flattenType(type.result).length > maxFlatResults) ||
    [...types, type.result].some((each) => contains(each, isRange))
  );
}

function isRange(type: AbiType): boolean {
  return (
    type.kind === "string" ||
    type.kind === "map" ||
    (type.kind === "list" && type.length === undefined)
  );
}

/** Lowers the arguments; what can fail in the host's own code has happened afterwards. */
function lowerArguments(
  scope: GlueScope,
  type: AbiFunctionType,
  params: readonly GlueParameter[],
): readonly Expression[] {
  const args = lowerParams(scope, type, params);
  const keep = keepsTransfers(
    scope.module,
    type.params.map((param) => param.type),
  );
  if (keep.length === 0 && !args.some(readsProperty)) {
    return args;
  }
  const bound = args.map((arg) => {
    if (arg.kind === "name") {
      return arg;
    }
    const declared = internal(scope, "flat");
    scope.statements.push(constant(declared, arg));
    return name(declared);
  });
  scope.statements.push(...keep);
  return bound;
}

/** Tells whether evaluating an expression may run a getter of the host. */
function readsProperty(expression: Expression): boolean {
  return (
    expression.kind === "property" ||
    expression.kind === "element" ||
    (expression.kind === "cast" && readsProperty(expression.value)) ||
    (expression.kind === "call" && expression.args.some(readsProperty))
  );
}

/** Lowers the arguments, flat or through memory (definitions.py `lower_flat_values`). */
function lowerParams(
  scope: GlueScope,
  type: AbiFunctionType,
  params: readonly GlueParameter[],
): readonly Expression[] {
  const types = type.params.map((param) => param.type);
  const values = params.map((param) => rootValue(name(param.name), param.name));
  if (flattenTypes(types).length <= maxFlatParams) {
    return types.flatMap((each, index) => {
      const value = values[index];
      return value === undefined ? [] : lowerFlat(scope, each, value);
    });
  }
  const layout = recordLayout(types);
  const offsets = fieldOffsets(types);
  const pointer = internal(scope, "params");
  scope.statements.push(
    constant(
      pointer,
      runtimeCall("allocate", bound, literal(layout.alignment), literal(layout.size), literal(34)),
    ),
  );
  types.forEach((each, index) => {
    const value = values[index];
    if (value !== undefined) {
      store(scope, each, value, { base: name(pointer), offset: offsets[index] ?? 0 });
    }
  });
  return [name(pointer)];
}

/** Calls the core function; gives its result, `undefined` where it has none. */
function callCore(
  scope: GlueScope,
  type: AbiFunctionType,
  args: readonly Expression[],
): Expression | undefined {
  const called = call(name("core"), args);
  scope.statements.push(assign(property(instance, "mayEnter"), literal(false)));
  const flat = type.result === undefined ? [] : flattenType(type.result);
  const [only] = flat;
  if (only === undefined) {
    scope.statements.push(evaluate(called));
    return undefined;
  }
  const throughMemory = flat.length > maxFlatResults;
  const value = cast(called, typescript(only === "i64" && !throughMemory ? "bigint" : "number"));
  scope.statements.push(constant("result", value));
  return name("result");
}

const alone: Surroundings = { before: [], after: [] };

function liftResult(
  scope: GlueScope,
  type: AbiFunctionType,
  returned: Expression | undefined,
  options: LiftOptions,
): Surroundings {
  const { result } = type;
  if (result === undefined || returned === undefined) {
    leave(scope, type, returned);
    return alone;
  }
  const place = resultPlace(scope, result, returned);
  if (result.kind === "result" && scope.module.options.results === "throw") {
    return liftThrowing(scope, type, result, returned, place, options);
  }
  const value = internal(scope, "value");
  const lifted = liftAt(scope, result, returned, place, options);
  scope.statements.push(constant(value, lifted, literalAnnotation(result, lifted)));
  leave(scope, type, returned);
  scope.statements.push(giveBack(name(value)));
  return alone;
}

/** Where a result stands that did not fit into one core value; checked. */
function resultPlace(scope: GlueScope, result: AbiType, returned: Expression): Place | undefined {
  if (flattenType(result).length <= maxFlatResults) {
    return undefined;
  }
  const pointer = internal(scope, "resultPointer");
  scope.statements.push(
    constant(pointer, binary(returned, ">>>", literal(0))),
    evaluate(runtimeCall("renew", memory)),
    evaluate(
      runtimeCall(
        "checkLoad",
        memory,
        name(pointer),
        literal(alignment(result)),
        literal(elemSize(result)),
      ),
    ),
  );
  return { base: name(pointer), offset: 0 };
}

function liftAt(
  scope: GlueScope,
  type: AbiType,
  returned: Expression,
  place: Place | undefined,
  options: LiftOptions,
): Expression {
  if (options.representation === true && type.kind === "own") {
    const index = place === undefined ? returned : runtimeCall("loadU32", memory, address(place));
    const resource = resourceType(scope, type.resource);
    return cast(
      runtimeCall("liftOwnRepresentation", instance, resource, index),
      typescript("number"),
    );
  }
  return place === undefined
    ? liftFlat(scope, type, flatValues([returned]))
    : load(scope, type, place);
}

/** What stands around the `try` of a call. */
interface Surroundings {
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
}

/** Returns the ok value; the err value is thrown behind the `try`, for an error thrown twice costs twice. */
function liftThrowing(
  scope: GlueScope,
  type: AbiFunctionType,
  result: Extract<AbiType, { kind: "result" }>,
  returned: Expression,
  place: Place | undefined,
  options: LiftOptions,
): Surroundings {
  const payloadPlace =
    place === undefined ? undefined : at(place, payloadOffset(payloadTypes(result)));
  const discriminant =
    place === undefined
      ? binary(returned, ">>>", literal(0))
      : runtimeCall("loadU8", memory, place.base);
  const succeeded = block(scope);
  if (result.ok === undefined || payloadPlace === undefined) {
    leave(succeeded, type, returned);
    succeeded.statements.push(giveBack());
  } else {
    const value = internal(scope, "value");
    const lifted = liftAt(succeeded, result.ok, returned, payloadPlace, options);
    succeeded.statements.push(constant(value, lifted, literalAnnotation(result.ok, lifted)));
    leave(succeeded, type, returned);
    succeeded.statements.push(giveBack(name(value)));
  }
  scope.statements.push({
    kind: "if",
    test: binary(
      checkedCase(place === undefined ? "flat" : "memory", discriminant, 2),
      "===",
      literal(0),
    ),
    then: succeeded.statements,
  });
  const { err } = result;
  const failure = internal(scope, "failure");
  const hasPayload = err !== undefined && payloadPlace !== undefined;
  if (hasPayload) {
    scope.statements.push(assign(name(failure), load(scope, err, payloadPlace)));
  }
  leave(scope, type, returned);
  const payload = hasPayload ? name(failure) : literal(undefined);
  return {
    before: hasPayload ? [variable(failure, err)] : [],
    after: [raise({ kind: "new", callee: "ComponentError", args: [payload] })],
  };
}

/**
 * Whether post-return waits until the result is lowered into the caller, another component (definitions.py `canon_lift`:
 * after `task.return_`). Where the caller's `realloc` is not called for it, nothing can tell.
 */
export function defersPostReturn({ options }: GlueModule, result: AbiType | undefined): boolean {
  return (
    options.values === "component" &&
    result !== undefined &&
    flattenType(result).length > maxFlatResults
  );
}

/** What ends the call: borrows are back, post-return has run, the instance may be entered again. */
function leave(scope: GlueScope, type: AbiFunctionType, returned: Expression | undefined): void {
  const borrows = type.params.some((param) =>
    contains(param.type, (part) => part.kind === "borrow"),
  );
  if (borrows) {
    scope.statements.push(evaluate(runtimeCall("checkBorrows", instance)));
  }
  if (scope.callsPostReturn) {
    const args = returned === undefined ? [] : [returned];
    const callee = defersPostReturn(scope.module, type.result)
      ? "deferPostReturn"
      : "callPostReturn";
    scope.statements.push(evaluate(runtimeCall(callee, bound, ...args)));
  }
  scope.statements.push(assign(property(instance, "mayEnter"), literal(true)));
}
