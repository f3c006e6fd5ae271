/*
 * The second tier: what WIT can say but no component type can be (component-model, Explainer.md, "Component
 * Definitions" and "Type Checking"). The reference finds it when it validates the encoded package.
 */
import { type Diagnostic, type Hint, errorAt } from "../diagnostic.js";
import type {
  FunctionItem,
  InterfaceId,
  Label,
  PackageGraph,
  PackageId,
  Type,
  TypeDefinition,
  TypeId,
  WorldItem,
} from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import type { Span } from "../source.js";
import { containedTypes } from "./type-kinds.js";
import { checkTypeSizes } from "./validate-sizes.js";

const maxFlags = 32;
const maxFixedLength = 1 << 30;
const maxMembers = 10_000;
const maxParams = 1_000;

/**
 * Reports what in `packages`, by default the graph's root, and in all that these refer to is no valid component type.
 */
export function validateGraph(
  graph: PackageGraph,
  packages: readonly PackageId[] = [graph.root],
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const reachable = reachableItems(graph, packages);
  for (const id of packages) {
    checkPackageNames(graph, id, report);
  }
  for (const id of [...reachable.types].sort((a, b) => a - b)) {
    const definition = graph.types[id];
    if (definition) {
      checkType(graph, definition, reachable.places.get(id), report);
    }
  }
  checkTypeSizes(graph, reachable, report);
  for (const id of reachable.interfaces) {
    const definition = graph.interfaces[id];
    const what = definition?.name === undefined ? "interface" : `interface \`${definition.name}\``;
    checkNames(interfaceNames(graph, id), what, report);
    for (const item of definition?.functions.values() ?? []) {
      checkParams(item, report);
    }
  }
  for (const id of reachable.worlds) {
    const world = graph.worlds[id];
    for (const [side, items] of [
      ["imports", world?.imports],
      ["exports", world?.exports],
    ] as const) {
      checkNames(
        (items ?? []).flatMap(worldItemName),
        `${side} of world \`${world?.name ?? ""}\``,
        report,
      );
      for (const item of items ?? []) {
        if (item.kind === "function") {
          checkParams(item.function, report);
        }
      }
    }
  }
  return diagnostics;
}

type Report = (diagnostic: Diagnostic) => void;

/** What is looked at: in order of first use. */
export interface ReachableItems {
  readonly interfaces: ReadonlySet<InterfaceId>;
  readonly worlds: ReadonlySet<number>;
  readonly types: ReadonlySet<TypeId>;
  /** For types without a span of their own: where something with one holds them. */
  readonly places: ReadonlyMap<TypeId, Span>;
}

function reachableItems(graph: PackageGraph, packages: readonly PackageId[]): ReachableItems {
  const interfaces = new Set<InterfaceId>();
  const worlds = new Set<number>();
  const types = new Set<TypeId>();
  const places = new Map<TypeId, Span>();
  const open: (() => void)[] = [];
  const addType = (type: Type | undefined, place: Span | undefined): void => {
    if (typeof type !== "number" || types.has(type)) {
      return;
    }
    types.add(type);
    const definition = graph.types[type];
    const span = definition?.span ?? place;
    if (span) {
      places.set(type, span);
    }
    open.push(() => {
      const { kind, owner } = definition ?? {};
      if (owner?.kind === "interface") {
        addInterface(owner.interface);
      }
      for (const part of kind ? containedTypes(kind) : []) {
        addType(part, span);
      }
      if (kind?.kind === "own" || kind?.kind === "borrow") {
        addType(kind.resource, span);
      }
    });
  };
  const addFunction = (item: FunctionItem): void => {
    item.params.forEach((param) => addType(param.type, param.span ?? item.span));
    addType(item.result, item.span);
  };
  const addInterface = (id: InterfaceId): void => {
    const definition = graph.interfaces[id];
    if (definition && !interfaces.has(id)) {
      interfaces.add(id);
      open.push(() => {
        definition.types.forEach((type) => addType(type, definition.span));
        definition.functions.forEach(addFunction);
      });
    }
  };
  const addItem = (item: WorldItem): void => {
    switch (item.kind) {
      case "interface":
        addInterface(item.interface);
        break;
      case "function":
        addFunction(item.function);
        break;
      case "type":
        addType(item.type, item.span);
        break;
    }
  };
  for (const id of packages) {
    graph.packages[id]?.interfaces.forEach(addInterface);
    for (const world of graph.packages[id]?.worlds.values() ?? []) {
      worlds.add(world);
      graph.worlds[world]?.imports.forEach(addItem);
      graph.worlds[world]?.exports.forEach(addItem);
    }
  }
  for (let next = open.pop(); next; next = open.pop()) {
    next();
  }
  return { interfaces, worlds, types, places };
}

