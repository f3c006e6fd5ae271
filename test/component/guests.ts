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
  type CoreFunction,
} from "./assembler.js";

/** Guests that several tests use. */

/** Exports a function `(a: u32, b: u32) -> u32`. */
export function adder(label = "add"): Uint8Array {
  const component = new ComponentBuilder();
  const module = component.coreModule(
    coreModule({
      functions: [
        {
          export: "add",
          params: [i32, i32],
          results: [i32],
          body: [...op.get(0), ...op.get(1), ...op.add],
        },
      ],
    }),
  );
  const core = component.coreInstance(module);
  const type = component.type(
    define.function(
      [
        ["a", types.u32],
        ["b", types.u32],
      ],
      types.u32,
    ),
  );
  component.export(label, "func", component.lift(component.coreAlias("func", core, "add"), type));
  return component.bytes();
}

/** What {@link caller} is made of. */
export interface CallerParts {
  /** `docs:test/host` unless said otherwise. */
  readonly interface?: string;
  /** The name of the function that is imported, called `call` outside. */
  readonly name?: string;
  /** More core functions; function 0 is the import, 1 is `run`. */
  readonly functions?: readonly CoreFunction[];
  readonly body?: readonly number[];
}

/** Imports `call: func(n: u32) -> u32` from an interface and exports `run`, of the same type, that calls it. */
export function caller(parts: CallerParts = {}): Uint8Array {
  const component = new ComponentBuilder();
  const label = parts.name ?? "call";
  const host = component.type(
    define.instance(
      declare.type(define.function([["n", types.u32]], types.u32)),
      declare.function(label, 0),
    ),
  );
  const imported = component.import(parts.interface ?? "docs:test/host", "instance", host);
  const lowered = component.lower(component.alias("func", imported, label));
  const module = component.coreModule(
    coreModule({
      imports: [{ module: "host", name: "call", params: [i32], results: [i32] }],
      functions: [
        {
          export: "run",
          params: [i32],
          results: [i32],
          body: parts.body ?? [...op.get(0), ...op.call(0)],
        },
        ...(parts.functions ?? []),
      ],
    }),
  );
  const core = component.coreInstance(module, {
    host: component.coreExports({ call: ["func", lowered] }),
  });
  const type = component.type(define.function([["n", types.u32]], types.u32));
  const run = component.lift(component.coreAlias("func", core, "run"), type);
  component.export("run", "func", run);
  return component.bytes();
}

/** Imports as many functions as there are labels from `docs:test/host`, and exports as `docs:test/many` what calls them. */
export function forwarder(labels: readonly string[]): Uint8Array {
  const component = new ComponentBuilder();
  const host = component.type(
    define.instance(
      declare.type(define.function([["n", types.u32]], types.u32)),
      ...labels.map((label) => declare.function(label, 0)),
    ),
  );
  const imported = component.import("docs:test/host", "instance", host);
  const lowered = labels.map((label) => [
    label,
    ["func", component.lower(component.alias("func", imported, label))],
  ]);
  const module = component.coreModule(
    coreModule({
      imports: labels.map((name) => ({
        ...{ module: "docs:test/host", name, params: [i32], results: [i32] },
      })),
      functions: labels.map((label, index) => ({
        export: `docs:test/many#${label}`,
        params: [i32],
        results: [i32],
        body: [...op.get(0), ...op.call(index)],
      })),
    }),
  );
  const core = component.coreInstance(module, {
    "docs:test/host": component.coreExports(
      Object.fromEntries(lowered) as Record<string, ["func", number]>,
    ),
  });
  const type = component.type(define.function([["n", types.u32]], types.u32));
  const exported = labels.map((label) => {
    const run = component.coreAlias("func", core, `docs:test/many#${label}`);
    return [label, ["func", component.lift(run, type)]];
  });
  const many = component.instanceExports(
    Object.fromEntries(exported) as Record<string, ["func", number]>,
  );
  component.export("docs:test/many", "instance", many);
  return component.bytes();
}

