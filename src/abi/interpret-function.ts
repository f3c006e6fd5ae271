import { assertNever, invariant } from "../assert.js";
import type { Bound } from "../runtime/bound.js";
import type { GlueRuntime, LiftFactory, LowerFactory } from "./compile-function.js";
import type {
  BinaryOperator,
  Expression,
  GlueConstant,
  GlueFactory,
  GlueFunction,
  GlueParameter,
  Statement,
} from "./glue-form.js";
import type { GlueModule } from "./glue-module.js";

// The back-end for places where code generation from strings is forbidden: the intermediate form becomes closures, one
// for each expression and statement, over a frame of numbered locals.

type Frame = unknown[];
type Evaluate = (frame: Frame) => unknown;
/** `undefined` where the next statement runs, otherwise what the function returns. */
type Completion = { readonly value: unknown } | undefined;
type Execute = (frame: Frame) => Completion;

/** What names mean inside one function. */
interface Names {
  readonly slots: Map<string, number>;
  readonly runtime: GlueRuntime;
  /** Shared functions and tables; filled after all were made, since they call each other. */
  readonly shared: Map<string, unknown>;
}

/**
 * Makes functions of glue without evaluating text: the same as `compileFunctions`.
 *
 * @param factories the glue of each function by name
 */
export function interpretFunctions(
  module: GlueModule,
  factories: ReadonlyMap<string, GlueFactory>,
  runtime: GlueRuntime,
): Readonly<Record<string, LiftFactory | LowerFactory>> {
  const shared = new Map<string, unknown>();
  for (const declaration of module.declarations) {
    shared.set(declaration.name, makeDeclaration(declaration, runtime, shared));
  }
  return Object.fromEntries(
    [...factories].map(([name, factory]) => [name, makeFactory(factory, runtime, shared)]),
  );
}

function makeDeclaration(
  declaration: GlueFunction | GlueConstant,
  runtime: GlueRuntime,
  shared: Map<string, unknown>,
): unknown {
  const names: Names = { slots: new Map(), runtime, shared };
  if (!("body" in declaration)) {
    return expression(declaration.value, names)([]);
  }
  declareParameters(names, declaration.params);
  const run = block(declaration.body, names);
  const count = declaration.params.length;
  return (...args: unknown[]): unknown => run(args.slice(0, count))?.value;
}

function makeFactory(
  factory: GlueFactory,
  runtime: GlueRuntime,
  shared: Map<string, unknown>,
): LiftFactory | LowerFactory {
  const names: Names = { slots: new Map(), runtime, shared };
  declareParameters(names, factory.params);
  const prelude = block(factory.prelude, names);
  const first = names.slots.size;
  declareParameters(names, factory.inner.params);
  const count = factory.inner.params.length;
  const run = block(factory.inner.body, names);
  return (bound: Bound, host?: unknown) => {
    const outer: Frame = [bound, host].slice(0, factory.params.length);
    prelude(outer);
    return (...args: unknown[]): unknown => {
      const frame = outer.slice();
      for (let index = 0; index < count; index++) {
        frame[first + index] = args[index];
      }
      return run(frame)?.value;
    };
  };
}

function declareParameters(names: Names, params: readonly GlueParameter[]): void {
  for (const param of params) {
    declare(names, param.name);
  }
}

function declare(names: Names, name: string): number {
  const known = names.slots.get(name);
  if (known !== undefined) {
    return known;
  }
  const slot = names.slots.size;
  names.slots.set(name, slot);
  return slot;
}

function block(statements: readonly Statement[], names: Names): Execute {
  const steps = statements.map((each) => statement(each, names));
  return (frame) => {
    for (const step of steps) {
      const completion = step(frame);
      if (completion !== undefined) {
        return completion;
      }
    }
    return undefined;
  };
}

