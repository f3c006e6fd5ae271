/* What paths point to. */
import { type Hint, errorAt } from "../diagnostic.js";
import type { InterfaceId, WorldId } from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import type * as ast from "../syntax/ast.js";
import type { ItemReference } from "./declared-package.js";
import type { FileScope, PackageScope } from "./package-scope.js";
import { isFirst } from "./report.js";
import { packageName } from "./source-package.js";
import { suggest } from "./suggest.js";

/** Finds the interface that a path points to; reports anything else. */
export function resolveInterface(
  scope: PackageScope,
  file: FileScope,
  path: ast.UsePath,
): InterfaceId | undefined {
  const item = resolveItem(scope, file, path);
  if (item?.kind === "world") {
    reportWrongKind(scope, path.name, "a world", "an interface");
  }
  return item?.kind === "interface" ? item.id : undefined;
}

/** Finds the world that a path points to; reports anything else. */
export function resolveWorld(
  scope: PackageScope,
  file: FileScope,
  path: ast.UsePath,
): WorldId | undefined {
  const item = resolveItem(scope, file, path);
  if (item?.kind === "interface") {
    reportWrongKind(scope, path.name, "an interface", "a world");
  }
  return item?.kind === "world" ? item.id : undefined;
}

/** Finds what a path points to; reports a name that nothing has. */
function resolveItem(
  scope: PackageScope,
  file: FileScope,
  path: ast.UsePath,
): ItemReference | undefined {
  if (path.kind === "package-path") {
    return foreignItem(scope, path);
  }
  const found = file.get(path.name.name) ?? scope.items.get(path.name.name);
  if (found === undefined) {
    reportUnknownItem(scope, path.name, [file, scope.items]);
  }
  return found === "unknown" ? undefined : found;
}

/** Finds the placeholder for what a path into another package points to. */
export function foreignItem(scope: PackageScope, path: ast.PackagePath): ItemReference | undefined {
  return scope.foreign.get(formatPackageName(packageName(path.package)))?.items.get(path.name.name)
    ?.item;
}

function reportWrongKind(
  scope: PackageScope,
  name: ast.Identifier,
  is: string,
  wanted: string,
): void {
  if (isFirst(scope.report, `kind:${name.name}:${wanted}`)) {
    scope.report.report(() =>
      errorAt(
        name.span,
        "wrong-item-kind",
        `name \`${name.name}\` is defined as ${is}, not ${wanted}`,
        wanted === "a world"
          ? [{ message: "`include` takes worlds; an interface is imported or exported" }]
          : [],
      ),
    );
  }
}

/** Reports a name that nothing has, once for each name. */
export function reportUnknownItem(
  scope: PackageScope,
  name: ast.Identifier,
  candidates: readonly ReadonlyMap<string, unknown>[],
): void {
  if (isFirst(scope.report, `item:${name.name}`)) {
    scope.report.report(() =>
      errorAt(
        name.span,
        "unknown-item",
        `interface or world \`${name.name}\` does not exist`,
        unknownItemHints(scope, name.name, candidates),
      ),
    );
  }
}

function unknownItemHints(
  scope: PackageScope,
  name: string,
  candidates: readonly ReadonlyMap<string, unknown>[],
): readonly Hint[] {
  const elsewhere = scope.index.items(name);
  if (elsewhere.length > 0) {
    return elsewhere.map((path) => ({ message: `another package has it: write \`${path}\`` }));
  }
  const alias = scope.source.files
    .flat()
    .find((item) => item.kind === "top-level-use" && aliasOf(item).name === name);
  return alias?.kind === "top-level-use"
    ? [
        {
          message: "another file has a `use` of that name: repeat it in this file",
          span: aliasOf(alias).span,
        },
      ]
    : suggest(name, new Set(candidates.flatMap((names) => [...names.keys()])));
}

/** The name that a top-level `use` gives. */
export function aliasOf(use: ast.TopLevelUse): ast.Identifier {
  return use.alias ?? use.path.name;
}

/** Marks an item some of whose members are unknown. */
export function membersKey(item: string): string {
  return `members:${item}`;
}
