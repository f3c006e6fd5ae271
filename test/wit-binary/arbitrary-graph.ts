import fc from "fast-check";
import type {
  FunctionItem,
  Interface,
  InterfaceId,
  Package,
  PackageGraph,
  Parameter,
  PrimitiveType,
  Stability,
  Type,
  TypeDefinition,
  TypeId,
  TypeKind,
  TypeOwner,
  World,
  WorldItem,
} from "../../src/graph/package-graph.js";
import { forbiddenCharacter } from "../../src/source.js";

/** How to make a value type; numbers pick one of what is there at that point. */
type TypeRecipe =
  | { readonly kind: "primitive"; readonly primitive: PrimitiveType }
  | { readonly kind: "named"; readonly pick: number }
  | { readonly kind: "list" | "option"; readonly of: TypeRecipe }
  | { readonly kind: "fixed"; readonly of: PrimitiveType; readonly length: number }
  | { readonly kind: "map"; readonly key: PrimitiveType; readonly of: TypeRecipe }
  | { readonly kind: "tuple"; readonly of: readonly TypeRecipe[] }
  | { readonly kind: "stream" | "future"; readonly of: TypeRecipe | undefined }
  | {
      readonly kind: "result";
      readonly ok: TypeRecipe | undefined;
      readonly err: TypeRecipe | undefined;
    };

interface ItemRecipe {
  readonly docs: string | undefined;
  readonly stability: Stability | undefined;
  readonly externalId: string | undefined;
}

type DefinitionRecipe = ItemRecipe &
  (
    | { readonly kind: "alias"; readonly of: TypeRecipe }
    | { readonly kind: "record" | "variant"; readonly parts: readonly TypeRecipe[] }
    | { readonly kind: "flags" | "enum"; readonly count: number }
    | { readonly kind: "use"; readonly pick: number }
    | {
        readonly kind: "resource";
        readonly constructor: FunctionRecipe | undefined;
        readonly methods: readonly FunctionRecipe[];
        readonly statics: readonly FunctionRecipe[];
      }
  );

type FunctionRecipe = ItemRecipe & {
  readonly async: boolean;
  readonly params: readonly TypeRecipe[];
  readonly borrowed: number | undefined;
  readonly result: TypeRecipe | undefined;
};

interface InterfaceRecipe extends ItemRecipe {
  readonly definitions: readonly DefinitionRecipe[];
  readonly functions: readonly FunctionRecipe[];
}

interface WorldRecipe extends ItemRecipe {
  readonly imports: readonly number[];
  readonly exports: readonly number[];
  readonly labelled: readonly number[];
  readonly definitions: readonly DefinitionRecipe[];
  readonly importedFunctions: readonly FunctionRecipe[];
  readonly exportedFunctions: readonly FunctionRecipe[];
  readonly inPlace: InterfaceRecipe | undefined;
}

interface PackageRecipe {
  readonly docs: string | undefined;
  readonly version: string | undefined;
  readonly interfaces: readonly InterfaceRecipe[];
  readonly worlds: readonly WorldRecipe[];
}

const primitives: readonly PrimitiveType[] = [
  "bool",
  "s8",
  "u8",
  "s16",
  "u16",
  "s32",
  "u32",
  "s64",
  "u64",
  "f32",
  "f64",
  "char",
  "string",
  "error-context",
];

const pick = fc.nat({ max: 30 });
const maybe = <T>(item: fc.Arbitrary<T>, freq = 3): fc.Arbitrary<T | undefined> =>
  fc.option(item, { nil: undefined, freq });
const few = <T>(item: fc.Arbitrary<T>, maxLength = 3, minLength = 0): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength, maxLength });

