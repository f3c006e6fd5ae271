/**
 * A value type as the canonical ABI sees it: aliases followed, names reduced to what lifted values show. `emit/` makes
 * these from a package graph and `component/` from a binary; nothing else computes a layout.
 *
 * Labels are WIT names (kebab-case); {@link labelKey} gives the JavaScript property.
 */
export type AbiType =
  | PrimitiveAbiType
  | ListType
  | RecordType
  | TupleType
  | VariantType
  | EnumType
  | OptionType
  | ResultType
  | MapType
  | FlagsType
  | OwnType
  | BorrowType
  | StreamType
  | FutureType;

/** A type without parts. */
export type PrimitiveAbiType = { [Kind in PrimitiveKind]: { readonly kind: Kind } }[PrimitiveKind];

/** The kinds of {@link PrimitiveAbiType}: WIT's keywords. */
export type PrimitiveKind =
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

/** What a named WIT type keeps of its name: `six` of interface `bench:abi/types`. Used for names in glue, never for layout. */
interface Named {
  readonly name?: string;
}

/** `list<t>`, or `list<t, 4>`. */
export interface ListType extends Named {
  readonly kind: "list";
  readonly element: AbiType;
  /** Present for a fixed-length list; at least 1. */
  readonly length?: number;
}

/** `record`. */
export interface RecordType extends Named {
  readonly kind: "record";
  /** Not empty; labels are unique. */
  readonly fields: readonly FieldType[];
}

/** A field of a {@link RecordType}. */
export interface FieldType {
  readonly label: string;
  readonly type: AbiType;
}

/** `tuple<a, b>`. */
export interface TupleType extends Named {
  readonly kind: "tuple";
  /** Not empty. */
  readonly types: readonly AbiType[];
}

/** `variant`. */
export interface VariantType extends Named {
  readonly kind: "variant";
  /** Not empty; labels are unique. */
  readonly cases: readonly CaseType[];
}

/** A case of a {@link VariantType}; without `type` it has no payload. */
export interface CaseType {
  readonly label: string;
  readonly type?: AbiType;
}

/** `enum`. */
export interface EnumType extends Named {
  readonly kind: "enum";
  /** Not empty, unique. */
  readonly labels: readonly string[];
}

/** `option<t>`. */
export interface OptionType extends Named {
  readonly kind: "option";
  readonly type: AbiType;
}

/** `result<t, e>`; either payload may be absent. */
export interface ResultType extends Named {
  readonly kind: "result";
  readonly ok?: AbiType;
  readonly err?: AbiType;
}

/** What the canonical ABI loads and stores as a variant with values. */
export type VariantLike = VariantType | OptionType | ResultType;

/** `map<k, v>`. */
export interface MapType extends Named {
  readonly kind: "map";
  readonly key: AbiType;
  readonly value: AbiType;
}

/** `flags`. */
export interface FlagsType extends Named {
  readonly kind: "flags";
  /** 1 to 32, unique. */
  readonly labels: readonly string[];
}

/** `own<r>`. */
export interface OwnType extends Named {
  readonly kind: "own";
  readonly resource: AbiResource;
}

/** `borrow<r>`. */
export interface BorrowType extends Named {
  readonly kind: "borrow";
  readonly resource: AbiResource;
}

/** `stream<t>`, or `stream`. */
export interface StreamType extends Named {
  readonly kind: "stream";
  readonly payload?: AbiType;
}

/** `future<t>`, or `future`. */
export interface FutureType extends Named {
  readonly kind: "future";
  readonly payload?: AbiType;
}

/** A resource type. Two handles are of the same resource when their `resource` has the same `key`. */
export interface AbiResource {
  /** Unique within a binding; what glue finds the run-time type by: `bench:abi/host.sink`. */
  readonly key: string;
  /** The WIT name without interface: `sink`. */
  readonly name: string;
  /**
   * Where it is defined, seen from the binding: by its host, by the very component instance that is bound, or by any
   * instance of the guest.
   */
  readonly definedBy: "host" | "instance" | "guest";
}

/** A function type (definitions.py `FuncType`). */
export interface AbiFunctionType {
  /** Names are unique; a method's first is `self`. */
  readonly params: readonly { readonly label: string; readonly type: AbiType }[];
  readonly result?: AbiType;
  readonly async: boolean;
}
