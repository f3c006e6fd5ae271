/**
 * The syntax tree of one WIT file: what was written, in source order, before any name is looked up.
 *
 * Every node has a `kind`, unique over all nodes, and the `span` of its whole text: from its first token (of an
 * item: its first attribute) to its last. A property that can be absent is present and `undefined`.
 *
 * The parser guarantees: identifiers and versions in a tree without diagnostics are valid; types and packages nest
 * at most 100 deep. It does not check: names (unique, known), attributes (which together, where), the type of a
 * map's key, empty enums, variants and records, constructor results, that nested packages hold no packages.
 */
import type { Source, Span } from "../source.js";

/** A name as written. */
export interface Identifier {
  readonly kind: "identifier";
  /** Without the leading `%`; keeps upper case. */
  readonly name: string;
  /** Whether it was written with `%`. */
  readonly explicit: boolean;
  readonly span: Span;
}

/** A semantic version, checked for its form. */
export interface Version {
  readonly kind: "version";
  /** As written after the `@` or `=`, for example `0.2.0-rc.1+build`. */
  readonly text: string;
  readonly span: Span;
}

// ---------------------------------------------------------------------------------------------- files and packages

/** One `.wit` file. */
export interface SourceFile {
  readonly kind: "source-file";
  readonly source: Source;
  /** The `package a:b;` at the top, which speaks for the whole file. */
  readonly header: PackageHeader | undefined;
  readonly items: readonly Item[];
  readonly span: Span;
}

/** `package ns:name@1.0.0;` at the top of a file. */
export interface PackageHeader {
  readonly kind: "package-header";
  readonly docs: string | undefined;
  /** From the first to the last doc comment. */
  readonly docsSpan: Span | undefined;
  readonly name: PackageName;
  readonly span: Span;
}

/** `ns:name@1.0.0`. */
export interface PackageName {
  readonly kind: "package-name";
  readonly namespace: Identifier;
  readonly name: Identifier;
  readonly version: Version | undefined;
  /** Inside a {@link PackagePath} only `ns:name`, else with the version. */
  readonly span: Span;
}

/** What stands in a file, or in a nested package, next to others of its kind. */
export type Item = Interface | World | TopLevelUse | NestedPackage;

/** `package ns:name@1.0.0 { … }`. Its items may be packages again: the resolver rejects these. */
export interface NestedPackage {
  readonly kind: "nested-package";
  readonly docs: string | undefined;
  readonly docsSpan: Span | undefined;
  readonly name: PackageName;
  readonly items: readonly Item[];
  readonly span: Span;
}

/** `use path as alias;` between interfaces and worlds. */
export interface TopLevelUse {
  readonly kind: "top-level-use";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly path: UsePath;
  readonly alias: Identifier | undefined;
  readonly span: Span;
}

/** `interface name { … }`. */
export interface Interface {
  readonly kind: "interface";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly items: readonly InterfaceItem[];
  readonly span: Span;
}

/** `world name { … }`. */
export interface World {
  readonly kind: "world";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly items: readonly WorldItem[];
  readonly span: Span;
}

// ------------------------------------------------------------------------------------------------------ attributes

/** `@since(…)`, `@unstable(…)`, `@deprecated(…)` or `@external-id(…)`; spans begin at the `@`. */
export type Attribute =
  SinceAttribute | UnstableAttribute | DeprecatedAttribute | ExternalIdAttribute;

/** `@since(version = 1.0.0)`. */
interface SinceAttribute {
  readonly kind: "since";
  /** The word after the `@`. */
  readonly name: Identifier;
  readonly version: Version;
  readonly span: Span;
}

/** `@unstable(feature = name)`. */
interface UnstableAttribute {
  readonly kind: "unstable";
  readonly name: Identifier;
  readonly feature: Identifier;
  readonly span: Span;
}

/** `@deprecated(version = 1.0.0)`. */
interface DeprecatedAttribute {
  readonly kind: "deprecated";
  readonly name: Identifier;
  readonly version: Version;
  readonly span: Span;
}

/** `@external-id("text")`. */
interface ExternalIdAttribute {
  readonly kind: "external-id";
  readonly name: Identifier;
  /** With escapes replaced. */
  readonly value: string;
  readonly span: Span;
}

// ----------------------------------------------------------------------------------------------------------- paths