const { type } = fc.letrec<{ type: TypeRecipe; inner: TypeRecipe }>((tie) => ({
  inner: tie("type"),
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true, depthIdentifier: "type" },
    fc.record({
      kind: fc.constant("primitive" as const),
      primitive: fc.constantFrom(...primitives),
    }),
    fc.record({ kind: fc.constant("named" as const), pick }),
    fc.record({ kind: fc.constantFrom("list" as const, "option" as const), of: tie("type") }),
    // The size of a type in memory is limited, so there are no long lists of lists.
    fc.record({
      kind: fc.constant("fixed" as const),
      of: fc.constantFrom(...primitives),
      length: fc.integer({ min: 1, max: 200 }),
    }),
    fc.record({
      kind: fc.constant("map" as const),
      key: fc.constantFrom<PrimitiveType>("string", "u32", "char"),
      of: tie("type"),
    }),
    fc.record({ kind: fc.constant("tuple" as const), of: few(tie("type"), 3, 1) }),
    fc.record({
      kind: fc.constantFrom("stream" as const, "future" as const),
      of: maybe(tie("type")),
    }),
    fc.record({
      kind: fc.constant("result" as const),
      ok: maybe(tie("type")),
      err: maybe(tie("type")),
    }),
  ),
}));

const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((value) => !forbiddenCharacter.test(value));
const version = fc.constantFrom("1.0.0", "0.2.0-rc-2023-12-05", "0.3.1+build.5");
const stability: fc.Arbitrary<Stability> = fc
  .tuple(fc.boolean(), version, maybe(version))
  .map(([stable, value, deprecated]) => {
    const rest = deprecated === undefined ? {} : { deprecated };
    return stable
      ? { kind: "stable", since: value, ...rest }
      : { kind: "unstable", feature: "some-feature", ...rest };
  });
const item = {
  docs: maybe(text, 2),
  stability: maybe(stability, 2),
  externalId: maybe(text, 1),
};

const functionRecipe: fc.Arbitrary<FunctionRecipe> = fc.record({
  ...item,
  async: fc.boolean(),
  params: few(type),
  borrowed: maybe(pick),
  result: maybe(type),
});

const definition: fc.Arbitrary<DefinitionRecipe> = fc.oneof(
  fc.record({ ...item, kind: fc.constant("alias" as const), of: type }),
  fc.record({
    ...item,
    kind: fc.constantFrom("record" as const, "variant" as const),
    parts: few(type, 4, 1),
  }),
  fc.record({
    ...item,
    kind: fc.constantFrom("flags" as const, "enum" as const),
    count: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ ...item, kind: fc.constant("use" as const), pick }),
  fc.record({
    ...item,
    kind: fc.constant("resource" as const),
    constructor: maybe(functionRecipe),
    methods: few(functionRecipe, 2),
    statics: few(functionRecipe, 2),
  }),
);

const interfaceRecipe: fc.Arbitrary<InterfaceRecipe> = fc.record({
  ...item,
  definitions: few(definition, 5),
  functions: few(functionRecipe),
});

const worldRecipe: fc.Arbitrary<WorldRecipe> = fc.record({
  ...item,
  imports: few(pick),
  exports: few(pick),
  labelled: few(pick, 2),
  definitions: few(definition),
  importedFunctions: few(functionRecipe, 2),
  exportedFunctions: few(functionRecipe, 2),
  inPlace: maybe(interfaceRecipe),
});

const packageRecipe: fc.Arbitrary<PackageRecipe> = fc.record({
  docs: maybe(text),
  version: maybe(version),
  interfaces: few(interfaceRecipe, 4, 1),
  worlds: few(worldRecipe, 2),
});

/** Makes graphs of up to three packages that use each other's types; the last one is the root. */
export const arbitraryGraph: fc.Arbitrary<PackageGraph> = fc
  .array(packageRecipe, { minLength: 1, maxLength: 3 })
  .map((recipes) => new GraphBuilder().build(recipes));

/** Follows recipes so that what comes out has the invariants of a graph. */
class GraphBuilder {
  readonly #packages: Package[] = [];
  readonly #interfaces: Interface[] = [];
  readonly #worlds: World[] = [];
  readonly #types: TypeDefinition[] = [];

  build(recipes: readonly PackageRecipe[]): PackageGraph {
    for (const [id, recipe] of recipes.entries()) {
      this.#package(id, recipe);
    }
    return {
      packages: this.#packages,
      interfaces: this.#interfaces,
      worlds: this.#worlds,
      types: this.#types,
      root: recipes.length - 1,
    };
  }

