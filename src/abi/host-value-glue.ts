import type { AbiType, FlagsType } from "./abi-type.js";
import { describeType } from "./describe-type.js";
import {
  binary,
  call,
  cast,
  constant,
  evaluate,
  giveBack,
  literal,
  name,
  property,
  runtimeCall,
  typescript,
  type Expression,
  type GlueFunction,
  type GlueParameter,
  type Statement,
} from "./glue-form.js";
import {
  block,
  createScope,
  internal,
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
import { payloadTypes } from "./layout.js";

// What lowering flat and storing have in common: reading host values, checked, as core values.

/** Checks a number and gives it as core code gets it; signed and unsigned are told apart by the check. */
export function lowerNumber(kind: string, value: HostValue): Expression {
  return runtimeCall(`lower${kind.toUpperCase()}`, ...valueArguments(value));
}

/** Binds a value and makes sure that it can have properties. */
export function checkedObject(scope: GlueScope, type: AbiType, value: HostValue): HostValue {
  const hint = "name" in type ? type.name : type.kind;
  const object = bind(scope, value, hint);
  scope.statements.push(
    evaluate(
      runtimeCall(
        "checkObject",
        object.value,
        literal(describeType(type)),
        object.owner,
        object.key,
      ),
    ),
  );
  return object;
}

/** Binds a value and makes sure that it is an array of this length. */
export function checkedArray(
  scope: GlueScope,
  type: AbiType,
  value: HostValue,
  length: number,
): HostValue {
  const list = bind(scope, value, type.kind);
  const numbers = type.kind === "list" && numberListName(type.element) !== undefined;
  scope.statements.push(
    evaluate(
      runtimeCall(
        numbers ? "checkNumbers" : "checkArray",
        list.value,
        literal(describeType(type)),
        list.owner,
        list.key,
        literal(length),
      ),
    ),
  );
  return list;
}

/** How each case of a variant, option or result is recognised and where its payload stands in the host value. */
export interface HostCase {
  readonly index: number;
  /** The `tag`; absent for an option, whose cases are told apart by `undefined`. */
  readonly label: string;
  readonly type: AbiType | undefined;
}

/** What has cases to tell apart by a tag, or by `undefined`. */
export type VariantLike = Extract<AbiType, { kind: "variant" | "option" | "result" }>;

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
export function isTaggedOption(type: AbiType): boolean {
  return type.kind === "option" && type.type.kind === "option";
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
    const [none, some] = hostCases(type);
    if (none !== undefined && some !== undefined) {
      const otherwise = statementsOf(none, option);
      scope.statements.push({
        kind: "if",
        test: binary(option.value, "!==", literal(undefined)),
        then: statementsOf(some, option),
        ...(otherwise.length === 0 ? {} : { otherwise }),
      });
    }
    return;
  }
  // At every level, plain `undefined` is an option's none as well.
  const variant =
    type.kind === "option"
      ? bindTaggedOption(scope, value, type)
      : checkedObject(scope, type, value);
  const cases = hostCases(type);
  const expected = `one of ${cases.map((each) => JSON.stringify(each.label)).join(", ")}`;
  scope.statements.push({
    kind: "switch",
    subject: switchSubject(property(variant.value, "tag"), cases.length),
    cases: cases.map((each) => ({
      value: each.label,
      body: statementsOf(each, member(variant.value, "val")),
    })),
    otherwise: [evaluate(runtimeCall("invalidTag", variant.value, literal(expected)))],
  });
}

/** To TypeScript, a type with one case has nothing to switch on; at run time, the value may be any. */
function switchSubject(value: Expression, caseCount: number): Expression {
  return caseCount === 1 ? cast(value, typescript("string")) : value;
}

function bindTaggedOption(scope: GlueScope, value: HostValue, type: AbiType): HostValue {
  const bound = internal(scope, "option");
  scope.statements.push(
    constant(bound, runtimeCall("taggedOption", ...valueArguments(value)), type),
  );
  return { ...value, value: name(bound) };
}

/** The parameters of a function that checks a host value: the value and where it stands. */
export function hostValueParameters(type: AbiType): readonly GlueParameter[] {
  return [
    { name: "value", type },
    { name: "owner", type: typescript("unknown") },
    { name: "key", type: typescript("string | number") },
  ];
}

/** The host value that {@link hostValueParameters} name. */
export const hostValueArgument: HostValue = {
  value: name("value"),
  owner: name("owner"),
  key: name("key"),
};

/** The index of an enum's name. */
export function lowerEnum(
  module: GlueModule,
  type: Extract<AbiType, { kind: "enum" }>,
  value: HostValue,
): Expression {
  const lower = sharedFunction(module, "lower", type, (_, declared): GlueFunction => ({
    name: declared,
    params: hostValueParameters(type),
    result: typescript("number"),
    body: [
      {
        kind: "switch",
        subject: switchSubject(name("value"), type.labels.length),
        cases: type.labels.map((label, index) => ({
          value: label,
          body: [giveBack(literal(index))],
        })),
        otherwise: [
          giveBack(
            runtimeCall(
              "invalid",
              literal(`one of ${type.labels.map((label) => JSON.stringify(label)).join(", ")}`),
              name("value"),
              name("owner"),
              name("key"),
            ),
          ),
        ],
      },
    ],
  }));
  return call(lower, valueArguments(value));
}

/** The bits of a flags value (definitions.py `pack_flags_into_int`). */
export function lowerFlags(module: GlueModule, type: FlagsType, value: HostValue): Expression {
  const lower = sharedFunction(module, "lower", type, (home, declared): GlueFunction => {
    const scope = createScope(home, false);
    const keys = labelKeys(type.labels);
    const flags = hostValueArgument;
    scope.statements.push(
      evaluate(
        runtimeCall(
          "checkObject",
          flags.value,
          literal(describeType(type)),
          flags.owner,
          flags.key,
        ),
      ),
    );
    const bits = keys.map((key, index): Expression => {
      const flag = runtimeCall("lowerFlag", ...valueArguments(member(flags.value, key)));
      return index === 0 ? flag : binary(flag, "<<", literal(index));
    });
    scope.statements.push(giveBack(bits.reduce((packed, flag) => binary(packed, "|", flag))));
    return {
      name: declared,
      params: hostValueParameters(type),
      result: typescript("number"),
      body: scope.statements,
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
  const own = type.kind === "own";
  const resource = resourceType(scope, type.resource);
  const lowered =
    scope.module.options.values === "component"
      ? runtimeCall(
          own ? "lowerOwnRepresentation" : "lowerBorrowRepresentation",
          instance,
          resource,
          value.value,
        )
      : runtimeCall(
          own ? (scope.transfersOwns ? "transferOwn" : "lowerOwn") : "lowerBorrow",
          instance,
          resource,
          ...valueArguments(value),
        );
  // At once: the order of handles in the table can be observed.
  const handle = internal(scope, "handle");
  scope.statements.push(constant(handle, lowered));
  return name(handle);
}
