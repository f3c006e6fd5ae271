import type { AbiType } from "../../src/abi/abi-type.js";
import type { SpecValue, StringValue } from "./spec-value.js";
import { assert } from "./trap.js";

/**
 * The JavaScript property of a record field or a flag: words joined in camelCase, `get-HTTP` is `getHttp`. Case names of
 * variants and enums keep their WIT form.
 */
export function camelCase(label: string): string {
  const [first = "", ...rest] = label.toLowerCase().split("-");
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** The class of typed arrays for lists of numbers of one kind; each takes the elements of its own kind only. */
type NumericArrayClass =
  | Uint8ArrayConstructor
  | Int8ArrayConstructor
  | Uint16ArrayConstructor
  | Int16ArrayConstructor
  | Uint32ArrayConstructor
  | Int32ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor
  | BigUint64ArrayConstructor
  | BigInt64ArrayConstructor;

const numericArrays: Readonly<Record<string, NumericArrayClass>> = {
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
};

/** The typed-array class for lists of `kind`; undefined where a list is a plain array. */
export function numericArray(kind: string): NumericArrayClass | undefined {
  return numericArrays[kind];
}

/** Gives what a host sees for a lifted value. */
export function toJs(type: AbiType, value: SpecValue): unknown {
  switch (type.kind) {
    case "bool":
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "s64":
    case "u64":
    case "f32":
    case "f64":
    case "char":
      return value;
    case "string":
      return tagged(value, "string").text;
    case "list": {
      const elements = (value as readonly SpecValue[]).map((e) => toJs(type.element, e));
      const Numbers = type.length === undefined ? numericArray(type.element.kind) : undefined;
      // Each class takes the elements of its own kind; the union of constructors takes none.
      return Numbers === undefined
        ? elements
        : new (Numbers as Uint8ArrayConstructor)(elements as number[]);
    }
    case "record": {
      const { fields } = tagged(value, "record");
      const object: Record<string, unknown> = {};
      for (const field of type.fields) {
        const js = toJs(field.type, present(fields.get(field.label)));
        if (js !== undefined) {
          object[camelCase(field.label)] = js;
        }
      }
      return object;
    }
    case "tuple": {
      const { fields } = tagged(value, "record");
      return type.types.map((t, i) => toJs(t, present(fields.get(String(i)))));
    }
    case "variant": {
      const { label, payload } = tagged(value, "variant");
      const t = present(type.cases.find((c) => c.label === label)).type;
      return t === undefined ? { tag: label } : { tag: label, val: toJs(t, present(payload)) };
    }
    case "enum":
      return tagged(value, "variant").label;
    case "option": {
      const { label, payload } = tagged(value, "variant");
      if (type.type.kind !== "option") {
        return label === "none" ? undefined : toJs(type.type, present(payload));
      }
      return label === "none"
        ? { tag: "none" }
        : { tag: "some", val: toJs(type.type, present(payload)) };
    }
    case "result": {
      const { label, payload } = tagged(value, "variant");
      const t = label === "ok" ? type.ok : type.err;
      return t === undefined ? { tag: label } : { tag: label, val: toJs(t, present(payload)) };
    }
    case "map":
      return new Map(
        (value as readonly SpecValue[]).map((entry) => {
          const { fields } = tagged(entry, "record");
          return [
            toJs(type.key, present(fields.get("0"))),
            toJs(type.value, present(fields.get("1"))),
          ];
        }),
      );
    case "flags": {
      const { labels } = tagged(value, "flags");
      return Object.fromEntries(
        type.labels.map((label) => [camelCase(label), present(labels.get(label))]),
      );
    }
    case "own":
    case "borrow":
      return tagged(value, "rep").rep;
    case "error-context":
    case "stream":
    case "future":
      throw new Error(`${type.kind}: the reference is synchronous`);
  }
}

/** Gives the value that a host means. The host's value is valid: what is wrong is the test's own fault. */
export function fromJs(type: AbiType, js: unknown): SpecValue {
  switch (type.kind) {
    case "bool":
      assert(typeof js === "boolean");
      return js;
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "f32":
    case "f64":
      assert(typeof js === "number");
      return js;
    case "s64":
    case "u64":
      assert(typeof js === "bigint");
      return js;
    case "char":
      assert(typeof js === "string");
      return js;
    case "string":
      assert(typeof js === "string");
      return hostString(js);
    case "list":
      return Array.from(js as Iterable<unknown>, (e) => fromJs(type.element, e));
    case "record": {
      const object = js as Record<string, unknown>;
      return {
        kind: "record",
        fields: new Map(
          type.fields.map((f) => [f.label, fromJs(f.type, own(object, camelCase(f.label)))]),
        ),
      };
    }
    case "tuple": {
      const array = js as readonly unknown[];
      return {
        kind: "record",
        fields: new Map(type.types.map((t, i) => [String(i), fromJs(t, array[i])])),
      };
    }
    case "variant": {
      const { tag, val } = js as Tagged;
      return variant(tag, present(type.cases.find((c) => c.label === tag)).type, val);
    }
    case "enum":
      assert(typeof js === "string" && type.labels.includes(js));
      return { kind: "variant", label: js };
    case "option": {
      if (js === undefined) {
        return { kind: "variant", label: "none" };
      }
      if (type.type.kind !== "option") {
        return variant("some", type.type, js);
      }
      const { tag, val } = js as Tagged;
      return variant(tag, tag === "some" ? type.type : undefined, val);
    }
    case "result": {
      const { tag, val } = js as Tagged;
      return variant(tag, tag === "ok" ? type.ok : type.err, val);
    }
    case "map":
      return Array.from(js as ReadonlyMap<unknown, unknown>, ([key, value]) => ({
        kind: "record",
        fields: new Map([
          ["0", fromJs(type.key, key)],
          ["1", fromJs(type.value, value)],
        ]),
      }));
    case "flags": {
      const object = js as Record<string, unknown>;
      return {
        kind: "flags",
        labels: new Map(
          type.labels.map((label) => [label, own(object, camelCase(label)) === true]),
        ),
      };
    }
    case "own":
    case "borrow":
      return { kind: "rep", rep: js };
    case "error-context":
    case "stream":
    case "future":
      throw new Error(`${type.kind}: the reference is synchronous`);
  }
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

interface Tagged {
  readonly tag: string;
  readonly val?: unknown;
}

function variant(label: string, type: AbiType | undefined, val: unknown): SpecValue {
  return type === undefined
    ? { kind: "variant", label }
    : { kind: "variant", label, payload: fromJs(type, val) };
}

/**
 * A host's string is UTF-8 to the canonical ABI where the guest's are, as those of other hosts; else it is UTF-16. A
 * lone surrogate becomes U+FFFD.
 */
export function hostString(js: string): StringValue {
  const text = js.replace(/\p{Surrogate}/gu, "\ufffd");
  return { kind: "string", text, encoding: "host", taggedCodeUnits: text.length };
}

/**
 * Makes two host values comparable: typed arrays become plain arrays, maps lists of entries, and a `val` that is
 * undefined is left out. Compare strictly: -0 differs from 0, a field that is undefined from one that is absent.
 */
export function normalize(js: unknown): unknown {
  if (ArrayBuffer.isView(js)) {
    return Array.from(js as unknown as Iterable<number | bigint>);
  }
  if (Array.isArray(js)) {
    return js.map(normalize);
  }
  if (js instanceof Map) {
    return { map: Array.from(js, ([key, value]) => [normalize(key), normalize(value)]) };
  }
  if (typeof js === "object" && js !== null && Object.getPrototypeOf(js) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(js)
        .filter(([key, value]) => !(key === "val" && value === undefined))
        .map(([key, value]) => [key, normalize(value)]),
    );
  }
  return js;
}

type TaggedKind = Exclude<SpecValue, boolean | number | bigint | string | readonly SpecValue[]>;

function tagged<K extends TaggedKind["kind"]>(
  value: SpecValue,
  kind: K,
): Extract<TaggedKind, { kind: K }> {
  assert(typeof value === "object" && "kind" in value && value.kind === kind, kind);
  return value as Extract<TaggedKind, { kind: K }>;
}

function present<T>(value: T | undefined): T {
  assert(value !== undefined);
  return value;
}
