/* What a package refers to in others: placeholders against what is in the graph. */
import { errorAt } from "../diagnostic.js";
import { formatItemPath, formatPackageName } from "../graph/package-name.js";
import type { ForeignItem, ForeignPackage } from "./declared-package.js";
import { isResource, poisonType, type DraftPackage } from "./draft-graph.js";
import { type PackageLinks, becauseOf, hiddenHints, isKept, poisonItem } from "./link-context.js";
import type { MissingPackages } from "./missing-packages.js";
import { isFirst } from "./report.js";
import { suggest } from "./suggest.js";

/**
 * Finds the interfaces, worlds and types of other packages.
 *
 * @returns whether everything that is referred to is in the graph.
 */
export function linkForeign(links: PackageLinks, missing: MissingPackages): boolean {
  const items = [...links.declared.foreign.values()].flatMap((owner) =>
    [...owner.items.values()].map((item) => ({ owner, item })),
  );
  let complete = true;
  for (const kind of ["interface", "world"] as const) {
    const ofKind = items
      .filter(({ item }) => item.item.kind === kind)
      .sort((a, b) => a.item.item.id - b.item.item.id);
    for (const { owner, item } of ofKind) {
      const id = linkItem(links, owner, item, missing);
      complete &&= id !== poisonItem;
      (kind === "interface" ? links.interfaces : links.worlds).push(id);
    }
  }
  complete = linkForeignTypes(links) && complete;
  checkRequiredResources(links);
  return complete;
}

function linkItem(
  links: PackageLinks,
  owner: ForeignPackage,
  item: ForeignItem,
  missing: MissingPackages,
): number | undefined {
  const { context } = links;
  const key = formatPackageName(owner.name);
  if (context.failed.has(key)) {
    return poisonItem;
  }
  const packageId = context.graph.packageIds.get(key);
  const target = packageId === undefined ? undefined : context.graph.packages[packageId];
  if (!target) {
    missing.add(owner, links.declared.name);
    return poisonItem;
  }
  if (!item.gates.some((stability) => isKept(links, stability, item.span))) {
    return undefined;
  }
  const { kind } = item.item;
  const found = (kind === "interface" ? target.interfaces : target.worlds).get(item.name);
  if (found === undefined) {
    reportMissingItem(links, owner, item, target);
  }
  return found ?? poisonItem;
}

function reportMissingItem(
  links: PackageLinks,
  owner: ForeignPackage,
  { item: { kind }, name, span }: ForeignItem,
  target: DraftPackage,
): void {
  const [wanted, other] =
    kind === "interface" ? [target.interfaces, target.worlds] : [target.worlds, target.interfaces];
  const hidden = links.context.hidden.get(formatItemPath(owner.name, name));
  const otherKind = kind === "interface" ? "a world" : "an interface";
  links.report.report(() =>
    errorAt(
      span,
      "unknown-foreign-item",
      `${kind} \`${name}\` not found in package \`${formatPackageName(owner.name)}\`${hidden ? becauseOf(hidden) : ""}`,
      hidden
        ? hiddenHints(hidden)
        : other.has(name)
          ? [{ message: `the package has ${otherKind} of that name` }]
          : suggest(name, wanted),
    ),
  );
}

function linkForeignTypes(links: PackageLinks): boolean {
  const { graph, hidden } = links.context;
  let complete = true;
  for (const { kind, name, owner, stability, span } of links.declared.types) {
    if (kind.kind !== "foreign" || owner?.kind !== "interface" || name === undefined) {
      break;
    }
    if (!isKept(links, stability, span)) {
      links.types.push(undefined);
      continue;
    }
    const id = links.interfaces[owner.interface];
    const source = id === undefined ? undefined : graph.interfaces[id];
    const found = source?.types.get(name);
    if (source && found === undefined) {
      const gate = hidden.get(hiddenTypeKey(id ?? poisonItem, name));
      links.report.report(() =>
        errorAt(
          span,
          "unknown-member",
          `type \`${name}\` is not defined in interface \`${source.name ?? "?"}\`${gate ? becauseOf(gate) : ""}`,
          gate
            ? hiddenHints(gate)
            : source.functions.has(name)
              ? [{ message: `\`${name}\` is a function: \`use\` brings in types only` }]
              : suggest(name, source.types),
        ),
      );
    }
    complete &&= found !== undefined;
    links.types.push(found ?? poisonType);
  }
  return complete;
}

/** Where `LinkContext.hidden` keeps a type of an interface. */
export function hiddenTypeKey(interfaceId: number, type: string): string {
  return `${interfaceId} ${type}`;
}

function checkRequiredResources(links: PackageLinks): void {
  for (const { type, span } of links.declared.requiredResources) {
    const id = links.types[type];
    if (
      id !== undefined &&
      id !== poisonType &&
      !isResource(links.context.graph, id) &&
      isFirst(links.report, `no-resource:${type}`)
    ) {
      const target = links.context.graph.types[id];
      links.report.report(() =>
        errorAt(
          span,
          "handle-of-no-resource",
          `type \`${links.declared.types[type]?.name ?? "?"}\` used in a handle must be a resource`,
          target?.span ? [{ message: "it is defined here", span: target.span }] : [],
        ),
      );
    }
  }
}
