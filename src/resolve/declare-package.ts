import type { DeclaredPackage } from "./declared-package.js";
import { declareInterface } from "./declare-interface.js";
import { declareWorld } from "./declare-world.js";
import type { NameIndex } from "./name-index.js";
import { addForeignItems, addForeignTypes } from "./foreign-items.js";
import { addLocalItems } from "./package-items.js";
import type { PackageScope } from "./package-scope.js";
import { type Report, onceReport } from "./report.js";
import type { SourcePackage } from "./source-package.js";

/**
 * Resolves the names inside one package. A package with syntax errors keeps only its name and what it refers to:
 * what is missing in it may just not have been understood.
 */
export function declarePackage(
  source: SourcePackage,
  index: NameIndex,
  report: Report,
): DeclaredPackage {
  const scope: PackageScope = {
    source,
    report: onceReport(source.incomplete ? () => undefined : report),
    index,
    types: [],
    interfaces: [],
    worlds: [],
    foreign: new Map(),
    items: new Map(),
    interned: new Map(),
    requiredResources: [],
    gates: new Map(),
  };
  addForeignItems(scope);
  if (!source.incomplete) {
    const { order, files } = addLocalItems(scope);
    addForeignTypes(scope, files);
    for (const { reference, item, file } of order) {
      if (item.kind === "interface") {
        declareInterface(scope, file, reference.id, item);
      }
    }
    for (const { reference, item, file } of order) {
      if (item.kind === "world") {
        declareWorld(scope, file, reference.id, item);
      }
    }
  }
  return {
    name: source.name,
    nameSpan: source.nameSpan,
    ...(source.docs !== undefined && { docs: source.docs }),
    types: scope.types,
    interfaces: scope.interfaces,
    worlds: scope.worlds,
    foreign: scope.foreign,
    requiredResources: scope.requiredResources,
    failed: source.incomplete || scope.report.failed,
  };
}
