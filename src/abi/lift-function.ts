import type { AbiFunctionType, AbiType } from "./abi-type.js";
import { contains, resourcesIn } from "./contains.js";
import { flattenType, flattenTypes, maxFlatParams } from "./flatten.js";
import {
  assign,
  binary,
  call,
  cast,
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
  raise,
  runtimeCall,
  typescript,
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
  inShared,
  isSpilled,
  keepsTransfers,
} from "./glue-factory.js";
import {
  block,
  createScope,
  define,
  internal,
  local,
  once,
  resourceType,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import { bound, instance, rootValue, type Place } from "./glue-value.js";
import { isLeaf } from "./is-leaf.js";
import { labelKeys } from "./label-keys.js";
import { recordLayout } from "./layout.js";
import { checkedCase } from "./lift-leaf.js";
import { bindLifted } from "./lift-order.js";
import { flatSource, memorySource, type Source } from "./lift-source.js";
import { lift } from "./lift-value.js";
import { flatSink, memorySink } from "./lower-sink.js";
import { lower } from "./lower-value.js";

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
  const types = type.params.map((param) => param.type);
  const lendsBorrows = isLentBesideOwn(types);
  const scope = createScope(module, true, {
    lendsBorrows,
    transfersOwns: lendsBorrows || !isOwnLast(types) || inShared(types, "borrow"),
    callsPostReturn: postReturn,
  });
  const params = type.params.map((param) => ({
    name: local(scope, param.label),
    type: param.type,
  }));
  const result = representation ? typescript("number") : resultAnnotation(module, type);
  const signature = { params, result: result ?? typescript("void") };
  const prelude = [constant("core", runtimeCall("coreOf", bound))];
  // Where lowering may run a host's code, what that throws is no failure of the guest.
  const entered = type.params.every((param) => isLeaf(param.type))
    ? undefined
    : internal(scope, "entered");
  return glueFactory(scope, type, signature, { prelude }, (body) => {
    body.statements.push(assign(property(instance, "mayEnter"), false));
    const args = lowerArguments(body, type, params, entered);
    const returned = callCore(body, type, args);
    const { before, after } = liftResult(body, type, returned, representation);
    const values = object(argumentKeys(type).map((key, index) => [key, nameOf(params[index])]));
    return {
      before: [
        when(not(property(instance, "mayEnter")), [perform("cannotEnter", instance)]),
        ...(entered === undefined ? [] : [variable(entered, undefined, literal(false))]),
        ...before,
      ],
      failure:
        entered === undefined
          ? runtimeCall("simpleCallFailed", bound, name("error"), values)
          : runtimeCall("callFailed", bound, name("error"), values, name(entered)),
      after,
    };
  });
}

/** Whether the last argument is the only own handle: then nothing can fail between lowering it and the call. */
function isOwnLast(types: readonly AbiType[]): boolean {
  const isOwn = ({ kind }: AbiType): boolean => kind === "own";
  return (
    types.findIndex((type) => contains(type, isOwn)) === types.length - 1 &&
    types.at(-1)?.kind === "own"
  );
}

/**
 * Whether what an argument lends may be passed as own by another: a guest that drops that would still use what it
 * borrowed (definitions.py `lift_own`: `trap_if(h.num_lends != 0)`).
 */
