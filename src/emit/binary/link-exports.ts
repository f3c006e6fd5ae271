import { literalText } from "../../abi/glue-text.js";
import { invariant } from "../../assert.js";
import { bracketed, PRINT_WIDTH, type Doc } from "../../abi/doc.js";
import { labelKey, typeKey } from "../../abi/label-keys.js";
import { functionName } from "../../abi/member-keys.js";
import { openObject } from "../host/binding-table.js";
import type { ResourceGlue } from "../host/host-glue.js";
import { importName, specifierOf } from "../module-builder.js";
import { factoryName, functionPath, resourceOf, type Namespaces } from "./glue-names.js";
import { coreItem, optionsName } from "./link-references.js";
import { labelOfKey, LARGE_INTERFACE } from "./lower-tables.js";
import {
  call,
  declare,
  entry,
  hasContext,
  inContext,
  instanceName,
  object,
  resourceName,
  runtime,
  type LinkWriter,
} from "./link-writer.js";
import type { MatchedFunction, MatchedInterface, MatchedPlan } from "./match-plan.js";

/** Gives the exports of the component: interfaces by name, the world's own functions, and what ends the use of all. */
export function writeExports(
  writer: LinkWriter,
  matched: MatchedPlan,
  namespaces: Namespaces,
): void {
  const properties: Doc[] = [];
  for (const owner of matched.exports) {
    const members = exportedMembers(writer, matched, namespaces, owner);
    if (owner.entry === undefined) {
      properties.push(...members);
      continue;
    }
    const { module, shortKey } = owner.entry;
    const name = declare(writer, labelKey(module.name), object(members));
    properties.push(entry(owner.name, name));
    if (shortKey !== undefined && shortKey !== owner.name) {
      properties.push(entry(shortKey, name));
    }
  }
  const [only = "", ...others] = writer.instances.values();
  const states =
    others.length === 0
      ? `[${only}]`
      : declare(writer, "instances", bracketed("[", [only, ...others], "]"));
  const typed = writer.builder.options.emit === "js" ? "" : "<Exports>";
  const make = `${runtime(writer, "makeExports")}${typed}`;
  // Handles own something where there is a resource that the host defines.
  const made = writer.plan.resources.some(({ kind }) => kind === "imported")
    ? call(make, [states, object(properties), runtime(writer, "disposeInstances")])
    : [`${make}(`, states, ", ", object(properties), ")"];
  writer.statements.push(["return ", made, ";"]);
}

/** Functions and classes of an exported interface, or of the world itself. */
function exportedMembers(
  writer: LinkWriter,
  matched: MatchedPlan,
  namespaces: Namespaces,
  owner: MatchedInterface,
): Doc[] {
  const members: Doc[] = [];
  const isLarge = owner.glue.functions.length >= LARGE_INTERFACE;
  const tables = new Map<string, LiftTable>();
  const byResource = new Map<ResourceGlue, Doc[]>();
  for (const glue of owner.glue.functions) {
    if (isLarge && addToTable(writer, matched, namespaces, tables, { owner, glue })) {
      continue;
    }
    const lifted = liftedFunction(writer, matched, namespaces, { owner, glue });
    const resource = resourceOf(owner, glue);
    if (resource === undefined) {
      members.push(entry(glue.key, lifted));
    } else {
      const functions = byResource.get(resource) ?? [];
      functions.push(entry(glue.key, lifted));
      byResource.set(resource, functions);
    }
  }
  members.push(...[...tables.values()].map((table) => tableDoc(writer, owner, table)));
  const classes = owner.glue.resources.map((resource): Doc => {
    const index = matched.exported.get(resource);
    const { guest } = resource;
    invariant(index !== undefined && guest !== undefined, "an exported resource is the guest's");
    const { name, key } = resource.resource;
    const functions = object(byResource.get(resource) ?? []);
    const bound = declare(writer, `${labelKey(name)}Functions`, functions);
    const made = call(runtime(writer, "bindClass"), [
      resourceName(writer, index),
      factoryName(namespaces, owner, guest.bind),
      factoryName(namespaces, owner, guest.handle),
      bound,
    ]);
    return entry(key, declareClass(writer, owner, resource, made));
  });
  return [...classes, ...members];
}

