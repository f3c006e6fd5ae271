import { invariant } from "../../assert.js";
import { bracketed, group, indent, indentAfter, line, type Doc } from "../../abi/doc.js";
import type { LinkPlan, PlannedInstance } from "../../component/link-plan.js";
import { runtimeType, runtimeValue, type ModuleBuilder } from "../module-builder.js";
import { isIdentifierName, propertyKey, type NameScope } from "../names.js";
import type { RuntimeType, RuntimeValue } from "../runtime-symbols.js";
import type { Binary } from "./binary.js";
import type { InsideGlue } from "./inside-glue.js";
import type { MatchedFunction } from "./match-plan.js";
import type { PlanUses } from "./plan-uses.js";

/** What is known while the function that links a component is written; see `link-statements.ts`. */
export interface LinkWriter {
  readonly builder: ModuleBuilder;
  /** The component's name, for messages. */
  readonly component: string;
  readonly plan: LinkPlan;
  readonly payloads: Binary["payloads"];
  readonly uses: PlanUses;
  readonly scope: NameScope;
  /** What has been written of the section that is being written. */
  readonly statements: Doc[];
  /** Exports of core instances, by slot. */
  readonly cores: Map<number, string>;
  /** What is due when a core instance is there, by slot. */
  readonly due: Map<number, (() => Doc)[]>;
  readonly instances: Map<number, string>;
  /** What instances keep of their calls, for built-ins that are about calls. */
  readonly tasks: Map<number, string>;
  /** Resource types by index in the plan. */
  readonly resources: Map<number, string>;
  /** Views by the memory that they are of. */
  readonly memories: Map<string, string>;
  /** Options of functions by what is in them. */
  readonly options: Map<string, string>;
  /** The constant that has all resource types by the keys that glue knows them by; `undefined`: there are none. */
  readonly resourceTable: string | undefined;
  /** Constants that describe streams, futures and encodings to built-ins, by their text. */
  readonly descriptions: Map<string, string>;
  /** Lowered functions that stand in a table with others, by `canon`: its constant, and their name there. */
  readonly tables: Map<number, { readonly name: string; readonly label: string }>;
  /** Canons that several places use, by index. */
  readonly canons: Map<number, string>;
  /** The glue of an import and, unless it is a method, what it calls. */
  readonly lowered: (canon: number) => LoweredImport;
  /** The glue of calls between components inside, and the name under which it is imported. */
  readonly inside: { readonly glue: InsideGlue; readonly namespace: string } | undefined;
}

/** The glue of an import, and what it calls. */
export interface LoweredImport extends MatchedFunction {
  /** The factory: `logGlue.lowerLog`. */
  readonly factory: string;
  readonly path: string;
  readonly host: string | undefined;
}

/** A function of the runtime, imported. */
export function runtime(writer: LinkWriter, name: RuntimeValue): string {
  return runtimeValue(writer.builder, name);
}

/** What prettier takes for too short an argument to break a line before it. */
const SHORT_ARGUMENT = /^[\w$]{1,20}$/;

/** `callee(...args)`, laid out as prettier does. */
export function call(callee: Doc, args: readonly Doc[]): Doc {
  const [only] = args;
  return typeof callee === "string" &&
    args.length === 1 &&
    typeof only === "string" &&
    SHORT_ARGUMENT.test(only)
    ? `${callee}(${only})`
    : [callee, bracketed("(", args, ")")];
}

/** `{ …properties }`, laid out as prettier does. */
export function object(properties: readonly Doc[]): Doc {
  return bracketed("{", properties, "}", line);
}

/** `key: value`, or `key` alone for a name that is its own value. */
export function entry(key: string, value: Doc): Doc {
  if (value === key && isIdentifierName(key)) {
    return key;
  }
  const head = `${propertyKey(key)}:`;
  if (typeof value === "string") {
    return group([head, indent([line, value])]);
  }
  const gap = group(indent(line));
  return [head, gap, indentAfter(gap, value)];
}

/**
 * Declares a constant and gives its name.
 *
 * @param type where it has to be said: the object gets more members later
 */
export function declare(
  writer: LinkWriter,
  wanted: string,
  value: Doc,
  type?: RuntimeType,
): string {
  const { builder, scope, statements } = writer;
  const name = scope.declare(wanted);
  const annotation =
    type === undefined || builder.options.emit === "js" ? "" : `: ${runtimeType(builder, type)}`;
  const head = `const ${name}${annotation} =`;
  statements.push(
    typeof value === "string"
      ? [group([head, indent([line, value])]), ";"]
      : [`${head} `, value, ";"],
  );
  return name;
}

/** What messages call a component instance: by the component's name where it is the root. */
export function instanceLabel(component: string, { name }: PlannedInstance): string {
  return name.replace(/^component/, () => component);
}

/** The constant that has the state of a component instance. */
export function instanceName(writer: LinkWriter, instance: number): string {
  const name = writer.instances.get(instance);
  invariant(name !== undefined, "every instance was declared");
  return name;
}

/** The constant that has a resource type. */
export function resourceName(writer: LinkWriter, resource: number): string {
  const name = writer.resources.get(resource);
  invariant(name !== undefined, "every resource was declared");
  return name;
}

/** What an instance keeps of its calls; declared when it is needed first. */
export function taskName(writer: LinkWriter, instance: number): string {
  let name = writer.tasks.get(instance);
  if (name === undefined) {
    name = declare(writer, "task", call(runtime(writer, "makeTaskState"), []));
    writer.tasks.set(instance, name);
  }
  return name;
}

/** Gives each call of a lifted function, `realloc` or destructor storage of its own, where its instance has some. */
export function inContext(writer: LinkWriter, instance: number, called: Doc): Doc {
  return hasContext(writer.plan, instance)
    ? call(runtime(writer, "withContext"), [taskName(writer, instance), called])
    : called;
}

/** Tells whether an instance has `context` built-ins. */
export function hasContext({ canons }: LinkPlan, instance: number): boolean {
  return canons.some(
    (canon) =>
      canon.kind === "builtin" &&
      canon.instance === instance &&
      canon.builtin.kind.startsWith("context."),
  );
}
