import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createOutputDirectory,
  generateModule,
  type OutputDirectory,
} from "../roundtrip/generated-world.js";
import {
  ComponentBuilder,
  coreModule,
  declare,
  define,
  i32,
  op,
  types,
  type Bytes,
  type CoreFunction,
} from "./assembler.js";
import { caller, rootResource } from "./guests.js";
import { waysTo, type Exports } from "./ways.js";
import { thrownBy } from "../thrown-by.js";

// A component is the same for its host whichever way it is linked.

let output: OutputDirectory;

beforeAll(async () => {
  output = await createOutputDirectory();
}, 60_000);

afterAll(() => output[Symbol.asyncDispose]());

type Run = (exports: Exports) => unknown;

let count = 0;

/** Expects the same of an instance, however it is made. */
async function expectAll(
  bytes: Uint8Array,
  imports: unknown,
  run: Run,
  expected: unknown,
): Promise<void> {
  for (const { name, instantiate } of await waysTo(output, `test${count++}`, bytes)) {
    const outcome = await instantiate(imports as Exports)
      .then(run)
      .catch(summary);
    expect(outcome, name).toEqual(expected);
  }
}

/** What is the same of errors in all ways: not how they name the component or write types. */
function summary(error: unknown): unknown {
  const { name, code, problems } = error as Partial<
    Error & { code: string; problems: readonly string[] }
  >;
  const missing = problems?.map((problem) => /import ([^:]*(:[^ ]*)?[^:]*):/.exec(problem)?.[1]);
  return { name, ...(code && { code }), ...(missing && { missing }) };
}

const runOne: Run = ({ run }) => (run as (n: number) => unknown)(1);

/** Runs `body` when it starts; function 0 is the import `f`. */
function starter(body: readonly number[], tag = false): Uint8Array {
  const component = new ComponentBuilder();
  const type = component.type(define.function([]));
  const lowered = component.lower(component.import("f", "func", type));
  const module = component.coreModule(
    coreModule({
      imports: [{ module: "host", name: "f" }],
      functions: [{ body }, { export: "run", body: [] }],
      ...{ start: 1, tag },
    }),
  );
  const core = component.coreInstance(module, {
    host: component.coreExports({ f: ["func", lowered] }),
  });
  component.export("run", "func", component.lift(component.coreAlias("func", core, "run"), type));
  return component.bytes();
}

/**
 * Imports `unsigned: func(n: u32) -> u32` and `single: func(n: f32) -> f32`, and exports them lifted again, without a
 * core module between: the first as `signed: func(n: s32) -> s32`.
 */
function lifter(): Uint8Array {
  const component = new ComponentBuilder();
  const unary = (type: Bytes): number => component.type(define.function([["n", type]], type));
  const unsigned = component.import("unsigned", "func", unary(types.u32));
  const single = component.import("single", "func", unary(types.f32));
  const lift = (imported: number, type: number): number =>
    component.lift(component.lower(imported), type);
  component.export("signed", "func", lift(unsigned, unary(types.s32)));
  component.export("same", "func", lift(single, unary(types.f32)));
  return component.bytes();
}

/** Imports `f: func(n: u32) -> u32` in an interface, and exports the interface under another name. */
function passer(): Uint8Array {
  const component = new ComponentBuilder();
  const type = component.type(
    define.instance(
      declare.type(define.function([["n", types.u32]], types.u32)),
      declare.function("f", 0),
    ),
  );
  component.export(
    "docs:test/given",
    "instance",
    component.import("docs:test/host", "instance", type),
  );
  return component.bytes();
}

