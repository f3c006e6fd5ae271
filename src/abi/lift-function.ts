import type { AbiFunctionType, AbiType } from "./abi-type.js";
import { contains } from "./contains.js";
import { flattenType, flattenTypes, maxFlatParams } from "./flatten.js";
import {
  assign,
  binary,
  call,
  cast,
  constant,
  construct,
  evaluate,
  giveBack,
  literal,
  name,
  not,
  object,
  perform,
  property,
  raise,
  runtimeCall,
  typescript,
  unsigned,
  variable,
  when,
  type Annotation,
  type Expression,
  type GlueFactory,
  type GlueParameter,
  type Statement,
} from "./glue-form.js";
import {
  checkedPlace,
  defersPostReturn,
  glueFactory,
  isSpilled,
  keepsTransfers,
} from "./glue-factory.js";
import {
  block,
  createScope,
  define,
  internal,
  local,
  resourceType,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import { address, at, bound, instance, memory, rootValue, type Place } from "./glue-value.js";
import { isLeaf } from "./is-leaf.js";
import { labelKeys } from "./label-keys.js";
import { fieldOffsets, payloadOffset, payloadTypes, recordLayout } from "./layout.js";
import { flatValues, liftFlat } from "./lift-glue.js";
import { checkedCase, literalAnnotation, load } from "./load-glue.js";
import { lowerFlat } from "./lower-glue.js";
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
  { representation = false, postReturn = true }: LiftOptions = {},
): GlueFactory {
  const scope = createScope(module, true, { transfersOwns: true, callsPostReturn: postReturn });
  const params = type.params.map((param) => ({
    name: local(scope, param.label),
    type: param.type,
  }));
  const result = representation ? typescript("number") : resultAnnotation(module, type);
  const signature = { params, result: result ?? typescript("void") };
  const prelude = [constant("core", runtimeCall("coreOf", bound))];
  return glueFactory(scope, type, signature, { prelude }, (body) => {
    const args = lowerArguments(body, type, params);
    const returned = callCore(body, type, args);
    const { before, after } = liftResult(body, type, returned, representation);
    const isSimple = type.params.every((param) => isLeaf(param.type));
    return {
      before: [
        when(not(property(instance, "mayEnter")), [perform("cannotEnter", instance)]),
        ...before,
      ],
      failure: runtimeCall(
        isSimple ? "simpleCallFailed" : "callFailed",
        bound,
        name("error"),
        object(argumentKeys(type).map((key, index) => [key, nameOf(params[index])])),
      ),
      after,
    };
  });
}

/** What messages call the arguments. */
function argumentKeys(type: AbiFunctionType): readonly string[] {
  return labelKeys(type.params.map((param) => param.label));
}

function nameOf(param: GlueParameter | undefined): Expression {
  return name(param?.name ?? "undefined");
}

/** The TypeScript type of what the function gives back: without the error where it is thrown. */
function resultAnnotation(module: GlueModule, type: AbiFunctionType): Annotation | undefined {
  const { result } = type;
  return result?.kind === "result" && module.options.results === "throw" ? result.ok : result;
}

/** Lowers the arguments; what can fail in the host's own code has happened afterwards. */
function lowerArguments(
  scope: GlueScope,
  type: AbiFunctionType,
  params: readonly GlueParameter[],
): readonly Expression[] {
  const args = lowerParams(scope, type, params);
  const types = type.params.map((param) => param.type);
  const keep = keepsTransfers(scope.module, types);
  if (keep.length === 0 && !args.some(readsProperty)) {
    return args;
  }
  const lowered = args.map((arg) => (arg.kind === "name" ? arg : define(scope, "flat", arg)));
  scope.statements.push(...keep);
  return lowered;
}

/** Tells whether evaluating an expression may run a getter of the host. */
function readsProperty(expression: Expression): boolean {
  return (
    expression.kind === "property" ||
    expression.kind === "element" ||
    (expression.kind === "cast" && readsProperty(expression.value)) ||
    (expression.kind === "call" &&
      ((expression.callee.kind === "runtime" && expression.callee.name === "ownMember") ||
        expression.args.some(readsProperty)))
  );
}

/** Lowers the arguments, flat or through memory (definitions.py `lower_flat_values`). */
function lowerParams(
  scope: GlueScope,
  type: AbiFunctionType,
  params: readonly GlueParameter[],
): readonly Expression[] {
  const types = type.params.map((param) => param.type);
  const values = argumentKeys(type).map((key, index) => rootValue(nameOf(params[index]), key));
  if (flattenTypes(types).length <= maxFlatParams) {
    return values.flatMap((value, index) => {
      const each = types[index];
      return each === undefined ? [] : lowerFlat(scope, each, value);
    });
  }
  const { alignment, size } = recordLayout(types);
  const offsets = fieldOffsets(types);
  const base = define(scope, "params", runtimeCall("allocate", bound, alignment, size, 34));
  types.forEach((each, index) => {
    const value = values[index];
    if (value !== undefined) {
      store(scope, each, value, { base, offset: offsets[index] ?? 0 });
    }
  });
  return [base];
}

