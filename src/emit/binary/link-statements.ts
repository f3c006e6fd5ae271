import { literalText } from "../../abi/glue-text.js";
import { invariant } from "../../assert.js";
import { bracketed, hardline, join, printDoc, type Doc } from "../../abi/doc.js";
import { labelKey } from "../../abi/label-keys.js";
import type { LinkPlan, PlannedFunctionType } from "../../component/link-plan.js";
import { glueOf } from "../host/glue-statements.js";
import type { HostGlue } from "../host/host-glue.js";
import type { ModuleBuilder } from "../module-builder.js";
import { createScope, localScope, type NameScope } from "../names.js";
import { importableValues } from "../runtime-symbols.js";
import type { Binary } from "./binary.js";
import type { Namespaces } from "./glue-names.js";
import type { InsideGlue } from "./inside-glue.js";
import { writeExports } from "./link-exports.js";
import { checkMissing, loweredImport, readImports } from "./link-imports.js";
import { argument, coreItem } from "./link-references.js";
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
import { declareTable, lowerTables } from "./lower-tables.js";
import type { MatchedInterface, MatchedPlan } from "./match-plan.js";
import { planUses } from "./plan-uses.js";

/** The glue of calls between components inside, and the namespace that it is imported as. */
export interface ImportedInside {
  readonly glue: InsideGlue;
  readonly namespace: string;
}

/** What is linked, and the names that the file around the function has for it. */
export interface LinkedParts {
  readonly binary: Binary;
  readonly matched: MatchedPlan;
  readonly namespaces: Namespaces;
  /** Absent where no component inside calls another. */
  readonly inside: ImportedInside | undefined;
  /** Names of the core modules among the function's parameter `modules`, by index in the plan. */
  readonly modules: readonly string[];
}

/**
 * The body of the function that links one component: what an expert would write by hand. It reads the host's imports,
 * asks for instances of the core modules in the plan's order, and gives the exports.
 */
export function linkStatements(builder: ModuleBuilder, host: HostGlue, parts: LinkedParts): string {
  const { binary, matched, namespaces, modules } = parts;
  const { file, starting } = binary;
  const hosts = new Map<number, string>();
  const writer = linkWriter(builder, host, parts, hosts);
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
  const tables = lowerTables(writer, matched);
  const objects = new Map<MatchedInterface, string>();
  section(() => {
    readImports(writer, matched, tables, objects, hosts);
    if (tables.length === 0) {
      checkMissing(writer, matched, file);
    }
  });
  section(() => {
    declareInstances(writer);
    declareResources(writer, matched);
  });
  section(() => {
    for (const table of tables) {
      declareTable(writer, namespaces, table, objects.get(table.owner) ?? "");
    }
    if (tables.length > 0) {
      checkMissing(writer, matched, file);
    }
  });
  section(() => {
    runSteps(writer, modules, starting);
  });
  section(() => {
    writeExports(writer, matched, namespaces);
  });
  return printDoc(join([hardline, hardline], sections), 2);
}

/** @param hosts constants of what `canon`s call, once they are declared */
function linkWriter(
  builder: ModuleBuilder,
  host: HostGlue,
  { binary: { name, plan, payloads }, matched, namespaces, inside }: LinkedParts,
  hosts: ReadonlyMap<number, string>,
): LinkWriter {
  const scope = linkScope(builder, host, [
    ...namespaces.values(),
    ...(inside === undefined ? [] : [inside.namespace]),
  ]);
  return {
    builder,
    component: name,
    plan,
    payloads,
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
    tables: new Map(),
    canons: new Map(),
    descriptions: new Map(),
    resourceTable: matched.resources.size > 0 ? scope.declare("resources") : undefined,
    lowered: (canon) => loweredImport(matched, namespaces, hosts, canon),
    inside,
  };
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
    ...importableValues,
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
      const label = literalText(instanceLabel(writer.component, planned));
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
    const properties = [entry("name", literalText(planned.name))];
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
  const { plan } = writer;
  for (const step of plan.steps) {
    if (step.kind === "destructor") {
      const resource = plan.resources[step.resource];
      const destructor = coreItem(writer, step.destructor);
      invariant(resource?.kind === "defined", "only a resource that is defined has a destructor");
      const args = [
        resourceName(writer, step.resource),
        inContext(writer, resource.instance, destructor),
      ];
      writer.statements.push([call(runtime(writer, "setDestructor"), args), ";"]);
      continue;
    }
    invariant(
      step.kind === "core-instance" && step.module.kind === "module",
      "the plan can be written",
    );
    const { module } = step.module;
    const args = step.args.map(([name, arg]) => entry(name, argument(writer, arg)));
    const isStarting = starting.has(module);
    const instance = isStarting ? writer.instances.get(step.instance) : undefined;
    startInside(writer, "enterFromHost", instance);
    if (isStarting && hasContext(plan, step.instance)) {
      writer.statements.push(`${taskName(writer, step.instance)}.context = [0, 0];`);
    }
    const name = modules[module] ?? "";
    const request = ["yield ", bracketed("[", [`modules.${name}`, object(args)], "]")];
    if (writer.uses.slots.has(step.slot)) {
      writer.cores.set(step.slot, declare(writer, name, request));
    } else {
      writer.statements.push([request, ";"]);
    }
    startInside(writer, "leaveToHost", instance);
    for (const write of writer.due.get(step.slot) ?? []) {
      writer.statements.push(write());
    }
  }
}

/** A start function runs inside its component instance. */
function startInside(
  writer: LinkWriter,
  callee: "enterFromHost" | "leaveToHost",
  instance: string | undefined,
): void {
  if (instance !== undefined) {
    writer.statements.push([call(runtime(writer, callee), [instance]), ";"]);
  }
}