/** What `use`, `include`, `import` and `export` point to. */
export type UsePath = LocalPath | PackagePath;

/** `name`: in the same package, or an alias made by a top-level `use`. */
export interface LocalPath {
  readonly kind: "local-path";
  readonly name: Identifier;
  readonly span: Span;
}

/** `ns:package/name@1.0.0`. */
export interface PackagePath {
  readonly kind: "package-path";
  readonly package: PackageName;
  readonly name: Identifier;
  readonly span: Span;
}

// ----------------------------------------------------------------------------------------- items of worlds and interfaces

/** What stands in a world. */
export type WorldItem = Import | Export | Use | Include | TypeDefinition;

/** What stands in an interface. */
export type InterfaceItem = TypeDefinition | NamedFunction | Use;

/** `import …`. */
export interface Import {
  readonly kind: "import";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly extern: Extern;
  readonly span: Span;
}

/** `export …`. */
export interface Export {
  readonly kind: "export";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly extern: Extern;
  readonly span: Span;
}

/** What an import or export names. */
export type Extern = ExternFunction | ExternInterface | ExternPath | ExternLabelledPath;

/** `name: func(…);`. */
interface ExternFunction {
  readonly kind: "extern-function";
  readonly name: Identifier;
  readonly type: FunctionType;
  readonly span: Span;
}

/** `name: interface { … }`. */
interface ExternInterface {
  readonly kind: "extern-interface";
  readonly name: Identifier;
  readonly items: readonly InterfaceItem[];
  readonly span: Span;
}

/** `path;`. */
interface ExternPath {
  readonly kind: "extern-path";
  readonly path: UsePath;
  readonly span: Span;
}

/** `label: path;`: implements the interface under a plain name. */
interface ExternLabelledPath {
  readonly kind: "extern-labelled-path";
  readonly name: Identifier;
  readonly path: UsePath;
  readonly span: Span;
}

/** `use path.{a, b as c};`. */
export interface Use {
  readonly kind: "use";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly path: UsePath;
  readonly names: readonly UseName[];
  readonly span: Span;
}

/** `a` or `a as b`. */
export interface UseName {
  readonly kind: "use-name";
  readonly name: Identifier;
  readonly alias: Identifier | undefined;
  readonly span: Span;
}

/** `include path;` or `include path with { a as b }`. */
export interface Include {
  readonly kind: "include";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly path: UsePath;
  readonly renames: readonly IncludeRename[];
  readonly span: Span;
}

/** `a as b`. */
export interface IncludeRename {
  readonly kind: "include-rename";
  readonly name: Identifier;
  readonly alias: Identifier;
  readonly span: Span;
}

// ------------------------------------------------------------------------------------------------------- functions

/** `name: func(…) -> …;` in an interface. */
export interface NamedFunction {
  readonly kind: "function";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly type: FunctionType;
  readonly span: Span;
}

/** `async func(a: t) -> r`. */
export interface FunctionType {
  readonly kind: "function-type";
  readonly async: boolean;
  readonly params: readonly Param[];
  readonly result: Type | undefined;
  readonly span: Span;
  /** The word `func`. */
  readonly keywordSpan: Span;
}

/** `name: t`. */
export interface Param {
  readonly kind: "param";
  readonly name: Identifier;
  readonly type: Type;
  readonly span: Span;
}

// ------------------------------------------------------------------------------------------------ type definitions

/** What gives a name to a type. */
export type TypeDefinition = TypeAlias | Record | Variant | Enum | Flags | Resource;

/** `type name = t;`. */
export interface TypeAlias {
  readonly kind: "type-alias";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly type: Type;
  readonly span: Span;
}

/** `record name { … }`; `fields` may be empty. */
export interface Record {
  readonly kind: "record";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly fields: readonly Field[];
  readonly span: Span;
}

/** `name: t` in a record. */
export interface Field {
  readonly kind: "field";
  readonly docs: string | undefined;
  readonly name: Identifier;
  readonly type: Type;
  readonly span: Span;
}

/** `variant name { … }`; `cases` may be empty. */
export interface Variant {
  readonly kind: "variant";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly cases: readonly VariantCase[];
  readonly span: Span;
}

