import type { AbiFunctionType } from "../abi/abi-type.js";
import type { CanonBuiltin, CoreModule, StringEncoding } from "./model.js";
import type { Extern, ValueType } from "./validate/types.js";

/**
 * What instantiating a component does, as flat data: nested components are dissolved, and indices are those of the lists
 * below instead of the binary's index spaces. Made from the binary alone; running it needs no types.
 */
export interface LinkPlan {
  /** Component instances; the first is the root, parents stand before children. */
  readonly instances: readonly PlannedInstance[];
  /** Core modules that are instantiated or exported. */
  readonly modules: readonly CoreModule[];
  /** Resource types, one for each instance that defines one and for each import. */
  readonly resources: readonly PlannedResource[];
  /** Core functions that `canon` makes; each is made when something uses it. */
  readonly canons: readonly PlannedCanon[];
  /** Component functions that `canon lift` makes. */
  readonly lifts: readonly PlannedLift[];
  readonly imports: ReadonlyMap<string, Extern>;
  /** In the order in which they have to happen. */
  readonly steps: readonly Step[];
  readonly exports: readonly PlannedExport[];
}

/** A component instance: what its core functions share state in. */
export interface PlannedInstance {
  /** For messages. */
  readonly name: string;
  readonly parent: number | undefined;
}

/** A resource type that a guest defines, or that comes from outside. */
export type PlannedResource =
  | { readonly kind: "defined"; readonly name: string; readonly instance: number }
  | { readonly kind: "imported"; readonly name: string; readonly from: ExternalReference };

/** A place in what the host gave, or in the exports of a component that was instantiated at run time. */
export interface ExternalReference {
  readonly source:
    | { readonly kind: "import"; readonly name: string }
    | { readonly kind: "component"; readonly slot: number };
  /** Names of exports from there on, outermost first. */
  readonly path: readonly string[];
}

/** Where a core function, table, memory, global or tag comes from. */
export type CoreReference =
  | { readonly kind: "export"; readonly slot: number; readonly name: string }
  | { readonly kind: "canon"; readonly canon: number };

/** Where a core module comes from. */
export type ModuleReference =
  | { readonly kind: "module"; readonly module: number }
  | { readonly kind: "external"; readonly from: ExternalReference };

/** Where a component function comes from. */
export type FunctionReference =
  | { readonly kind: "lift"; readonly lift: number }
  | { readonly kind: "external"; readonly from: ExternalReference };

/** The options of a `canon` definition, with references in the place of indices. */
export interface PlannedOptions {
  readonly stringEncoding: StringEncoding;
  readonly memory: CoreReference | undefined;
  readonly realloc: CoreReference | undefined;
  readonly postReturn: CoreReference | undefined;
  readonly callback: CoreReference | undefined;
  readonly async: boolean;
}

/** A function type with what its resource keys stand for. */
export interface PlannedFunctionType {
  readonly type: AbiFunctionType;
  /** Index in the plan's resources, by `AbiResource.key`. */
  readonly resources: Readonly<Record<string, number>>;
}

/** A component function that `canon lift` makes. */
export interface PlannedLift extends PlannedFunctionType {
  /** The first name that it is exported under, for messages. */
  readonly name: string | undefined;
  readonly instance: number;
  readonly core: CoreReference;
  readonly options: PlannedOptions;
}

/** A core function that a `canon` definition makes: a lowered function or a built-in. */
export type PlannedCanon =
  | (PlannedFunctionType & {
      readonly kind: "lower";
      readonly instance: number;
      readonly function: FunctionReference;
      readonly options: PlannedOptions;
    })
  | {
      readonly kind: "resource";
      readonly builtin: "resource.new" | "resource.drop" | "resource.rep";
      readonly instance: number;
      readonly resource: number;
    }
  | {
      readonly kind: "builtin";
      readonly instance: number;
      readonly builtin: CanonBuiltin;
      readonly options?: PlannedOptions | undefined;
      readonly memory?: CoreReference | undefined;
      readonly table?: CoreReference | undefined;
      /** Of the stream or future that the built-in is of. */
      readonly payload?: ValueType | undefined;
    };

/** A lowered function. */
export type PlannedLower = Extract<PlannedCanon, { readonly kind: "lower" }>;

/** A built-in of resources. */
export type PlannedResourceBuiltin = Extract<PlannedCanon, { readonly kind: "resource" }>;

/** A built-in of anything but resources. */
export type PlannedBuiltin = Extract<PlannedCanon, { readonly kind: "builtin" }>;

/** What gives the imports of one module name to a core instance. */
export type CoreArgument =
  | { readonly kind: "instance"; readonly slot: number }
  | { readonly kind: "exports"; readonly items: readonly (readonly [string, CoreReference])[] };

/** One thing to do while linking. */
export type Step =
  | {
      readonly kind: "core-instance";
      readonly slot: number;
      readonly instance: number;
      readonly module: ModuleReference;
      readonly args: readonly (readonly [string, CoreArgument])[];
    }
  /** The destructor of a resource type is known from here on. */
  | {
      readonly kind: "destructor";
      readonly resource: number;
      readonly destructor: CoreReference;
    }
  /** Instantiates a component that the host gave. */
  | {
      readonly kind: "component";
      readonly slot: number;
      readonly component: ExternalReference;
      readonly args: readonly PlannedExport[];
    };

/** What a component exports, or gives to a component that it instantiates. */
export type PlannedExport =
  | {
      readonly kind: "function";
      readonly name: string;
      readonly function: FunctionReference;
    }
  | {
      readonly kind: "instance";
      readonly name: string;
      readonly exports: readonly PlannedExport[];
    }
  /** A resource type; other types are nothing at run time. */
  | { readonly kind: "resource"; readonly name: string; readonly resource: number }
  | { readonly kind: "core-module"; readonly name: string; readonly module: ModuleReference }
  | { readonly kind: "component"; readonly name: string; readonly component: PlannedComponent };

/** A component as a value: given by the host, or nested, with a plan of its own. */
export type PlannedComponent =
  | { readonly kind: "external"; readonly from: ExternalReference }
  | { readonly kind: "plan"; readonly plan: () => LinkPlan };