function checkType(
  graph: PackageGraph,
  { kind, name }: TypeDefinition,
  place: Span | undefined,
  report: Report,
): void {
  const fail = (code: string, message: string, hints: readonly Hint[] = []): void =>
    report(errorAt(place, code, message, hints));
  const label = name === undefined ? "" : ` \`${name}\``;
  switch (kind.kind) {
    case "record":
      if (kind.fields.length === 0) {
        fail("empty-type", `record${label} must have at least one field`);
      }
      checkLabels(kind.fields, `field of record${label}`, report);
      checkCount(kind.fields.length, "fields", fail);
      break;
    case "variant":
      checkLabels(kind.cases, `case of variant${label}`, report);
      checkCount(kind.cases.length, "cases", fail);
      break;
    case "enum":
      checkLabels(kind.cases, `case of enum${label}`, report);
      checkCount(kind.cases.length, "cases", fail);
      break;
    case "flags":
      if (kind.flags.length === 0) {
        fail("empty-type", `flags${label} must have at least one flag`);
      }
      if (kind.flags.length > maxFlags) {
        fail("too-many-flags", `flags${label} has ${kind.flags.length} flags: 32 is the most`, [
          { message: "split it into several, or use a list of an enum" },
        ]);
      }
      checkLabels(kind.flags, `flag of${label}`, report);
      break;
    case "tuple":
      if (kind.types.length === 0) {
        fail("empty-type", "a tuple must have at least one type");
      }
      checkCount(kind.types.length, "types", fail);
      break;
    case "fixed-length-list":
      if (kind.length === 0) {
        fail("fixed-length", "a list of fixed length must have at least one element");
      } else if (kind.length > maxFixedLength) {
        fail("fixed-length", `a list of fixed length has at most ${maxFixedLength} elements`);
      }
      break;
    case "stream":
      if (kind.payload !== undefined && isChar(graph, kind.payload)) {
        fail("stream-of-char", "`stream<char>` is not possible", [
          { message: "use `stream<u8>` and say which encoding it holds" },
        ]);
      }
      break;
    case "option":
    case "result":
    case "list":
    case "map":
    case "future":
    case "resource":
    case "own":
    case "borrow":
    case "alias":
      break;
  }
}

function checkCount(
  count: number,
  what: string,
  fail: (code: string, message: string) => void,
): void {
  if (count > maxMembers) {
    fail("too-many-members", `${count} ${what} are too many: ${maxMembers} is the most`);
  }
}

function isChar(graph: PackageGraph, type: Type): boolean {
  for (let current: Type | undefined = type; current !== undefined;) {
    if (typeof current === "string") {
      return current === "char";
    }
    const kind: TypeDefinition["kind"] | undefined = graph.types[current]?.kind;
    current = kind?.kind === "alias" ? kind.type : undefined;
  }
  return false;
}

function checkLabels(labels: readonly Label[], what: string, report: Report): void {
  checkNames(
    labels.map(({ name, span }) => ({ key: name.toLowerCase(), name, span })),
    what,
    report,
  );
}

function checkParams(item: FunctionItem, report: Report): void {
  checkLabels(item.params, `parameter of \`${item.name}\``, report);
  if (item.params.length > maxParams) {
    report(
      errorAt(
        item.span,
        "too-many-members",
        `${item.params.length} parameters are too many: ${maxParams} is the most`,
      ),
    );
  }
}

interface NamedPlace {
  /** Equal for names that clash. */
  readonly key: string;
  readonly name: string;
  readonly span: Span | undefined;
}

function checkNames(names: readonly NamedPlace[], what: string, report: Report): void {
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
    report(
      errorAt(
        place.span,
        "name-clash",
        `${what}: \`${place.name}\` conflicts with \`${first.name}\`${because}`,
        first.span ? [{ message: "first defined here", span: first.span }] : [],
      ),
    );
  }
}

function interfaceNames(graph: PackageGraph, id: InterfaceId): readonly NamedPlace[] {
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

function worldItemName(item: WorldItem): readonly NamedPlace[] {
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

function checkPackageNames(graph: PackageGraph, id: PackageId, report: Report): void {
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