/** Imports `log: func(s: string)`; `run: func(s: string) -> string` logs its argument and returns it. */
export function echo(...encoding: readonly (readonly number[])[]): Uint8Array {
  const component = new ComponentBuilder();
  const host = component.type(
    define.instance(
      declare.type(define.function([["s", types.string]])),
      declare.function("log", 0),
    ),
  );
  const imported = component.import("docs:test/log", "instance", host);
  // The memory comes from a module of its own: the lowered import needs it before the main module is there.
  const memoryModule = component.coreModule(
    coreModule({ memory: 1, globals: [1024], functions: [bumpRealloc(0)] }),
  );
  const memoryInstance = component.coreInstance(memoryModule);
  const memory = component.coreAlias("memory", memoryInstance, "memory");
  const realloc = component.coreAlias("func", memoryInstance, "realloc");
  const log = component.lower(
    component.alias("func", imported, "log"),
    options.memory(memory),
    ...encoding,
  );
  const reallocBody: CoreFunction = {
    export: "run",
    params: [i32, i32],
    results: [i32],
    locals: [i32],
    body: [
      ...op.get(0),
      ...op.get(1),
      ...op.call(0),
      // The result goes into a block of its own: pointer and length.
      ...op.const(0),
      ...op.const(0),
      ...op.const(4),
      ...op.const(8),
      ...op.call(1),
      ...op.set(2),
      ...op.get(2),
      ...op.get(0),
      ...op.get(1),
      ...op.call(2),
      ...op.get(2),
    ],
  };
  const storeModule = component.coreModule(storeModuleBytes());
  const store = component.coreInstance(storeModule, { env: memoryInstance });
  const main = component.coreModule(
    coreModule({
      imports: [
        { module: "env", name: "log", params: [i32, i32] },
        { module: "env", name: "realloc", params: [i32, i32, i32, i32], results: [i32] },
        { module: "env", name: "store", params: [i32, i32, i32] },
      ],
      functions: [reallocBody],
    }),
  );
  const core = component.coreInstance(main, {
    env: component.coreExports({
      log: ["func", log],
      realloc: ["func", realloc],
      store: ["func", component.coreAlias("func", store, "store")],
    }),
  });
  const type = component.type(define.function([["s", types.string]], types.string));
  const run = component.lift(
    component.coreAlias("func", core, "run"),
    type,
    options.memory(memory),
    options.realloc(realloc),
    ...encoding,
  );
  component.export("run", "func", run);
  return component.bytes();
}

/** A module that imports a memory and stores a pointer and a length there. */
function storeModuleBytes(): number[] {
  return [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 7, 1, 0x60, 3, i32, i32, i32, 0],
    ...[2, 15, 1, 3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 1],
    ...[3, 2, 1, 0],
    ...[7, 9, 1, 5, 0x73, 0x74, 0x6f, 0x72, 0x65, 0, 0],
    ...[10, 18, 1, 16, 0],
    ...[...op.get(0), ...op.get(1), ...op.store(0)],
    ...[...op.get(0), ...op.get(2), ...op.store(4)],
    ...op.end,
  ];
}

/**
 * Exports interface `docs:test/counters` with a resource `counter`: `constructor(start: u32)`, `get: func() -> u32`,
 * `make: static func() -> counter`, and the functions `consume: func(c: counter) -> u32`, `dropped: func() -> u32`. The
 * representation is the start value; the destructor adds it up for `dropped`.
 */
