/*
 * `include` (component-model, WIT.md, "Union of Worlds with include"): interfaces that go by their own name are
 * united; what has a plain name is copied, with new types, so that its resources are distinct in each world.
 */
import { type Hint, errorAt } from "../diagnostic.js";
import type { Stability, WorldId, WorldInterface, WorldItem } from "../graph/package-graph.js";
import type { Span } from "../source.js";
import { type ItemCopies, copyWorldItem, itemCopies } from "./copy-items.js";
import type { DeclaredInclude, Rename } from "./declared-package.js";
import { type DraftWorld, type WorldKey, isPlainName } from "./draft-graph.js";
import { sameStability } from "./gates.js";
import type { PackageLinks } from "./link-context.js";
import { suggest } from "./suggest.js";

/** A world with its place in the graph. */
export interface PlacedWorld {
  readonly id: WorldId;
  readonly world: DraftWorld;
}

/** Adds all that the world `included` imports and exports to the first one. */
export function includeWorld(
  links: PackageLinks,
  { id, world }: PlacedWorld,
  included: PlacedWorld,
  include: DeclaredInclude,
): void {
  const keys = [...included.world.imports.keys(), ...included.world.exports.keys()];
  const unknown = include.renames.find(
    (rename) => !keys.some((key) => isPlainName(key) && renamed(key, rename) !== undefined),
  );
  if (unknown) {
    reportUnknownName(links, include, unknown, keys);
    return;
  }
  const { graph } = links.context;
  const copies = itemCopies(graph, {
    from: { kind: "world", world: included.id },
    to: { kind: "world", world: id },
    package: links.id,
  });
  const inclusion: Inclusion = {
    links,
    include,
    copies,
    isExternal: included.world.package !== world.package,
  };
  for (const [key, item] of included.world.imports) {
    includeItem(inclusion, world.imports, key, item, "import");
  }
  for (const [key, item] of included.world.exports) {
    includeItem(inclusion, world.exports, key, item, "export");
  }
}

interface Inclusion {
  readonly links: PackageLinks;
  readonly include: DeclaredInclude;
  readonly copies: ItemCopies;
  /** Whether the included world stands in another package. */
  readonly isExternal: boolean;
}

function includeItem(
  { links, include, copies, isExternal }: Inclusion,
  items: Map<WorldKey, WorldItem>,
  key: WorldKey,
  item: WorldItem,
  side: "import" | "export",
): void {
  if (item.kind === "interface" && !isPlainName(key)) {
    const present = items.get(key) ?? item;
    if (present.kind === "interface") {
      items.set(key, uniteInterfaces(links, item, present, isExternal, include.span));
    }
    return;
  }
  const name = newName(key, include.renames);
  const first = items.get(name);
  if (first) {
    reportShadowing(links, include, { side, name, first });
    return;
  }
  items.set(name, copyWorldItem(copies, item, name));
}

function newName(key: WorldKey, renames: readonly Rename[]): WorldKey {
  for (const rename of renames) {
    const name = renamed(key, rename);
    if (name !== undefined) {
      return name;
    }
  }
  return key;
}

/** The new name of an item, also of a function of a renamed resource; `undefined` when the renaming is not for it. */
function renamed(key: WorldKey, { name, alias }: Rename): WorldKey | undefined {
  if (key === name) {
    return alias;
  }
  const bracket = key.indexOf("]");
  if (bracket < 0) {
    return undefined;
  }
  const kind = key.slice(0, bracket + 1);
  const rest = key.slice(bracket + 1);
  const dot = rest.indexOf(".");
  if (dot >= 0 && rest.slice(0, dot) === name) {
    return `${kind}${alias}${rest.slice(dot)}`;
  }
  return rest === name ? `${kind}${alias}` : undefined;
}

/** What another package says about stability does not count here; otherwise both must say the same, or one nothing. */
function uniteInterfaces(
  links: PackageLinks,
  from: WorldInterface,
  into: WorldInterface,
  isExternal: boolean,
  span: Span,
): WorldInterface {
  if (isExternal && from.stability?.kind === "stable") {
    const { stability: _dropped, ...rest } = into;
    return rest;
  }
  const { stability } = from;
  const present = into.stability;
  if (!stability || sameStability(stability, present)) {
    return into;
  }
  if (present) {
    links.report.report(() =>
      errorAt(
        span,
        "stability-mismatch",
        `mismatch in stability: the included world says ${describe(stability)}, this one ${describe(present)}`,
        [from.span, into.span].flatMap((place): Hint[] =>
          place ? [{ message: "for this interface", span: place }] : [],
        ),
      ),
    );
  }
  return { ...into, stability };
}

function describe(stability: Stability): string {
  return stability.kind === "stable"
    ? `\`@since(version = ${stability.since})\``
    : `\`@unstable(feature = ${stability.feature})\``;
}

function reportUnknownName(
  links: PackageLinks,
  include: DeclaredInclude,
  rename: Rename,
  keys: readonly WorldKey[],
): void {
  const names = new Set(keys.filter((key) => isPlainName(key) && !key.startsWith("[")));
  links.report.report(() =>
    errorAt(
      include.span,
      "unknown-include-name",
      `the included world has no import or export with the plain name \`${rename.name}\``,
      [
        { message: "it is renamed here", span: rename.span },
        ...suggest(rename.name, names),
        { message: "interfaces that go by their own name cannot be renamed" },
      ],
    ),
  );
}

function reportShadowing(
  links: PackageLinks,
  include: DeclaredInclude,
  clash: { readonly side: string; readonly name: string; readonly first: WorldItem },
): void {
  const { side, name, first } = clash;
  const span = first.kind === "function" ? first.function.span : first.span;
  links.report.report(() =>
    errorAt(
      include.span,
      "include-clash",
      `${side} of \`${name}\` shadows previously ${side}ed items`,
      [
        ...(span ? [{ message: "the world has this already", span }] : []),
        { message: `give it another name: \`include … with { ${plainPart(name)} as … }\`` },
      ],
    ),
  );
}

/** `[method]r.m` is renamed through `r`. */
function plainPart(name: string): string {
  return name.slice(name.indexOf("]") + 1).split(".")[0] ?? name;
}