/** Defines a resource `inner` in a component inside, and exports it as `outer` of `docs:test/outside`. */
function renamer(): Uint8Array {
  const inside = new ComponentBuilder();
  const inner = inside.type(define.resource());
  const unary = { params: [i32], results: [i32] };
  const core = inside.coreInstance(
    inside.coreModule(
      coreModule({
        imports: [{ module: "env", name: "new", ...unary }],
        functions: [
          { export: "new", ...unary, body: [...op.get(0), ...op.call(0)] },
          { export: "get", ...unary, body: op.get(0) },
        ],
      }),
    ),
    { env: inside.coreExports({ new: ["func", inside.canon(2, inner)] }) },
  );
  const lifted = (["new", "get"] as const).map((label, index) =>
    inside.lift(inside.coreAlias("func", core, label), typesOf(inside, inner)[index] ?? 0),
  );
  exportResource(inside, "inner", inner, lifted);

  const renaming = new ComponentBuilder();
  const given = renaming.importResource("inner");
  const functions = ["make", "get"].map((label, index) =>
    renaming.import(label, "func", typesOf(renaming, given)[index] ?? 0),
  );
  exportResource(renaming, "outer", given, functions);

  const component = new ComponentBuilder();
  const provider = component.instance(component.component(inside.bytes()));
  const renamed = component.instance(component.component(renaming.bytes()), {
    inner: ["type", component.alias("type", provider, "inner")],
    make: ["func", component.alias("func", provider, "[constructor]inner")],
    get: ["func", component.alias("func", provider, "[method]inner.get")],
  });
  component.export("docs:test/outside", "instance", renamed);
  return component.bytes();
}

/** The types of a constructor that takes a number and of a method that gives it. */
function typesOf(component: ComponentBuilder, resource: number): readonly [number, number] {
  const own = component.type(define.own(resource));
  const borrow = component.type(define.borrow(resource));
  return [
    component.type(define.function([["n", types.u32]], [own])),
    component.type(define.function([["self", [borrow]]], types.u32)),
  ];
}

function exportResource(
  component: ComponentBuilder,
  label: string,
  resource: number,
  [make = 0, get = 0]: readonly number[],
): void {
  const [made, got] = typesOf(component, component.export(label, "type", resource));
  component.exportAs(`[constructor]${label}`, make, made);
  component.exportAs(`[method]${label}.get`, get, got);
}

/**
 * Imports a resource `thing` with a constructor and a method from each of two interfaces, and exports `first` and `second`:
 * they make a thing, get its number and drop it.
 */
function twoThings(interfaces: readonly [string, string]): Uint8Array {
  const component = new ComponentBuilder();
  const unary = { params: [i32], results: [i32] };
  const type = component.type(
    define.instance(
      declare.resource("thing"),
      ...[declare.type(define.own(0)), declare.type(define.borrow(0))],
      declare.type(define.function([["n", types.u32]], [1])),
      declare.function("[constructor]thing", 3),
      declare.type(define.function([["self", [2]]], types.u32)),
      declare.function("[method]thing.get", 4),
    ),
  );
  const functionType = component.type(define.function([["n", types.u32]], types.u32));
  const module = component.coreModule(
    coreModule({
      imports: [
        { module: "env", name: "new", ...unary },
        { module: "env", name: "get", ...unary },
        { module: "env", name: "drop", params: [i32] },
      ],
      functions: [
        {
          export: "run",
          ...unary,
          locals: [i32],
          body: [
            ...[...op.get(0), ...op.call(0), ...op.set(1)],
            ...[...op.get(1), ...op.call(1), ...op.get(1), ...op.call(2)],
          ],
        },
      ],
    }),
  );
  for (const [index, label] of ["first", "second"].entries()) {
    const imported = component.import(interfaces[index] ?? "", "instance", type);
    const lower = (name: string): number =>
      component.lower(component.alias("func", imported, name));
    const env = component.coreExports({
      new: ["func", lower("[constructor]thing")],
      get: ["func", lower("[method]thing.get")],
      drop: ["func", component.canon(3, component.alias("type", imported, "thing"))],
    });
    const core = component.coreInstance(module, { env });
    const run = component.coreAlias("func", core, "run");
    component.export(label, "func", component.lift(run, functionType));
  }
  return component.bytes();
}

/**
 * Defines a resource `thing` of `docs:test/things`, whose methods take others, or the same: `merge`, an own one; `merge-some`,
 * perhaps a borrowed one before it; `merge-pair`, a record of both.
 */
