import { type Hint, errorAt } from "../diagnostic.js";
import type {
  PackageId,
  Stability,
  Type,
  TypeId,
  InterfaceId,
  WorldId,
} from "../graph/package-graph.js";
import type { Span } from "../source.js";
import type { DeclaredPackage } from "./declared-package.js";
import { type DraftGraph, addType, isResource, poisonType } from "./draft-graph.js";
import { type Features, type GateContext, isIncluded } from "./gates.js";
import { type OnceReport, isFirst } from "./report.js";

/** What linking one package after the other has in common. */
export interface LinkContext {
  readonly graph: DraftGraph;
  readonly features: Features;
  /** Packages that exist but could not be resolved: what refers to them is not reported. */
  readonly failed: Set<string>;
  /** Interfaces, worlds and types that a gate leaves out, by path: to explain why they are not found. */
  readonly hidden: Map<string, HiddenItem>;
}

/** An item that a gate leaves out. */
interface HiddenItem {
  readonly stability: Stability | undefined;
  readonly span: Span | undefined;
}

/** One package while it is appended to the graph: its local ids against the graph's. */
export interface PackageLinks {
  readonly context: LinkContext;
  readonly declared: DeclaredPackage;
  readonly id: PackageId;
  readonly report: OnceReport;
  readonly gates: GateContext;
  /** `undefined`: left out by a gate. */
  readonly types: (TypeId | undefined)[];
  readonly interfaces: (InterfaceId | undefined)[];
  readonly worlds: (WorldId | undefined)[];
  /** Types that a gate leaves out, by the local id of their interface and their name. */
  readonly hiddenTypes: Map<string, HiddenItem>;
  /** The anonymous `own` of each resource or alias of one. */
  readonly ownHandles: Map<TypeId, TypeId>;
}

/** Stands for an interface or world that could not be resolved and was reported. */
export const poisonItem = -1;

/** Tells whether an item of the package is kept. */
export function isKept(
  links: PackageLinks,
  stability: Stability | undefined,
  span: Span | undefined,
): boolean {
  return isIncluded(links.gates, stability, span);
}

/** Translates a type that is named: what a handle or an alias points to. */
export function linkTypeId(links: PackageLinks, id: TypeId, span: Span | undefined): TypeId {
  return linkId(links, "type", id, span);
}

/** Translates a type in a value's place, where a resource means an `own` of it. */
export function linkType(links: PackageLinks, type: Type, span: Span | undefined): Type {
  if (typeof type === "string") {
    return type;
  }
  const { graph } = links.context;
  const id = linkTypeId(links, type, span);
  if (id === poisonType || !isResource(graph, id)) {
    return id;
  }
  let handle = links.ownHandles.get(id);
  if (handle === undefined) {
    handle = addType(graph, { kind: { kind: "own", resource: id } });
    links.ownHandles.set(id, handle);
  }
  return handle;
}

/** What can be left out by a gate and still be referred to. */
type Linked = "type" | "interface" | "world";

/**
 * Translates a local id; reports one that a gate leaves out.
 *
 * @param member where `id` is the owner of a type: the type's name, for the message
 */
export function linkId(
  links: PackageLinks,
  kind: Linked,
  id: number,
  span: Span | undefined,
  member?: string,
): number {
  if (id === poisonType) {
    return poisonItem;
  }
  const map =
    kind === "type" ? links.types : kind === "interface" ? links.interfaces : links.worlds;
  const linked = map[id];
  if (linked !== undefined) {
    return linked;
  }
  if (isFirst(links.report, `hidden:${kind}:${id}:${member === undefined}`)) {
    reportHidden(links, { kind, id, member }, span);
  }
  return poisonItem;
}

function reportHidden(
  links: PackageLinks,
  hidden: { readonly kind: Linked; readonly id: number; readonly member: string | undefined },
  span: Span | undefined,
): void {
  const { declared } = links;
  const { kind, id, member } = hidden;
  const list =
    kind === "type" ? declared.types : kind === "interface" ? declared.interfaces : declared.worlds;
  const item = list[id];
  const name = item?.name === undefined ? "" : ` \`${item.name}\``;
  const subject =
    member === undefined
      ? `this refers to the ${kind}${name}`
      : `type \`${member}\` has no gate but belongs to the ${kind}${name}`;
  links.report.report(() =>
    errorAt(
      span,
      "hidden-by-gate",
      `${subject}, which is excluded${becauseOf(item)}`,
      hiddenHints(item ?? {}),
    ),
  );
}

/** Names the feature that an excluded item needs. */
export function becauseOf(
  item: { readonly stability?: Stability | undefined } | undefined,
): string {
  return item?.stability?.kind === "unstable"
    ? ` because its feature \`${item.stability.feature}\` is not active`
    : " because its feature is not active";
}

/** Says where the gate is and how to open it. */
export function hiddenHints(item: {
  readonly stability?: Stability | undefined;
  readonly span?: Span | undefined;
}): readonly Hint[] {
  const { stability, span } = item;
  const feature = stability?.kind === "unstable" ? stability.feature : undefined;
  return [
    { message: "the item that the gate stands on is here", ...(span && { span }) },
    ...(feature === undefined
      ? []
      : [
          {
            message: `activate the feature (\`--features ${feature}\`), or put \`@unstable(feature = ${feature})\` before this too`,
          },
        ]),
  ];
}
