/* Interfaces and worlds of one package by name: which there are, what paths point to, in which order they resolve. */
import { errorAt, type Hint } from "../diagnostic.js";
import type { InterfaceId, WorldId } from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type { ItemReference } from "./declared-package.js";
import { readGate } from "./gates.js";
import {
  type FileScope,
  type PackageScope,
  addDeclaredType,
  addInterfaceDraft,
  addWorldDraft,
} from "./package-scope.js";
import { isFirst } from "./report.js";
import { type PackageItem, packageName } from "./source-package.js";
import { suggest } from "./suggest.js";
import { type Edge, toposort } from "./toposort.js";
import { pathUses } from "./use-paths.js";

/** An interface or world with the names visible in its file. */
export interface LocalItem {
  readonly reference: ItemReference;
  readonly item: ast.Interface | ast.World;
  readonly file: FileScope;
}

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

/** Explains a cycle: `a → b → a`. */
export function cycleHints(names: readonly string[]): readonly Hint[] {
  const shown = names.length > 10 ? [...names.slice(0, 10), "…"] : names;
  return [{ message: [...shown, names[0] ?? ""].map((name) => `\`${name}\``).join(" → ") }];
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

/** Marks an item some of whose members are unknown. */
export function membersKey(item: string): string {
  return `members:${item}`;
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

function aliasOf(use: ast.TopLevelUse): ast.Identifier {
  return use.alias ?? use.path.name;
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

function foreignItem(scope: PackageScope, path: ast.PackagePath): ItemReference | undefined {
  return scope.foreign.get(formatPackageName(packageName(path.package)))?.items.get(path.name.name)
    ?.item;
}

/** Finds what a path points to; reports a name that nothing has. */
export function resolveItem(
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

function reportUnknownItem(
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
