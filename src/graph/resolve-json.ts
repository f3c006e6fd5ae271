import { assertNever } from "../assert.js";
import type {
  Field,
  FunctionItem,
  Interface,
  Label,
  Package,
  PackageGraph,
  Stability,
  Type,
  TypeDefinition,
  TypeKind,
  TypeOwner,
  World,
  WorldItem,
} from "./package-graph.js";
import { formatPackageName } from "./package-name.js";

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
/** An object of JSON. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Makes the object that `wasm-tools component wit --json` prints, with its order of keys. */
export function toResolveJson(graph: PackageGraph): JsonObject {
  return {
    worlds: graph.worlds.map(worldJson),
    interfaces: graph.interfaces.map(interfaceJson),
    types: graph.types.map(typeDefinitionJson),
    packages: graph.packages.map(packageJson),
  };
}

function worldJson(world: World): JsonObject {
  return {
    name: world.name,
    imports: worldItemsJson(world.imports),
    exports: worldItemsJson(world.exports),
    package: world.package,
    ...docsJson(world.docs),
    ...stabilityJson(world.stability),
  };
}

function worldItemsJson(items: readonly WorldItem[]): JsonObject {
  return Object.fromEntries(items.map((item) => [worldItemKey(item), worldItemJson(item)]));
}

function worldItemKey(item: WorldItem): string {
  switch (item.kind) {
    case "interface":
      return item.name ?? `interface-${item.interface}`;
    case "function":
    case "type":
      return item.name;
    default:
      return assertNever(item);
  }
}

function worldItemJson(item: WorldItem): JsonObject {
  switch (item.kind) {
    case "interface":
      return {
        interface: {
          id: item.interface,
          ...stabilityJson(item.stability),
          ...externalIdJson(item.externalId),
          ...docsJson(item.docs),
        },
      };
    case "function":
      return { function: functionJson(item.function) };
    case "type":
      return { type: item.type };
    default:
      return assertNever(item);
  }
}

function interfaceJson(definition: Interface): JsonObject {
  return {
    name: definition.name ?? null,
    types: Object.fromEntries(definition.types),
    functions: Object.fromEntries(
      [...definition.functions].map(([name, item]) => [name, functionJson(item)]),
    ),
    ...docsJson(definition.docs),
    ...stabilityJson(definition.stability),
    package: definition.package,
    ...(definition.cloneOf !== undefined && { clone_of: definition.cloneOf }),
  };
}

function functionJson(item: FunctionItem): JsonObject {
  return {
    name: item.name,
    kind: functionKindJson(item),
    params: item.params.map(({ name, type }) => ({ name, type })),
    ...(item.result !== undefined && { result: item.result }),
    ...docsJson(item.docs),
    ...stabilityJson(item.stability),
    ...externalIdJson(item.externalId),
  };
}

function functionKindJson(item: FunctionItem): Json {
  const kind = item.async ? `async-${item.kind.kind}` : item.kind.kind;
  return item.kind.kind === "freestanding" ? kind : { [kind]: item.kind.resource };
}

function typeDefinitionJson(definition: TypeDefinition): JsonObject {
  return {
    name: definition.name ?? null,
    kind: typeKindJson(definition.kind),
    owner: ownerJson(definition.owner),
    ...docsJson(definition.docs),
    ...stabilityJson(definition.stability),
    ...externalIdJson(definition.externalId),
  };
}

function typeKindJson(kind: TypeKind): Json {
  switch (kind.kind) {
    case "record":
      return { record: { fields: kind.fields.map(fieldJson) } };
    case "flags":
      return { flags: { flags: kind.flags.map(labelJson) } };
    case "tuple":
      return { tuple: { types: kind.types } };
    case "variant":
      return {
        variant: {
          cases: kind.cases.map(({ name, type, docs }) => ({
            name,
            type: type ?? null,
            ...docsJson(docs),
          })),
        },
      };
    case "enum":
      return { enum: { cases: kind.cases.map(labelJson) } };
    case "option":
      return { option: kind.type };
    case "result":
      return { result: { ok: kind.ok ?? null, err: kind.err ?? null } };
    case "list":
      return { list: kind.element };
    case "fixed-length-list":
      return { "fixed-length-list": [kind.element, kind.length] };
    case "map":
      return { map: [kind.key, kind.value] };
    case "future":
    case "stream":
      return { [kind.kind]: kind.payload ?? null };
    case "resource":
      return "resource";
    case "own":
    case "borrow":
      return { handle: { [kind.kind]: kind.resource } };
    case "alias":
      return { type: kind.type satisfies Type };
    default:
      return assertNever(kind);
  }
}

function fieldJson({ name, type, docs }: Field): JsonObject {
  return { name, type, ...docsJson(docs) };
}

function labelJson({ name, docs }: Label): JsonObject {
  return { name, ...docsJson(docs) };
}

function ownerJson(owner: TypeOwner | undefined): Json {
  switch (owner?.kind) {
    case undefined:
      return null;
    case "interface":
      return { interface: owner.interface };
    case "world":
      return { world: owner.world };
    default:
      return assertNever(owner);
  }
}

function packageJson(item: Package): JsonObject {
  return {
    name: formatPackageName(item.name),
    ...docsJson(item.docs),
    interfaces: Object.fromEntries(item.interfaces),
    worlds: Object.fromEntries(item.worlds),
  };
}

function docsJson(docs: string | undefined): JsonObject {
  return docs === undefined ? {} : { docs: { contents: docs } };
}

function stabilityJson(stability: Stability | undefined): JsonObject {
  switch (stability?.kind) {
    case undefined:
      return {};
    case "stable":
      return { stability: { stable: { since: stability.since, ...deprecatedJson(stability) } } };
    case "unstable":
      return {
        stability: { unstable: { feature: stability.feature, ...deprecatedJson(stability) } },
      };
    default:
      return assertNever(stability);
  }
}

function deprecatedJson({ deprecated }: Stability): JsonObject {
  return deprecated === undefined ? {} : { deprecated };
}

function externalIdJson(externalId: string | undefined): JsonObject {
  return externalId === undefined ? {} : { external_id: externalId };
}
