import { assertNever } from "../../assert.js";
import type {
  Expression,
  GlueConstant,
  GlueFactory,
  GlueFunction,
  Statement,
} from "../../abi/glue-form.js";

/** Adds the names of the runtime that glue refers to. */
export function collectRuntimeNames(
  glue: GlueFactory | GlueFunction | GlueConstant,
  names: Set<string>,
): void {
  if ("inner" in glue) {
    inStatements(glue.prelude, names);
    inStatements(glue.inner.body, names);
  } else if ("body" in glue) {
    inStatements(glue.body, names);
  } else {
    inExpression(glue.value, names);
  }
}

function inStatements(statements: readonly Statement[], names: Set<string>): void {
  for (const statement of statements) {
    inStatement(statement, names);
  }
}

function inStatement(statement: Statement, names: Set<string>): void {
  switch (statement.kind) {
    case "declare":
    case "return":
      if (statement.value !== undefined) {
        inExpression(statement.value, names);
      }
      return;
    case "destructure":
    case "expression":
    case "throw":
      return inExpression(statement.value, names);
    case "assign":
      inExpression(statement.target, names);
      return inExpression(statement.value, names);
    case "if":
      inExpression(statement.test, names);
      inStatements(statement.then, names);
      return inStatements(statement.otherwise ?? [], names);
    case "switch":
      inExpression(statement.subject, names);
      for (const each of statement.cases) {
        inStatements(each.body, names);
      }
      return inStatements(statement.otherwise, names);
    case "loop":
      inExpression(statement.length, names);
      if (statement.pointer !== undefined) {
        inExpression(statement.pointer.start, names);
      }
      return inStatements(statement.body, names);
    case "entries":
      inExpression(statement.map, names);
      return inStatements(statement.body, names);
    case "try":
      inStatements(statement.body, names);
      return inStatements(statement.handler, names);
    default:
      return assertNever(statement);
  }
}

function inExpressions(expressions: readonly Expression[], names: Set<string>): void {
  for (const expression of expressions) {
    inExpression(expression, names);
  }
}

function inExpression(expression: Expression, names: Set<string>): void {
  switch (expression.kind) {
    case "literal":
    case "name":
      return;
    case "runtime":
      names.add(expression.name);
      return;
    case "property":
      return inExpression(expression.object, names);
    case "element":
      inExpression(expression.object, names);
      return inExpression(expression.index, names);
    case "binary":
      inExpression(expression.left, names);
      return inExpression(expression.right, names);
    case "conditional":
      inExpression(expression.test, names);
      inExpression(expression.whenTrue, names);
      return inExpression(expression.whenFalse, names);
    case "not":
      return inExpression(expression.operand, names);
    case "call":
      inExpression(expression.callee, names);
      return inExpressions(expression.args, names);
    case "new":
      if (expression.callee === "ComponentError") {
        names.add(expression.callee);
      }
      return inExpressions(expression.args, names);
    case "object":
      for (const [, value] of expression.properties) {
        inExpression(value, names);
      }
      return;
    case "array":
      return inExpressions(expression.elements, names);
    case "cast":
      return inExpression(expression.value, names);
    default:
      return assertNever(expression);
  }
}