export function counters(): Uint8Array {
  const component = new ComponentBuilder();
  const destructorModule = component.coreModule(
    coreModule({
      globals: [0],
      functions: [
        {
          export: "dtor",
          params: [i32],
          body: [...op.globalGet(0), ...op.get(0), ...op.add, ...op.globalSet(0)],
        },
        { export: "dropped", results: [i32], body: op.globalGet(0) },
      ],
    }),
  );
  const destructors = component.coreInstance(destructorModule);
  const counter = component.type(define.resource(component.coreAlias("func", destructors, "dtor")));
  const resourceNew = component.canon(2, counter);
  const resourceDrop = component.canon(3, counter);
  const resourceRep = component.canon(4, counter);
  const module = component.coreModule(
    coreModule({
      imports: [
        { module: "env", name: "new", params: [i32], results: [i32] },
        { module: "env", name: "drop", params: [i32] },
        { module: "env", name: "rep", params: [i32], results: [i32] },
      ],
      functions: [
        { export: "new", params: [i32], results: [i32], body: [...op.get(0), ...op.call(0)] },
        { export: "get", params: [i32], results: [i32], body: op.get(0) },
        { export: "make", results: [i32], body: [...op.const(100), ...op.call(0)] },
        {
          export: "consume",
          params: [i32],
          results: [i32],
          body: [...op.get(0), ...op.call(2), ...op.get(0), ...op.call(1)],
        },
      ],
    }),
  );
  const core = component.coreInstance(module, {
    env: component.coreExports({
      new: ["func", resourceNew],
      drop: ["func", resourceDrop],
      rep: ["func", resourceRep],
    }),
  });
  const own = component.type(define.own(counter));
  const borrow = component.type(define.borrow(counter));
  const lift = (label: string, type: readonly number[], instance = core): number =>
    component.lift(component.coreAlias("func", instance, label), component.type(type));
  const functions = {
    "[constructor]counter": lift("new", define.function([["start", types.u32]], [own])),
    "[method]counter.get": lift("get", define.function([["self", [borrow]]], types.u32)),
    "[static]counter.make": lift("make", define.function([], [own])),
    consume: lift("consume", define.function([["c", [own]]], types.u32)),
    dropped: lift("dropped", define.function([], types.u32), destructors),
  };
  const shim = component.component(counterShim());
  const instance = component.instance(shim, {
    "import-counter": ["type", counter],
    ...Object.fromEntries(
      Object.entries(functions).map(([label, index]) => [
        `import-${label
          .replace(/\[|\]|\./g, "-")
          .replace(/^-/, "")
          .replace(/--/g, "-")}`,
        ["func", index] as const,
      ]),
    ),
  });
  component.export("docs:test/counters", "instance", instance);
  return component.bytes();
}

/** What wit-component writes around an exported interface: a component that renames. */
function counterShim(): Uint8Array {
  const component = new ComponentBuilder();
  const imported = component.importResource("import-counter");
  const own = component.type(define.own(imported));
  const borrow = component.type(define.borrow(imported));
  const importFunction = (label: string, type: readonly number[]): number =>
    component.import(label, "func", component.type(type));
  const constructed = importFunction(
    "import-constructor-counter",
    define.function([["start", types.u32]], [own]),
  );
  const get = importFunction(
    "import-method-counter-get",
    define.function([["self", [borrow]]], types.u32),
  );
  const make = importFunction("import-static-counter-make", define.function([], [own]));
  const consume = importFunction("import-consume", define.function([["c", [own]]], types.u32));
  const dropped = importFunction("import-dropped", define.function([], types.u32));
  const exported = component.export("counter", "type", imported);
  const exportedOwn = component.type(define.own(exported));
  const exportedBorrow = component.type(define.borrow(exported));
  const exportFunction = (label: string, index: number, type: readonly number[]): void => {
    component.exportAs(label, index, component.type(type));
  };
  exportFunction(
    "[constructor]counter",
    constructed,
    define.function([["start", types.u32]], [exportedOwn]),
  );
  exportFunction(
    "[method]counter.get",
    get,
    define.function([["self", [exportedBorrow]]], types.u32),
  );
  exportFunction("[static]counter.make", make, define.function([], [exportedOwn]));
  exportFunction("consume", consume, define.function([["c", [exportedOwn]]], types.u32));
  exportFunction("dropped", dropped, define.function([], types.u32));
  return component.bytes();
}

/**
 * Imports interface `docs:test/counters` (what {@link counters} exports, without the rest) and keeps one own handle:
 * `keep: func(c: counter)`, `peek: func() -> u32` by method, `give: func() -> counter`, `pass: func(c: borrow<counter>) ->
 * u32`, `leak: func(c: borrow<counter>)` which does not drop its borrow, `forget: func()` which drops what is kept.
 */
export function keeper(): Uint8Array {
  const component = new ComponentBuilder();
  const interfaceType = component.type(
    define.instance(
      declare.resource("counter"),
      declare.type(define.borrow(0)),
      declare.type(define.function([["self", [1]]], types.u32)),
      declare.function("[method]counter.get", 2),
    ),
  );
  const imported = component.import("docs:test/counters", "instance", interfaceType);
  const counter = component.alias("type", imported, "counter");
  const get = component.lower(component.alias("func", imported, "[method]counter.get"));
  const drop = component.canon(3, counter);
  const module = component.coreModule(
    coreModule({
      imports: [
        { module: "env", name: "get", params: [i32], results: [i32] },
        { module: "env", name: "drop", params: [i32] },
      ],
      globals: [0],
      functions: [
        { export: "keep", params: [i32], body: [...op.get(0), ...op.globalSet(0)] },
        { export: "peek", results: [i32], body: [...op.globalGet(0), ...op.call(0)] },
        { export: "give", results: [i32], body: op.globalGet(0) },
        {
          export: "pass",
          params: [i32],
          results: [i32],
          body: [...op.get(0), ...op.call(0), ...op.get(0), ...op.call(1)],
        },
        { export: "leak", params: [i32], body: [] },
        { export: "forget", body: [...op.globalGet(0), ...op.call(1)] },
      ],
    }),
  );
  const core = component.coreInstance(module, {
    env: component.coreExports({ get: ["func", get], drop: ["func", drop] }),
  });
  for (const [label, type] of keeperFunctions(component, counter)) {
    const lifted = component.lift(component.coreAlias("func", core, label), component.type(type));
    component.export(label, "func", lifted);
  }
  return component.bytes();
}

