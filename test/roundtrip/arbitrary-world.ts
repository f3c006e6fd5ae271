import fc from "fast-check";
import type { AbiResource, AbiType } from "../../src/abi/abi-type.js";
import { abiType, hostValue, type HandleValues } from "../reference/arbitrary.js";
import { invalidHostValue } from "../reference/arbitrary-invalid.js";
import { awkwardNames } from "../reference/awkward-names.js";
import { contains } from "../reference/despecialize.js";
import { elemSize } from "../reference/element-size.js";
import { camelCase } from "../reference/js-mapping.js";
import { labels, t } from "../reference/types.js";
import { gadget, type EchoFunction } from "./echo-module.js";
import { echo, sink } from "./guest-builder.js";

/** The resource that the host defines. */
export const thing: AbiResource = { key: "thing", name: "thing", definedBy: "host" };

/** Stands for an object of a resource in values that are made before there is an instance. */
export class HandleMark {
  readonly resource: string;
  readonly kind: "own" | "borrow";
  readonly id: number;
  constructor(resource: string, kind: "own" | "borrow", id: number) {
    this.resource = resource;
    this.kind = kind;
    this.id = id;
  }
}

/** A world of functions that echo. */
export interface EchoWorld {
  readonly functions: readonly EchoFunction[];
  /** See `printWorld`. */
  readonly sharedTypes: boolean;
  readonly typeNames: readonly string[];
  /** Whether the guest's functions have post-return functions. */
  readonly postReturn: boolean;
}

const wide = Array.from({ length: 17 }, (_, i) => (i % 2 === 0 ? t.u64 : t.u8));

/** Functions with types at the limits of the canonical ABI, and arguments at theirs. */
export const chosenFunctions: readonly {
  readonly name: string;
  readonly types: readonly AbiType[];
  readonly args: readonly (readonly unknown[])[];
}[] = [
  {
    name: "chosen-wide",
    types: wide,
    args: [wide.map((_, i) => (i % 2 === 0 ? 2n ** 64n - 1n : 255))],
  },
  {
    name: "chosen-string",
    types: [t.string, t.list(t.string)],
    args: [
      ["x".repeat(40_000), ["é".repeat(1000), "\u{1f600}".repeat(1000)]],
      ["\ufeff\0\u007f\u0080\u07ff\u0800\uffff\u{10ffff}", ["\ud800", "\udfff\ud800", "a\udc00b"]],
      [`${"x".repeat(39)}é`, [`é${"x".repeat(41)}`, `\u0100${"ÿ".repeat(50)}`]],
    ],
  },
  {
    name: "chosen-floats",
    types: [t.f32, t.f64, t.list(t.f32), t.list(t.f64)],
    args: [
      [-0, -0, Float32Array.of(-0, Number.NaN, Infinity), Float64Array.of(-0, Number.NaN, 5e-324)],
      [Number.NaN, Number.NaN, [1e-45, 3.4028234663852886e38], [Number.MAX_VALUE, -Infinity]],
    ],
  },
  {
    name: "chosen-lists",
    types: [t.list(t.u8), t.list(t.s64), t.list(t.tuple(t.u8, t.u64))],
    args: [
      [
        Uint8Array.from({ length: 3000 }, (_, i) => i),
        BigInt64Array.from({ length: 1000 }, (_, i) => -BigInt(i)),
        Array.from({ length: 1000 }, (_, i) => [i % 256, BigInt(i)]),
      ],
    ],
  },
  {
    name: "chosen-options",
    types: [t.option(t.option(t.option(t.result(t.option(t.u8)))))],
    args: [
      [undefined],
      [{ tag: "some" }],
      [{ tag: "some", val: { tag: "none" } }],
      [{ tag: "some", val: { tag: "some", val: undefined } }],
      [{ tag: "some", val: { tag: "some", val: { tag: "ok", val: undefined } } }],
    ],
  },
  ...[1, 8, 9, 16, 17, 31, 32].map((count) => ({
    name: `chosen-flags${count}`,
    types: [t.flags(...labels(count))],
    args: [[Object.fromEntries(labels(count).map((label) => [label, true]))]],
  })),
  ...[1, 2, 256, 257].map((count) => ({
    name: `chosen-cases${count}`,
    types: [
      t.variant(
        Object.fromEntries(labels(count).map((label, i) => [label, i % 3 ? t.u16 : undefined])),
      ),
      t.enum(...labels(count)),
    ],
    args: [
      [(count - 1) % 3 ? { tag: `l${count - 1}`, val: 65535 } : { tag: `l${count - 1}` }, "l0"],
    ],
  })),
];

