import { invariant } from "../../assert.js";
import { bracketed, hardline, join, PRINT_WIDTH, printDoc, type Doc } from "../../abi/doc.js";
import { labelKey, typeKey } from "../../abi/label-keys.js";
import type { LinkPlan, PlannedFunctionType } from "../../component/link-plan.js";
import { openObject } from "../host/binding-table.js";
import { glueOf } from "../host/glue-statements.js";
import type { FunctionGlue, HostGlue, ResourceGlue } from "../host/host-glue.js";
import { isUnsupported } from "../host/unsupported-glue.js";
import { importName, specifierOf, type ModuleBuilder } from "../module-builder.js";
import { createScope, isIdentifierName, localScope, type NameScope } from "../names.js";
import { encodedValues, glueValues, runtimeValues } from "../runtime-symbols.js";
import type { Binary } from "./binary.js";
import type { InsideGlue } from "./inside-glue.js";
import { argument, coreItem, optionsName } from "./link-references.js";
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
  text,
  type LinkWriter,
  type LoweredImport,
} from "./link-writer.js";
import type { MatchedFunction, MatchedInterface, MatchedPlan } from "./match-plan.js";
import { planUses } from "./plan-uses.js";

/** Where the glue of an interface comes from: a namespace, or this module for the world's own. */
export type Namespaces = ReadonlyMap<MatchedInterface, string>;

/** The glue of calls between components inside, and the namespace that it is imported as. */
export interface ImportedInside {
  readonly glue: InsideGlue;
  readonly namespace: string;
}

/**
 * The body of the function that links one component: what an expert would write by hand. It reads the host's imports,
 * asks for instances of the core modules in the plan's order, and gives the exports.
 *
 * @param modules names of the core modules among the function's parameter `modules`, by index in the plan
 */
export function linkStatements(
  builder: ModuleBuilder,
  host: HostGlue,
  { name, file, plan, starting }: Binary,
  matched: MatchedPlan,
  namespaces: Namespaces,
  inside: ImportedInside | undefined,
  modules: readonly string[],
): string {
  const scope = linkScope(builder, host, [
    ...namespaces.values(),
    ...(inside === undefined ? [] : [inside.namespace]),
  ]);
  const hosts = new Map<number, string>();
  const writer: LinkWriter = {
    builder,
    component: name,
    plan,
    uses: planUses(plan),
    scope,
    statements: [],
    cores: new Map(),
    due: new Map(),
    instances: new Map(),
    tasks: new Map(),
    resources: new Map(),
    memories: new Map(),
    options: new Map(),
    canons: new Map(),
    resourceTable: matched.resources.size > 0 ? scope.declare("resources") : undefined,
    lowered: (canon) => loweredImport(matched, namespaces, hosts, canon),
    inside,
  };
  const sections: Doc[] = [];
  const section = (write: () => void): void => {
    const start = writer.statements.length;
    write();
    const written = writer.statements.splice(start);
    if (written.length > 0) {
      sections.push(join(hardline, written));
    }
  };
  section(() => {
    writer.statements.push([call(runtime(writer, "installTrapHelper"), ["modules.trap"]), ";"]);
  });
  section(() => {
    readImports(writer, matched, hosts, file);
  });
  section(() => {
    declareInstances(writer);
    declareResources(writer, matched);
  });
  section(() => {
    runSteps(writer, modules, starting);
  });
  section(() => {
    writeExports(writer, matched, namespaces);
  });
  return printDoc(join([hardline, hardline], sections), 2);
}

/** Names that the function may give: none of what it refers to. */
function linkScope(
  builder: ModuleBuilder,
  host: HostGlue,
  namespaces: readonly string[],
): NameScope {
  const { sides, glue } = glueOf(builder, host);
  const reserved = localScope();
  const taken = new Set([
    ...glueValues,
    ...encodedValues,
    ...runtimeValues,
    ...namespaces,
    ...glue.declarations.map((each) => each.name),
    ...Object.values(sides).flatMap((side) => side.functions.map((each) => each.name)),
    ...["modules", "imports", "missing"],
  ]);
  const scope = createScope(taken);
  return {
    has: (name) => scope.has(name) || reserved.has(name),
    declare: (wanted) => scope.declare(reserved.has(wanted) ? `${wanted}_` : wanted),
  };
}

/** `operationsGlue.liftAdd`, or `liftAdd` for a function of the world itself. */
function factoryName(namespaces: Namespaces, owner: MatchedInterface, factory: string): string {
  const namespace = namespaces.get(owner);
  return namespace === undefined ? factory : `${namespace}.${factory}`;
}

function loweredImport(
  matched: MatchedPlan,
  namespaces: Namespaces,
  hosts: ReadonlyMap<number, string>,
  canon: number,
): LoweredImport {
  const found = matched.lowers.get(canon);
  invariant(found !== undefined, "what is lowered was matched");
  const { owner, glue } = found;
  const path = functionPath("imports", owner, glue);
  return {
    ...found,
    factory: factoryName(namespaces, owner, glue.name),
    path,
    host: hosts.get(canon),
  };
}

