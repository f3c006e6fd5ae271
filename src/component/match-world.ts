import { signature } from "../abi/signature.js";
import { functionPath } from "../runtime/function-path.js";
import { rootName } from "../runtime/host-imports.js";
import { LinkError } from "../runtime/link-error.js";
import { trackName, unversionedName } from "../runtime/version-track.js";
import {
  resourceKey,
  type ExportBinding,
  type ExportFunction,
  type ImportBinding,
  type ImportFunction,
  type WorldBinding,
} from "../runtime/world-binding.js";
import type { ExternalReference, LinkPlan, PlannedExport } from "./link-plan.js";
import { present } from "./linker.js";

/** How a component's imports and exports are those of a generated world: found once, used by every instance. */
export interface MatchedWorld {
  /** The table's glue of each lowered import, by `canon`. */
  readonly lowers: ReadonlyMap<number, MatchedImport>;
  /** The component's function for each exported one of the world. */
  readonly exports: ReadonlyMap<ExportFunction, MatchedExport>;
  /** The host's own function for those that the component only passes on. */
  readonly passed: ReadonlyMap<ExportFunction, MatchedImport>;
  /** Index in the plan's resources for each resource that the world's glue knows by key. */
  readonly resources: Readonly<Record<string, number>>;
  /** Whether some of them have one key: those of several versions of an interface. */
  readonly hasVersions: boolean;
  /** The table of each imported resource, by index in the plan's resources. */
  readonly classes: ReadonlyMap<number, MatchedClass>;
}

/** An imported resource and where the world's tables have its class. */
export interface MatchedClass {
  readonly interfaceName: string;
  readonly name: string;
  readonly binding: ImportBinding;
  /** The key that glue knows the resource by. */
  readonly key: string;
}

/** An imported function and where the world's tables have its glue. */
export interface MatchedImport {
  readonly interfaceName: string;
  readonly mangled: string;
  readonly binding: ImportBinding;
  readonly declared: ImportFunction;
  /** For messages. */
  readonly path: string;
}

/** The component's function for one that the world exports. */
export interface MatchedExport {
  /** Index in the plan's lifts. */
  readonly lift: number;
  /** For messages. */
  readonly path: string;
}

/**
 * Compares a component with a world's tables.
 *
 * @throws LinkError whose `problems` name every function that one of the two needs and the other lacks or has with another
 *   type; its message shows ten at most
 */
export function matchWorld(plan: LinkPlan, world: WorldBinding): MatchedWorld {
  const problems: string[] = [];
  const resources: MutableResources = {};
  const classes: MutableClasses = new Map();
  matchImportedResources(plan, world, resources, classes);
  const lowers = matchLowers(plan, world, problems);
  const matched = matchExports(plan, world, resources, problems);
  if (problems.length > 0) {
    throw new LinkError(
      `the component does not fit ${world.name}`,
      problems,
      problems.length > 10
        ? [...problems.slice(0, 9), `and ${problems.length - 9} more`]
        : problems,
    );
  }
  const hasVersions = [...classes].some(([index, { key }]) => resources[key] !== index);
  return { lowers, ...matched, resources, hasVersions, classes };
}

type MutableResources = Record<string, number>;
type MutableClasses = Map<number, MatchedClass>;

/** The name under which `names` has `name`: itself, a compatible version of it, or with no version on either side. */
function compatibleName(names: readonly string[], name: string): string | undefined {
  return (
    names.find((other) => other === name) ??
    names.find((other) => trackName(other) === trackName(name)) ??
    names.find(
      (other) =>
        unversionedName(other) === unversionedName(name) &&
        (!other.includes("@") || !name.includes("@")),
    )
  );
}

function matchImportedResources(
  plan: LinkPlan,
  world: WorldBinding,
  resources: MutableResources,
  classes: MutableClasses,
): void {
  for (const [index, resource] of plan.resources.entries()) {
    if (resource.kind !== "imported" || resource.from.source.kind !== "import") {
      continue;
    }
    const { path, source } = resource.from;
    const [name = source.name] = path;
    const interfaceName =
      path.length === 0 ? rootName : compatibleName(Object.keys(world.imports), source.name);
    const binding = interfaceName === undefined ? undefined : world.imports[interfaceName];
    if (interfaceName !== undefined && binding !== undefined) {
      const key = resourceKey("imports", interfaceName, name);
      resources[key] = index;
      classes.set(index, { interfaceName, name, binding, key });
    }
  }
}