function merger(): Uint8Array {
  const inside = new ComponentBuilder();
  const inner = inside.type(define.resource());
  const typesOfThing = (thing: number, name: (type: number) => number): readonly number[] => {
    const own = [inside.type(define.own(thing))];
    const borrow = [inside.type(define.borrow(thing))];
    const lent = [inside.type(define.option(borrow))];
    const pair = inside.type(
      define.record([
        ["lent", borrow],
        ["given", own],
      ]),
    );
    const method = (...params: readonly (readonly [string, readonly number[]])[]): number =>
      inside.type(define.function([["self", borrow], ...params], types.u32));
    return [
      inside.type(define.function([["n", types.u32]], own)),
      method(["other", own]),
      method(["lent", lent], ["other", own]),
      method(["pair", [name(pair)]]),
    ];
  };
  const merge = (label: string, count: number): CoreFunction => ({
    export: label,
    params: new Array<typeof i32>(count).fill(i32),
    results: [i32],
    body: op.get(0),
  });
  const core = inside.coreInstance(
    inside.coreModule(
      coreModule({
        imports: [{ module: "env", name: "new", params: [i32], results: [i32] }],
        functions: [
          { ...merge("new", 1), body: [...op.get(0), ...op.call(0)] },
          merge("merge", 2),
          merge("merge-some", 4),
          merge("merge-pair", 3),
        ],
      }),
    ),
    { env: inside.coreExports({ new: ["func", inside.canon(2, inner)] }) },
  );
  const innerTypes = typesOfThing(inner, (type) => type);
  const labels = ["new", "merge", "merge-some", "merge-pair"];
  const lifted = labels.map((label, index) =>
    inside.lift(inside.coreAlias("func", core, label), innerTypes[index] ?? 0),
  );
  const outerTypes = typesOfThing(inside.export("thing", "type", inner), (type) =>
    inside.export("pair", "type", type),
  );
  labels.forEach((label, index) => {
    const name = label === "new" ? "[constructor]thing" : `[method]thing.${label}`;
    inside.exportAs(name, lifted[index] ?? 0, outerTypes[index] ?? 0);
  });
  const component = new ComponentBuilder();
  const instance = component.instance(component.component(inside.bytes()));
  component.export("docs:test/things", "instance", instance);
  return component.bytes();
}

type Merging = new (n: number) => {
  merge(other: object): number;
  mergeSome(lent: object | undefined, other: object): number;
  mergePair(pair: { readonly lent: object; readonly given: object }): number;
};

class Thing {
  readonly #number: number;
  constructor(n: number) {
    this.#number = n;
  }
  get(): number {
    return this.#number;
  }
}

const both: Run = (exports) =>
  ["first", "second"].map((name, n) => (exports[name] as (n: number) => unknown)(n));

describe("start functions", () => {
  const imports = { f: () => undefined };

  it("run before there are exports", () =>
    expectAll(starter(op.call(0)), imports, runOne, undefined));

  it("trap", () => expectAll(starter(op.unreachable), imports, runOne, { name: "RuntimeError" }));

  it("trap by what they throw", () =>
    expectAll(starter(op.throw, true), imports, runOne, { name: "RuntimeError", code: "T95" }));

  it("trap by what the host throws", () =>
    expectAll(
      starter(op.call(0)),
      {
        f: () => {
          throw new Error("no");
        },
      },
      runOne,
      { name: "RuntimeError", code: "T96" },
    ));
});

describe("imports", () => {
  const call = (n: number): number => n + 1;
  const missing = { name: "LinkError", missing: ["docs:test/host call"] };

  it.each([
    ["none", undefined],
    ["an empty object", {}],
    ["nothing for the interface", { "docs:test/host": undefined }],
    ["a number for the interface", { "docs:test/host": 5 }],
    ["a number for the function", { "docs:test/host": { call: 5 } }],
    ["an incompatible version", { "docs:test/host@1.0.0": { call } }],
  ])("are missing: %s", (_, imports) => expectAll(caller(), imports, runOne, missing));

  it.each([
    [
      "a member of a class",
      {
        "docs:test/host": new (class {
          call = call;
        })(),
      },
    ],
    ["a member of the imports' class", Object.create({ "docs:test/host": { call } })],
    ["a member of a function", { "docs:test/host": Object.assign(() => 0, { call }) }],
  ])("are found: %s", (_, imports) => expectAll(caller(), imports, runOne, 2));

  const versioned = caller({ interface: "docs:test/host@1.1.0" });

  it.each([
    [
      "exactly",
      { "docs:test/host@1.2.0": {}, "docs:test/host": {}, "docs:test/host@1.1.0": { call } },
    ],
    ["by a compatible version", { "docs:test/host": {}, "docs:test/host@1.2.0": { call } }],
    ["without version", { "docs:test/host@2.0.0": {}, "docs:test/host": { call } }],
  ])("are found %s", (_, imports) => expectAll(versioned, imports, runOne, 2));

  it("are found in classes and their objects", async () => {
    const thing = class {
      static twice = (n: number): number => 2 * n;
      readonly get: () => number;
      constructor(n: number) {
        this.get = () => n + 1;
      }
    };
    await expectAll(rootResource(), { thing }, runOne, 3);
  });

  it("that are only passed on are found", () =>
    expectAll(
      passer(),
      { "docs:test/host": { f: call } },
      (exports) => (exports["docs:test/given"] as { f: typeof call }).f(1),
      2,
    ));

  it.each([[{}], [{ "docs:test/host": { f: 5 } }]])(
    "that are only passed on are missing",
    (imports) =>
      expectAll(passer(), imports, runOne, { name: "LinkError", missing: ["docs:test/host f"] }),
  );
});