/** How messages call a function: `exports["a:b/c"].R.m()`. */
function functionPath(
  side: "imports" | "exports",
  owner: MatchedInterface,
  glue: FunctionGlue,
): string {
  const holder = owner.entry === undefined ? "" : `${side}[${JSON.stringify(owner.name)}].`;
  const resource = resourceOf(owner, glue)?.resource.key;
  if (resource === undefined) {
    return `${holder}${glue.key}()`;
  }
  return glue.mangled.startsWith("[constructor]")
    ? `new ${holder}${resource}()`
    : `${holder}${resource}.${glue.key}()`;
}

/** Reads each function and class of the host once; what is missing is reported together. */
function readImports(
  writer: LinkWriter,
  matched: MatchedPlan,
  hosts: Map<number, string>,
  file: string,
): void {
  if (matched.lowers.size === 0 && matched.imported.size === 0) {
    return;
  }
  writer.statements.push(missingDeclaration(writer.builder));
  const objects = new Map<MatchedInterface, string>();
  const objectOf = (owner: MatchedInterface): string => {
    if (owner.entry === undefined) {
      return "imports";
    }
    const known = objects.get(owner);
    if (known !== undefined) {
      return known;
    }
    // Only a version can be another than the host's.
    const read = owner.name.includes("@")
      ? call(runtime(writer, "importedInterface"), ["imports", text(owner.name)])
      : `imports[${JSON.stringify(owner.name)}]`;
    const name = declare(writer, labelKey(owner.entry.module.name), read);
    objects.set(owner, name);
    return name;
  };
  const classes = new Map<ResourceGlue, string>();
  const constructors = new Map(
    [...matched.lowers].flatMap(([, { owner, glue }]) =>
      glue.mangled.startsWith("[constructor]") ? [[resourceOf(owner, glue), glue] as const] : [],
    ),
  );
  for (const { owner, resource } of matched.imported.values()) {
    const construct = constructors.get(resource);
    const args: Doc[] = ["missing", objectOf(owner), text(resource.resource.key)];
    if (construct !== undefined) {
      args.push(text(missingText(owner, construct)));
    }
    const wanted = `${typeKey(resource.resource.name)}Class`;
    classes.set(resource, declare(writer, wanted, call(runtime(writer, "importedClass"), args)));
  }
  for (const [index, { resource }] of matched.imported) {
    writer.resources.set(index, classes.get(resource) ?? "");
  }
  for (const [canon, { owner, glue }] of matched.lowers) {
    const resource = resourceOf(owner, glue);
    const className = resource === undefined ? undefined : classes.get(resource);
    if (glue.mangled.startsWith("[method]") || !callsHost(writer, canon, glue)) {
      continue;
    }
    if (glue.mangled.startsWith("[constructor]") && className !== undefined) {
      hosts.set(canon, className);
      continue;
    }
    const args = [
      "missing",
      className ?? objectOf(owner),
      text(glue.key),
      text(missingText(owner, glue)),
    ];
    const read = call(runtime(writer, "importedFunction"), args);
    hosts.set(canon, declare(writer, localName(glue), read));
  }
  const check = call(runtime(writer, "checkImports"), [text(file), "missing"]);
  writer.statements.push([check, ";"]);
}

/** What only says that it is not supported calls nothing. */
function callsHost({ plan }: LinkWriter, index: number, { factory }: FunctionGlue): boolean {
  const canon = plan.canons[index];
  return !isUnsupported(factory) && canon?.kind === "lower" && !canon.options.async;
}

function missingDeclaration({ options }: ModuleBuilder): Doc {
  return options.emit === "js" ? "const missing = [];" : "const missing: string[] = [];";
}

function localName({ mangled, key }: FunctionGlue): string {
  const base = mangled.slice(mangled.indexOf("]") + 1);
  const name = labelKey(base.replace(".", "-"));
  return isIdentifierName(name) ? name : key;
}

/** What an error says of a function that the host did not give. */
function missingText({ entry: found, name }: MatchedInterface, glue: FunctionGlue): string {
  const place = found === undefined ? "" : `${name} `;
  return `${place}${glue.mangled}: ${glue.signature}`;
}

function resourceOf(
  { glue }: MatchedInterface,
  { mangled }: FunctionGlue,
): ResourceGlue | undefined {
  const name = /^\[[a-z]+\]([^.]*)/.exec(mangled)?.[1];
  return glue.resources.find((each) => each.resource.name === name);
}

