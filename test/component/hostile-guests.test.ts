import { describe, expect, it } from "vitest";
import type { ComponentInstance } from "../../src/component/instantiate.js";
import { loadComponent } from "../../src/component/load-component.js";
import { isTrap } from "../../src/runtime/trap.js";
import {
  ComponentBuilder,
  bumpRealloc,
  coreModule,
  declare,
  define,
  i32,
  op,
  options,
  types,
  type Bytes,
  type CoreFunction,
} from "./assembler.js";

/** Guests that break the canonical ABI on purpose. Each mistake ends in the trap of the specification. */

const page = 65536;
const area = 64;

/** Little-endian words. */
const words = (...values: readonly number[]): number[] =>
  values.flatMap((value) => [
    ...[value & 0xff, (value >>> 8) & 0xff],
    ...[(value >>> 16) & 0xff, (value >>> 24) & 0xff],
  ]);

type MakeType = (component: ComponentBuilder) => Bytes;
const defined =
  (type: Bytes): MakeType =>
  (component) => [component.type(type)];

/** A guest whose `answer: func() -> T` returns a core value, with some bytes of memory set. */
function answering(type: MakeType, value: number, bytes: Bytes = []): Uint8Array {
  const component = new ComponentBuilder();
  const result = type(component);
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        memory: 1,
        functions: [{ export: "answer", results: [i32], body: op.const(value) }],
        data: bytes.length === 0 ? [] : [{ offset: area, bytes }],
      }),
    ),
  );
  const memory = options.memory(component.coreAlias("memory", core, "memory"));
  const answer = component.coreAlias("func", core, "answer");
  const lifted = component.lift(answer, component.type(define.function([], result)), memory);
  component.export("answer", "func", lifted);
  return component.bytes();
}

/** A guest that takes a string (`take`) or lists of it, with a realloc of its own making. */
function allocating(encoding: Bytes, type: MakeType, realloc: CoreFunction): Uint8Array {
  const component = new ComponentBuilder();
  const param = type(component);
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        memory: 1,
        globals: [1024],
        functions: [realloc, { export: "take", params: [i32, i32], body: [] }],
      }),
    ),
  );
  const lifted = component.lift(
    component.coreAlias("func", core, "take"),
    component.type(define.function([["x", param]])),
    options.memory(component.coreAlias("memory", core, "memory")),
    options.realloc(component.coreAlias("func", core, "realloc")),
    encoding,
  );
  component.export("take", "func", lifted);
  return component.bytes();
}

/** A `realloc` that gives one pointer whatever is asked. */
const returning = (...body: Bytes): CoreFunction => ({
  export: "realloc",
  params: [i32, i32, i32, i32],
  results: [i32],
  body,
});

/** A guest whose `run: func()` does something with the built-ins of a resource that it defines: new, rep, drop. */
function handling(...body: Bytes): Uint8Array {
  const component = new ComponentBuilder();
  const destructors = component.coreInstance(
    component.coreModule(
      coreModule({
        functions: [
          {
            export: "dtor",
            params: [i32],
            // A representation of 13 makes the destructor trap.
            body: [...op.get(0), ...op.const(13), ...op.sub, 0x45, 0x04, 0x40, 0x00, ...op.end],
          },
        ],
      }),
    ),
  );
  const thing = component.type(define.resource(component.coreAlias("func", destructors, "dtor")));
  const other = component.type(define.resource());
  const canons = {
    new: component.canon(2, thing),
    rep: component.canon(4, thing),
    drop: component.canon(3, thing),
    "other-new": component.canon(2, other),
  };
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [
          { module: "env", name: "new", params: [i32], results: [i32] },
          { module: "env", name: "rep", params: [i32], results: [i32] },
          { module: "env", name: "drop", params: [i32] },
          { module: "env", name: "other-new", params: [i32], results: [i32] },
        ],
        functions: [{ export: "run", body }],
      }),
    ),
    {
      env: component.coreExports({
        new: ["func", canons.new],
        rep: ["func", canons.rep],
        drop: ["func", canons.drop],
        "other-new": ["func", canons["other-new"]],
      }),
    },
  );
  const run = component.coreAlias("func", core, "run");
  component.export("run", "func", component.lift(run, component.type(define.function([]))));
  return component.bytes();
}