function statement(node: Statement, names: Names): Execute {
  switch (node.kind) {
    case "declare": {
      const value = node.value === undefined ? () => undefined : expression(node.value, names);
      const slot = declare(names, node.name);
      return (frame) => {
        frame[slot] = value(frame);
        return undefined;
      };
    }
    case "destructure": {
      const value = expression(node.value, names);
      const targets = node.names.map((name) => [name, declare(names, name)] as const);
      return (frame) => {
        const object = value(frame) as Readonly<Record<string, unknown>>;
        for (const [name, slot] of targets) {
          frame[slot] = object[name];
        }
        return undefined;
      };
    }
    case "assign":
      return assignment(node.target, expression(node.value, names), names);
    case "expression": {
      const value = expression(node.value, names);
      return (frame) => {
        value(frame);
        return undefined;
      };
    }
    case "if": {
      const test = expression(node.test, names);
      const then = block(node.then, names);
      const otherwise = block(node.otherwise ?? [], names);
      return (frame) => (test(frame) === true ? then(frame) : otherwise(frame));
    }
    case "switch": {
      const subject = expression(node.subject, names);
      const cases = new Map(node.cases.map((each) => [each.value, block(each.body, names)]));
      const otherwise = block(node.otherwise, names);
      return (frame) => (cases.get(subject(frame) as string | number) ?? otherwise)(frame);
    }
    case "loop":
      return loop(node, names);
    case "entries": {
      const map = expression(node.map, names);
      const [key, value] = node.names.map((name) => declare(names, name));
      const body = block(node.body, names);
      invariant(key !== undefined && value !== undefined, "a map's entries have two names");
      return (frame) => {
        for (const [entryKey, entryValue] of map(frame) as ReadonlyMap<unknown, unknown>) {
          frame[key] = entryKey;
          frame[value] = entryValue;
          const completion = body(frame);
          if (completion !== undefined) {
            return completion;
          }
        }
        return undefined;
      };
    }
    case "try": {
      const body = block(node.body, names);
      const slot = declare(names, node.error);
      const handler = block(node.handler, names);
      return (frame) => {
        try {
          return body(frame);
        } catch (error) {
          frame[slot] = error;
          return handler(frame);
        }
      };
    }
    case "return": {
      const value = node.value === undefined ? () => undefined : expression(node.value, names);
      return (frame) => ({ value: value(frame) });
    }
    case "throw": {
      const value = expression(node.value, names);
      return (frame) => {
        throw value(frame);
      };
    }
    default:
      return assertNever(node);
  }
}

function assignment(target: Expression, value: Evaluate, names: Names): Execute {
  switch (target.kind) {
    case "name": {
      const slot = declare(names, target.name);
      return (frame) => {
        frame[slot] = value(frame);
        return undefined;
      };
    }
    case "property": {
      const object = expression(target.object, names);
      const { key } = target;
      return (frame) => {
        (object(frame) as Record<string, unknown>)[key] = value(frame);
        return undefined;
      };
    }
    case "element": {
      const object = expression(target.object, names);
      const index = expression(target.index, names);
      return (frame) => {
        (object(frame) as unknown[])[index(frame) as number] = value(frame);
        return undefined;
      };
    }
    default:
      throw invariantError(`cannot assign to a ${target.kind}`);
  }
}

function loop(node: Extract<Statement, { kind: "loop" }>, names: Names): Execute {
  const length = expression(node.length, names);
  const start = node.pointer === undefined ? () => 0 : expression(node.pointer.start, names);
  const index = declare(names, node.index);
  const pointer = node.pointer === undefined ? undefined : declare(names, node.pointer.name);
  const step = node.pointer?.step ?? 0;
  const body = block(node.body, names);
  return (frame) => {
    const count = length(frame) as number;
    let address = start(frame) as number;
    for (let position = 0; position < count; position++, address += step) {
      frame[index] = position;
      if (pointer !== undefined) {
        frame[pointer] = address;
      }
      const completion = body(frame);
      if (completion !== undefined) {
        return completion;
      }
    }
    return undefined;
  };
}

