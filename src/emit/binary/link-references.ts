import { literalText } from "../../abi/glue-text.js";
import { invariant } from "../../assert.js";
import { group, indent, printDoc, softline, type Doc } from "../../abi/doc.js";
import { unsupportedPart } from "../../abi/contains.js";
import type {
  CoreArgument,
  CoreReference,
  LinkPlan,
  PlannedCanon,
  PlannedLower,
  PlannedResourceBuiltin,
  PlannedFunctionType,
  PlannedOptions,
} from "../../component/link-plan.js";
import type { RuntimeValue } from "../runtime-symbols.js";
import { builtinFunction } from "./builtin-function.js";
import {
  call,
  declare,
  entry,
  hasContext,
  inContext,
  instanceLabel,
  instanceName,
  object,
  resourceName,
  runtime,
  taskName,
  type LinkWriter,
} from "./link-writer.js";

/** The imports of one module name. */
export function argument(writer: LinkWriter, arg: CoreArgument): Doc {
  if (arg.kind === "instance") {
    const core = writer.cores.get(arg.slot);
    invariant(core !== undefined, "a plan refers to what it made before");
    return core;
  }
  const whole = wholeTables(writer, arg.items);
  const entries = arg.items.flatMap(([name, item]): Doc[] => {
    const inTable = item.kind === "canon" ? writer.tables.get(item.canon) : undefined;
    if (inTable !== undefined && whole.has(inTable.name)) {
      return [];
    }
    const value = coreItem(writer, item);
    // A line breaks before it rather than in its brackets.
    return [entry(name, item.kind === "export" ? printDoc(value, 0) : value)];
  });
  return object([...[...whole].map((name) => `...${name}`), ...entries]);
}

/** The tables of lowered functions that the imports have all of, by the same names. */
function wholeTables(
  { tables }: LinkWriter,
  items: readonly (readonly [string, CoreReference])[],
): ReadonlySet<string> {
  const used = new Set(
    items.flatMap(([name, item]) => {
      const inTable = item.kind === "canon" ? tables.get(item.canon) : undefined;
      return inTable?.label === name ? [inTable] : [];
    }),
  );
  const partial = new Set([...tables.values()].filter((each) => !used.has(each)).map(nameOf));
  return new Set([...used].map(nameOf).filter((name) => !partial.has(name)));
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
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
  const inTable = writer.tables.get(index);
  if (inTable !== undefined) {
    return member(inTable.name, inTable.label);
  }
  const canon = writer.plan.canons[index];
  invariant(canon !== undefined, "a plan refers to what it has");
  const made = canonFunction(writer, index, canon);
  if (writer.uses.canons.get(index) === 1) {
    return made;
  }
  const name = declare(writer, "canon", made);
  writer.canons.set(index, name);
  return name;
}

/** What a core module exports. */
function coreExport(writer: LinkWriter, slot: number, name: string): Doc {
  const core = writer.cores.get(slot);
  invariant(core !== undefined, "a plan refers to what it made before");
  return member(core, name);
}

function member(object: string, name: string): Doc {
  return group([object, "[", indent([softline, JSON.stringify(name)]), softline, "]"]);
}

function canonFunction(writer: LinkWriter, index: number, canon: PlannedCanon): Doc {
  switch (canon.kind) {
    case "resource": {
      const args = [instanceName(writer, canon.instance), resourceName(writer, canon.resource)];
      return call(runtime(writer, resourceBuiltin(writer.plan, canon)), args);
    }
    case "builtin":
      return builtinFunction(writer, canon, writer.payloads.get(index), {
        options: (options) => optionsName(writer, canon.instance, options),
        item: (reference) => coreItem(writer, reference),
      });
    case "lower":
      return canon.function.kind === "lift"
        ? loweredLift(writer, index, canon, canon.function.lift)
        : loweredImport(writer, index, canon);
  }
}

/** The function that makes the core function of a built-in: for `resource.drop`, by what defines the resource. */
function resourceBuiltin(
  { resources }: LinkPlan,
  { builtin, instance, resource }: PlannedResourceBuiltin,
): RuntimeValue {
  switch (builtin) {
    case "resource.new":
      return "resourceNew";
    case "resource.rep":
      return "resourceRep";
    case "resource.drop": {
      const planned = resources[resource];
      if (planned?.kind !== "defined") {
        return "resourceDropHost";
      }
      return planned.instance === instance ? "resourceDropOwn" : "resourceDropOther";
    }
  }
}

function loweredImport(writer: LinkWriter, index: number, canon: PlannedLower): Doc {
  const { factory, path, host } = writer.lowered(index);
  const unsupported = canon.options.async ? ASYNC_LOWER : unsupportedPart(canon.type);
  if (unsupported !== undefined) {
    return unsupportedLower(writer, canon, path, unsupported);
  }
  const isWaiting = !isReady(writer, canon.options.realloc);
  const bound = call(runtime(writer, isWaiting ? "bindWaiting" : "bindFunction"), [
    optionsName(writer, canon.instance, canon.options),
    literalText(path),
  ]);
  return call(factory, host === undefined ? [bound] : [bound, host]);
}

const ASYNC_LOWER = "an async lowered function";

function unsupportedLower(
  writer: LinkWriter,
  { instance }: PlannedLower,
  path: string,
  what: string,
  callee?: number,
): Doc {
  const caller = instanceName(writer, instance);
  const args: Doc[] = [caller, literalText(path), literalText(what)];
  if (callee !== undefined) {
    const entering = [instanceName(writer, callee), caller];
    args.push(call(runtime(writer, "enteringSet"), entering));
  }
  return call(runtime(writer, "unsupportedLower"), args);
}

