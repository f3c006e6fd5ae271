/* Names that are the same in a component, though they differ in WIT (Explainer.md, "Name Uniqueness"). */
import { errorAt } from "../diagnostic.js";
import type {
  FunctionItem,
  InterfaceId,
  Label,
  PackageGraph,
  PackageId,
  WorldItem,
} from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import type { Span } from "../source.js";
import type { Report } from "./report.js";

const maxParams = 1_000;

/** Reports interfaces and worlds of a package with the same name. */
export function checkPackageNames(graph: PackageGraph, id: PackageId, report: Report): void {
  const owner = graph.packages[id];
  if (owner) {
    const names = [
      ...[...owner.interfaces].map(([name, item]) => ({ name, item: graph.interfaces[item] })),
      ...[...owner.worlds].map(([name, item]) => ({ name, item: graph.worlds[item] })),
    ];
    checkNames(
      names.map(({ name, item }) => ({ key: name.toLowerCase(), name, span: item?.span })),
      `package \`${formatPackageName(owner.name)}\``,
      report,
    );
  }
}

/** The names of types and functions of an interface. */
export function interfaceNames(graph: PackageGraph, id: InterfaceId): readonly NamedPlace[] {
  const definition = graph.interfaces[id];
  return [
    ...[...(definition?.types ?? [])].map(([name, type]) => ({
      key: name.toLowerCase(),
      name,
      span: graph.types[type]?.span,
    })),
    ...[...(definition?.functions.values() ?? [])].map(functionName),
  ];
}

/** The plain name of an import or export, if it has one. */
export function worldItemName(item: WorldItem): readonly NamedPlace[] {
  switch (item.kind) {
    case "function":
      return [functionName({ ...item.function, name: item.name })];
    case "type":
      return [{ key: item.name.toLowerCase(), name: item.name, span: item.span }];
    case "interface":
      return item.name === undefined
        ? []
        : [{ key: item.name.toLowerCase(), name: item.name, span: item.span }];
  }
}

function functionName({ name, span }: FunctionItem): NamedPlace {
  return { key: externKey(name), name, span };
}

/**
 * When names of imports or exports are the same: case does not count, a method and a static function of one name clash,
 * and `[method]r.r` clashes with `r` itself (Explainer.md, "Name Uniqueness").
 */
function externKey(name: string): string {
  const [, resource, item] = /^\[(?:method|static)\]([^.]*)\.(.*)$/.exec(name.toLowerCase()) ?? [];
  if (resource === undefined || item === undefined) {
    return name.toLowerCase();
  }
  return resource === item ? resource : `${resource}.${item}`;
}

/** Reports what is wrong with the parameters of a function. */
export function checkParams(item: FunctionItem, report: Report): void {
  checkLabels(item.params, `parameter of \`${item.name}\``, report);
  if (item.params.length > maxParams) {
    report(() =>
      errorAt(
        item.span,
        "too-many-members",
        `${item.params.length} parameters are too many: ${maxParams} is the most`,
      ),
    );
  }
}

/** Reports fields, cases, flags or parameters with the same name. */
export function checkLabels(labels: readonly Label[], what: string, report: Report): void {
  checkNames(
    labels.map(({ name, span }) => ({ key: name.toLowerCase(), name, span })),
    what,
    report,
  );
}

interface NamedPlace {
  /** Equal for names that clash. */
  readonly key: string;
  readonly name: string;
  readonly span: Span | undefined;
}

/** Reports names that are the same, which case does not tell apart. */
export function checkNames(names: readonly NamedPlace[], what: string, report: Report): void {
  const seen = new Map<string, NamedPlace>();
  for (const place of names) {
    const first = seen.get(place.key);
    if (!first) {
      seen.set(place.key, place);
      continue;
    }
    const because =
      first.name === place.name
        ? ""
        : first.name.toLowerCase() === place.name.toLowerCase()
          ? ": names that differ only in case are the same"
          : ": a function of a resource cannot have the resource's name";
    report(() =>
      errorAt(
        place.span,
        "name-clash",
        `${what}: \`${place.name}\` conflicts with \`${first.name}\`${because}`,
        first.span ? [{ message: "first defined here", span: first.span }] : [],
      ),
    );
  }
}