/** What {@link keeper} exports, with types, for a counter of another component. */
function keeperFunctions(
  component: ComponentBuilder,
  counter: number,
): readonly (readonly [string, readonly number[]])[] {
  const own = component.type(define.own(counter));
  const borrow = component.type(define.borrow(counter));
  return [
    ["keep", define.function([["c", [own]]])],
    ["peek", define.function([], types.u32)],
    ["give", define.function([], [own])],
    ["pass", define.function([["c", [borrow]]], types.u32)],
    ["leak", define.function([["c", [borrow]]])],
    ["forget", define.function([])],
  ];
}

/**
 * Defines a resource `counter` as {@link counters} does and exports it at its root, with functions that have handles inside
 * other values: `pair: func(p: pair) -> pair` of a record of an own handle and an optional one, `either: func(e: either) ->
 * either` of a variant, `row: func(l: list<counter>) -> list<counter>`, `total: func(l: list<borrow<counter>>) -> u32`.
 */
export function shelf(): Uint8Array {
  const component = new ComponentBuilder();
  const destructors = component.coreInstance(
    component.coreModule(
      coreModule({
        globals: [0],
        functions: [
          {
            export: "dtor",
            params: [i32],
            body: [...op.globalGet(0), ...op.get(0), ...op.add, ...op.globalSet(0)],
          },
          { export: "dropped", results: [i32], body: op.globalGet(0) },
        ],
      }),
    ),
  );
  const counter = component.type(define.resource(component.coreAlias("func", destructors, "dtor")));
  const resourceNew = component.canon(2, counter);
  const resultArea = 1024;
  const storing = (count: number): number[] => [
    ...Array.from({ length: count }, (_, index) => [
      ...[...op.const(resultArea), ...op.get(index)],
      ...op.store(4 * index),
    ]).flat(),
    ...op.const(resultArea),
  ];
  const [pointer, length, sum] = [0, 1, 2];
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [{ module: "env", name: "new", params: [i32], results: [i32] }],
        memory: 1,
        globals: [2048],
        functions: [
          bumpRealloc(0),
          { export: "new", params: [i32], results: [i32], body: [...op.get(0), ...op.call(0)] },
          { export: "three", params: [i32, i32, i32], results: [i32], body: storing(3) },
          { export: "two", params: [i32, i32], results: [i32], body: storing(2) },
          {
            export: "total",
            params: [i32, i32],
            results: [i32],
            locals: [i32],
            body: [
              ...[0x03, 0x40, ...op.get(length), 0x04, 0x40],
              ...[...op.get(sum), ...op.get(pointer), ...op.load(), ...op.add, ...op.set(sum)],
              ...[...op.get(pointer), ...op.const(4), ...op.add, ...op.set(pointer)],
              ...[...op.get(length), ...op.const(1), ...op.sub, ...op.set(length)],
              ...[0x0c, 1, ...op.end, ...op.end],
              ...op.get(sum),
            ],
          },
        ],
      }),
    ),
    { env: component.coreExports({ new: ["func", resourceNew] }) },
  );
  const memory = options.memory(component.coreAlias("memory", core, "memory"));
  const realloc = options.realloc(component.coreAlias("func", core, "realloc"));
  /** Function types over a resource type; `named` gives records and variants their exported names. */
  const functionTypes = (
    resource: number,
    named: (label: string, type: number) => number,
  ): Readonly<Record<string, number>> => {
    const own = component.type(define.own(resource));
    const borrow = component.type(define.borrow(resource));
    const maybe = component.type(define.option([own]));
    const two = component.type(define.tuple([[own], [own]]));
    const pair = named(
      "pair-of-counters",
      component.type(
        define.record([
          ["first", [own]],
          ["second", [maybe]],
        ]),
      ),
    );
    const either = named(
      "one-or-two",
      component.type(define.variant([["one", [own]], ["two", [two]], ["none"]])),
    );
    const row = component.type(define.list([own]));
    const borrows = component.type(define.list([borrow]));
    return {
      "[constructor]counter": component.type(define.function([["start", types.u32]], [own])),
      pair: component.type(define.function([["p", [pair]]], [pair])),
      either: component.type(define.function([["e", [either]]], [either])),
      row: component.type(define.function([["l", [row]]], [row])),
      total: component.type(define.function([["l", [borrows]]], types.u32)),
      dropped: component.type(define.function([], types.u32)),
    };
  };
  const inside = functionTypes(counter, (_, type) => type);
  const coreNames: Readonly<Record<string, string>> = {
    "[constructor]counter": "new",
    pair: "three",
    either: "three",
    row: "two",
    total: "total",
    dropped: "dropped",
  };
  const lifted = Object.entries(inside).map(([label, type]): readonly [string, number] => {
    const instance = label === "dropped" ? destructors : core;
    const called = component.coreAlias("func", instance, coreNames[label] ?? label);
    const spilled = label === "row" || label === "total" ? [memory, realloc] : [memory];
    return [label, component.lift(called, type, ...(label === "dropped" ? [] : spilled))];
  });
  const exported = component.export("counter", "type", counter);
  const outside = functionTypes(exported, (label, type) => component.export(label, "type", type));
  for (const [label, index] of lifted) {
    component.exportAs(label, index, outside[label] ?? 0);
  }
  return component.bytes();
}

