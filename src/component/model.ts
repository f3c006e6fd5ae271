/**
 * A decoded component as data: one object for each production of Binary.md, in the order of the binary, indices not
 * yet resolved. `decode.ts` makes it; nothing in it is checked beyond what the grammar itself says.
 */

/** A component. Definitions of every sort stand in one list, in binary order, because index spaces grow in that order. */
export interface ComponentModel {
  /** Where its preamble starts in the outermost binary. */
  readonly offset: number;
  readonly definitions: readonly Definition[];
  /** In binary order; the bytes are views of the input, not copies. */
  readonly customs: readonly CustomSection[];
}

/** A custom section; `offset` is where the section starts in the outermost binary. */
export interface CustomSection {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** One definition of a component. Most add one index to one index space; a recursive group adds several, `start` its results. */
export type Definition =
  | CoreModuleDefinition
  | CoreInstanceDefinition
  | CoreTypeDefinition
  | ComponentDefinition
  | InstanceDefinition
  | AliasDefinition
  | TypeDefinition
  | CanonDefinition
  | StartDefinition
  | ImportDefinition
  | ExportDefinition
  | ValueDefinition;

/** `core:module`. */
export interface CoreModuleDefinition {
  readonly kind: "core-module";
  readonly module: CoreModule;
  readonly offset: number;
}

/** `core:instance`. */
export interface CoreInstanceDefinition {
  readonly kind: "core-instance";
  readonly expression:
    | {
        readonly kind: "instantiate";
        readonly module: number;
        readonly args: readonly { readonly name: string; readonly instance: number }[];
      }
    | { readonly kind: "exports"; readonly exports: readonly CoreInlineExport[] };
  readonly offset: number;
}

/** `core:inlineexport`. */
export interface CoreInlineExport {
  readonly name: string;
  readonly sort: CoreSort;
  readonly index: number;
}

/** `core:type`. */
export interface CoreTypeDefinition {
  readonly kind: "core-type";
  readonly type: CoreDefinedType;
  readonly offset: number;
}

/** `component`, nested in another. */
export interface ComponentDefinition {
  readonly kind: "component";
  readonly component: ComponentModel;
  readonly offset: number;
}

/** `instance`. */
export interface InstanceDefinition {
  readonly kind: "instance";
  readonly expression:
    | {
        readonly kind: "instantiate";
        readonly component: number;
        readonly args: readonly {
          readonly name: string;
          readonly sort: ExternSort;
          readonly index: number;
        }[];
      }
    | { readonly kind: "exports"; readonly exports: readonly InlineExport[] };
  readonly offset: number;
}

/** `inlineexport`. */
export interface InlineExport {
  readonly name: ExternName;
  readonly sort: ExternSort;
  readonly index: number;
}

/** `alias`, where it stands. */
export interface AliasDefinition {
  readonly kind: "alias";
  readonly alias: Alias;
  readonly offset: number;
}

/** `alias`: an item of an instance, of a core instance, or of a scope around this one. */
export type Alias =
  | {
      readonly kind: "export";
      readonly sort: ExternSort;
      readonly instance: number;
      readonly name: string;
    }
  | {
      readonly kind: "core-export";
      readonly sort: CoreExternSort;
      readonly instance: number;
      readonly name: string;
    }
  | {
      readonly kind: "outer";
      readonly sort: OuterAliasSort;
      /** How many scopes outward; 0 is the scope of the alias itself. */
      readonly count: number;
      readonly index: number;
    };

/** `type`. */
export interface TypeDefinition {
  readonly kind: "type";
  readonly type: DefinedType;
  readonly offset: number;
}

/** `canon`, where it stands. */
export interface CanonDefinition {
  readonly kind: "canon";
  readonly canon: Canon;
  readonly offset: number;
}

/** `start` 🪙. */
export interface StartDefinition {
  readonly kind: "start";
  readonly function: number;
  readonly args: readonly number[];
  readonly results: number;
  readonly offset: number;
}

/** `import`. */
export interface ImportDefinition {
  readonly kind: "import";
  readonly name: ExternName;
  readonly type: ExternType;
  readonly offset: number;
}

/** `export`. */
export interface ExportDefinition {
  readonly kind: "export";
  readonly name: ExternName;
  readonly sort: ExternSort;
  readonly index: number;
  /** The ascribed type: a supertype of what is exported. */
  readonly type?: ExternType;
  readonly offset: number;
}

/** `value` 🪙; `bytes` are not decoded. */
export interface ValueDefinition {
  readonly kind: "value";
  readonly type: ValueTypeReference;
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** The name of an import or export with its attributes. */
export interface ExternName {
  /** `externname`: `get-value`, `[method]blob.read`, `wasi:io/streams@0.2.0`. */
  readonly name: string;
  /** `(implements "ns:pkg/interface")` 🏷️. */
  readonly implements?: string;
  /** `(versionsuffix ".1")` 🔗. */
  readonly versionSuffix?: string;
  /** `(external-id "…")` 🏷️. */
  readonly externalId?: string;
}

/** What a core instance can export. */
export type CoreExternSort =
  "core-function" | "core-table" | "core-memory" | "core-global" | "core-tag";

/** `core:sort`. */
export type CoreSort = CoreExternSort | "core-type" | "core-module" | "core-instance";

/** What a component can import or export. */
export type ExternSort = "core-module" | "function" | "value" | "type" | "component" | "instance";

/** What an `outer` alias can name. */
export type OuterAliasSort = "core-module" | "core-type" | "type" | "component";

/** `externtype`; each `type` is an index of the type index space (`core-module`: of the core one). */
export type ExternType =
  | { readonly kind: "core-module"; readonly type: number }
  | { readonly kind: "function"; readonly type: number }
  | { readonly kind: "value"; readonly bound: ValueBound }
  | { readonly kind: "type"; readonly bound: TypeBound }
  | { readonly kind: "component"; readonly type: number }
  | { readonly kind: "instance"; readonly type: number };

/** `typebound`: the type itself, or a resource type that is not known. */
export type TypeBound =
  { readonly kind: "eq"; readonly type: number } | { readonly kind: "sub-resource" };

/** `valuebound` 🪙. */
export type ValueBound =
  | { readonly kind: "eq"; readonly value: number }
  | { readonly kind: "type"; readonly type: ValueTypeReference };

/** `primvaltype`. */
export type PrimitiveName =
  | "bool"
  | "s8"
  | "u8"
  | "s16"
  | "u16"
  | "s32"
  | "u32"
  | "s64"
  | "u64"
  | "f32"
  | "f64"
  | "char"
  | "string"
  | "error-context";

/** `valtype`: a primitive, or an index of the type index space. */
export type ValueTypeReference = PrimitiveName | number;

/** `deftype`. */
export type DefinedType =
  DefinedValueType | ResourceDefinedType | FunctionDefinedType | ComponentType | InstanceType;

/** `defvaltype`. */
export type DefinedValueType =
  | { readonly kind: "primitive"; readonly primitive: PrimitiveName }
  | { readonly kind: "record"; readonly fields: readonly LabelledType[] }
  | {
      readonly kind: "variant";
      readonly cases: readonly { readonly label: string; readonly type?: ValueTypeReference }[];
    }
  | {
      readonly kind: "list";
      readonly element: ValueTypeReference;
      /** Present for a fixed-length list 🔧. */
      readonly length?: number;
    }
  | { readonly kind: "tuple"; readonly types: readonly ValueTypeReference[] }
  | { readonly kind: "flags"; readonly labels: readonly string[] }
  | { readonly kind: "enum"; readonly labels: readonly string[] }
  | { readonly kind: "option"; readonly type: ValueTypeReference }
  | {
      readonly kind: "result";
      readonly ok?: ValueTypeReference;
      readonly err?: ValueTypeReference;
    }
  | { readonly kind: "own"; readonly resource: number }
  | { readonly kind: "borrow"; readonly resource: number }
  | { readonly kind: "stream"; readonly payload?: ValueTypeReference }
  | { readonly kind: "future"; readonly payload?: ValueTypeReference }
  | {
      readonly kind: "map";
      readonly key: ValueTypeReference;
      readonly value: ValueTypeReference;
    };

/** A field of a record or a parameter of a function. */
export interface LabelledType {
  readonly label: string;
  readonly type: ValueTypeReference;
}

/** `resourcetype`. */
export interface ResourceDefinedType {
  readonly kind: "resource";
  readonly representation: CoreValueType;
  /** Index of a core function. */
  readonly destructor?: number;
}

/** `functype`. */
export interface FunctionDefinedType {
  readonly kind: "function";
  readonly params: readonly LabelledType[];
  readonly result?: ValueTypeReference;
  readonly async: boolean;
}

/** `componenttype`. */
export interface ComponentType {
  readonly kind: "component";
  readonly declarations: readonly Declaration[];
}

/** `instancetype`. */
export interface InstanceType {
  readonly kind: "instance";
  /** Holds no import. */
  readonly declarations: readonly Declaration[];
}

/** `componentdecl` and `instancedecl`. */
export type Declaration =
  | CoreTypeDefinition
  | TypeDefinition
  | AliasDefinition
  | {
      readonly kind: "import";
      readonly name: ExternName;
      readonly type: ExternType;
      readonly offset: number;
    }
  | {
      readonly kind: "export";
      readonly name: ExternName;
      readonly type: ExternType;
      readonly offset: number;
    };

/** The encodings that `canonopt` has for strings. */
export type StringEncoding = "utf8" | "utf16" | "latin1+utf16";

/** `canonopt`, as written: neither unique nor checked. */
export type CanonOption =
  | { readonly kind: "string-encoding"; readonly encoding: StringEncoding }
  | { readonly kind: "memory"; readonly memory: number }
  | { readonly kind: "realloc"; readonly function: number }
  | { readonly kind: "post-return"; readonly function: number }
  | { readonly kind: "async" }
  | { readonly kind: "callback"; readonly function: number };

/** `canon`: what defines a function across the boundary. All but `lift` add a core function. */
export type Canon =
  | {
      readonly kind: "lift";
      readonly coreFunction: number;
      readonly options: readonly CanonOption[];
      readonly type: number;
    }
  | {
      readonly kind: "lower";
      readonly function: number;
      readonly options: readonly CanonOption[];
    }
  | CanonBuiltin;

/** A built-in by its name in the text format; which members it has follows from the name (`canon-opcodes.ts`). */
export type CanonBuiltin =
  | {
      readonly kind: "resource.new" | "resource.drop" | "resource.rep";
      readonly type: number;
    }
  | {
      readonly kind: "task.return";
      readonly result?: ValueTypeReference;
      readonly options: readonly CanonOption[];
    }
  | {
      readonly kind: "context.get" | "context.set";
      readonly slotType: CoreValueType;
      readonly slot: number;
    }
  | { readonly kind: "subtask.cancel"; readonly async: boolean }
  | {
      readonly kind:
        | "stream.new"
        | "stream.drop-readable"
        | "stream.drop-writable"
        | "future.new"
        | "future.drop-readable"
        | "future.drop-writable";
      readonly type: number;
    }
  | {
      readonly kind: "stream.read" | "stream.write" | "future.read" | "future.write";
      readonly type: number;
      readonly options: readonly CanonOption[];
    }
  | {
      readonly kind:
        "stream.cancel-read" | "stream.cancel-write" | "future.cancel-read" | "future.cancel-write";
      readonly type: number;
      readonly async: boolean;
    }
  | {
      readonly kind: "error-context.new" | "error-context.debug-message";
      readonly options: readonly CanonOption[];
    }
  | {
      readonly kind: "waitable-set.wait" | "waitable-set.poll";
      readonly cancellable: boolean;
      readonly memory: number;
    }
  | {
      readonly kind:
        | "thread.yield"
        | "thread.suspend"
        | "thread.suspend-then-resume"
        | "thread.yield-then-resume"
        | "thread.suspend-then-promote"
        | "thread.yield-then-promote";
      readonly cancellable: boolean;
    }
  | {
      readonly kind: "thread.new-indirect";
      readonly functionType: number;
      readonly table: number;
    }
  | {
      readonly kind: "thread.spawn-ref";
      readonly shared: boolean;
      readonly functionType: number;
    }
  | {
      readonly kind: "thread.spawn-indirect";
      readonly shared: boolean;
      readonly functionType: number;
      readonly table: number;
    }
  | { readonly kind: "thread.available-parallelism"; readonly shared: boolean }
  | {
      readonly kind:
        | "backpressure.inc"
        | "backpressure.dec"
        | "task.cancel"
        | "subtask.drop"
        | "error-context.drop"
        | "waitable-set.new"
        | "waitable-set.drop"
        | "waitable.join"
        | "thread.index"
        | "thread.resume-later";
    };

/** A core module as it stands in the binary; {@link CoreModuleSections} are read of it where they are needed. */
export interface CoreModule {
  /** A view of the input, not a copy. */
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** Of a core module's sections what linking needs. The engine validates the rest. */
export interface CoreModuleSections {
  /** Its type index space. */
  readonly types: readonly CoreSubType[];
  readonly imports: readonly CoreImport[];
  readonly exports: readonly CoreExport[];
  readonly customs: readonly CustomSection[];
}

/** `core:import`. */
export interface CoreImport {
  readonly module: string;
  readonly name: string;
  readonly type: CoreExternType;
}

/** An export of a core module, with its type. */
export interface CoreExport {
  readonly name: string;
  readonly type: CoreExternType;
}

/** `core:externtype`; a function's or tag's `type` is an index of the core type index space. */
export type CoreExternType =
  | { readonly kind: "core-function"; readonly type: number }
  | CoreTableType
  | CoreMemoryType
  | CoreGlobalType
  | { readonly kind: "core-tag"; readonly type: number };

/** `core:tabletype`. */
export interface CoreTableType {
  readonly kind: "core-table";
  readonly element: CoreReferenceType;
  readonly limits: CoreLimits;
}

/** `core:memtype`; limits are in pages. */
export interface CoreMemoryType {
  readonly kind: "core-memory";
  readonly limits: CoreLimits;
  /** log2 of the page size in bytes; 16 unless the module says otherwise. */
  readonly pageSizeLog2: number;
}

/** `core:globaltype`. */
export interface CoreGlobalType {
  readonly kind: "core-global";
  readonly type: CoreValueType;
  readonly mutable: boolean;
}

/** `core:limits`, in elements of a table or pages of a memory. */
export interface CoreLimits {
  readonly addressType: "i32" | "i64";
  readonly shared: boolean;
  readonly minimum: bigint;
  readonly maximum?: bigint;
}

/** `core:valtype`. */
export type CoreValueType = "i32" | "i64" | "f32" | "f64" | "v128" | CoreReferenceType;

/** `core:reftype`. */
export interface CoreReferenceType {
  readonly kind: "reference";
  readonly nullable: boolean;
  /** An abstract heap type by name, or an index of the core type index space. */
  readonly heap: CoreHeapType | number;
}

/** The abstract ones of `core:heaptype`, by name. */
export type CoreHeapType =
  | "func"
  | "extern"
  | "any"
  | "eq"
  | "i31"
  | "struct"
  | "array"
  | "exn"
  | "cont"
  | "none"
  | "noextern"
  | "nofunc"
  | "noexn"
  | "nocont";

/** `core:deftype` of a component: a recursive group (each member gets an index) or a module type. */
export type CoreDefinedType =
  | { readonly kind: "group"; readonly types: readonly CoreSubType[] }
  | { readonly kind: "module"; readonly declarations: readonly CoreModuleDeclaration[] };

/** `core:subtype`, with its place in its recursive group. */
export interface CoreSubType {
  readonly final: boolean;
  readonly supertypes: readonly number[];
  readonly composite: CoreCompositeType;
  /** Position in its recursive group, and the group's size. */
  readonly position: number;
  readonly groupSize: number;
}

/** `core:comptype`. */
export type CoreCompositeType =
  | CoreFunctionType
  | { readonly kind: "struct"; readonly fields: readonly CoreFieldType[] }
  | { readonly kind: "array"; readonly element: CoreFieldType };

/** `core:functype`. */
export interface CoreFunctionType {
  readonly kind: "function";
  readonly params: readonly CoreValueType[];
  readonly results: readonly CoreValueType[];
}

/** `core:fieldtype`. */
export interface CoreFieldType {
  readonly type: CoreValueType | "i8" | "i16";
  readonly mutable: boolean;
}

/** `core:moduledecl`. */
export type CoreModuleDeclaration =
  | { readonly kind: "import"; readonly import: CoreImport; readonly offset: number }
  | { readonly kind: "export"; readonly export: CoreExport; readonly offset: number }
  | {
      readonly kind: "type";
      readonly types: readonly CoreSubType[];
      readonly offset: number;
    }
  | {
      readonly kind: "outer-alias";
      readonly count: number;
      readonly index: number;
      readonly offset: number;
    };
