import { describe, expect, it } from "vitest";
import type { ComponentInstance } from "../../src/component/instantiate.js";
import { loadComponent } from "../../src/component/load-component.js";
import { isTrap } from "../../src/runtime/trap.js";
import { thrownBy } from "../thrown-by.js";
import {
  ComponentBuilder,
  bumpRealloc,
  coreModule,
  define,
  i32,
  op,
  options,
  types,
  type Bytes,
  type CoreFunction,
} from "./assembler.js";

/** Calls from one component instance into another that can be told from those of a host. */

type Run = (value?: unknown) => unknown;

const trapOf = (run: Run, value?: unknown): unknown => {
  const error = thrownBy(() => run(value));
  expect(isTrap(error)).toBe(true);
  return error;
};

/** `get: func() -> string` that gives "hi", with a post-return function of its own. */
function giver(postReturn: Bytes): Uint8Array {
  const component = new ComponentBuilder();
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        memory: 1,
        functions: [
          { export: "get", results: [i32], body: op.const(0) },
          { export: "clean", params: [i32], body: postReturn },
        ],
        data: [{ offset: 0, bytes: [8, 0, 0, 0, 2, 0, 0, 0, 0x68, 0x69] }],
      }),
    ),
  );
  const lifted = component.lift(
    component.coreAlias("func", core, "get"),
    component.type(define.function([], types.string)),
    options.memory(component.coreAlias("memory", core, "memory")),
    options.postReturn(component.coreAlias("func", core, "clean")),
  );
  component.export("get", "func", lifted);
  return component.bytes();
}

/** Imports `get` and calls it in `run: func()`, with a realloc of its own. */
function taker(realloc: CoreFunction): Uint8Array {
  const component = new ComponentBuilder();
  const get = component.import("get", "func", component.type(define.function([], types.string)));
  const heap = component.coreInstance(
    component.coreModule(coreModule({ memory: 1, globals: [1024], functions: [realloc] })),
  );
  const lowered = component.lower(
    get,
    options.memory(component.coreAlias("memory", heap, "memory")),
    options.realloc(component.coreAlias("func", heap, "realloc")),
  );
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [{ module: "env", name: "get", params: [i32] }],
        functions: [{ export: "run", body: [...op.const(0), ...op.call(0)] }],
      }),
    ),
    { env: component.coreExports({ get: ["func", lowered] }) },
  );
  const run = component.coreAlias("func", core, "run");
  component.export("run", "func", component.lift(run, component.type(define.function([]))));
  return component.bytes();
}

function together(provider: Uint8Array, user: Uint8Array): Uint8Array {
  const component = new ComponentBuilder();
  const provided = component.instance(component.component(provider));
  const used = component.instance(component.component(user), {
    get: ["func", component.alias("func", provided, "get")],
  });
  component.export("run", "func", component.alias("func", used, "run"));
  return component.bytes();
}

/** The resource that {@link around} lends: its own, or one that it imports and is given by its caller. */
type Lent = "defined" | "own" | "borrow";

/**
 * A component around another: `run: func()`, or `run: func(x: x)` of a resource that it imports, owned or borrowed, lends a
 * resource to `g` of the component inside, which lends it to `h` of the one around, whose body is `back`. Function 0 there
 * drops a handle, global 0 has the one that is lent; the parameter is what came back.
 */
