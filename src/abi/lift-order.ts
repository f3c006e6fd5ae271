import type { AbiType } from "./abi-type.js";
import type { Annotation, Expression } from "./glue-form.js";
import { block, define, wantedName, type GlueScope } from "./glue-module.js";
import { isTaggedOption } from "./host-value-glue.js";

/**
 * Lifts several values one after the other: what can trap, or takes a handle, is evaluated before the statements of later
 * values, so that the first trap is the specification's.
 *
 * @param labels what the values are called in WIT, if anything
 */
export function inSequence(
  scope: GlueScope,
  types: readonly AbiType[],
  lift: (scope: GlueScope, type: AbiType, index: number) => Expression,
  labels: readonly string[] = [],
): readonly Expression[] {
  const parts = types.map((type, index) => {
    const inner = block(scope, labels[index]);
    return { type, value: lift(inner, type, index), inner };
  });
  const last = parts.findLastIndex(({ inner }) => inner.statements.length > 0);
  return parts.map(({ type, value, inner }, index) => {
    const bound = index < last ? bindLifted(inner, type, value) : value;
    scope.statements.push(...inner.statements);
    return bound;
  });
}

// Conversions of numbers, which cannot fail.
const plain = /^(liftU64|wrap|f32OfBits|f64OfBits)$/;

/** Tells whether evaluating an expression may trap, take a handle or read what later calls change. */
function hasEffect(value: Expression): boolean {
  switch (value.kind) {
    case "literal":
    case "name":
      return false;
    case "call":
      return (
        value.callee.kind !== "runtime" ||
        !plain.test(value.callee.name) ||
        value.args.some(hasEffect)
      );
    case "binary":
      return hasEffect(value.left) || hasEffect(value.right);
    case "object":
      return value.properties.some(([, property]) => hasEffect(property));
    case "array":
      return value.elements.some(hasEffect);
    default:
      return true;
  }
}

/** Evaluates a lifted value into a constant, unless it is no matter when it is evaluated. */
export function bindLifted(
  scope: GlueScope,
  type: AbiType,
  value: Expression,
  otherwise = "lifted",
): Expression {
  return hasEffect(value) ? defineLifted(scope, type, value, otherwise) : value;
}

/** Gives an object or array a name before it becomes an argument, where a literal would be hard to read. */
export function bindLiteral(
  scope: GlueScope,
  type: AbiType,
  value: Expression,
  otherwise = "lifted",
): Expression {
  return value.kind === "object" || value.kind === "array"
    ? defineLifted(scope, type, value, otherwise)
    : value;
}

function defineLifted(
  scope: GlueScope,
  type: AbiType,
  value: Expression,
  otherwise: string,
): Expression {
  return define(scope, wantedName(scope, otherwise), value, literalAnnotation(type, value));
}

/** The annotation that a constant needs where its value is a literal that TypeScript would widen. */
export function literalAnnotation(type: AbiType, value: Expression): Annotation | undefined {
  return value.kind !== "call" && value.kind !== "name" && isWidened(type) ? type : undefined;
}

function isWidened(type: AbiType): boolean {
  switch (type.kind) {
    case "tuple":
    case "result":
      return true;
    case "option":
      return isTaggedOption(type) || isWidened(type.type);
    case "record":
      return type.fields.some((field) => isWidened(field.type));
    case "list":
      return type.length !== undefined && isWidened(type.element);
    default:
      return false;
  }
}