/** A guest whose `run: func()` calls `log: func(s: string) -> string` of the host with any pointers. */
function calling(...args: readonly number[]): Uint8Array {
  const component = new ComponentBuilder();
  const host = component.type(
    define.instance(
      declare.type(define.function([["s", types.string]], types.string)),
      declare.function("log", 0),
    ),
  );
  const imported = component.import("docs:test/log", "instance", host);
  const heap = component.coreInstance(
    component.coreModule(coreModule({ memory: 1, globals: [1024], functions: [bumpRealloc(0)] })),
  );
  const log = component.lower(
    component.alias("func", imported, "log"),
    options.memory(component.coreAlias("memory", heap, "memory")),
    options.realloc(component.coreAlias("func", heap, "realloc")),
  );
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [{ module: "env", name: "log", params: [i32, i32, i32] }],
        functions: [
          { export: "run", body: [...args.flatMap((arg) => op.const(arg)), ...op.call(0)] },
        ],
      }),
    ),
    { env: component.coreExports({ log: ["func", log] }) },
  );
  const run = component.coreAlias("func", core, "run");
  component.export("run", "func", component.lift(run, component.type(define.function([]))));
  return component.bytes();
}

/** Records, variants and enums of an exported function have names. */
const named =
  (label: string, type: Bytes): MakeType =>
  (component) => [component.export(label, "type", component.type(type))];

const record = named(
  "row",
  define.record([
    ["a", types.u8],
    ["b", types.u64],
  ]),
);
const variant = named("shape", define.variant([["a", types.u32], ["b", types.string], ["c"]]));
const text: MakeType = () => types.string;

/** `list<list<…<u8>>>` */
function listsInLists(depth: number): MakeType {
  return (component) => {
    let type: Bytes = types.u8;
    for (let level = 0; level < depth; level++) {
      type = [component.type(define.list(type))];
    }
    return type;
  };
}

const answers: readonly (readonly [string, string, Uint8Array])[] = [
  ["a char beyond Unicode", "T21", answering(() => types.char, 0x110000)],
  ["a char that is a surrogate", "T22", answering(() => types.char, 0xd800)],
  ["an enum's case that it has not", "T31", answering(named("color", define.enum(["a", "b"])), 2)],
  ["a negative enum's case", "T31", answering(named("color", define.enum(["a", "b"])), -1)],
  ["a result pointer beyond memory", "T33", answering(text, page)],
  ["a result pointer at the last byte", "T33", answering(text, page - 4)],
  ["a negative result pointer", "T33", answering(text, -8)],
  ["a result pointer out of line", "T32", answering(text, area + 1)],
  ["a record's pointer out of line", "T32", answering(record, area + 4)],
  ["a string that ends beyond memory", "T25", answering(text, area, words(page - 1, 2))],
  ["a string that starts beyond memory", "T25", answering(text, area, words(page + 1, 0))],
  ["a string of 4 GiB", "T23", answering(text, area, words(0, 0xffffffff))],
  ["a string whose end wraps round", "T25", answering(text, area, words(0xfffffff0, 0x20))],
  ["a string that is no UTF-8", "T26", answering(text, area, [...words(area + 8, 2), 0xc3, 0x28])],
  [
    "a list that ends beyond memory",
    "T29",
    answering(defined(define.list(types.u32)), area, words(page - 4, 2)),
  ],
  [
    "a small memory that stands for a huge value",
    "T98",
    answering(listsInLists(3), area, Array.from({ length: 8000 }, () => words(area, 8000)).flat()),
  ],
  [
    "a list out of line",
    "T28",
    answering(defined(define.list(types.u64)), area, words(area + 4, 1)),
  ],
  [
    "a list whose size wraps round",
    "T27",
    answering(defined(define.list(types.u64)), area, words(0, 0x20000001)),
  ],
  [
    "a list of bytes that ends beyond memory",
    "T29",
    answering(defined(define.list(types.u8)), area, words(1, page)),
  ],
  [
    "a bad string in a list",
    "T25",
    answering(defined(define.list(types.string)), area, words(area + 8, 1, page, 1)),
  ],
  ["a variant's case that it has not", "T30", answering(variant, area, words(3, 0, 0))],
  ["a bad string in a variant", "T25", answering(variant, area, words(1, 0x7fffffff, 0x0fffffff))],
  [
    "an option that is neither",
    "T30",
    answering(defined(define.option(types.string)), area, words(2, 0, 0)),
  ],
];

const handles: readonly (readonly [string, string, Uint8Array])[] = [
  ["drops handle 0", "T19", handling(...op.const(0), ...op.call(2))],
  ["drops a handle that never was", "T18", handling(...op.const(7), ...op.call(2))],
  ["drops a negative handle", "T18", handling(...op.const(-1), ...op.call(2))],
  [
    "drops a handle twice",
    "T19",
    handling(
      ...[...op.const(5), ...op.call(0), ...op.drop],
      ...[1, 1].flatMap((handle) => [...op.const(handle), ...op.call(2)]),
    ),
  ],
  ["drops a handle of another type", "T48", handling(...op.const(5), ...op.call(3), ...op.call(2))],
  [
    "asks for the representation of another type",
    "T51",
    handling(...op.const(5), ...op.call(3), ...op.call(1), ...op.drop),
  ],
  [
    "asks for the representation of nothing",
    "T19",
    handling(...op.const(0), ...op.call(1), ...op.drop),
  ],
];