/** Random worlds of `count` functions, and one more that has the guest define its resource. */
export function echoWorld(count: number): fc.Arbitrary<EchoWorld> {
  return fc
    .record({
      made: fc.array(functionTypes, { minLength: count, maxLength: count }),
      names: fc.shuffledSubarray([...awkwardNames], { minLength: awkwardNames.length }),
      sharedTypes: fc.boolean(),
      postReturn: fc.boolean(),
    })
    .map(({ made, names, ...options }) => {
      // Other keys have a suffix, which the names of properties are tested for elsewhere.
      const functionNames = names.filter((each) => !["constructor", "then"].includes(each));
      const functions = made.map((make, i) => {
        const name = i % 4 === 0 ? functionNames[i] : undefined;
        return withParameterNames(make(name ?? `go${i}`), names.slice(i));
      });
      functions.push(echo("keep-gadget", t.own(gadget)));
      const taken = new Set(functions.map(({ name }) => name));
      return { ...options, functions, typeNames: names.filter((each) => !taken.has(each)) };
    });
}

/** Names a function's parameters otherwise. */
function withParameterNames(f: EchoFunction, names: readonly string[]): EchoFunction {
  const { type } = f;
  const params = type.params.map((param, i) => ({ ...param, label: names[i] ?? param.label }));
  return { ...f, type: { ...type, params } };
}

type MakeFunction = (name: string) => EchoFunction;

const isHandle = (type: AbiType): boolean => type.kind === "own" || type.kind === "borrow";

/** Types whose values fit the guest's return area several times. */
const small = (types: fc.Arbitrary<AbiType>): fc.Arbitrary<AbiType> =>
  types.filter((type) => elemSize(type, "i32") < 4096);

const params = (types: fc.Arbitrary<AbiType>): fc.Arbitrary<AbiType[]> =>
  fc.array(small(types), { minLength: 1, maxLength: 3 });

const withHandles = (types: fc.Arbitrary<AbiType>): fc.Arbitrary<AbiType> =>
  types.filter((type) => contains(type, isHandle));

const values = params(abiType({ depth: 3 })).map(
  (types): MakeFunction =>
    (name) =>
      echo(name, ...types),
);

/** More parameters than a core function has. */
const manyParams = fc.array(small(abiType({ depth: 1 })), { minLength: 8, maxLength: 20 }).map(
  (types): MakeFunction =>
    (name) =>
      echo(name, ...types),
);

/** Errors of the function itself: thrown, or given as values. */
const failing = small(
  abiType({ depth: 2, resources: [thing] }).chain((ok) =>
    fc
      .tuple(
        fc.option(fc.constant(ok), { nil: undefined }),
        fc.option(abiType({ depth: 2, resources: [thing] }), { nil: undefined }),
      )
      .map(([maybe, err]): AbiType => ({
        kind: "result",
        ...(maybe === undefined ? {} : { ok: maybe }),
        ...(err === undefined ? {} : { err }),
      })),
  ),
).map(
  (type): MakeFunction =>
    (name) =>
      echo(name, type),
);

const owned = params(withHandles(abiType({ depth: 2, resources: [thing, gadget] }))).map(
  (types): MakeFunction =>
    (name) =>
      echo(name, ...types),
);

const lent = params(withHandles(abiType({ depth: 2, resources: [thing], borrows: [thing] }))).map(
  (types): MakeFunction =>
    (name) =>
      sink(name, ...types),
);

/** Borrows of the guest's resource arrive as representations, which it gives back. */
const represented = params(withHandles(abiType({ depth: 2, borrows: [gadget] }))).map(
  (types): MakeFunction =>
    (name) => {
      const { type } = echo(name, ...types);
      const { result } = echo(name, ...types.map(representation)).type;
      return { name, type: { ...type, ...(result === undefined ? {} : { result }) } };
    },
);

