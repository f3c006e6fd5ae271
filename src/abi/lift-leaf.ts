import type { AbiType, EnumType, FlagsType } from "./abi-type.js";
import {
  array,
  binary,
  call,
  cast,
  element,
  giveBack,
  literal,
  name,
  object,
  perform,
  runtimeCall,
  parameter,
  type Expression,
  type GlueFunction,
} from "./glue-form.js";
import {
  declareName,
  resourceType,
  sharedFunction,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import { instance } from "./glue-value.js";
import { labelKey, labelKeys } from "./label-keys.js";
import type { Source } from "./lift-source.js";

// Lifting of what is one integer: enums, flags, handles.

/** A discriminant that is known to name a case; where it comes from decides the trap. */
export function checkedCase(source: Source, discriminant: Expression, count: number): Expression {
  const check = source.place === undefined ? "checkFlatCase" : "checkCase";
  return runtimeCall(check, discriminant, count);
}

/** The name of an enum's case; the discriminant is checked. */
export function liftEnum(module: GlueModule, type: EnumType, discriminant: Expression): Expression {
  const lifted = sharedFunction(module, "lift", type, (home, declared): GlueFunction => {
    const cases = declareName(home, `${labelKey(type.name ?? type.kind)}Cases`);
    home.declarations.push({
      name: cases,
      type: { kind: "list", element: type },
      value: array(type.labels.map((label) => literal(label))),
    });
    return {
      name: declared,
      params: [parameter("discriminant", "number")],
      result: type,
      body: [giveBack(cast(element(name(cases), name("discriminant")), type))],
    };
  });
  return call(lifted, [discriminant]);
}

/** The flags of a bit set (definitions.py `unpack_flags_from_int`). */
export function liftFlags(module: GlueModule, type: FlagsType, bits: Expression): Expression {
  const lifted = sharedFunction(module, "lift", type, (_, declared): GlueFunction => {
    const flags = labelKeys(type.labels).map((key, index) => {
      const bit = binary(name("bits"), "&", 1 << index);
      return [key, binary(bit, "!==", 0)] as const;
    });
    return {
      name: declared,
      params: [parameter("bits", "number")],
      result: type,
      body: [giveBack(object(flags))],
    };
  });
  return call(lifted, [bits]);
}

/** The host's object, or the representation, behind a handle. */
export function liftHandle(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "own" | "borrow" }>,
  index: Expression,
): Expression {
  const args = [instance, resourceType(scope, type.resource), index];
  if (type.kind === "borrow" && scope.lendsBorrows) {
    scope.statements.push(perform("lendHandle", ...args));
  }
  const operation = type.kind === "own" ? "Own" : "Borrow";
  if (scope.module.options.values === "component") {
    return runtimeCall(`lift${operation}Representation`, ...args);
  }
  // The host's objects are the representations of what it defines.
  const callee =
    type.resource.definedBy === "host" ? `lift${operation}Representation` : `liftGuest${operation}`;
  return cast(runtimeCall(callee, ...args), type);
}