/** {@link counters} and a {@link keeper} of its counters inside one component, which exports both. */
export function composed(): Uint8Array {
  const component = new ComponentBuilder();
  const providerComponent = component.component(counters());
  const keeperComponent = component.component(keeper());
  const provider = component.instance(providerComponent);
  const provided = component.alias("instance", provider, "docs:test/counters");
  const kept = component.instance(keeperComponent, {
    "docs:test/counters": ["instance", provided],
  });
  const exported = component.export("docs:test/counters", "instance", provided);
  const counter = component.alias("type", exported, "counter");
  for (const [label, type] of keeperFunctions(component, counter)) {
    component.exportAs(label, component.alias("func", kept, label), component.type(type));
  }
  return component.bytes();
}

/**
 * Imports a resource `thing` at its root with `[constructor]thing: func(n: u32) -> thing`, `[method]thing.get: func() ->
 * u32` and `[static]thing.twice: func(n: u32) -> u32`; `run: func(n: u32) -> u32` makes a thing of `twice(n)`, gets its
 * number and drops it.
 */
export function rootResource(): Uint8Array {
  const component = new ComponentBuilder();
  const thing = component.importResource("thing");
  const own = component.type(define.own(thing));
  const borrow = component.type(define.borrow(thing));
  const lowered = (label: string, type: readonly number[]): number =>
    component.lower(component.import(label, "func", component.type(type)));
  const number = define.function([["n", types.u32]], types.u32);
  const items = {
    new: lowered("[constructor]thing", define.function([["n", types.u32]], [own])),
    get: lowered("[method]thing.get", define.function([["self", [borrow]]], types.u32)),
    twice: lowered("[static]thing.twice", number),
    drop: component.canon(3, thing),
  };
  const unary = { params: [i32], results: [i32] };
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [
          { module: "env", name: "new", ...unary },
          { module: "env", name: "get", ...unary },
          { module: "env", name: "twice", ...unary },
          { module: "env", name: "drop", params: [i32] },
        ],
        functions: [
          {
            export: "run",
            ...unary,
            locals: [i32],
            body: [
              ...[...op.get(0), ...op.call(2), ...op.call(0), ...op.set(1)],
              ...[...op.get(1), ...op.call(1), ...op.get(1), ...op.call(3)],
            ],
          },
        ],
      }),
    ),
    {
      env: component.coreExports({
        new: ["func", items.new],
        get: ["func", items.get],
        twice: ["func", items.twice],
        drop: ["func", items.drop],
      }),
    },
  );
  const lifted = component.lift(component.coreAlias("func", core, "run"), component.type(number));
  component.export("run", "func", lifted);
  return component.bytes();
}