const functionTypes: fc.Arbitrary<MakeFunction> = fc.oneof(
  { weight: 8, arbitrary: values },
  { weight: 1, arbitrary: manyParams },
  { weight: 2, arbitrary: failing },
  { weight: 2, arbitrary: owned },
  { weight: 2, arbitrary: lent },
  { weight: 1, arbitrary: represented },
);

/** The type in which the guest says what it got: u32 in place of borrows. */
function representation(type: AbiType): AbiType {
  const maybe = (each: AbiType | undefined): AbiType | undefined =>
    each === undefined ? undefined : representation(each);
  switch (type.kind) {
    case "borrow":
      return { kind: "u32" };
    case "list":
      return { ...type, element: representation(type.element) };
    case "record":
      return {
        ...type,
        fields: type.fields.map((field) => ({ ...field, type: representation(field.type) })),
      };
    case "tuple":
      return { ...type, types: type.types.map(representation) };
    case "variant":
      return {
        ...type,
        cases: type.cases.map((each) =>
          each.type === undefined ? each : { ...each, type: representation(each.type) },
        ),
      };
    case "option":
      return { ...type, type: representation(type.type) };
    case "result": {
      const [ok, err] = [maybe(type.ok), maybe(type.err)];
      return {
        kind: "result",
        ...(ok === undefined ? {} : { ok }),
        ...(err === undefined ? {} : { err }),
      };
    }
    case "map":
      return { ...type, value: representation(type.value) };
    default:
      return type;
  }
}

/** Random {@link HandleMark}s. */
export const handleMarks: HandleValues = (resource, kind) =>
  fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((id) => new HandleMark(resource.name, kind, id));

/** Random arguments for a function, with {@link HandleMark}s for objects. */
export function argumentsOf({ type }: EchoFunction): fc.Arbitrary<unknown[]> {
  return fc.tuple(...type.params.map((param) => hostValue(param.type, handleMarks)));
}

/** Arguments of which one has exactly one mistake. */
export interface WrongArguments {
  readonly args: readonly unknown[];
  /** What a message may say of the place; more than one where two places are as good. */
  readonly places: readonly string[];
}

/** Random arguments that a host must not pass to a function. */
export function wrongArgumentsOf(f: EchoFunction): fc.Arbitrary<WrongArguments> {
  const { params } = f.type;
  return fc.tuple(argumentsOf(f), fc.nat({ max: params.length - 1 })).chain(([args, index]) => {
    const { label, type } = params[index] ?? { label: "", type: { kind: "bool" } };
    return invalidHostValue(type, handleMarks).map(({ value, paths }) => ({
      args: args.with(index, value),
      places: paths.map((path) => camelCase(label) + path),
    }));
  });
}

/** A result with exactly one mistake, as a value of its type. */
export interface WrongResult {
  readonly value: unknown;
  /** See {@link WrongArguments}. */
  readonly places: readonly string[];
}

/**
 * Random results that a host function must not give. What it throws as the error of a `result` is named by itself; none if
 * there is nothing to be wrong.
 */
export function wrongResultOf(
  type: AbiType,
  results: "throw" | "value",
): fc.Arbitrary<WrongResult> | undefined {
  const wrong = (part: AbiType, place: string): fc.Arbitrary<WrongResult> =>
    invalidHostValue(part, handleMarks).map(({ value, paths }) => ({
      value,
      places: paths.map((path) => place + path),
    }));
  if (type.kind !== "result" || results === "value") {
    return wrong(type, "result");
  }
  const payloads = [
    { tag: "ok", place: "result", payload: type.ok },
    { tag: "err", place: "error", payload: type.err },
  ].flatMap(({ tag, place, payload }) =>
    payload === undefined
      ? []
      : [wrong(payload, place).map((each) => ({ ...each, value: { tag, val: each.value } }))],
  );
  return payloads.length === 0 ? undefined : fc.oneof(...payloads);
}

/** Copies a value; objects of classes become what `replace` makes of them. */
export function replaceObjects(value: unknown, replace: (object: object) => unknown): unknown {
  const inside = (each: unknown): unknown => replaceObjects(each, replace);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(inside);
  }
  if (value instanceof Map) {
    return new Map(Array.from(value, ([key, each]) => [key, inside(each)]));
  }
  return Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inside(each)]))
    : replace(value);
}