function around(lent: Lent, back: Bytes): Uint8Array {
  const component = new ComponentBuilder();
  const isDefined = lent === "defined";
  const thing = isDefined ? component.type(define.resource()) : component.importResource("x");
  const drop = component.canon(3, thing);
  const outer = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [{ module: "env", name: "drop", params: [i32] }],
        globals: [0],
        functions: [
          { export: "h", params: [i32], body: back },
          { export: "note", params: [i32], body: [...op.get(0), ...op.globalSet(0)] },
        ],
      }),
    ),
    { env: component.coreExports({ drop: ["func", drop] }) },
  );
  const own = component.type(define.own(thing));
  const borrow = component.type(define.borrow(thing));
  const taking = component.type(define.function([["t", [borrow]]]));
  const inside = component.instance(component.component(inner()), {
    thing: ["type", thing],
    h: ["func", component.lift(component.coreAlias("func", outer, "h"), taking)],
  });
  const g = component.lower(component.alias("func", inside, "g"));
  const note = component.coreAlias("func", outer, "note");
  const items = { drop: ["func", drop], note: ["func", note], g: ["func", g] } as const;
  const imports = Object.keys(items).map((name) => ({ module: "env", name, params: [i32] }));
  const handle = op.get(0);
  const lend = [...handle, ...op.call(1), ...handle, ...op.call(2)];
  const make = isDefined ? component.canon(2, thing) : note;
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: isDefined
          ? [...imports, { module: "env", name: "new", params: [i32], results: [i32] }]
          : imports,
        functions: [
          isDefined
            ? {
                export: "run",
                locals: [i32],
                body: [...op.const(7), ...op.call(3), ...op.set(0), ...lend],
              }
            : {
                export: "run",
                params: [i32],
                body: lent === "own" ? lend : [...lend, ...handle, ...op.call(0)],
              },
        ],
      }),
    ),
    { env: component.coreExports({ ...items, new: ["func", make] }) },
  );
  const given = lent === "own" ? own : borrow;
  const type = define.function(isDefined ? [] : [["x", [given]]]);
  const run = component.coreAlias("func", core, "run");
  component.export("run", "func", component.lift(run, component.type(type)));
  return component.bytes();
}

/** `g: func(t: borrow<thing>)` lends `h` what it was lent and drops it. */
function inner(): Uint8Array {
  const component = new ComponentBuilder();
  const thing = component.importResource("thing");
  const type = component.type(define.function([["t", [component.type(define.borrow(thing))]]]));
  const items = {
    h: component.lower(component.import("h", "func", type)),
    drop: component.canon(3, thing),
  };
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [
          { module: "env", name: "h", params: [i32] },
          { module: "env", name: "drop", params: [i32] },
        ],
        functions: [
          {
            export: "g",
            params: [i32],
            body: [...op.get(0), ...op.call(0), ...op.get(0), ...op.call(1)],
          },
        ],
      }),
    ),
    { env: component.coreExports({ h: ["func", items.h], drop: ["func", items.drop] }) },
  );
  component.export("g", "func", component.lift(component.coreAlias("func", core, "g"), type));
  return component.bytes();
}

/** The opcodes of `context.get` and `context.set` of slot 0. */
const context = { get: [0x0a, i32, 0], set: [0x0b, i32, 0] } as const;

/** Traps unless the value on the stack is `expected`. */
const expectValue = (expected: number): Bytes => [
  ...op.const(expected),
  ...[0x47, 0x04, 0x40, ...op.unreachable, ...op.end],
];

/**
 * What has storage of its own in one component, and traps where it finds what others have left there: two start functions,
 * `realloc`, a destructor, `run: func(s: string)`, and `get: func() -> string`, which shares its storage with its
 * post-return function.
 */
function storing(): Uint8Array {
  const component = new ComponentBuilder();
  const builtins = component.coreExports({
    get: ["func", component.canon(...context.get)],
    set: ["func", component.canon(...context.set)],
  });
  const imports = [
    { module: "context", name: "get", results: [i32] },
    { module: "context", name: "set", params: [i32] },
  ];
  const take = (value: number): Bytes => [
    ...[...op.call(0), ...expectValue(0)],
    ...[...op.const(value), ...op.call(1)],
  ];
  for (const value of [4, 5]) {
    const start = { functions: [{ body: take(value) }], start: 2 };
    component.coreInstance(component.coreModule(coreModule({ imports, ...start })), {
      context: builtins,
    });
  }
  const first = component.coreInstance(
    component.coreModule(
      coreModule({
        imports,
        functions: [{ export: "dtor", params: [i32], body: take(6) }],
      }),
    ),
    { context: builtins },
  );
  const thing = component.type(define.resource(component.coreAlias("func", first, "dtor")));
  const resource = component.coreExports({
    new: ["func", component.canon(2, thing)],
    drop: ["func", component.canon(3, thing)],
  });
  const [get, set, create, drop] = [0, 1, 2, 3];
  const main = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [
          ...imports,
          { module: "resource", name: "new", params: [i32], results: [i32] },
          { module: "resource", name: "drop", params: [i32] },
        ],
        memory: 1,
        functions: [
          {
            export: "realloc",
            params: [i32, i32, i32, i32],
            results: [i32],
            body: [...take(7), ...op.const(1024)],
          },
          {
            export: "run",
            params: [i32, i32],
            body: [
              ...[...take(8), ...op.const(1), ...op.call(create), ...op.call(drop)],
              ...[...op.call(get), ...expectValue(8)],
            ],
          },
          { export: "get", results: [i32], body: [...take(9), ...op.const(0)] },
          {
            export: "clean",
            params: [i32],
            body: [...op.call(get), ...expectValue(9), ...op.const(10), ...op.call(set)],
          },
        ],
        data: [{ offset: 0, bytes: [8, 0, 0, 0, 2, 0, 0, 0, 0x68, 0x69] }],
      }),
    ),
    { context: builtins, resource },
  );
  const memory = options.memory(component.coreAlias("memory", main, "memory"));
  const run = component.lift(
    component.coreAlias("func", main, "run"),
    component.type(define.function([["s", types.string]])),
    memory,
    options.realloc(component.coreAlias("func", main, "realloc")),
  );
  const lifted = component.lift(
    component.coreAlias("func", main, "get"),
    component.type(define.function([], types.string)),
    memory,
    options.postReturn(component.coreAlias("func", main, "clean")),
  );
  component.export("run", "func", run);
  component.export("get", "func", lifted);
  return component.bytes();
}