/** Calls the core function; gives its result, `undefined` where it has none. */
function callCore(
  scope: GlueScope,
  { result }: AbiFunctionType,
  args: readonly Expression[],
): Expression | undefined {
  const called = call(name("core"), args);
  scope.statements.push(assign(property(instance, "mayEnter"), false));
  if (result === undefined) {
    scope.statements.push(evaluate(called));
    return undefined;
  }
  const isBig = !isSpilled(result) && flattenType(result)[0] === "i64";
  return define(scope, "result", cast(called, typescript(isBig ? "bigint" : "number")));
}

/** What a result that is thrown adds to the function. */
interface Around {
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
}

function liftResult(
  scope: GlueScope,
  type: AbiFunctionType,
  returned: Expression | undefined,
  representation: boolean,
): Around {
  const { result } = type;
  if (result === undefined || returned === undefined) {
    leave(scope, type, returned);
    return { before: [], after: [] };
  }
  const place = isSpilled(result)
    ? checkedPlace(scope, "resultPointer", returned, "checkLoad", [result])
    : undefined;
  if (result.kind === "result" && scope.module.options.results === "throw") {
    return liftThrowing(scope, type, result, returned, place, representation);
  }
  returnLifted(scope, type, result, returned, place, representation);
  return { before: [], after: [] };
}

function returnLifted(
  scope: GlueScope,
  type: AbiFunctionType,
  result: AbiType,
  returned: Expression,
  place: Place | undefined,
  representation: boolean,
): void {
  // The name is taken first: what lifting declares comes after it.
  const value = internal(scope, "value");
  const lifted = liftAt(scope, result, returned, place, representation);
  scope.statements.push(constant(value, lifted, literalAnnotation(result, lifted)));
  leave(scope, type, returned);
  scope.statements.push(giveBack(name(value)));
}

function liftAt(
  scope: GlueScope,
  type: AbiType,
  returned: Expression,
  place: Place | undefined,
  representation: boolean,
): Expression {
  if (representation && type.kind === "own") {
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

/** Returns the ok value; the err value is thrown behind the `try`, for an error thrown twice costs twice. */
function liftThrowing(
  scope: GlueScope,
  type: AbiFunctionType,
  result: Extract<AbiType, { kind: "result" }>,
  returned: Expression,
  place: Place | undefined,
  representation: boolean,
): Around {
  const payloadPlace = place && at(place, payloadOffset(payloadTypes(result)));
  const discriminant =
    place === undefined
      ? checkedCase("flat", unsigned(returned), 2)
      : checkedCase("memory", runtimeCall("loadU8", memory, place.base), 2);
  const succeeded = block(scope);
  if (result.ok === undefined || payloadPlace === undefined) {
    leave(succeeded, type, returned);
    succeeded.statements.push(giveBack());
  } else {
    returnLifted(succeeded, type, result.ok, returned, payloadPlace, representation);
  }
  scope.statements.push(when(binary(discriminant, "===", 0), succeeded.statements));
  const { err } = result;
  if (err === undefined || payloadPlace === undefined) {
    leave(scope, type, returned);
    return { before: [], after: [raise(construct("ComponentError", [literal(undefined)]))] };
  }
  const failure = internal(scope, "failure");
  scope.statements.push(assign(name(failure), load(scope, err, payloadPlace)));
  leave(scope, type, returned);
  return {
    before: [variable(failure, err)],
    after: [raise(construct("ComponentError", [name(failure)]))],
  };
}

/** What ends the call: borrows are back, post-return has run, the instance may be entered again. */
function leave(scope: GlueScope, type: AbiFunctionType, returned: Expression | undefined): void {
  const { statements } = scope;
  if (type.params.some((param) => contains(param.type, (part) => part.kind === "borrow"))) {
    statements.push(perform("checkBorrows", instance));
  }
  if (scope.callsPostReturn) {
    const isDeferred = defersPostReturn(scope.module, type.result);
    const args = returned === undefined ? [] : [returned];
    statements.push(perform(isDeferred ? "deferPostReturn" : "callPostReturn", bound, ...args));
  }
  statements.push(assign(property(instance, "mayEnter"), true));
}