describe.each(["function", "closures"] as const)("with the back-end %s", (backend) => {
  const instantiate = async (bytes: Uint8Array, imports = {}): Promise<ComponentInstance> =>
    (await loadComponent(bytes, { backend })).instantiate(imports);

  /** Expects that a call traps, and that nothing of the instance can be used afterwards. */
  const expectTrap = (
    instance: ComponentInstance,
    name: string,
    code: unknown,
    value?: unknown,
  ): void => {
    const called = instance.exports[name] as (value?: unknown) => unknown;
    let error: unknown;
    try {
      called(value);
    } catch (thrown) {
      error = thrown;
    }
    expect(isTrap(error)).toBe(true);
    expect((error as { readonly code?: unknown }).code).toBe(code);
    expect(instance.poisoned).toBe(true);
    expect(() => called(value)).toThrow("cannot enter component instance");
  };

  it.each(answers)("a guest that returns %s traps (%s)", async (_, code, bytes) => {
    expectTrap(await instantiate(bytes), "answer", code);
  });

  it.each(handles)("a guest that %s traps (%s)", async (_, code, bytes) => {
    expectTrap(await instantiate(bytes), "run", code);
  });

  it("a guest whose destructor traps is closed", async () => {
    const bytes = handling(...op.const(13), ...op.call(0), ...op.call(2));
    expectTrap(await instantiate(bytes), "run", undefined);
  });

  it.each([
    ["beyond memory", "T25", [page, 1, area]],
    ["of the last byte and one more", "T25", [page - 1, 2, area]],
    ["of 4 GiB", "T23", [0, -1, area]],
    ["and a result out of line", "T34", [0, 0, area + 2]],
    ["and a result beyond memory", "T35", [0, 0, page - 4]],
    ["and a negative place for the result", "T35", [0, 0, -8]],
  ])("a guest that calls the host with a string %s traps (%s)", async (_, code, args) => {
    const seen: string[] = [];
    const log = (s: string): string => (seen.push(s), "x");
    const instance = await instantiate(calling(...args), { "docs:test/log": { log } });
    expectTrap(instance, "run", code);
    expect(seen.filter((s) => s !== "")).toEqual([]);
  });

  const list = defined(define.list(types.u64));
  it.each([
    ["beyond memory", "T37", options.utf8, text, op.const(page - 1), "long enough"],
    ["at a negative address", "T37", options.utf8, text, op.const(-1), "x"],
    ["out of line", "T36", options.utf16, text, op.const(1025), "x"],
    ["beyond memory, for UTF-16", "T37", options.utf16, text, op.const(page - 2), "xy"],
    [
      "beyond memory, for Latin-1 that grows",
      "T37",
      options.latin1,
      text,
      op.const(page - 4),
      "ab\u20ac\u20ac",
    ],
    ["beyond memory, for a list", "T39", options.utf8, list, op.const(page - 8), [1n, 2n]],
    ["out of line, for a list", "T38", options.utf8, list, op.const(1028), [1n, 2n]],
  ] as const)(
    "a realloc that gives memory %s traps (%s)",
    async (_, code, encoding, type, body, value) => {
      const instance = await instantiate(allocating(encoding, type, returning(...body)));
      expectTrap(instance, "take", code, value);
    },
  );

  it("a realloc that traps closes the instance", async () => {
    const instance = await instantiate(allocating(options.utf8, text, returning(0x00)));
    expectTrap(instance, "take", undefined, "x");
  });

  it("random pointers, lengths and discriminants give values of the type, or trap", async () => {
    const interesting = [0, 1, 2, 3, 4, 8, 255, 256, page - 8, page - 1, page, page + 1].concat([
      0x7fffffff,
      0x80000000,
      0xfffffff8,
      0xffffffff,
      0x0fffffff,
      0x10000000,
      area,
      area + 8,
    ]);
    let state = 1;
    const next = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return interesting[(state >>> 8) % interesting.length] ?? 0;
    };
    const shapes: readonly MakeType[] = [
      text,
      list,
      variant,
      record,
      defined(define.list(types.string)),
      (component) => [component.type(define.list(variant(component)))],
    ];
    for (let round = 0; round < 120; round++) {
      const shape = shapes[round % shapes.length] ?? text;
      const bytes = words(...Array.from({ length: 12 }, next));
      const instance = await instantiate(answering(shape, round % 7 === 0 ? next() : area, bytes));
      try {
        expect((instance.exports["answer"] as () => unknown)()).toBeDefined();
        expect(instance.poisoned).toBe(false);
      } catch (error) {
        expect(isTrap(error)).toBe(true);
        expect((error as { readonly code?: unknown }).code).toMatch(/^T2[1-9]$|^T3[0-3]$/);
        expect(instance.poisoned).toBe(true);
      }
    }
  });
});