/** Declares the instances that something refers to, and those around them. */
function declareInstances(writer: LinkWriter): void {
  const { plan, instances } = writer;
  const used = new Set<number>();
  const use = (index: number | undefined): void => {
    if (index !== undefined && !used.has(index)) {
      used.add(index);
      use(plan.instances[index]?.parent);
    }
  };
  [...plan.canons, ...plan.lifts].forEach(({ instance }) => {
    use(instance);
  });
  for (const resource of plan.resources) {
    use(resource.kind === "defined" ? resource.instance : undefined);
  }
  for (const [index, planned] of plan.instances.entries()) {
    if (used.has(index)) {
      const label = text(instanceLabel(writer.component, planned));
      const parent = planned.parent === undefined ? [] : [instanceName(writer, planned.parent)];
      const made = call(runtime(writer, "createInstance"), [label, ...parent]);
      instances.set(index, declare(writer, "instance", made));
    }
  }
}

/** Resource types, and the table of those that glue looks up by key. */
function declareResources(writer: LinkWriter, matched: MatchedPlan): void {
  const { plan, resources, resourceTable } = writer;
  const used = usedResources(plan, matched);
  for (const [index, planned] of plan.resources.entries()) {
    if (!used.has(index)) {
      continue;
    }
    const hostClass = resources.get(index);
    const properties = [entry("name", text(planned.name))];
    if (planned.kind === "defined") {
      properties.push(entry("instance", instanceName(writer, planned.instance)));
    } else if (hostClass !== undefined) {
      properties.push(entry("hostClass", hostClass));
    }
    const wanted = `${labelKey(planned.name)}Type`;
    resources.set(index, declare(writer, wanted, object(properties), "ResourceType"));
  }
  if (resourceTable !== undefined) {
    const properties = [...matched.resources].map(([key, index]) =>
      entry(key, resourceName(writer, index)),
    );
    writer.statements.push([`const ${resourceTable} = `, object(properties), ";"]);
  }
}

/** The resource types that core functions or glue refer to. */
function usedResources(plan: LinkPlan, matched: MatchedPlan): ReadonlySet<number> {
  const used = new Set(matched.resources.values());
  const useAll = ({ resources }: PlannedFunctionType): void => {
    for (const index of Object.values(resources)) {
      used.add(index);
    }
  };
  for (const canon of plan.canons) {
    if (canon.kind === "resource") {
      used.add(canon.resource);
    } else if (canon.kind === "lower" && canon.function.kind === "lift") {
      const lift = plan.lifts[canon.function.lift];
      [canon, ...(lift === undefined ? [] : [lift])].forEach(useAll);
    }
  }
  for (const step of plan.steps) {
    if (step.kind === "destructor") {
      used.add(step.resource);
    }
  }
  return used;
}

function runSteps(
  writer: LinkWriter,
  modules: readonly string[],
  starting: ReadonlySet<number>,
): void {
  for (const step of writer.plan.steps) {
    if (step.kind === "destructor") {
      const args = [resourceName(writer, step.resource), coreItem(writer, step.destructor)];
      writer.statements.push([call(runtime(writer, "setDestructor"), args), ";"]);
      continue;
    }
    invariant(
      step.kind === "core-instance" && step.module.kind === "module",
      "the plan can be written",
    );
    const { module } = step.module;
    const args = step.args.map(([name, arg]) => entry(name, argument(writer, arg)));
    const instance = starting.has(module) ? writer.instances.get(step.instance) : undefined;
    startInside(writer, "enterFrom", instance);
    const name = modules[module] ?? "";
    const request = ["yield ", bracketed("[", [`modules.${name}`, object(args)], "]")];
    if (writer.uses.slots.has(step.slot)) {
      writer.cores.set(step.slot, declare(writer, name, request));
    } else {
      writer.statements.push([request, ";"]);
    }
    startInside(writer, "leaveTo", instance);
    for (const write of writer.due.get(step.slot) ?? []) {
      writer.statements.push(write());
    }
  }
}

/** A start function runs inside its component instance. */
function startInside(
  writer: LinkWriter,
  callee: "enterFrom" | "leaveTo",
  instance: string | undefined,
): void {
  if (instance !== undefined) {
    writer.statements.push([call(runtime(writer, callee), [instance, "undefined"]), ";"]);
  }
}

function writeExports(writer: LinkWriter, matched: MatchedPlan, namespaces: Namespaces): void {
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
  const start = `return ${runtime(writer, "makeExports")}${typed}(`;
  writer.statements.push([start, states, ", ", object(properties), ");"]);
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

/** For fewer functions, the code that reads a table is more than the table saves. */
const LARGE_INTERFACE = 10;

/** Functions whose core functions one core module exports under the names that toolchains give them. */
interface LiftTable {
  readonly options: string;
  readonly core: string;
  readonly entries: Doc[];
}

/** `...liftFunctions(options, core, "a:b/c", { f: glue.liftF })`, with the object opened on the line where that fits. */
function tableDoc(writer: LinkWriter, owner: MatchedInterface, table: LiftTable): Doc {
  const args = [table.options, table.core, text(owner.name)];
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
  const exported = `${owner.name}#${glue.key.replace(/[A-Z]/g, "-$&").toLowerCase()}`;
  if (
    owner.entry === undefined ||
    plan.instances[instance]?.parent !== undefined ||
    hasContext(plan, instance) ||
    glue.mangled.startsWith("[") ||
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
    text(path),
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