describe.each(["function", "closures"] as const)("with the back-end %s", (backend) => {
  const instantiate = async (bytes: Uint8Array, imports = {}): Promise<ComponentInstance> =>
    (await loadComponent(bytes, { backend })).instantiate(imports);
  const runOf = async (bytes: Uint8Array, imports = {}): Promise<Run> =>
    (await instantiate(bytes, imports)).exports["run"] as Run;

  describe("a result", () => {
    const beyond: CoreFunction = {
      export: "realloc",
      params: [i32, i32, i32, i32],
      results: [i32],
      body: op.const(-1),
    };

    it("is taken over before the callee's post-return function runs", async () => {
      const run = await runOf(together(giver(op.unreachable), taker(beyond)));
      expect(trapOf(run)).toMatchObject({ code: "T37" });
    });

    it("is not all: post-return can still trap", async () => {
      const run = await runOf(together(giver(op.unreachable), taker(bumpRealloc(0))));
      expect(trapOf(run)).toMatchObject({ message: expect.stringMatching(/^unreachable/i) });
    });

    it("does not come twice", async () => {
      // Post-return overwrites what it is called for.
      const clean = [...op.const(8), ...op.const(0), ...op.store()];
      const instance = await instantiate(together(giver(clean), taker(bumpRealloc(0))));
      const run = instance.exports["run"] as Run;
      run();
      run();
      expect(instance.poisoned).toBe(false);
    });
  });

  describe("a component inside that calls back", () => {
    class Thing {
      readonly kind = "thing";
    }
    const dropBorrow = [...op.get(0), ...op.call(0)];
    const dropLent = [...op.globalGet(0), ...op.call(0)];

    it.each<[Lent, Bytes]>([
      ["defined", []],
      ["own", dropBorrow],
      ["borrow", dropBorrow],
    ])("may enter the one around it, which ends a call of its own (%s)", async (lent, back) => {
      const run = await runOf(around(lent, back), { x: Thing });
      run(new Thing());
      run(new Thing());
    });

    it.each<Lent>(["defined", "own"])("cannot have it drop what is lent (%s)", async (lent) => {
      const run = await runOf(around(lent, dropLent), { x: Thing });
      expect(trapOf(run, new Thing())).toMatchObject({ code: "T49" });
    });

    it.each<Lent>(["own", "borrow"])("must get borrows back like others (%s)", async (lent) => {
      const run = await runOf(around(lent, []), { x: Thing });
      expect(trapOf(run, new Thing())).toMatchObject({ code: "T5" });
    });
  });

  it("what the specification runs as a task has storage of its own", async () => {
    const { exports } = await instantiate(storing());
    const run = exports["run"] as Run;
    const get = exports["get"] as Run;
    run("text");
    run("text");
    expect([get(), get()]).toEqual(["hi", "hi"]);
    const nested = await runOf(together(storing(), taker(bumpRealloc(0))));
    nested();
    nested();
  });
});
