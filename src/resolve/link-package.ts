import type { FunctionItem, Interface, TypeOwner } from "../graph/package-graph.js";
import { formatItemPath, formatPackageName } from "../graph/package-name.js";
import { mapTypeKind } from "../graph/type-kinds.js";
import type { DeclaredPackage, DeclaredType } from "./declared-package.js";
import { addPackage, addType } from "./draft-graph.js";
import {
  type LinkContext,
  type PackageLinks,
  isKept,
  linkId,
  linkType,
  linkTypeId,
  poisonItem,
} from "./link-context.js";
import { hiddenTypeKey, linkForeign } from "./link-foreign.js";
import { linkFunction } from "./link-function.js";
import { linkWorlds } from "./link-worlds.js";
import type { MissingPackages } from "./missing-packages.js";
import { type Report, hasFailed, onceReport } from "./report.js";

/**
 * Appends a package to the graph: what it refers to is looked up, what gates leave out is dropped, and its worlds are
 * completed. The packages that it refers to must have been linked.
 */
export function linkPackage(
  context: LinkContext,
  declared: DeclaredPackage,
  missing: MissingPackages,
  report: Report,
): void {
  const key = formatPackageName(declared.name);
  const once = onceReport(report);
  const links: PackageLinks = {
    context,
    declared,
    id: addPackage(context.graph, declared.name, declared.docs),
    report: once,
    gates: { features: context.features, packageName: declared.name, report: once },
    types: [],
    interfaces: [],
    worlds: [],
    hiddenTypes: new Map(),
    ownHandles: new Map(),
  };
  const complete = linkForeign(links, missing);
  if (!complete || declared.failed || hasFailed(once) || context.failed.has(key)) {
    context.failed.add(key);
    return;
  }
  const foreignTypes = links.types.length;
  const foreignInterfaces = links.interfaces.length;
  linkTypes(links);
  linkInterfaces(links);
  linkOwners(links, foreignTypes, "interface");
  linkWorlds(links, () => linkOwners(links, foreignTypes, "world"));
  if (hasFailed(once)) {
    context.failed.add(key);
    return;
  }
  registerInterfaces(links, foreignInterfaces);
}

function linkTypes(links: PackageLinks): void {
  const { declared, context } = links;
  for (const [id, definition] of declared.types.entries()) {
    if (id < links.types.length || definition.kind.kind === "foreign") {
      continue;
    }
    const { span, stability, name } = definition;
    // A type without a name has the gate of what uses it: a version is checked there, where it can be shown.
    const isCheckedThere = name === undefined && stability?.kind === "stable";
    if (!isCheckedThere && !isKept(links, stability, span)) {
      hideType(links, definition);
      links.types.push(undefined);
      continue;
    }
    const isRecord = definition.kind.kind === "record";
    const kind = mapTypeKind(definition.kind, {
      value: (type, at) => linkType(links, type, isRecord ? (at?.span ?? span) : span),
      reference: (type) => linkTypeId(links, type, span),
    });
    links.types.push(addType(context.graph, { ...definition, kind }));
  }
}

/** Types know their interface or world by its local id until that has one in the graph. */
function linkOwners(links: PackageLinks, first: number, kind: TypeOwner["kind"]): void {
  const { types } = links.context.graph;
  for (const id of links.types.slice(first)) {
    const definition = id === undefined ? undefined : types[id];
    if (id === undefined || definition?.owner?.kind !== kind) {
      continue;
    }
    const { owner, span, name } = definition;
    types[id] = {
      ...definition,
      owner:
        owner.kind === "interface"
          ? { kind: "interface", interface: linkId(links, kind, owner.interface, span, name) }
          : { kind: "world", world: linkId(links, kind, owner.world, span, name) },
    };
  }
}

function linkInterfaces(links: PackageLinks): void {
  const { declared, context } = links;
  for (const definition of declared.interfaces.slice(links.interfaces.length)) {
    const { name, docs, stability, span } = definition;
    if (!isKept(links, stability, span)) {
      if (name !== undefined) {
        context.hidden.set(formatItemPath(declared.name, name), { stability, span });
      }
      links.interfaces.push(undefined);
      continue;
    }
    const types = new Map<string, number>();
    for (const [type, id] of definition.types) {
      const linked = links.types[id];
      if (linked !== undefined) {
        types.set(type, linked);
      }
    }
    const functions = new Map<string, FunctionItem>();
    for (const [functionName, item] of definition.functions) {
      if (isKept(links, item.stability, item.span)) {
        functions.set(functionName, linkFunction(links, item));
      }
    }
    const linked: Interface = {
      ...(name !== undefined && { name }),
      package: links.id,
      types,
      functions,
      ...(docs !== undefined && { docs }),
      ...(stability && { stability }),
      ...(span && { span }),
    };
    links.interfaces.push(context.graph.interfaces.push(linked) - 1);
  }
}

function hideType(links: PackageLinks, definition: DeclaredType): void {
  const { name, owner, stability, span } = definition;
  if (name !== undefined && owner?.kind === "interface") {
    links.hiddenTypes.set(hiddenTypeKey(owner.interface, name), { stability, span });
  }
}

/** Makes the package's interfaces visible to those that follow. */
function registerInterfaces(links: PackageLinks, first: number): void {
  const { graph, hidden } = links.context;
  const owner = graph.packages[links.id];
  for (const [local, id] of links.interfaces.entries()) {
    const definition = id === undefined ? undefined : graph.interfaces[id];
    if (local < first || id === undefined || id === poisonItem || definition?.name === undefined) {
      continue;
    }
    owner?.interfaces.set(definition.name, id);
    for (const type of links.declared.interfaces[local]?.types.keys() ?? []) {
      const gate = links.hiddenTypes.get(hiddenTypeKey(local, type));
      if (gate) {
        hidden.set(hiddenTypeKey(id, type), gate);
      }
    }
  }
}