function matchLowers(
  plan: LinkPlan,
  world: WorldBinding,
  problems: string[],
): Map<number, MatchedImport> {
  const lowers = new Map<number, MatchedImport>();
  for (const [index, canon] of plan.canons.entries()) {
    if (canon.kind === "lower" && canon.function.kind === "external") {
      const found = matchImport(world, canon.function.from, signature(canon.type), problems);
      if (found !== undefined) {
        lowers.set(index, found);
      }
    }
  }
  return lowers;
}

/** The world's own import for one of the component, if it has it with this signature. */
function matchImport(
  world: WorldBinding,
  reference: ExternalReference,
  found: string,
  problems: string[],
): MatchedImport | undefined {
  const { source, path } = reference;
  if (source.kind !== "import") {
    return undefined;
  }
  const [mangled = source.name] = path;
  const interfaceName =
    path.length === 0 ? rootName : compatibleName(Object.keys(world.imports), source.name);
  const binding = interfaceName === undefined ? undefined : world.imports[interfaceName];
  const declared = path.length > 1 ? undefined : binding?.functions[mangled];
  const place = path.length === 0 ? mangled : `${source.name} ${mangled}`;
  // Objects have a member `constructor`, which is none of the table's.
  if (interfaceName === undefined || binding === undefined || declared?.signature === undefined) {
    problems.push(`it imports ${place}, which the world does not have: ${found}`);
  } else if (declared.signature !== found) {
    problems.push(`it imports ${place} as ${found}, the world has ${declared.signature}`);
  } else {
    const path = functionPath("imports", interfaceName, mangled, binding);
    return { interfaceName, mangled, binding, declared, path };
  }
  return undefined;
}

function matchExports(
  plan: LinkPlan,
  world: WorldBinding,
  resources: MutableResources,
  problems: string[],
): Pick<MatchedWorld, "exports" | "passed"> {
  const exports = new Map<ExportFunction, MatchedExport>();
  const passed = new Map<ExportFunction, MatchedImport>();
  for (const [interfaceName, binding] of Object.entries(world.exports)) {
    const items = exportedItems(plan, interfaceName);
    matchResources(items, interfaceName, binding, resources);
    for (const [mangled, declared] of Object.entries(binding.functions)) {
      const place = interfaceName === rootName ? mangled : `${interfaceName} ${mangled}`;
      const item = items.find((other) => other.kind === "function" && other.name === mangled);
      if (item?.kind !== "function") {
        problems.push(`it does not export ${place}: ${declared.signature}`);
        continue;
      }
      const { function: reference } = item;
      if (reference.kind === "external") {
        const found = matchImport(world, reference.from, declared.signature, problems);
        if (found !== undefined) {
          passed.set(declared, found);
        }
        continue;
      }
      const { lift } = reference;
      const found = signature(present(plan.lifts[lift]).type);
      if (found !== declared.signature) {
        problems.push(`it exports ${place} as ${found}, the world has ${declared.signature}`);
      }
      exports.set(declared, {
        lift,
        path: functionPath("exports", interfaceName, mangled, binding),
      });
    }
  }
  return { exports, passed };
}

function exportedItems(plan: LinkPlan, interfaceName: string): readonly PlannedExport[] {
  if (interfaceName === rootName) {
    return plan.exports;
  }
  const instances = plan.exports.filter((item) => item.kind === "instance");
  const name = compatibleName(
    instances.map((item) => item.name),
    interfaceName,
  );
  return instances.find((item) => item.name === name)?.exports ?? [];
}

function matchResources(
  items: readonly PlannedExport[],
  interfaceName: string,
  binding: ExportBinding,
  resources: MutableResources,
): void {
  for (const item of items) {
    if (item.kind === "resource" && binding.resources?.[item.name] !== undefined) {
      resources[resourceKey("exports", interfaceName, item.name)] = item.resource;
    }
  }
}
