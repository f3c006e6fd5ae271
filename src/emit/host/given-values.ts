import type { Annotation, Expression, Statement } from "../../abi/glue-form.js";

/**
 * Writes the types of constants that hold a value from the host, in statements that else lift: such a value may be of
 * more types than one that the guest gives.
 *
 * @param given gives the annotation of a value from the host
 */
export function annotateGivenValues(
  statements: readonly Statement[],
  given: (annotation: Annotation) => Annotation,
): Statement[] {
  const inner = (each: readonly Statement[]): Statement[] => annotateGivenValues(each, given);
  return statements.map((statement): Statement => {
    switch (statement.kind) {
      case "declare":
        return statement.type !== undefined && isGiven(statement.value)
          ? { ...statement, type: given(statement.type) }
          : statement;
      case "if":
        return {
          ...statement,
          then: inner(statement.then),
          ...(statement.otherwise && { otherwise: inner(statement.otherwise) }),
        };
      case "switch":
        return {
          ...statement,
          cases: statement.cases.map((each) => ({ ...each, body: inner(each.body) })),
          otherwise: inner(statement.otherwise),
        };
      case "loop":
      case "entries":
        return { ...statement, body: inner(statement.body) };
      case "try":
        return { ...statement, body: inner(statement.body) };
      default:
        return statement;
    }
  });
}

/** Tagged options are the values from the host that glue keeps in a constant with a type. */
function isGiven(value: Expression | undefined): boolean {
  return (
    value?.kind === "call" &&
    value.callee.kind === "runtime" &&
    value.callee.name === "taggedOption"
  );
}
