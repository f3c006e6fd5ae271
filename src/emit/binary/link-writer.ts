import { invariant } from "../../assert.js";
import { bracketed, group, indent, line, softline, type Doc } from "../../abi/doc.js";
import type {
  CoreArgument,
  CoreReference,
  LinkPlan,
  PlannedCanon,
  PlannedOptions,
} from "../../component/link-plan.js";
import { runtimeValue, type ModuleBuilder } from "../module-builder.js";
import { isIdentifierName, propertyKey, type NameScope } from "../names.js";
import type { RuntimeValue } from "../runtime-symbols.js";
import type { MatchedFunction } from "./match-plan.js";
import type { PlanUses } from "./plan-uses.js";

type PlannedLower = Extract<PlannedCanon, { readonly kind: "lower" }>;

/** What is known while the function that links a component is written; see `link-statements.ts`. */
export interface LinkWriter {
  readonly builder: ModuleBuilder;
  readonly plan: LinkPlan;
  readonly uses: PlanUses;
  readonly scope: NameScope;
  /** What was written so far. */
  readonly statements: Doc[];
  /** Exports of core instances, by slot. */
  readonly cores: Map<number, string>;
  readonly instances: Map<number, string>;
  /** Resource types by index in the plan. */
  readonly resources: Map<number, string>;
  /** Views by the memory that they are of. */
  readonly memories: Map<string, string>;
  /** Options of functions by what is in them. */
  readonly options: Map<string, string>;
  /** The constant that has all resource types by the keys that glue knows them by; `undefined`: there are none. */
  readonly resourceTable: string | undefined;
  /** Canons that several places use, by index. */
  readonly canons: Map<number, string>;
  /** The glue of an import and, unless it is a method, what it calls. */
  readonly lowered: (canon: number) => LoweredImport;
}

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

export function call(callee: Doc, args: readonly Doc[]): Doc {
  return [callee, bracketed("(", args, ")")];
}

export function object(properties: readonly Doc[]): Doc {
  return bracketed("{", properties, "}", line);
}

/** `key: value`, or `key` alone for a name that is its own value. */
export function entry(key: string, value: Doc): Doc {
  if (value === key && isIdentifierName(key)) {
    return key;
  }
  return typeof value === "string"
    ? group([`${propertyKey(key)}:`, indent([line, value])])
    : [`${propertyKey(key)}: `, value];
}

/** Declares a constant and gives its name. */
export function declare(writer: LinkWriter, wanted: string, value: Doc): string {
  const name = writer.scope.declare(wanted);
  writer.statements.push([`const ${name} = `, value, ";"]);
  return name;
}