describe("what is lowered", () => {
  it("gives core values where it is lifted at once", async () => {
    const taken: number[] = [];
    const host = {
      unsigned: (n: number): number => {
        taken.push(n);
        return n;
      },
      single: (n: number): number => {
        taken.push(n);
        return 0.2;
      },
    };
    const run: Run = ({ signed, same }) => {
      taken.length = 0;
      const results = [signed, same].map((f, index) =>
        (f as (n: number) => number)([-1, 0.1][index] ?? 0),
      );
      return [...taken, ...results];
    };
    const expected = [4294967295, Math.fround(0.1), -1, Math.fround(0.2)];
    await expectAll(lifter(), host, run, expected);
  });
});

describe("resources", () => {
  it("have the names of the world that exports them", () =>
    expectAll(
      renamer(),
      {},
      (exports) => {
        type Outer = new (n: number) => { get(): number };
        const { Outer } = exports["docs:test/outside"] as { readonly Outer: Outer };
        return new Outer(7).get();
      },
      7,
    ));

  it("are not passed as own by the call that they are lent to", () =>
    expectAll(
      merger(),
      {},
      (exports) => {
        const { Thing } = exports["docs:test/things"] as { readonly Thing: Merging };
        const thing = new Thing(7);
        const messages = [
          () => thing.merge(thing),
          () => thing.mergeSome(thing, thing),
          () => new Thing(8).mergeSome(thing, thing),
          () => thing.mergePair({ lent: new Thing(8), given: thing }),
          () => new Thing(8).mergePair({ lent: thing, given: thing }),
        ].map((call) => (thrownBy(call) as TypeError).message.replace(/^.*?: /, ""));
        // They can be passed and disposed still.
        const numbers = [
          thing.mergeSome(thing, new Thing(8)),
          thing.mergeSome(undefined, new Thing(8)),
          thing.mergePair({ lent: thing, given: new Thing(8) }),
          new Thing(9).merge(thing),
        ];
        return [...messages, ...numbers];
      },
      [
        "other must be resource thing that is not lent to a running call, got a Thing",
        "other must be resource thing that is not lent to a running call, got a Thing",
        "other must be resource thing that is not lent to a running call, got a Thing",
        "pair.given must be resource thing that is not lent to a running call, got a Thing",
        "pair.given must be resource thing that is not lent to a running call, got a Thing",
        ...[7, 7, 7, 9],
      ],
    ));

  it("are of the version of their interface", () =>
    expectAll(
      twoThings(["docs:test/things@1.0.0", "docs:test/things@1.2.0"]),
      { "docs:test/things@1.1.0": { Thing } },
      both,
      [0, 1],
    ));

  it("are of the version of their interface where the world has only one", async () => {
    const directory = join(output.path, "one-version");
    await mkdir(directory);
    const input = join(directory, "user.wit");
    await writeFile(
      input,
      `package docs:user;
      world user {
        import docs:test/things@1.2.0;
        export first: func(n: u32) -> u32;
        export second: func(n: u32) -> u32;
      }
      package docs:test@1.2.0 {
        interface things {
          resource thing { constructor(n: u32); get: func() -> u32; }
        }
      }`,
    );
    const { exports } = await generateModule({ input, out: join(directory, "user") }, "user");
    const instantiate = exports["instantiate"] as (...args: unknown[]) => Promise<Exports>;
    const bytes = twoThings(["docs:test/things@1.0.0", "docs:test/things@1.2.0"]);
    const instance = await instantiate(bytes, { "docs:test/things@1.2.0": { Thing } });
    expect(both(instance)).toEqual([0, 1]);
  });
});