function expression(node: Expression, names: Names): Evaluate {
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      return () => value;
    }
    case "name":
      return nameReference(node.name, names);
    case "runtime": {
      const found = names.runtime[node.name];
      invariant(found !== undefined, `the runtime has no ${node.name}`);
      return () => found;
    }
    case "property": {
      const object = expression(node.object, names);
      const { key } = node;
      return (frame) => (object(frame) as Readonly<Record<string, unknown>>)[key];
    }
    case "element": {
      const object = expression(node.object, names);
      const index = expression(node.index, names);
      return (frame) => (object(frame) as readonly unknown[])[index(frame) as number];
    }
    case "binary":
      return binary(node.operator, expression(node.left, names), expression(node.right, names));
    case "not": {
      const operand = expression(node.operand, names);
      return (frame) => operand(frame) !== true;
    }
    case "conditional": {
      const test = expression(node.test, names);
      const whenTrue = expression(node.whenTrue, names);
      const whenFalse = expression(node.whenFalse, names);
      return (frame) => (test(frame) === true ? whenTrue(frame) : whenFalse(frame));
    }
    case "call":
      return call(node, names);
    case "new": {
      const constructed =
        node.callee === "Array" || node.callee === "Map"
          ? () => (node.callee === "Array" ? Array : Map)
          : node.callee in names.runtime
            ? () => names.runtime[node.callee]
            : nameReference(node.callee, names);
      const args = node.args.map((each) => expression(each, names));
      return (frame) =>
        Reflect.construct(
          constructed(frame) as new (...args: unknown[]) => object,
          args.map((each) => each(frame)),
        );
    }
    case "object": {
      const properties = node.properties.map(
        ([key, value]) => [key, expression(value, names)] as const,
      );
      return (frame) => {
        const made: Record<string, unknown> = {};
        for (const [key, value] of properties) {
          made[key] = value(frame);
        }
        return made;
      };
    }
    case "array": {
      const elements = node.elements.map((each) => expression(each, names));
      return (frame) => elements.map((each) => each(frame));
    }
    case "cast":
      return expression(node.value, names);
    default:
      return assertNever(node);
  }
}

function nameReference(name: string, names: Names): Evaluate {
  const slot = names.slots.get(name);
  if (slot !== undefined) {
    return (frame) => frame[slot];
  }
  const { shared } = names;
  return () => shared.get(name);
}

type AnyFunction = (...args: unknown[]) => unknown;

function call(node: Extract<Expression, { kind: "call" }>, names: Names): Evaluate {
  const args = node.args.map((each) => expression(each, names));
  if (node.callee.kind === "property") {
    const object = expression(node.callee.object, names);
    const { key } = node.callee;
    return (frame) => {
      const self = object(frame) as Readonly<Record<string, AnyFunction>>;
      return (self[key] as AnyFunction).apply(
        self,
        args.map((each) => each(frame)),
      );
    };
  }
  const callee = expression(node.callee, names) as (frame: Frame) => AnyFunction;
  const [first, second, third] = args;
  switch (args.length) {
    case 1:
      return (frame) => callee(frame)(first?.(frame));
    case 2:
      return (frame) => callee(frame)(first?.(frame), second?.(frame));
    case 3:
      return (frame) => callee(frame)(first?.(frame), second?.(frame), third?.(frame));
    default:
      return (frame) => callee(frame)(...args.map((each) => each(frame)));
  }
}

function binary(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  const a = left as (frame: Frame) => number;
  const b = right as (frame: Frame) => number;
  switch (operator) {
    case "===":
      return (frame) => a(frame) === b(frame);
    case "!==":
      return (frame) => a(frame) !== b(frame);
    case "<":
      return (frame) => a(frame) < b(frame);
    case "+":
      return (frame) => a(frame) + b(frame);
    case "*":
      return (frame) => a(frame) * b(frame);
    case "&":
      return (frame) => a(frame) & b(frame);
    case "|":
      return (frame) => a(frame) | b(frame);
    case "<<":
      return (frame) => a(frame) << b(frame);
    case ">>":
      return (frame) => a(frame) >> b(frame);
    case ">>>":
      return (frame) => a(frame) >>> b(frame);
    default:
      return assertNever(operator);
  }
}

function invariantError(message: string): Error {
  return new Error(`${message} (this is a bug in wit-ts)`);
}