/** A call from one component inside to another: glue of both sides, one in the other. */
function loweredLift(writer: LinkWriter, index: number, canon: PlannedLower, target: number): Doc {
  const { inside, plan } = writer;
  const lower = inside?.glue.lowers.get(index);
  const lifted = inside?.glue.lifts.get(target);
  const lift = plan.lifts[target];
  const callee = lift === undefined ? undefined : plan.instances[lift.instance];
  invariant(lift !== undefined && callee !== undefined, "a plan refers to what it has");
  const path = `${instanceLabel(writer.component, callee)}.${lift.name ?? "function"}()`;
  const unsupported = unsupportedPart(canon.type);
  if (canon.options.async) {
    const anyPath = "a function of another component instance";
    return unsupportedLower(writer, canon, anyPath, ASYNC_LOWER, lift.instance);
  }
  if (unsupported !== undefined) {
    return unsupportedLower(writer, canon, path, unsupported, lift.instance);
  }
  invariant(inside !== undefined && lower !== undefined && lifted !== undefined, "glue was made");
  const instance = instanceName(writer, lift.instance);
  const bound = call(runtime(writer, "bindCaller"), [
    optionsName(writer, canon.instance, canon.options),
    resourcesOf(writer, canon),
    literalText(path),
    instance,
  ]);
  const { postReturn } = lift.options;
  const boundCallee = call(runtime(writer, "bindCallee"), [
    optionsName(writer, lift.instance, lift.options),
    resourcesOf(writer, lift),
    literalText(path),
    coreItem(writer, lift.core),
    ...(postReturn === undefined
      ? []
      : [inEndedContext(writer, lift.instance, coreItem(writer, postReturn))]),
  ]);
  const called = call(runtime(writer, "enterFromCaller"), [
    instance,
    instanceName(writer, canon.instance),
    inContext(writer, lift.instance, call(`${inside.namespace}.${lifted.name}`, [boundCallee])),
  ]);
  return call(`${inside.namespace}.${lower.name}`, [bound, called]);
}

/** The post-return function of a call from another component, which it outlives. */
function inEndedContext(writer: LinkWriter, instance: number, postReturn: Doc): Doc {
  return hasContext(writer.plan, instance)
    ? call(runtime(writer, "withEndedContext"), [taskName(writer, instance), postReturn])
    : postReturn;
}

/** The resource types of a function by the keys that its glue knows them by. */
function resourcesOf(writer: LinkWriter, { resources }: PlannedFunctionType): Doc {
  const entries = Object.entries(resources);
  return entries.length === 0
    ? "{}"
    : object(entries.map(([key, index]) => entry(key, resourceName(writer, index))));
}

/**
 * The options that functions share: those of a function, and what more others of the instance have. A memory or `realloc`
 * of a core module that imports such a function is put in when it is there; nothing calls the function before.
 */
export function optionsName(writer: LinkWriter, instance: number, options: PlannedOptions): string {
  const { memory, realloc, key } = sharedOptions(writer.plan, instance, options);
  const declared = writer.options.get(key);
  if (declared !== undefined) {
    return declared;
  }
  const properties = [entry("instance", instanceName(writer, instance))];
  if (memory !== undefined) {
    properties.push(entry("memory", memoryName(writer, memory)));
  }
  if (!isReady(writer, realloc)) {
    properties.push(entry("waiting", "[]"));
    whenReady(writer, realloc, () => [
      call(runtime(writer, "setRealloc"), [
        name,
        inContext(writer, instance, coreItem(writer, realloc)),
      ]),
      ";",
    ]);
  } else if (realloc !== undefined) {
    properties.push(entry("realloc", inContext(writer, instance, coreItem(writer, realloc))));
  }
  if (writer.resourceTable !== undefined) {
    properties.push(entry("resources", writer.resourceTable));
  }
  const name = declare(writer, "options", object(properties));
  writer.options.set(key, name);
  return name;
}

/** What more the options have that a function shares with others of the instance, and a key that tells them apart. */
export function sharedOptions(
  plan: LinkPlan,
  instance: number,
  options: PlannedOptions,
): Pick<PlannedOptions, "memory" | "realloc"> & { readonly key: string } {
  const own = { memory: place(options.memory), realloc: place(options.realloc) };
  const known = candidates(plan, instance).find(
    ({ memory, realloc }) =>
      (own.memory === undefined || own.memory === place(memory)) &&
      (own.realloc === undefined || own.realloc === place(realloc)),
  );
  const { memory, realloc } = known ?? options;
  return { memory, realloc, key: [instance, place(memory), place(realloc)].join(" ") };
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

function isReady(
  writer: LinkWriter,
  reference: CoreReference | undefined,
): reference is Extract<CoreReference, { readonly kind: "canon" }> | undefined {
  return reference?.kind !== "export" || writer.cores.has(reference.slot);
}

/** Writes a statement as soon as the core instance is there that something is an export of. */
function whenReady(
  { due }: LinkWriter,
  { slot }: Extract<CoreReference, { readonly kind: "export" }>,
  write: () => Doc,
): void {
  const writes = due.get(slot) ?? [];
  due.set(slot, writes);
  writes.push(write);
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
  if (name !== undefined) {
    return name;
  }
  const view = runtime(writer, "viewMemory");
  if (isReady(writer, memory)) {
    name = declare(writer, "memory", call(view, [coreItem(writer, memory)]));
  } else {
    name = declare(writer, "memory", call(view, []));
    const views = name;
    whenReady(writer, memory, () => [
      call(runtime(writer, "setMemory"), [views, coreItem(writer, memory)]),
      ";",
    ]);
  }
  writer.memories.set(key, name);
  return name;
}
