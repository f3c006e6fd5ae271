/* Interfaces and worlds of one package by name: which there are, and in which order they are resolved. */
import { errorAt } from "../diagnostic.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type { ItemReference } from "./declared-package.js";
import { aliasOf, foreignItem, membersKey, reportUnknownItem } from "./item-lookup.js";
import {
  type FileScope,
  type PackageScope,
  addInterfaceDraft,
  addWorldDraft,
} from "./package-scope.js";
import type { PackageItem } from "./source-package.js";
import { type Edge, cycleHints, toposort } from "./toposort.js";
import { pathUses } from "./use-paths.js";

/** An interface or world with the names visible in its file. */
export interface LocalItem {
  readonly reference: ItemReference;
  readonly item: ast.Interface | ast.World;
  readonly file: FileScope;
}

/** Adds the package's own interfaces and worlds, each after those that it uses or includes, and returns them so. */
export function addLocalItems(scope: PackageScope): {
  readonly order: readonly LocalItem[];
  readonly files: readonly FileScope[];
} {
  const definitions = collectDefinitions(scope);
  const targets = scope.source.files.map((items) => fileTargets(scope, items));
  const uses = new Map<string, Edge[]>([...definitions.keys()].map((name) => [name, []]));
  for (const [index, items] of scope.source.files.entries()) {
    for (const edge of localEdges(scope, items, targets[index] ?? new Map(), definitions)) {
      uses.get(edge.dependent)?.push(edge);
    }
  }

  const { names, cycles } = toposort(uses);
  for (const { edge, names: cycle } of cycles) {
    scope.report.report(() =>
      errorAt(
        edge.span,
        "item-cycle",
        `interface or world \`${edge.name}\` depends on itself`,
        cycleHints(cycle),
      ),
    );
  }
  for (const name of names) {
    const item = definitions.get(name);
    if (item) {
      scope.items.set(name, addItem(scope, item));
    }
  }
  markIncomplete(
    scope,
    cycles.flatMap((cycle) => cycle.names),
  );
  const files = scope.source.files.map((items, index) =>
    fileScope(scope, items, targets[index] ?? new Map()),
  );
  const fileOf = new Map(
    scope.source.files.flatMap((items, index) => items.map((item) => [item, files[index]])),
  );
  const order = names.flatMap((name): LocalItem[] => {
    const item = definitions.get(name);
    const reference = scope.items.get(name);
    const file = item && fileOf.get(item);
    return item && reference && file ? [{ item, reference, file }] : [];
  });
  return { order, files };
}

/** An interface on a cycle is used before its members are known. */
function markIncomplete(scope: PackageScope, names: readonly string[]): void {
  for (const name of names) {
    const item = scope.items.get(name);
    const draft = item?.kind === "interface" ? scope.interfaces[item.id] : undefined;
    if (draft) {
      draft.incomplete = true;
    }
  }
}

function addItem(scope: PackageScope, item: ast.Interface | ast.World): ItemReference {
  const start = { name: item.name.name, span: item.name.span };
  return item.kind === "interface"
    ? { kind: "interface", id: addInterfaceDraft(scope, start) }
    : { kind: "world", id: addWorldDraft(scope, start) };
}

/** Interfaces and worlds share one namespace over all files of a package. */
function collectDefinitions(scope: PackageScope): Map<string, ast.Interface | ast.World> {
  const definitions = new Map<string, ast.Interface | ast.World>();
  for (const items of scope.source.files) {
    for (const item of items) {
      if (item.kind === "top-level-use") {
        continue;
      }
      const first = definitions.get(item.name.name);
      if (!first) {
        definitions.set(item.name.name, item);
        continue;
      }
      scope.report.report(() =>
        errorAt(
          item.name.span,
          "duplicate-item",
          `duplicate item named \`${item.name.name}\`: the package already has ${describe(first)} of that name`,
          [{ message: "first defined here", span: first.name.span }],
        ),
      );
      // Members of the second are unknown, and so would be a use of them.
      scope.report.said.add(membersKey(item.name.name));
    }
  }
  return definitions;
}

