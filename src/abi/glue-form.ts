import type { AbiFunctionType, AbiType } from "./abi-type.js";
import type { CoreValueType } from "./flatten.js";

/**
 * The intermediate form of glue: as much of JavaScript as lifting and lowering need. What it means is decided once, in
 * the `lift` and `lower` files of this folder; the back-ends (text, `new Function`, closures) only say it in their way.
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | bigint | boolean | undefined }
  /** A parameter, a local or a function of this module. */
  | { readonly kind: "name"; readonly name: string }
  /** A function or value of the runtime, see `glue-runtime.ts`. */
  | { readonly kind: "runtime"; readonly name: string }
  | { readonly kind: "property"; readonly object: Expression; readonly key: string }
  | { readonly kind: "element"; readonly object: Expression; readonly index: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "conditional";
      readonly test: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | { readonly kind: "not"; readonly operand: Expression }
  | {
      readonly kind: "call";
      readonly callee: Expression;
      readonly args: readonly Expression[];
    }
  | {
      readonly kind: "new";
      readonly callee: string;
      readonly typeArguments?: readonly AbiType[];
      readonly args: readonly Expression[];
    }
  | {
      readonly kind: "object";
      readonly properties: readonly (readonly [string, Expression])[];
    }
  | { readonly kind: "array"; readonly elements: readonly Expression[] }
  /** What TypeScript cannot see by itself; nothing at run time. */
  | { readonly kind: "cast"; readonly value: Expression; readonly type: Annotation };

/** The operators of JavaScript that glue needs. */
export type BinaryOperator = "===" | "!==" | "<" | "+" | "*" | "&" | "|" | "<<" | ">>" | ">>>";

/** The TypeScript type of a name: of a WIT value or function, or one of JavaScript's. */
export type Annotation =
  | AbiType
  | { readonly kind: "optional"; readonly type: AbiType }
  | {
      readonly kind: "function";
      readonly type: AbiFunctionType;
      readonly results: "throw" | "value";
      /** A class, called with `new`. */
      readonly isConstructor: boolean;
    }
  /** `isFinal`: all names in it are those of the module already; else types of the runtime are imported. */
  | { readonly kind: "typescript"; readonly text: string; readonly isFinal?: boolean };

/** A statement of glue; see {@link Expression}. */
export type Statement =
  | {
      readonly kind: "declare";
      readonly constant: boolean;
      readonly name: string;
      readonly type?: Annotation | undefined;
      readonly value?: Expression;
    }
  /** `const { a, b } = value` */
  | { readonly kind: "destructure"; readonly names: readonly string[]; readonly value: Expression }
  | { readonly kind: "assign"; readonly target: Expression; readonly value: Expression }
  | { readonly kind: "expression"; readonly value: Expression }
  | {
      readonly kind: "if";
      readonly test: Expression;
      readonly then: readonly Statement[];
      readonly otherwise?: readonly Statement[];
    }
  | {
      readonly kind: "switch";
      readonly subject: Expression;
      readonly cases: readonly SwitchCase[];
      readonly otherwise: readonly Statement[];
    }
  /** `for (let index = 0, pointer = start; index < length; index++, pointer += step)` */
  | {
      readonly kind: "loop";
      readonly index: string;
      readonly length: Expression;
      readonly pointer?: {
        readonly name: string;
        readonly start: Expression;
        readonly step: number;
      };
      readonly body: readonly Statement[];
    }
  /** `for (const [key, value] of map)` */
  | {
      readonly kind: "entries";
      readonly names: readonly [string, string];
      readonly map: Expression;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: "try";
      readonly body: readonly Statement[];
      readonly error: string;
      readonly handler: readonly Statement[];
    }
  | { readonly kind: "return"; readonly value?: Expression }
  | { readonly kind: "throw"; readonly value: Expression };

/** A case of a `switch` statement, which ends with a `break` unless it returns. */
export interface SwitchCase {
  readonly value: string | number;
  readonly body: readonly Statement[];
}

/** A parameter of a function of glue. */
export interface GlueParameter {
  readonly name: string;
  readonly type: Annotation;
}

/** A function of glue with a name of its own. */
export interface GlueFunction {
  readonly name: string;
  readonly params: readonly GlueParameter[];
  /** Absent: it returns nothing. */
  readonly result?: Annotation | undefined;
  readonly body: readonly Statement[];
}

/** A constant table beside the functions: the names of an enum. */
export interface GlueConstant {
  readonly name: string;
  readonly type: Annotation;
  readonly value: Expression;
}

/**
 * The glue of one WIT function: `(bound) => (…) => …` for a lifted one, `(bound, host) => (…) => …` for a lowered one.
 */
export interface GlueFactory {
  readonly params: readonly GlueParameter[];
  /** What is read from `bound` once. */
  readonly prelude: readonly Statement[];
  readonly inner: Omit<GlueFunction, "name">;
}

/** A type of JavaScript's, as TypeScript writes it. */
export const typescript = (text: string): Annotation => ({ kind: "typescript", text });
/** What a core value is in JavaScript. */
export const coreAnnotation = (type: CoreValueType): Annotation =>
  typescript(type === "i64" ? "bigint" : "number");
/** `declared: text` */
export const parameter = (declared: string, text: string): GlueParameter => ({
  name: declared,
  type: typescript(text),
});

/** A literal of JavaScript; `undefined` too. */
export const literal = (value: string | number | bigint | boolean | undefined): Expression => ({
  kind: "literal",
  value,
});
/** A name that the glue declares. */
export const name = (text: string): Expression => ({ kind: "name", name: text });
/** What constructors take for an expression: a value that is no expression is a literal. */
export type Operand = Expression | string | number | bigint | boolean;

const operand = (value: Operand): Expression =>
  typeof value === "object" ? value : literal(value);

/** `object.key` */
export const property = (object: Expression, key: string): Expression => ({
  kind: "property",
  object,
  key,
});
/** `object[index]` */
export const element = (object: Expression, index: Expression): Expression => ({
  kind: "element",
  object,
  index,
});
/** `left operator right` */
export const binary = (left: Expression, operator: BinaryOperator, right: Operand): Expression => ({
  kind: "binary",
  operator,
  left,
  right: operand(right),
});
/** An i32 as an unsigned number. */
export const unsigned = (value: Expression): Expression => binary(value, ">>>", 0);
/** `callee(...args)` */
export const call = (callee: Expression, args: readonly Expression[]): Expression => ({
  kind: "call",
  callee,
  args,
});
/** A call of a function of the runtime. */
export const runtimeCall = (callee: string, ...args: readonly Operand[]): Expression =>
  call({ kind: "runtime", name: callee }, args.map(operand));
/** `new callee<...typeArguments>(...args)` */
export const construct = (
  callee: string,
  args: readonly Expression[],
  ...typeArguments: readonly AbiType[]
): Expression => ({
  kind: "new",
  callee,
  args,
  ...(typeArguments.length === 0 ? {} : { typeArguments }),
});
/** `test ? whenTrue : whenFalse` */
export const conditional = (
  test: Expression,
  whenTrue: Operand,
  whenFalse: Operand,
): Expression => ({
  kind: "conditional",
  test,
  whenTrue: operand(whenTrue),
  whenFalse: operand(whenFalse),
});
/** `!operand` */
export const not = (operand: Expression): Expression => ({ kind: "not", operand });
/** `{ key: value }` */
export const object = (properties: readonly (readonly [string, Operand])[]): Expression => ({
  kind: "object",
  properties: properties.map(([key, value]) => [key, operand(value)]),
});
/** `[...elements]` */
export const array = (elements: readonly Expression[]): Expression => ({ kind: "array", elements });
/** `value as type` */
export const cast = (value: Expression, type: Annotation): Expression => ({
  kind: "cast",
  value,
  type,
});

/** `const declared: type = value` */
export const constant = (declared: string, value: Expression, type?: Annotation): Statement => ({
  kind: "declare",
  constant: true,
  name: declared,
  value,
  type,
});
/** `let declared: type = value` */
export const variable = (declared: string, type?: Annotation, value?: Expression): Statement => ({
  kind: "declare",
  constant: false,
  name: declared,
  type,
  ...(value === undefined ? {} : { value }),
});
/** `const { ...names } = value` */
export const destructure = (names: readonly string[], value: Expression): Statement => ({
  kind: "destructure",
  names,
  value,
});
/** `target = value` */
export const assign = (target: Expression, value: Operand): Statement => ({
  kind: "assign",
  target,
  value: operand(value),
});
/** An expression as a statement. */
export const evaluate = (value: Expression): Statement => ({ kind: "expression", value });
/** {@link runtimeCall} as a statement. */
export const perform = (callee: string, ...args: readonly Operand[]): Statement =>
  evaluate(runtimeCall(callee, ...args));
/** `if (test) { then } else { otherwise }` */
export const when = (
  test: Expression,
  then: readonly Statement[],
  otherwise: readonly Statement[] = [],
): Statement => ({ kind: "if", test, then, ...(otherwise.length === 0 ? {} : { otherwise }) });
/** `try { body } catch (error) { handler }` */
export const attempt = (
  body: readonly Statement[],
  error: string,
  handler: readonly Statement[],
): Statement => ({ kind: "try", body, error, handler });
/** `return value` */
export const giveBack = (value?: Operand): Statement =>
  value === undefined ? { kind: "return" } : { kind: "return", value: operand(value) };
/** `throw value` */
export const raise = (value: Expression): Statement => ({ kind: "throw", value });