function isLentBesideOwn(types: readonly AbiType[]): boolean {
  const owned = resourcesIn(types, "own").map(({ key }) => key);
  return resourcesIn(types, "borrow").some(
    ({ definedBy, key }) => definedBy !== "host" && owned.includes(key),
  );
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

/**
 * Lowers the arguments.
 *
 * @param entered the variable that tells when the host's code cannot run any more
 */
function lowerArguments(
  scope: GlueScope,
  type: AbiFunctionType,
  params: readonly GlueParameter[],
  entered: string | undefined,
): readonly Expression[] {
  const args = lowerParams(scope, type, params);
  const types = type.params.map((param) => param.type);
  const keep = scope.transfersOwns ? keepsTransfers(scope.module, types) : [];
  if (keep.length === 0 && entered === undefined) {
    return args;
  }
  const lowered = args.map((arg) => once(scope, "flat", arg));
  scope.statements.push(...keep);
  if (entered !== undefined) {
    scope.statements.push(assign(name(entered), true));
  }
  return lowered;
}

/** Lowers the arguments, flat or through memory (definitions.py `lower_flat_values`). */
function lowerParams(
  scope: GlueScope,
  type: AbiFunctionType,
  params: readonly GlueParameter[],
): readonly Expression[] {
  const types = type.params.map((param) => param.type);
  const flat: Expression[] = [];
  const sink =
    flattenTypes(types).length <= maxFlatParams
      ? flatSink(flat)
      : memorySink(allocatedParams(scope, types));
  const sinks = sink.fields(types);
  const keys = argumentKeys(type);
  types.forEach((each, index) => {
    lower(scope, each, rootValue(nameOf(params[index]), keys[index] ?? ""), sinks[index] ?? sink);
  });
  return sink.place === undefined ? flat : [sink.place.base];
}

/** Allocates a block for arguments that are too many to pass flat. */
function allocatedParams(scope: GlueScope, types: readonly AbiType[]): Place {
  const { alignment, size } = recordLayout(types);
  const base = define(scope, "params", runtimeCall("allocate", bound, alignment, size, 34));
  return { base, offset: 0 };
}

/** Calls the core function; gives its result, `undefined` where it has none. */
function callCore(
  scope: GlueScope,
  { result }: AbiFunctionType,
  args: readonly Expression[],
): Expression | undefined {
  const called = call(name("core"), args);
  if (result === undefined) {
    scope.statements.push(evaluate(called));
    return undefined;
  }
  const [first = "i32"] = isSpilled(result) ? [] : flattenType(result);
  return define(scope, "result", cast(called, coreAnnotation(first)));
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
  const source = isSpilled(result)
    ? memorySource(checkedPlace(scope, "resultPointer", returned, "checkLoad", [result]))
    : flatSource([returned]);
  if (result.kind === "result" && scope.module.options.results === "throw") {
    return liftThrowing(scope, type, result, returned, source, representation);
  }
  returnLifted(scope, type, result, returned, source, representation);
  return { before: [], after: [] };
}

function returnLifted(
  scope: GlueScope,
  type: AbiFunctionType,
  result: AbiType,
  returned: Expression,
  source: Source,
  representation: boolean,
): void {
  const lifted = liftOrTake(scope, result, source, representation);
  const value = bindLifted(scope, result, lifted, "value");
  leave(scope, type, returned);
  scope.statements.push(giveBack(value));
}

/** Lifts a result; of an own handle, the representation where that is wanted. */
function liftOrTake(
  scope: GlueScope,
  type: AbiType,
  source: Source,
  representation: boolean,
): Expression {
  if (!representation || type.kind !== "own") {
    return lift(scope, type, source);
  }
  const index = source.integer(4);
  const resource = resourceType(scope, type.resource);
  return cast(
    runtimeCall("liftOwnRepresentation", instance, resource, index),
    typescript("number"),
  );
}

/** Returns the ok value; the err value is thrown behind the `try`, for an error thrown twice costs twice. */
function liftThrowing(
  scope: GlueScope,
  type: AbiFunctionType,
  result: Extract<AbiType, { kind: "result" }>,
  returned: Expression,
  source: Source,
  representation: boolean,
): Around {
  const { ok, err } = result;
  const { discriminant, payload } = source.cases(result);
  const succeeded = block(scope);
  if (ok === undefined) {
    leave(succeeded, type, returned);
    succeeded.statements.push(giveBack());
  } else {
    returnLifted(succeeded, type, ok, returned, payload(ok), representation);
  }
  const isOk = binary(checkedCase(source, discriminant, 2), "===", 0);
  scope.statements.push(when(isOk, succeeded.statements));
  if (err === undefined) {
    leave(scope, type, returned);
    return { before: [], after: [raise(construct("ComponentError", [literal(undefined)]))] };
  }
  const failure = internal(scope, "failure");
  scope.statements.push(assign(name(failure), lift(scope, err, payload(err))));
  leave(scope, type, returned);
  return {
    before: [variable(failure, err)],
    after: [raise(construct("ComponentError", [name(failure)]))],
  };
}

/** What ends the call: borrows are back, post-return has run, the instance may be entered again. */
function leave(scope: GlueScope, type: AbiFunctionType, returned: Expression | undefined): void {
  const { statements } = scope;
  if (type.params.some((param) => contains(param.type, isBorrowHandle))) {
    statements.push(perform("checkBorrows", instance));
  }
  if (scope.callsPostReturn) {
    const isDeferred = defersPostReturn(scope.module, type.result);
    const args = returned === undefined ? [] : [returned];
    statements.push(perform(isDeferred ? "deferPostReturn" : "callPostReturn", bound, ...args));
  }
  statements.push(assign(property(instance, "mayEnter"), true));
}

/** Tells whether a type is passed as a handle that has to be dropped before the call returns. */
function isBorrowHandle(type: AbiType): boolean {
  return type.kind === "borrow" && type.resource.definedBy !== "instance";
}