/** Functions whose core functions one core module exports under the names that toolchains give them. */
interface LiftTable {
  readonly options: string;
  readonly core: string;
  readonly entries: Doc[];
}

/** `...liftFunctions(options, core, "a:b/c", { f: glue.liftF })`, with the object opened on the line where that fits. */
function tableDoc(writer: LinkWriter, owner: MatchedInterface, table: LiftTable): Doc {
  const args = [table.options, table.core, literalText(owner.name)];
  const callee = `...${runtime(writer, "liftFunctions")}`;
  const start = `${callee}(${args.join(", ")}, `;
  const entries = openObject(table.entries);
  return 4 + start.length + 1 <= PRINT_WIDTH
    ? [start, entries, ")"]
    : call(callee, [...args, entries]);
}

/** Puts a function into a table where the runtime finds its core functions by its name. */
function addToTable(
  writer: LinkWriter,
  matched: MatchedPlan,
  namespaces: Namespaces,
  tables: Map<string, LiftTable>,
  { owner, glue }: MatchedFunction,
): boolean {
  const { plan } = writer;
  const lift = plan.lifts[matched.lifts.get(glue) ?? -1];
  invariant(lift !== undefined, "an exported function was matched");
  const { core, instance, options } = lift;
  const { postReturn } = options;
  const exported = `${owner.name}#${labelOfKey(glue.key)}`;
  if (
    owner.entry === undefined ||
    plan.instances[instance]?.parent !== undefined ||
    hasContext(plan, instance) ||
    functionName(glue.mangled).kind !== "function" ||
    core.kind !== "export" ||
    core.name !== exported ||
    (postReturn !== undefined &&
      (postReturn.kind !== "export" ||
        postReturn.slot !== core.slot ||
        postReturn.name !== `cabi_post_${exported}`))
  ) {
    return false;
  }
  const optionsOfLift = optionsName(writer, instance, options);
  const key = `${optionsOfLift} ${core.slot}`;
  const table = tables.get(key) ?? {
    options: optionsOfLift,
    core: writer.cores.get(core.slot) ?? "",
    entries: [],
  };
  tables.set(key, table);
  table.entries.push(entry(glue.key, factoryName(namespaces, owner, glue.name)));
  return true;
}

/** The class, as what the interface's types say that it is. */
function declareClass(
  writer: LinkWriter,
  { entry: found }: MatchedInterface,
  { resource }: ResourceGlue,
  made: Doc,
): string {
  const { builder } = writer;
  const name = writer.scope.declare(typeKey(resource.name));
  if (builder.options.emit === "js" || found === undefined) {
    writer.statements.push([`const ${name} = `, made, ";"]);
    return name;
  }
  const type = found.module.classNames.get(resource.type);
  invariant(type !== undefined, `resource ${resource.name} has a class`);
  const imported = importName(builder, specifierOf(builder, found.module), type, false);
  writer.statements.push([`const ${name}: ${imported} = `, made, ";"]);
  return name;
}

function liftedFunction(
  writer: LinkWriter,
  matched: MatchedPlan,
  namespaces: Namespaces,
  { owner, glue }: MatchedFunction,
): Doc {
  const index = matched.lifts.get(glue);
  const lift = index === undefined ? undefined : writer.plan.lifts[index];
  invariant(lift !== undefined, "an exported function was matched");
  const path = functionPath("exports", owner, glue);
  const { postReturn } = lift.options;
  const args: Doc[] = [
    optionsName(writer, lift.instance, lift.options),
    literalText(path),
    coreItem(writer, lift.core),
    ...(postReturn === undefined ? [] : [coreItem(writer, postReturn)]),
  ];
  const bound = call(runtime(writer, "bindFunction"), args);
  const lifted = call(factoryName(namespaces, owner, glue.name), [bound]);
  const called = inContext(writer, lift.instance, lifted);
  return writer.plan.instances[lift.instance]?.parent === undefined
    ? called
    : call(runtime(writer, "enterFromCaller"), [
        instanceName(writer, lift.instance),
        "undefined",
        called,
      ]);
}
