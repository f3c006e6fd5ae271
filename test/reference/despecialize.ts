import type {
  AbiType,
  BorrowType,
  FlagsType,
  FutureType,
  ListType,
  OwnType,
  PrimitiveAbiType,
  RecordType,
  StreamType,
  VariantType,
} from "../../src/abi/abi-type.js";

/** The types that are left after {@link despecialize}. */
export type FundamentalType =
  | PrimitiveAbiType
  | ListType
  | RecordType
  | VariantType
  | FlagsType
  | OwnType
  | BorrowType
  | StreamType
  | FutureType;

/** Rewrites a specialized type in terms of the fundamental ones (definitions.py `despecialize`). */
export function despecialize(type: AbiType): FundamentalType {
  switch (type.kind) {
    case "tuple":
      return {
        kind: "record",
        fields: type.types.map((t, i) => ({ label: String(i), type: t })),
      };
    case "enum":
      return { kind: "variant", cases: type.labels.map((label) => ({ label })) };
    case "option":
      return { kind: "variant", cases: [{ label: "none" }, { label: "some", type: type.type }] };
    case "result":
      return {
        kind: "variant",
        cases: [
          type.ok === undefined ? { label: "ok" } : { label: "ok", type: type.ok },
          type.err === undefined ? { label: "err" } : { label: "err", type: type.err },
        ],
      };
    case "map":
      return { kind: "list", element: { kind: "tuple", types: [type.key, type.value] } };
    default:
      return type;
  }
}

/** Tells whether `predicate` holds for `type` or for a type in it (definitions.py `contains`). */
export function contains(type: AbiType, predicate: (type: FundamentalType) => boolean): boolean {
  const t = despecialize(type);
  if (predicate(t)) {
    return true;
  }
  switch (t.kind) {
    case "list":
      return contains(t.element, predicate);
    case "record":
      return t.fields.some((field) => contains(field.type, predicate));
    case "variant":
      return t.cases.some((c) => c.type !== undefined && contains(c.type, predicate));
    case "stream":
    case "future":
      return t.payload !== undefined && contains(t.payload, predicate);
    default:
      return false;
  }
}