/** A string, on a line of its own where it does not fit. */
export function text(value: string): Doc {
  const json = JSON.stringify(value);
  const doubleQuotes = value.split('"').length;
  return doubleQuotes > value.split("'").length
    ? `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
    : json;
}

/** What a core module exports. */
export function coreExport(writer: LinkWriter, slot: number, name: string): Doc {
  const core = writer.cores.get(slot);
  invariant(core !== undefined, "a plan refers to what it made before");
  return group([core, "[", indent([softline, JSON.stringify(name)]), softline, "]"]);
}

/** A core function, memory, table or global where the plan refers to it. */
export function coreItem(writer: LinkWriter, reference: CoreReference): Doc {
  if (reference.kind === "export") {
    return coreExport(writer, reference.slot, reference.name);
  }
  const { canon: index } = reference;
  const known = writer.canons.get(index);
  if (known !== undefined) {
    return known;
  }
  const canon = writer.plan.canons[index];
  invariant(canon !== undefined && canon.kind !== "builtin", "the plan can be written");
  const made = canon.kind === "resource" ? builtin(writer, canon) : lowered(writer, index, canon);
  if (writer.uses.canons.get(index) === 1) {
    return made;
  }
  const name = declare(writer, "canon", made);
  writer.canons.set(index, name);
  return name;
}

function builtin(
  writer: LinkWriter,
  { builtin: name, instance, resource }: Extract<PlannedCanon, { readonly kind: "resource" }>,
): Doc {
  const callees = {
    "resource.new": "resourceNew",
    "resource.rep": "resourceRep",
    "resource.drop": "resourceDrop",
  } as const;
  return call(runtime(writer, callees[name]), [
    instanceName(writer, instance),
    resourceName(writer, resource),
  ]);
}

function lowered(writer: LinkWriter, index: number, canon: PlannedLower): Doc {
  const { factory, path, host } = writer.lowered(index);
  const options = optionsName(writer, canon.instance, canon.options);
  const bound = call(runtime(writer, "bindFunction"), [options, text(path)]);
  return call(factory, host === undefined ? [bound] : [bound, host]);
}

export function instanceName(writer: LinkWriter, instance: number): string {
  const name = writer.instances.get(instance);
  invariant(name !== undefined, "every instance was declared");
  return name;
}

export function resourceName(writer: LinkWriter, resource: number): string {
  const name = writer.resources.get(resource);
  invariant(name !== undefined, "every resource was declared");
  return name;
}

/** The imports of one module name. */
export function argument(writer: LinkWriter, arg: CoreArgument): Doc {
  if (arg.kind === "instance") {
    const core = writer.cores.get(arg.slot);
    invariant(core !== undefined, "a plan refers to what it made before");
    return core;
  }
  return object(arg.items.map(([name, item]) => entry(name, coreItem(writer, item))));
}

/** The options that functions share: those of a function, and what more others of the instance have already. */
export function optionsName(writer: LinkWriter, instance: number, options: PlannedOptions): string {
  const own = { memory: place(options.memory), realloc: place(options.realloc) };
  const known = candidates(writer.plan, instance).find(
    ({ memory, realloc }) =>
      isReady(writer, memory) &&
      isReady(writer, realloc) &&
      (own.memory === undefined || own.memory === place(memory)) &&
      (own.realloc === undefined || own.realloc === place(realloc)),
  );
  const { memory, realloc } = known ?? options;
  const key = [instance, place(memory), place(realloc)].join(" ");
  let name = writer.options.get(key);
  if (name === undefined) {
    const properties = [entry("instance", instanceName(writer, instance))];
    if (memory !== undefined) {
      properties.push(entry("memory", memoryName(writer, memory)));
    }
    if (realloc !== undefined) {
      properties.push(entry("realloc", coreItem(writer, realloc)));
    }
    if (writer.resourceTable !== undefined) {
      properties.push(entry("resources", writer.resourceTable));
    }
    name = declare(writer, "options", object(properties));
    writer.options.set(key, name);
  }
  return name;
}

/** All options of the instance's functions, those with most in them first. */
function candidates(plan: LinkPlan, instance: number): readonly PlannedOptions[] {
  const functions = [
    ...plan.lifts,
    ...plan.canons.filter((canon): canon is PlannedLower => canon.kind === "lower"),
  ];
  const size = ({ memory, realloc }: PlannedOptions): number =>
    (memory === undefined ? 0 : 1) + (realloc === undefined ? 0 : 1);
  return functions
    .filter((each) => each.instance === instance)
    .map(({ options }) => options)
    .sort((left, right) => size(right) - size(left));
}

function isReady(writer: LinkWriter, reference: CoreReference | undefined): boolean {
  return reference?.kind !== "export" || writer.cores.has(reference.slot);
}

function place(reference: CoreReference | undefined): string | undefined {
  if (reference === undefined) {
    return undefined;
  }
  return reference.kind === "export"
    ? `${reference.slot} ${reference.name}`
    : `canon ${reference.canon}`;
}

/** One set of views for each memory. */
function memoryName(writer: LinkWriter, memory: CoreReference): string {
  const key = place(memory) ?? "";
  let name = writer.memories.get(key);
  if (name === undefined) {
    name = declare(
      writer,
      "memory",
      call(runtime(writer, "viewMemory"), [coreItem(writer, memory)]),
    );
    writer.memories.set(key, name);
  }
  return name;
}
