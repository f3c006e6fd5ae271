import { InvalidComponentError } from "../component/errors.js";
import type { ComponentModel } from "../component/model.js";
import type { PackageGraph } from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import { withPackageDocs } from "./apply-package-docs.js";
import type { TypeEvaluator } from "./evaluate-types.js";
import { parseExternName, type ParsedName } from "./extern-names.js";
import { emptyDraft, finishDraft, packageDraft, type PackageDraft } from "./graph-draft.js";
import { failOnPackageCycle, InterfaceDecoder } from "./interface-decoder.js";
import {
  peelAliases,
  type ComponentNode,
  type Extern,
  type InstanceEntity,
  type NamedEntity,
} from "./type-nodes.js";

/** A component that is a WIT package: each export is a component type. */
export interface WitPackage {
  /**
   * 1: one export, `ns:name/wit`, whose type exports all interfaces and worlds; 2: one export for each, by its plain
   * name.
   */
  readonly format: 1 | 2;
  readonly items: readonly PackageItem[];
  readonly evaluator: TypeEvaluator;
}

interface PackageItem {
  readonly name: NamedEntity["name"];
  readonly type: ComponentNode;
  readonly offset: number;
}

/**
 * Looks whether a component is a WIT package: if it has exports, each the type of a component, and nothing else.
 *
 * @param externs the component's imports and exports, as `evaluator` gave them.
 */
export function asWitPackage(
  externs: readonly Extern[],
  evaluator: TypeEvaluator,
): WitPackage | undefined {
  const items: PackageItem[] = [];
  for (const { direction, entity, name, offset } of externs) {
    const type = entity.kind === "type" ? peelAliases(entity.referenced) : undefined;
    if (direction === "import" || type?.kind !== "component") {
      return undefined;
    }
    items.push({ name, type, offset });
  }
  const [first] = items;
  if (first === undefined) {
    return undefined;
  }
  const name = parseExternName(first.name, first.offset);
  if (name.kind === "plain") {
    return { format: 2, items, evaluator };
  }
  return name.kind === "interface" && name.interface === "wit"
    ? { format: 1, items, evaluator }
    : undefined;
}

/**
 * Reads a WIT package binary, with the docs and stability of its `package-docs` section. Other packages are in the
 * graph as far as this one shows them.
 *
 * @throws InvalidComponentError for a broken binary.
 */
export function decodePackage(component: ComponentModel, witPackage: WitPackage): PackageGraph {
  const graph =
    witPackage.format === 1 ? decodeFormat1(witPackage) : decodePackageItems(witPackage);
  return withPackageDocs(graph, component);
}

/** Reads component types that stand for one interface or world each, all of one package. */
function decodePackageItems({ items, evaluator }: Omit<WitPackage, "format">): PackageGraph {
  const draft = emptyDraft();
  const decoder = new InterfaceDecoder(draft);
  let root: PackageDraft | undefined;
  for (const item of items) {
    const externs = evaluator.open(item.type, item.offset);
    const exports = externs.filter(({ direction }) => direction === "export");
    const [only] = exports;
    if (only === undefined || exports.length !== 1) {
      throw new InvalidComponentError(
        `expected a single export, but found ${exports.length} instead`,
        item.offset,
      );
    }
    const name = fullName(only);
    const owner = packageDraft(draft, name.package);
    root ??= owner;
    if (owner !== root) {
      throw new InvalidComponentError(
        `\`${only.name.name}\` is not in package \`${formatPackageName(root.name)}\``,
        only.offset,
      );
    }
    decodeItem(decoder, evaluator, root, only, externs);
  }
  if (root === undefined) {
    throw new InvalidComponentError("no exported component type found", 0);
  }
  return finishDraft(draft, root, failOnPackageCycle);
}

function decodeFormat1({ items, evaluator }: WitPackage): PackageGraph {
  const [item, more] = items;
  if (item === undefined || more !== undefined) {
    const offset = more?.offset ?? 0;
    throw new InvalidComponentError("expected a single export of a component type", offset);
  }
  const draft = emptyDraft();
  const decoder = new InterfaceDecoder(draft);
  const root = packageDraft(draft, fullName(item).package);
  const externs = evaluator.open(item.type, item.offset);
  importInterfaces(decoder, externs);
  for (const extern of externs) {
    if (extern.direction === "export") {
      decodeItem(decoder, evaluator, root, extern, []);
    }
  }
  return finishDraft(draft, root, failOnPackageCycle);
}

/** Adds an interface or world to its package, after what `externs` import for it. */
function decodeItem(
  decoder: InterfaceDecoder,
  evaluator: TypeEvaluator,
  root: PackageDraft,
  item: NamedEntity,
  externs: readonly Extern[],
): void {
  switch (item.entity.kind) {
    case "instance":
      importInterfaces(decoder, externs);
      decoder.ownInterface(item, item.entity);
      break;
    case "component": {
      const name = fullName(item);
      const world = decoder.addWorld(name.interface, root, item.offset);
      decoder.fillWorld(world, evaluator.open(item.entity, item.offset), root);
      break;
    }
    default:
      throw new InvalidComponentError(
        `\`${item.name.name}\` is neither an interface nor a world`,
        item.offset,
      );
  }
}

function importInterfaces(decoder: InterfaceDecoder, externs: readonly Extern[]): void {
  for (const item of externs) {
    if (item.direction === "import") {
      decoder.usedInterface(item.name.name, item, instanceOf(item));
    }
  }
}

function instanceOf({ name, entity, offset }: NamedEntity): InstanceEntity {
  if (entity.kind !== "instance") {
    throw new InvalidComponentError(`import \`${name.name}\` is not an instance`, offset);
  }
  return entity;
}

function fullName(
  item: Pick<NamedEntity, "name" | "offset">,
): Extract<ParsedName, { kind: "interface" }> {
  const name = parseExternName(item.name, item.offset);
  if (name.kind !== "interface") {
    throw new InvalidComponentError(
      `expected \`${item.name.name}\` to be the full name of an interface or world`,
      item.offset,
    );
  }
  return name;
}
