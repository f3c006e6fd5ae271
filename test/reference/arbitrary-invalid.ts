import fc from "fast-check";
import type { AbiType } from "../../src/abi/abi-type.js";
import { hostValue, integerRange, type HandleValues } from "./arbitrary.js";
import { camelCase, numericArray } from "./js-mapping.js";

/** A host value with one mistake. */
export interface InvalidHostValue {
  readonly value: unknown;
  /** Where the mistake is, seen from the value: `.items[3].size`; more than one where two places are as good. */
  readonly paths: readonly string[];
}

/** Random values that a host must not pass for `type`, each with exactly one mistake. */
export function invalidHostValue(
  type: AbiType,
  handle?: HandleValues,
): fc.Arbitrary<InvalidHostValue> {
  const here = wrongHere(type);
  const inside = wrongInside(type, handle);
  return inside.length === 0 ? here : fc.oneof({ weight: 1, arbitrary: here }, ...inside);
}

function at(
  path: string,
  inner: AbiType,
  handle: HandleValues | undefined,
): fc.Arbitrary<InvalidHostValue> {
  return invalidHostValue(inner, handle).map(({ value, paths }) => ({
    value,
    paths: paths.map((rest) => path + rest),
  }));
}

const wrong = (...values: unknown[]): fc.Arbitrary<InvalidHostValue> =>
  fc.constantFrom(...values).map((value) => ({ value, paths: [""] }));

/** Values that are of another type altogether, or out of range. */
function wrongHere(type: AbiType): fc.Arbitrary<InvalidHostValue> {
  switch (type.kind) {
    case "bool":
      return wrong(0, 1, "true", null, undefined, {});
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32": {
      const [min, max] = integerRange(type.kind);
      return wrong(
        min - 1,
        max + 1,
        2 ** 53,
        1.5,
        Number.NaN,
        Infinity,
        "1",
        1n,
        true,
        null,
        undefined,
        [],
        {},
        Symbol("s"),
      );
    }
    case "s64":
      return wrong(-(2n ** 63n) - 1n, 2n ** 63n, 1, "1", true, null, undefined, {});
    case "u64":
      return wrong(-1n, 2n ** 64n, 1, "1", true, null, undefined, {});
    case "f32":
    case "f64":
      return wrong("1.5", 1n, true, null, undefined, [], Symbol("s"));
    case "char":
      return wrong("", "ab", "\ud800", "\udfff", "\u{1f600}a", 65, null, undefined, ["a"]);
    case "string":
      return wrong(5, 5n, true, null, undefined, ["a"], {}, new String("a"), Symbol("s"));
    case "list":
      return type.length === undefined
        ? wrong(
            null,
            undefined,
            5,
            "abc",
            {},
            { length: 1, 0: 1 },
            new Set([1]),
            new Map(),
            ...viewsFor(type.element),
          )
        : wrong(null, undefined, 5, "abc", {}, []);
    case "record":
    case "flags":
      return wrong(null, undefined, 5, "abc", true, 1n);
    case "tuple":
      return wrong(null, undefined, 5, "abc", {}, []);
    case "variant":
    case "result":
      return fc.oneof(
        wrong(null, undefined, 5, "abc", true),
        fc.constantFrom("no-such-case", "toString", "__proto__", undefined, 0).map((tag) => ({
          value: { tag, val: undefined },
          paths: ["", ".tag"],
        })),
      );
    case "enum":
      return wrong("no-such-case", "toString", "__proto__", "", 0, null, undefined, {});
    case "option":
      return type.type.kind === "option"
        ? fc.oneof(
            wrong(null, 5, "abc", true),
            fc.constant({ value: { tag: "no-such-case" }, paths: ["", ".tag"] }),
          )
        : wrongHere(type.type).filter(({ value }) => value !== undefined);
    case "map":
      return wrong(null, undefined, 5, "abc", {}, [], new Set(), new WeakMap());
    case "own":
    case "borrow":
      return wrong(null, undefined, 5, "abc");
    case "error-context":
    case "stream":
    case "future":
      throw new Error(`${type.kind}: the reference is synchronous`);
  }
}

function viewsFor(element: AbiType): unknown[] {
  return numericArray(element.kind) === undefined
    ? [new Uint8Array(2)]
    : [new DataView(new ArrayBuffer(4)), new ArrayBuffer(4)];
}

/** Valid values around an invalid one. */
function wrongInside(
  type: AbiType,
  handle: HandleValues | undefined,
): fc.Arbitrary<InvalidHostValue>[] {
  switch (type.kind) {
    case "list": {
      const { element, length } = type;
      const size = { minLength: length ?? 1, maxLength: length ?? 4 };
      return [
        fc.tuple(fc.array(hostValue(element, handle), size), fc.nat()).chain(([values, n]) => {
          const index = n % values.length;
          return at(`[${index}]`, element, handle).map(({ value, paths }) => ({
            value: values.with(index, value),
            paths,
          }));
        }),
      ];
    }
    case "record":
      return type.fields.map((field) => {
        const key = camelCase(field.label);
        return fc
          .tuple(hostValue(type, handle), at(`.${key}`, field.type, handle))
          .map(([record, bad]) => ({
            value: { ...(record as object), [key]: bad.value },
            paths: bad.paths,
          }));
      });
    case "tuple":
      return [
        ...type.types.map((t, i) =>
          fc.tuple(hostValue(type, handle), at(`[${i}]`, t, handle)).map(([values, bad]) => ({
            value: (values as unknown[]).with(i, bad.value),
            paths: bad.paths,
          })),
        ),
        hostValue(type, handle).map((values) => ({
          value: [...(values as unknown[]), 1],
          paths: [""],
        })),
      ];
    case "variant":
      return type.cases.flatMap((c) =>
        c.type === undefined ? [] : [payload(c.label, c.type, handle)],
      );
    case "result":
      return [
        ...(type.ok === undefined ? [] : [payload("ok", type.ok, handle)]),
        ...(type.err === undefined ? [] : [payload("err", type.err, handle)]),
      ];
    case "option":
      return type.type.kind === "option"
        ? [payload("some", type.type, handle)]
        : wrongInside(type.type, handle);
    case "map":
      return [
        fc
          .tuple(
            hostValue(type, handle),
            hostValue(type.key, handle),
            invalidHostValue(type.value, handle),
          )
          .map(([map, key, bad]) => ({
            value: new Map(map as Map<unknown, unknown>).set(wellFormed(key), bad.value),
            paths: bad.paths.map(
              (rest) => `.get(${JSON.stringify(String(wellFormed(key)))})${rest}`,
            ),
          })),
      ];
    case "flags":
      return type.labels.map((label) => {
        const key = camelCase(label);
        return fc
          .tuple(hostValue(type, handle), fc.constantFrom(0, 1, "true", null))
          .map(([flags, bad]) => ({
            value: { ...(flags as object), [key]: bad },
            paths: [`.${key}`],
          }));
      });
    default:
      return [];
  }
}

function payload(
  tag: string,
  type: AbiType,
  handle: HandleValues | undefined,
): fc.Arbitrary<InvalidHostValue> {
  return at(".val", type, handle).map(({ value, paths }) => ({
    value: { tag, val: value },
    paths,
  }));
}

function wellFormed(key: unknown): unknown {
  return typeof key === "string" ? key.replace(/\p{Surrogate}/gu, "\ufffd") : key;
}