function describe(item: ast.Interface | ast.World): string {
  return item.kind === "interface" ? "an interface" : "a world";
}

/** What a name of a file stands for, before ids are known. */
type FileTarget =
  | { readonly kind: "local"; readonly target: ast.Identifier }
  | { readonly kind: "foreign"; readonly path: ast.PackagePath }
  | { readonly kind: "ambiguous" };

/** The names of one file: what it defines, and aliases. */
function fileTargets(
  scope: PackageScope,
  items: readonly PackageItem[],
): ReadonlyMap<string, FileTarget> {
  const targets = new Map<string, FileTarget>();
  const spans = new Map<string, ast.Identifier>();
  const seen = new Set<string>();
  for (const item of items) {
    const name = item.kind === "top-level-use" ? aliasOf(item) : item.name;
    const first = spans.get(name.name);
    if (first) {
      const bothDefined = item.kind !== "top-level-use" && seen.has(name.name);
      if (!bothDefined) {
        reportFileDuplicate(scope, name, first);
        targets.set(name.name, { kind: "ambiguous" });
      }
      continue;
    }
    spans.set(name.name, name);
    if (item.kind !== "top-level-use") {
      seen.add(name.name);
    }
    targets.set(
      name.name,
      item.kind !== "top-level-use"
        ? { kind: "local", target: item.name }
        : item.path.kind === "local-path"
          ? { kind: "local", target: item.path.name }
          : { kind: "foreign", path: item.path },
    );
  }
  return targets;
}

function reportFileDuplicate(
  scope: PackageScope,
  name: ast.Identifier,
  first: ast.Identifier,
): void {
  scope.report.report(() =>
    errorAt(name.span, "duplicate-item", `duplicate name \`${name.name}\` in this file`, [
      { message: "first defined here", span: first.span },
      { message: `give one another name with \`use … as …;\`` },
    ]),
  );
}

interface LocalEdge extends Edge {
  readonly dependent: string;
}

/** The uses between interfaces and worlds of the package in one file. */
function* localEdges(
  scope: PackageScope,
  items: readonly PackageItem[],
  targets: ReadonlyMap<string, FileTarget>,
  definitions: ReadonlyMap<string, unknown>,
): Generator<LocalEdge> {
  for (const { path, dependent } of pathUses(items)) {
    if (path.kind !== "local-path" || dependent === undefined) {
      continue;
    }
    const target = targets.get(path.name.name);
    const id = target?.kind === "local" ? target.target : path.name;
    if (target?.kind === "foreign" || target?.kind === "ambiguous") {
      continue;
    }
    if (definitions.has(id.name)) {
      yield { name: id.name, span: id.span, dependent };
    } else {
      reportUnknownItem(scope, id, [definitions]);
    }
  }
}

/** Gives a file's names their meaning, and checks its top-level `use`s. */
function fileScope(
  scope: PackageScope,
  items: readonly PackageItem[],
  targets: ReadonlyMap<string, FileTarget>,
): FileScope {
  for (const item of items) {
    if (item.kind === "top-level-use" && item.attributes.length > 0) {
      scope.report.report(() =>
        errorAt(
          keywordSpan(item),
          "misplaced-attribute",
          "attributes are not allowed on a top-level `use`",
          [{ message: "gate the items that use the alias instead" }],
        ),
      );
    }
  }
  const meaning = (target: FileTarget): ItemReference | "unknown" => {
    switch (target.kind) {
      case "ambiguous":
        return "unknown";
      case "foreign":
        return foreignItem(scope, target.path) ?? "unknown";
      case "local": {
        const local = scope.items.get(target.target.name);
        if (!local) {
          reportUnknownItem(scope, target.target, [scope.items]);
        }
        return local ?? "unknown";
      }
    }
  };
  return new Map([...targets].map(([name, target]) => [name, meaning(target)]));
}

/** The word `use`: the last one before the path. */
function keywordSpan({ path, span }: ast.TopLevelUse): Span {
  const start = Math.max(span.source.text.lastIndexOf("use", path.span.start), span.start);
  return { source: span.source, start, end: start + "use".length };
}