  #package(id: number, recipe: PackageRecipe): void {
    const interfaces = new Map<string, InterfaceId>();
    const worlds = new Map<string, number>();
    this.#packages.push({
      name: {
        namespace: "test",
        name: `p${id}`,
        ...optional("version", recipe.version),
      },
      ...optional("docs", recipe.docs),
      interfaces,
      worlds,
    });
    for (const [index, item] of recipe.interfaces.entries()) {
      const name = `interface-${index}`;
      interfaces.set(name, this.#interface(item, id, name));
    }
    for (const [index, item] of recipe.worlds.entries()) {
      const name = `world-${index}`;
      worlds.set(name, this.#world(item, id, name));
    }
  }

  #interface(recipe: InterfaceRecipe, owner: number, name: string | undefined): InterfaceId {
    const id = this.#interfaces.length;
    const types = new Map<string, TypeId>();
    const functions = new Map<string, FunctionItem>();
    const usable = this.#interfaces.flatMap((item, index) =>
      item.name === undefined ? [] : [index],
    );
    this.#interfaces.push({
      ...optional("name", name),
      package: owner,
      types,
      functions,
      ...documented(recipe),
    });
    this.#definitions(
      recipe.definitions,
      { kind: "interface", interface: id },
      types,
      usable,
      (f) => functions.set(f.name, f),
    );
    for (const [index, item] of recipe.functions.entries()) {
      const func = this.#function(item, `function-${index}`, { kind: "freestanding" }, types);
      functions.set(func.name, func);
    }
    return id;
  }

  #definitions(
    recipes: readonly DefinitionRecipe[],
    owner: TypeOwner,
    types: Map<string, TypeId>,
    usable: readonly InterfaceId[],
    addFunction: (item: FunctionItem) => void,
  ): void {
    const add = (recipe: DefinitionRecipe, index: number, kind: TypeKind | undefined): void => {
      if (kind === undefined) {
        return;
      }
      const name = `type-${index}`;
      const id = this.#add({
        name,
        kind,
        owner,
        ...documented(recipe),
        ...optional("externalId", recipe.externalId),
      });
      types.set(name, id);
      if (recipe.kind === "resource") {
        this.#resourceFunctions(recipe, name, id, types).forEach(addFunction);
      }
    };
    // What is used stands first, as in every graph.
    for (const used of [true, false]) {
      for (const [index, recipe] of recipes.entries()) {
        if ((recipe.kind === "use") === used) {
          add(recipe, index, this.#definitionKind(recipe, types, usable));
        }
      }
    }
  }

  #resourceFunctions(
    recipe: DefinitionRecipe & { kind: "resource" },
    name: string,
    resource: TypeId,
    types: ReadonlyMap<string, TypeId>,
  ): FunctionItem[] {
    const functions: FunctionItem[] = [];
    if (recipe.constructor !== undefined) {
      const kind = { kind: "constructor", resource } as const;
      const item = { ...recipe.constructor, async: false, result: undefined };
      const made = this.#function(item, `[constructor]${name}`, kind, types);
      functions.push({ ...made, result: this.#add({ kind: { kind: "own", resource } }) });
    }
    for (const [index, method] of recipe.methods.entries()) {
      const kind = { kind: "method", resource } as const;
      const made = this.#function(method, `[method]${name}.m-${index}`, kind, types);
      const self = { name: "self", type: this.#add({ kind: { kind: "borrow", resource } }) };
      functions.push({ ...made, params: [self, ...made.params] });
    }
    for (const [index, item] of recipe.statics.entries()) {
      const kind = { kind: "static", resource } as const;
      functions.push(this.#function(item, `[static]${name}.s-${index}`, kind, types));
    }
    return functions;
  }

  #definitionKind(
    recipe: DefinitionRecipe,
    types: ReadonlyMap<string, TypeId>,
    usable: readonly InterfaceId[],
  ): TypeKind | undefined {
    const make = (part: TypeRecipe): Type => this.#type(part, types);
    const labels = (count: number): { name: string; docs?: string }[] =>
      Array.from({ length: count }, (_, index) => ({
        name: `label-${index}`,
        ...optional("docs", index === 1 ? recipe.docs : undefined),
      }));
    switch (recipe.kind) {
      case "alias": {
        const made = make(recipe.of);
        return typeof made === "number" && this.#types[made]?.name === undefined
          ? this.#types[made]?.kind
          : { kind: "alias", type: made };
      }
      case "record":
        return {
          kind: "record",
          fields: labels(recipe.parts.length).map((label, index) => ({
            ...label,
            type: make(recipe.parts[index] as TypeRecipe),
          })),
        };
      case "variant":
        return {
          kind: "variant",
          cases: labels(recipe.parts.length + 1).map((label, index) => ({
            ...label,
            ...optional("type", recipe.parts[index] && make(recipe.parts[index])),
          })),
        };
      case "flags":
        return { kind: "flags", flags: labels(recipe.count) };
      case "enum":
        return { kind: "enum", cases: labels(recipe.count) };
      case "resource":
        return { kind: "resource" };
      case "use": {
        const candidates = usable.flatMap((id) => [
          ...(this.#interfaces[id]?.types.values() ?? []),
        ]);
        const used = candidates[recipe.pick % candidates.length];
        return used === undefined ? undefined : { kind: "alias", type: used };
      }
    }
  }

  #function(
    recipe: FunctionRecipe,
    name: string,
    kind: FunctionItem["kind"],
    types: ReadonlyMap<string, TypeId>,
  ): FunctionItem {
    const params: Parameter[] = recipe.params.map((param, index) => ({
      name: `param-${index}`,
      type: this.#type(param, types),
    }));
    const resources = [...types.values()].filter((id) => this.#isResource(id));
    const resource = resources[(recipe.borrowed ?? 0) % resources.length];
    if (resource !== undefined && recipe.borrowed !== undefined) {
      params.push({ name: "borrowed", type: this.#add({ kind: { kind: "borrow", resource } }) });
    }
    return {
      name,
      kind,
      async: recipe.async,
      params,
      ...optional("result", recipe.result && this.#type(recipe.result, types)),
      ...documented(recipe),
      ...optional("externalId", recipe.externalId),
    };
  }

  #type(recipe: TypeRecipe, types: ReadonlyMap<string, TypeId>): Type {
    const make = (part: TypeRecipe): Type => this.#type(part, types);
    switch (recipe.kind) {
      case "primitive":
        return recipe.primitive;
      case "named": {
        const named = [...types.values()];
        const id = named[recipe.pick % named.length];
        if (id === undefined) {
          return "bool";
        }
        return this.#isResource(id) ? this.#add({ kind: { kind: "own", resource: id } }) : id;
      }
      case "list":
        return this.#add({ kind: { kind: "list", element: make(recipe.of) } });
      case "option":
        return this.#add({ kind: { kind: "option", type: make(recipe.of) } });
      case "fixed": {
        const { length } = recipe;
        return this.#add({ kind: { kind: "fixed-length-list", element: recipe.of, length } });
      }
      case "map":
        return this.#add({ kind: { kind: "map", key: recipe.key, value: make(recipe.of) } });
      case "tuple":
        return this.#add({ kind: { kind: "tuple", types: recipe.of.map(make) } });
      case "stream":
      case "future": {
        const made = recipe.of && make(recipe.of);
        // There is no stream of char (yet).
        const payload = recipe.kind === "stream" && this.#isChar(made) ? "u8" : made;
        return this.#add({ kind: { kind: recipe.kind, ...optional("payload", payload) } });
      }
      case "result": {
        const ok = recipe.ok && make(recipe.ok);
        const err = recipe.err && make(recipe.err);
        return this.#add({
          kind: { kind: "result", ...optional("ok", ok), ...optional("err", err) },
        });
      }
    }
  }

  #world(recipe: WorldRecipe, owner: number, name: string): number {
    const id = this.#worlds.length;
    const imports: WorldItem[] = [];
    const exports: WorldItem[] = [];
    this.#worlds.push({ name, package: owner, imports, exports, ...documented(recipe) });

    const named = this.#interfaces.flatMap((item, index) =>
      item.name === undefined ? [] : [index],
    );
    const choose = (picks: readonly number[]): InterfaceId[] =>
      picks.map((value) => named[value % named.length] as InterfaceId);
    const exported = this.#closure(choose(recipe.exports)).filter((one) =>
      choose(recipe.exports).includes(one),
    );
    const types = new Map<string, TypeId>();
    // The docs of an import of an interface in place are those of the interface; its stability is both's.
    const inPlace = recipe.inPlace && this.#interface(recipe.inPlace, owner, undefined);
    const imported = this.#closure([
      ...(inPlace === undefined ? [] : this.#dependencies(inPlace)),
      ...choose(recipe.imports),
      ...choose(recipe.labelled).flatMap((one) => this.#dependencies(one)),
      ...exported.flatMap((one) => this.#dependencies(one)),
    ]);
    imports.push(
      ...imported.map((one): WorldItem => ({
        kind: "interface",
        interface: one,
        ...documented(recipe),
        ...optional("externalId", recipe.externalId),
      })),
    );
    choose(recipe.labelled).forEach((one, index) =>
      imports.push({ kind: "interface", name: `label-${index}`, interface: one }),
    );
    const functions: FunctionItem[] = [];
    const world: TypeOwner = { kind: "world", world: id };
    this.#definitions(recipe.definitions, world, types, imported, (f) => functions.push(f));
    for (const [typeName, type] of types) {
      imports.push({ kind: "type", name: typeName, type });
    }
    const toItem = (item: FunctionItem): WorldItem => ({
      kind: "function",
      name: item.name,
      function: item,
    });
    const free = (recipes: readonly FunctionRecipe[]): WorldItem[] =>
      recipes.map((item, index) =>
        toItem(this.#function(item, `function-${index}`, { kind: "freestanding" }, types)),
      );
    imports.push(...functions.map(toItem), ...free(recipe.importedFunctions));
    exports.push(...free(recipe.exportedFunctions));
    if (inPlace !== undefined) {
      const own = optional("stability", recipe.inPlace?.stability);
      imports.push({ kind: "interface", name: "in-place", interface: inPlace, ...own });
    }
    exports.push(
      ...exported.map((one): WorldItem => ({
        kind: "interface",
        interface: one,
        ...documented(recipe),
      })),
    );
    return id;
  }

  /** Gives interfaces with all that they need, in their order, which is one of dependency. */
  #closure(ids: readonly InterfaceId[]): InterfaceId[] {
    const found = new Set(ids);
    for (const id of found) {
      for (const dependency of this.#dependencies(id)) {
        found.add(dependency);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  #dependencies(id: InterfaceId): InterfaceId[] {
    return [...(this.#interfaces[id]?.types.values() ?? [])].flatMap((type) => {
      const { kind } = this.#types[type] as TypeDefinition;
      const owner =
        kind.kind === "alias" && typeof kind.type === "number"
          ? this.#types[kind.type]?.owner
          : undefined;
      return owner?.kind === "interface" && owner.interface !== id ? [owner.interface] : [];
    });
  }

  #isChar(type: Type | undefined): boolean {
    const kind = typeof type === "number" ? this.#types[type]?.kind : undefined;
    return type === "char" || (kind?.kind === "alias" && this.#isChar(kind.type));
  }

  #isResource(id: TypeId): boolean {
    const kind = this.#types[id]?.kind;
    return kind?.kind === "alias" && typeof kind.type === "number"
      ? this.#isResource(kind.type)
      : kind?.kind === "resource";
  }

  #add(definition: TypeDefinition): TypeId {
    return this.#types.push(definition) - 1;
  }
}

function documented({ docs, stability }: ItemRecipe): { docs?: string; stability?: Stability } {
  return { ...optional("docs", docs), ...optional("stability", stability) };
}

function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  // A computed key widens to string; it is K.
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
}
