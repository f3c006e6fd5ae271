import { invariant } from "../../assert.js";
import { signature } from "../../abi/signature.js";
import type { AbiFunctionType } from "../../abi/abi-type.js";
import type { LinkPlan, PlannedExport } from "../../component/link-plan.js";
import type { FunctionGlue, ModuleGlue, ResourceGlue, SideGlue } from "../host/host-glue.js";
import type { WorldEntries } from "../world-module.js";
import { loweredName } from "./plan-facts.js";

/** What a world imports or exports, with the glue of it: an interface, or the world itself. */
export interface MatchedInterface {
  /** Its name in the component; `$root` for the world. */
  readonly name: string;
  readonly glue: SideGlue;
  /** Absent for the world itself. */
  readonly entry: WorldEntries["interfaces"][number] | undefined;
}

/** Glue of one function, and whose it is. */
export interface MatchedFunction {
  readonly owner: MatchedInterface;
  readonly glue: FunctionGlue;
}

/** How a component's plan and the glue of its world belong together. */
export interface MatchedPlan {
  readonly imports: readonly MatchedInterface[];
  readonly exports: readonly MatchedInterface[];
  /** Glue of imports, by `canon`. */
  readonly lowers: ReadonlyMap<number, MatchedFunction>;
  /** The lift of each exported function. */
  readonly lifts: ReadonlyMap<FunctionGlue, number>;
  /** Index in the plan's resources for each key that glue knows one by. */
  readonly resources: ReadonlyMap<string, number>;
  /** Resources that the host defines, by index in the plan's resources. */
  readonly imported: ReadonlyMap<
    number,
    { readonly owner: MatchedInterface; readonly resource: ResourceGlue }
  >;
  /** Resources that an exported interface defines. */
  readonly exported: ReadonlyMap<ResourceGlue, number>;
}

const ROOT = "$root";

/** Pairs a plan with the glue of the component's own world: names are the same, and so are types. */
export function matchPlan(
  plan: LinkPlan,
  root: ModuleGlue,
  sideOf: (entry: WorldEntries["interfaces"][number]) => SideGlue | undefined,
  imports: WorldEntries,
  exports: WorldEntries,
): MatchedPlan {
  const interfaces = (side: "imports" | "exports", entries: WorldEntries): MatchedInterface[] => {
    const own = root.sides[side];
    return [
      ...entries.interfaces.flatMap((entry) => {
        const glue = sideOf(entry);
        return glue === undefined ? [] : [{ name: entry.key, glue, entry }];
      }),
      ...(own === undefined ? [] : [{ name: ROOT, glue: own, entry: undefined }]),
    ];
  };
  const importing = interfaces("imports", imports);
  const exporting = interfaces("exports", exports);
  const resources = new Map<string, number>();
  return {
    imports: importing,
    exports: exporting,
    imported: matchImportedResources(plan, importing, resources),
    lowers: matchLowers(plan, importing),
    ...matchExports(plan, exporting, resources),
    resources,
  };
}

function matchImportedResources(
  plan: LinkPlan,
  imports: readonly MatchedInterface[],
  resources: Map<string, number>,
): MatchedPlan["imported"] {
  const imported = new Map<number, { owner: MatchedInterface; resource: ResourceGlue }>();
  for (const [index, planned] of plan.resources.entries()) {
    if (planned.kind === "imported" && planned.from.source.kind === "import") {
      const { source, path } = planned.from;
      const owner = find(imports, path.length === 0 ? ROOT : source.name);
      const name = path[0] ?? source.name;
      const resource = owner?.glue.resources.find((each) => each.resource.name === name);
      if (owner !== undefined && resource !== undefined) {
        resources.set(`${owner.name}.${name}`, index);
        imported.set(index, { owner, resource });
      }
    }
  }
  return imported;
}

function matchLowers(plan: LinkPlan, imports: readonly MatchedInterface[]): MatchedPlan["lowers"] {
  const lowers = new Map<number, MatchedFunction>();
  for (const [index, canon] of plan.canons.entries()) {
    const name = canon.kind === "lower" ? loweredName(canon) : undefined;
    if (canon.kind === "lower" && name !== undefined) {
      const { interfaceName, mangled } = name;
      const owner = find(imports, interfaceName);
      const glue = owner?.glue.functions.find((each) => each.mangled === mangled);
      invariant(owner !== undefined && glue !== undefined, `${mangled} is imported by the world`);
      checkType(glue, canon.type);
      lowers.set(index, { owner, glue });
    }
  }
  return lowers;
}

function matchExports(
  plan: LinkPlan,
  exports: readonly MatchedInterface[],
  resources: Map<string, number>,
): Pick<MatchedPlan, "lifts" | "exported"> {
  const lifts = new Map<FunctionGlue, number>();
  const exported = new Map<ResourceGlue, number>();
  for (const { name, glue } of exports) {
    const items = name === ROOT ? plan.exports : exportedItems(plan, name);
    for (const each of glue.functions) {
      const item = items.find((other) => other.kind === "function" && other.name === each.mangled);
      invariant(
        item?.kind === "function" && item.function.kind === "lift",
        `${each.mangled} is exported by the component`,
      );
      const { lift } = item.function;
      checkType(each, plan.lifts[lift]?.type);
      lifts.set(each, lift);
    }
    for (const each of glue.resources) {
      const item = items.find(
        (other) => other.kind === "resource" && other.name === each.resource.name,
      );
      invariant(item?.kind === "resource", `${each.resource.name} is exported by the component`);
      resources.set(`[export]${name}.${item.name}`, item.resource);
      exported.set(each, item.resource);
    }
  }
  return { lifts, exported };
}

function exportedItems(plan: LinkPlan, name: string): readonly PlannedExport[] {
  const item = plan.exports.find((each) => each.kind === "instance" && each.name === name);
  return item?.kind === "instance" ? item.exports : [];
}

function find(interfaces: readonly MatchedInterface[], name: string): MatchedInterface | undefined {
  return interfaces.find((each) => each.name === name);
}

/**
 * Both come from the same binary; the one was read as WIT, the other as types to run. A resource may have several names,
 * and a digest in a signature hides them.
 */
function checkType(glue: FunctionGlue, type: AbiFunctionType | undefined): void {
  invariant(type !== undefined, `${glue.mangled} is in the plan`);
  const found = signature(type);
  invariant(
    found.includes("#") || withoutNames(found) === withoutNames(glue.signature),
    `${glue.mangled} is ${found} in the plan, ${glue.signature} in the world`,
  );
}

function withoutNames(text: string): string {
  return text.replace(/(own|borrow)<[^<>]*>/g, "$1");
}
