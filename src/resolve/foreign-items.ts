/* Placeholders for what a package uses of others. */
import { formatPackageName } from "../graph/package-name.js";
import type * as ast from "../syntax/ast.js";
import type { ItemReference } from "./declared-package.js";
import { readGate } from "./gates.js";
import { resolveInterface } from "./item-lookup.js";
import {
  type FileScope,
  type PackageScope,
  addDeclaredType,
  addInterfaceDraft,
  addWorldDraft,
} from "./package-scope.js";
import { packageName } from "./source-package.js";
import { pathUses } from "./use-paths.js";

/** Adds a placeholder for each interface and world of other packages, in order of first mention. */
export function addForeignItems(scope: PackageScope): void {
  for (const file of scope.source.files) {
    for (const { path, attributes, target } of pathUses(file)) {
      if (path.kind === "package-path") {
        addForeignItem(scope, path, attributes, target === "world" ? "world" : "interface");
      }
    }
  }
}

function addForeignItem(
  scope: PackageScope,
  path: ast.PackagePath,
  attributes: readonly ast.Attribute[],
  kind: "interface" | "world",
): void {
  const name = packageName(path.package);
  const key = formatPackageName(name);
  let owner = scope.foreign.get(key);
  if (!owner) {
    owner = { name, span: path.package.span, items: new Map() };
    scope.foreign.set(key, owner);
  }
  let entry = owner.items.get(path.name.name);
  if (!entry) {
    const { span } = path.name;
    const item: ItemReference =
      kind === "world"
        ? { kind, id: addWorldDraft(scope, { name: "", span }) }
        : { kind, id: addInterfaceDraft(scope, { span, foreign: true }) };
    entry = { item, name: path.name.name, span, gates: [] };
    owner.items.set(path.name.name, entry);
  }
  entry.gates.push(readGate(scope, attributes).stability);
}

/** Adds a placeholder for each type that is used of another package's interface, in order of first mention. */
export function addForeignTypes(scope: PackageScope, files: readonly FileScope[]): void {
  for (const [index, items] of scope.source.files.entries()) {
    const file = files[index] ?? new Map<string, ItemReference>();
    for (const { path, attributes, names } of pathUses(items)) {
      const id = names && resolveInterface(scope, file, path);
      const owner = id === undefined ? undefined : scope.interfaces[id];
      if (id === undefined || !owner?.foreign) {
        continue;
      }
      for (const { name } of names ?? []) {
        if (owner.members.has(name.name)) {
          continue;
        }
        const type = addDeclaredType(scope, {
          ...readGate(scope, attributes),
          name: name.name,
          kind: { kind: "foreign" },
          owner: { kind: "interface", interface: id },
          span: name.span,
        });
        owner.members.set(name.name, { kind: "type", type, span: name.span });
        owner.types.set(name.name, type);
      }
    }
  }
}