/** `name` or `name(t)` in a variant. */
export interface VariantCase {
  readonly kind: "variant-case";
  readonly docs: string | undefined;
  readonly name: Identifier;
  readonly type: Type | undefined;
  readonly span: Span;
}

/** `enum name { … }`; `cases` may be empty. */
export interface Enum {
  readonly kind: "enum";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly cases: readonly EnumCase[];
  readonly span: Span;
}

/** `name` in an enum. */
export interface EnumCase {
  readonly kind: "enum-case";
  readonly docs: string | undefined;
  readonly name: Identifier;
  readonly span: Span;
}

/** `flags name { … }`; `flags` may be empty. */
export interface Flags {
  readonly kind: "flags";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly flags: readonly Flag[];
  readonly span: Span;
}

/** `name` in flags. */
export interface Flag {
  readonly kind: "flag";
  readonly docs: string | undefined;
  readonly name: Identifier;
  readonly span: Span;
}

/** `resource name;` or `resource name { … }`. */
export interface Resource {
  readonly kind: "resource";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly functions: readonly ResourceFunction[];
  readonly span: Span;
}

/** What stands in a resource. */
export type ResourceFunction = Constructor | Method | StaticFunction;

/** `constructor(a: t) -> result<r, e>;`; a resource in the tree may have several. */
export interface Constructor {
  readonly kind: "constructor";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly params: readonly Param[];
  readonly result: Type | undefined;
  readonly span: Span;
  /** The word `constructor`. */
  readonly keywordSpan: Span;
}

/** `name: func(…);` in a resource; `self` is not among the parameters. */
export interface Method {
  readonly kind: "method";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly type: FunctionType;
  readonly span: Span;
}

/** `name: static func(…);` in a resource. */
export interface StaticFunction {
  readonly kind: "static";
  readonly docs: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly name: Identifier;
  readonly type: FunctionType;
  readonly span: Span;
}

// ----------------------------------------------------------------------------------------------------------- types

/** A type where it is used. */
export type Type =
  | PrimitiveType
  | NamedType
  | ListType
  | MapType
  | OptionType
  | ResultType
  | TupleType
  | FutureType
  | StreamType
  | OwnType
  | BorrowType;

/** The keyword of a {@link PrimitiveType}. */
export type PrimitiveName =
  | "bool"
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "s8"
  | "s16"
  | "s32"
  | "s64"
  | "f32"
  | "f64"
  | "char"
  | "string"
  | "error-context";

/** `u8`, `string`, `error-context`, … */
export interface PrimitiveType {
  readonly kind: "primitive";
  readonly name: PrimitiveName;
  readonly span: Span;
}

/** A type by its name. */
export interface NamedType {
  readonly kind: "named";
  readonly name: Identifier;
  readonly span: Span;
}

/** `list<t>` or `list<t, 4>`. */
export interface ListType {
  readonly kind: "list";
  readonly element: Type;
  /** The fixed length, 0 to 2^32 - 1. */
  readonly length: number | undefined;
  readonly span: Span;
}

/** `map<k, v>`. */
export interface MapType {
  readonly kind: "map";
  readonly key: Type;
  readonly value: Type;
  readonly span: Span;
}

/** `option<t>`. */
export interface OptionType {
  readonly kind: "option";
  readonly type: Type;
  readonly span: Span;
}

/** `result`, `result<t>`, `result<_, e>` or `result<t, e>`. */
export interface ResultType {
  readonly kind: "result";
  readonly ok: Type | undefined;
  readonly err: Type | undefined;
  readonly span: Span;
}

/** `tuple<a, b>`; `types` may be empty. */
export interface TupleType {
  readonly kind: "tuple";
  readonly types: readonly Type[];
  readonly span: Span;
}

/** `future` or `future<t>`. */
export interface FutureType {
  readonly kind: "future";
  readonly type: Type | undefined;
  readonly span: Span;
}

/** `stream` or `stream<t>`. */
export interface StreamType {
  readonly kind: "stream";
  readonly type: Type | undefined;
  readonly span: Span;
}

/** `own<r>`. */
export interface OwnType {
  readonly kind: "own";
  readonly resource: Identifier;
  readonly span: Span;
}

/** `borrow<r>`. */
export interface BorrowType {
  readonly kind: "borrow";
  readonly resource: Identifier;
  readonly span: Span;
}
