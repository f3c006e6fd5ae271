import { typeAt } from "../../graph/graph-access.js";
import type { FunctionDeclarationStructure } from "ts-morph";
import { bracketed, printDoc, type Doc } from "../../abi/doc.js";
import type { PackageGraph, Type, TypeId, TypeKind } from "../../graph/package-graph.js";
import { resolveType } from "../resolve-type.js";
import type { ModuleBuilder } from "../module-builder.js";
import { structureKinds } from "../structure-kinds.js";

/**
 * Whether a type, defined or used, comes with a guard. An enum does: its names are plain strings outside. So does a
 * variant that is an error somewhere: what is caught is `unknown`. Everything else TypeScript narrows by itself, or no
 * guard could tell without a look at every value inside.
 */
export function hasGuard(graph: PackageGraph, type: TypeId): boolean {
  const { kind } = typeAt(graph, type);
  switch (kind.kind) {
    case "enum":
      return true;
    case "variant":
      return errorTypes(graph).has(type);
    default:
      return false;
  }
}

/** `isName`, which tells whether any value is one of the type; nothing for types that need none. */
export function typeGuard(builder: ModuleBuilder, type: TypeId): FunctionDeclarationStructure[] {
  const { graph, module, options } = builder;
  const guard = module.guardNames.get(type);
  const { kind } = typeAt(graph, type);
  const name = module.typeNames.get(type) ?? "";
  if (guard === undefined || (kind.kind !== "enum" && kind.kind !== "variant")) {
    return [];
  }
  const docs =
    kind.kind === "enum"
      ? `Tells whether a value is one of {@link ${name}}.`
      : `Tells by its tag whether a value is one of {@link ${name}}.`;
  const isScript = options.emit === "js";
  return [
    {
      kind: structureKinds.function,
      isExported: true,
      name: guard,
      docs: [docs],
      parameters: [{ name: "value", type: "unknown" }],
      returnType: `value is ${name}`,
      statements: kind.kind === "enum" ? nameCheck(name, isScript) : tagCheck(name, kind, isScript),
    },
  ];
}

function nameCheck(name: string, isScript: boolean): string[] {
  return [`return Object.values${isScript ? "" : "<unknown>"}(${name}).includes(value);`];
}

function tagCheck(
  name: string,
  { cases }: Extract<TypeKind, { kind: "variant" }>,
  isScript: boolean,
): string[] {
  const tags = cases.map((each) => JSON.stringify(each.name));
  const type = isScript ? "" : ": unknown[]";
  const tag = isScript ? "value?.tag" : `(value as Partial<${name}> | undefined)?.tag`;
  const includes: Doc = ["return tags.includes", bracketed("(", [tag], ")"), ";"];
  return [
    printDoc([`const tags${type} = `, bracketed("[", tags, "]"), ";"], 2),
    printDoc(includes, 2),
  ];
}

const errorTypesByGraph = new WeakMap<PackageGraph, ReadonlySet<Type>>();

/** The types that some `result` has for its error. */
function errorTypes(graph: PackageGraph): ReadonlySet<Type> {
  let types = errorTypesByGraph.get(graph);
  if (types === undefined) {
    const found = new Set<Type>();
    for (const { kind } of graph.types) {
      if (kind.kind === "result" && kind.err !== undefined) {
        const resolved = resolveType(graph, kind.err);
        found.add(resolved.kind === "primitive" ? resolved.type : resolved.id);
      }
    }
    types = found;
    errorTypesByGraph.set(graph, types);
  }
  return types;
}
