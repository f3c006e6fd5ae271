import type { AbiType, EnumType, FlagsType, OptionType, VariantLike } from "./abi-type.js";
import { describeType } from "./describe-type.js";
import {
  binary,
  call,
  cast,
  giveBack,
  literal,
  name,
  perform,
  property,
  runtimeCall,
  parameter,
  typescript,
  when,
  type Expression,
  type GlueFunction,
  type GlueParameter,
  type Statement,
} from "./glue-form.js";
import {
  block,
  createScope,
  define,
  resourceType,
  sharedFunction,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import {
  bind,
  instance,
  member,
  numberListName,
  valueArguments,
  type HostValue,
} from "./glue-value.js";
import { labelKeys } from "./label-keys.js";
import { payloadTypes } from "./flatten.js";

// Reading host values, checked.

/** Binds a value and makes sure that it can have properties. */
export function checkedObject(scope: GlueScope, type: AbiType, value: HostValue): HostValue {
  const object = bind(scope, value, "name" in type ? type.name : type.kind);
  scope.statements.push(perform("checkObject", ...valueArguments(object)));
  return object;
}

/** Binds a value and makes sure that it is an array of this length. */
export function checkedArray(
  scope: GlueScope,
  type: AbiType,
  value: HostValue,
  length: number,
): HostValue {
  const numbers = type.kind === "list" && numberListName(type.element) !== undefined;
  const check = numbers ? "checkNumbers" : "checkArray";
  return checked(scope, check, type, bind(scope, value, type.kind), length);
}

/** Makes sure with a function of the runtime that a value, already bound, is of its type. */
export function checked(
  scope: GlueScope,
  check: "checkArray" | "checkNumbers" | "checkMap",
  type: AbiType,
  host: HostValue,
  ...more: readonly number[]
): HostValue {
  const { value, owner, key } = host;
  scope.statements.push(perform(check, value, describeType(type), owner, key, ...more));
  return host;
}

/** How each case of a variant, option or result is recognised and where its payload stands in the host value. */
export interface HostCase {
  readonly index: number;
  /** The `tag`; absent for an option, whose cases are told apart by `undefined`. */
  readonly label: string;
  readonly type: AbiType | undefined;
}

/** The cases of a variant, option or result by their tags. */
export function hostCases(type: VariantLike): readonly HostCase[] {
  const labels =
    type.kind === "variant"
      ? type.cases.map((each) => each.label)
      : type.kind === "option"
        ? ["none", "some"]
        : ["ok", "err"];
  const types = payloadTypes(type);
  return labels.map((label, index) => ({ index, label, type: types[index] }));
}

/** Whether an option's value stands for itself, or in `{ tag: "some", val }` because it may be `undefined` itself. */
export function isTaggedOption({ type }: OptionType): boolean {
  return type.kind === "option";
}

/**
 * Runs the statements of the case that a host value has.
 *
 * @param body makes the statements of one case, given its payload
 */
export function switchOnCase(
  scope: GlueScope,
  type: VariantLike,
  value: HostValue,
  body: (scope: GlueScope, each: HostCase, payload: HostValue) => void,
): void {
  const statementsOf = (each: HostCase, payload: HostValue): readonly Statement[] => {
    const inner = block(scope);
    body(inner, each, payload);
    return inner.statements;
  };
  if (type.kind === "option" && !isTaggedOption(type)) {
    const option = bind(scope, value, "option");
    const [none, some = []] = hostCases(type).map((each) => statementsOf(each, option));
    scope.statements.push(when(binary(option.value, "!==", literal(undefined)), some, none));
    return;
  }
  // At every level, plain `undefined` is an option's none as well.
  const variant =
    type.kind === "option"
      ? define(scope, "option", runtimeCall("taggedOption", ...valueArguments(value)), type)
      : checkedObject(scope, type, value).value;
  const cases = hostCases(type);
  const expected = oneOf(cases.map((each) => each.label));
  scope.statements.push({
    kind: "switch",
    subject: switchSubject(property(variant, "tag"), cases.length),
    cases: cases.map((each) => ({
      value: each.label,
      body: statementsOf(each, member(variant, "val")),
    })),
    otherwise: [perform("invalidTag", variant, expected)],
  });
}

/** To TypeScript, a type with one case has nothing to switch on; at run time, the value may be any. */
function switchSubject(value: Expression, caseCount: number): Expression {
  return caseCount === 1 ? cast(value, typescript("string")) : value;
}

/** The parameters of a function that checks a host value: the value and where it stands. */
export function hostValueParameters(type: AbiType): readonly GlueParameter[] {
  return [
    { name: "value", type },
    parameter("owner", "unknown"),
    parameter("key", "string | number"),
  ];
}

/** The host value that {@link hostValueParameters} name. */
export const hostValueArgument: HostValue = {
  value: name("value"),
  owner: name("owner"),
  key: name("key"),
};

/** The index of an enum's name. */
export function lowerEnum(module: GlueModule, type: EnumType, value: HostValue): Expression {
  const lower = sharedFunction(module, "lower", type, (_, declared): GlueFunction => ({
    name: declared,
    params: hostValueParameters(type),
    result: typescript("number"),
    body: [
      {
        kind: "switch",
        subject: switchSubject(name("value"), type.labels.length),
        cases: type.labels.map((label, index) => ({ value: label, body: [giveBack(index)] })),
        otherwise: [
          giveBack(
            runtimeCall("invalid", oneOf(type.labels), ...valueArguments(hostValueArgument)),
          ),
        ],
      },
    ],
  }));
  return call(lower, valueArguments(value));
}

function oneOf(labels: readonly string[]): string {
  return `one of ${labels.map((label) => JSON.stringify(label)).join(", ")}`;
}

/** The bits of a flags value (definitions.py `pack_flags_into_int`). */
export function lowerFlags(module: GlueModule, type: FlagsType, value: HostValue): Expression {
  const lower = sharedFunction(module, "lower", type, (home, declared): GlueFunction => {
    const scope = createScope(home, false);
    const flags = checkedObject(scope, type, hostValueArgument);
    const bits = labelKeys(type.labels).map((key, index): Expression => {
      const flag = runtimeCall("lowerFlag", ...valueArguments(member(flags.value, key)));
      return index === 0 ? flag : binary(flag, "<<", index);
    });
    return {
      name: declared,
      params: hostValueParameters(type),
      result: typescript("number"),
      body: [
        ...scope.statements,
        giveBack(bits.reduce((packed, flag) => binary(packed, "|", flag))),
      ],
    };
  });
  return call(lower, valueArguments(value));
}

/** The index or representation that a handle is passed as. */
export function lowerHandle(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "own" | "borrow" }>,
  value: HostValue,
): Expression {
  // At once: the order of handles in the table can be observed.
  return define(scope, "handle", loweredHandle(scope, type, value));
}

function loweredHandle(
  scope: GlueScope,
  { kind, resource: { definedBy }, resource }: Extract<AbiType, { kind: "own" | "borrow" }>,
  value: HostValue,
): Expression {
  const own = kind === "own";
  const type = resourceType(scope, resource);
  if (scope.module.options.values === "component") {
    const callee = own ? "lowerOwnRepresentation" : "lowerBorrowRepresentation";
    return runtimeCall(callee, instance, type, value.value);
  }
  const isHost = definedBy === "host";
  if (!own && !isHost && scope.lendsBorrows) {
    return runtimeCall("lendGuestBorrow", instance, type, ...valueArguments(value));
  }
  if (!own && definedBy === "instance") {
    return runtimeCall("borrowRepresentation", type, ...valueArguments(value));
  }
  const operation = own && scope.transfersOwns ? "transfer" : "lower";
  const callee = `${operation}${isHost ? "Host" : "Guest"}${own ? "Own" : "Borrow"}`;
  return runtimeCall(callee, instance, type, ...valueArguments(value));
}
