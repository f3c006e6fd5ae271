import { assertNever } from "../assert.js";
import type {
  Expression,
  GlueConstant,
  GlueFactory,
  GlueFunction,
  GlueParameter,
  Statement,
  SwitchCase,
} from "./glue-form.js";

// JavaScript for the engine alone: no types, no layout, and parentheses around every operation, so that precedence
// needs no table. What people read is printed by print-glue.ts.

/** Prints a factory as a function expression: `(bound)=>{…return(value)=>{…}}`. */
export function compactFactory({ params, prelude, inner }: GlueFactory): string {
  return `${parameters(params)}=>{${block(prelude)}return ${parameters(inner.params)}=>{${block(inner.body)}}}`;
}

/** Prints a shared function or table as a declaration. */
export function compactDeclaration(declaration: GlueFunction | GlueConstant): string {
  const { name } = declaration;
  return "body" in declaration
    ? `function ${name}${parameters(declaration.params)}{${block(declaration.body)}}`
    : `const ${name}=${text(declaration.value)};`;
}

function parameters(params: readonly GlueParameter[]): string {
  return `(${params.map((param) => param.name).join()})`;
}

/** Statements on a line each, which is enough for stack traces. */
function block(statements: readonly Statement[]): string {
  return statements.map((each) => `${statement(each)}\n`).join("");
}

function statement(node: Statement): string {
  switch (node.kind) {
    case "declare": {
      const value = node.value === undefined ? "" : `=${text(node.value)}`;
      return `${node.constant ? "const" : "let"} ${node.name}${value};`;
    }
    case "destructure":
      return `const{${node.names.join()}}=${text(node.value)};`;
    case "assign":
      return `${text(node.target)}=${text(node.value)};`;
    case "expression":
      return `${text(node.value)};`;
    case "if": {
      const otherwise = node.otherwise === undefined ? "" : `else{${block(node.otherwise)}}`;
      return `if(${text(node.test)}){${block(node.then)}}${otherwise}`;
    }
    case "switch":
      return `switch(${text(node.subject)}){${node.cases.map(switchCase).join("")}default:${block(node.otherwise)}}`;
    case "loop": {
      const { index, length, pointer, body } = node;
      const start = pointer === undefined ? "" : `,${pointer.name}=${text(pointer.start)}`;
      const step = pointer === undefined ? "" : `,${pointer.name}+=${pointer.step}`;
      return `for(let ${index}=0${start};${index}<${text(length)};${index}++${step}){${block(body)}}`;
    }
    case "entries":
      return `for(const[${node.names.join()}]of ${text(node.map)}){${block(node.body)}}`;
    case "try":
      return `try{${block(node.body)}}catch(${node.error}){${block(node.handler)}}`;
    case "return":
      return node.value === undefined ? "return;" : `return ${text(node.value)};`;
    case "throw":
      return `throw ${text(node.value)};`;
    default:
      return assertNever(node);
  }
}

function switchCase({ value, body }: SwitchCase): string {
  return `case ${JSON.stringify(value)}:{${block(body)}break}`;
}

function text(node: Expression): string {
  switch (node.kind) {
    case "literal":
      return literal(node.value);
    case "name":
    case "runtime":
      return node.name;
    case "property":
      return `${text(node.object)}[${JSON.stringify(node.key)}]`;
    case "element":
      return `${text(node.object)}[${text(node.index)}]`;
    case "binary":
      return `(${text(node.left)}${node.operator}${text(node.right)})`;
    case "not":
      return `!${text(node.operand)}`;
    case "conditional":
      return `(${text(node.test)}?${text(node.whenTrue)}:${text(node.whenFalse)})`;
    case "call":
      return `${text(node.callee)}(${list(node.args)})`;
    case "new":
      return `new ${node.callee}(${list(node.args)})`;
    case "object":
      return `{${node.properties.map(([key, value]) => `${JSON.stringify(key)}:${text(value)}`).join()}}`;
    case "array":
      return `[${list(node.elements)}]`;
    case "cast":
      return text(node.value);
    default:
      return assertNever(node);
  }
}

function list(nodes: readonly Expression[]): string {
  return nodes.map(text).join();
}

function literal(value: string | number | bigint | boolean | undefined): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    default:
      return String(value);
  }
}
