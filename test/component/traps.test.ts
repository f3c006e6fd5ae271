import { describe, expect, it } from "vitest";
import { loadComponent } from "../../src/component/load-component.js";
import { isTrap } from "../../src/runtime/trap.js";
import { thrownBy } from "../thrown-by.js";
import {
  ComponentBuilder,
  coreModule,
  define,
  i32,
  op,
  options,
  types,
  type Bytes,
} from "./assembler.js";
import { catching } from "./catching.js";
import { builtins, details, stream, future } from "./task-canons.js";

/**
 * The traps of definitions.py that synchronous components can run into, each through a component inside another that
 * catches whatever it can. What comes from values and pointers is in hostile-guests.test.ts, what comes from built-ins of
 * tasks in task-builtins.test.ts.
 */

/** What the guest below can call, by name. */
const calls = {
  new: { params: [i32], results: [i32] },
  rep: { params: [i32], results: [i32] },
  drop: { params: [i32] },
  "other-new": { params: [i32], results: [i32] },
  "set-new": { results: [i32] },
  "backpressure-inc": {},
  "backpressure-dec": {},
  take: { params: [i32] },
  look: { params: [i32] },
  both: { params: [i32, i32] },
  leak: { params: [i32] },
  "give-back": { params: [i32] },
  write: { params: [i32, i32] },
  read: { params: [i32] },
} as const;

type Call = keyof typeof calls;
const names = Object.keys(calls) as readonly Call[];

/** Calls one of {@link calls} with constant arguments; a result stays on the stack. */
const call = (name: Call, ...args: readonly number[]): Bytes => [
  ...args.flatMap((arg) => op.const(arg)),
  ...op.call(names.indexOf(name)),
];

/** One of {@link calls}, or a built-in of tasks with the type that it is of. */
type Leaving = Call | readonly [string, type?: Bytes];

interface Parts {
  /** What `run` does. */
  readonly run?: Bytes;
  readonly realloc?: Bytes;
  readonly postReturn?: Bytes;
  readonly destructor?: Bytes;
  readonly start?: Bytes;
  /** What the component around is asked back, with an own handle. */
  readonly back?: Bytes;
  /** What realloc and post-return import as their function 0. */
  readonly leaving?: Leaving;
}

/**
 * A guest with `run: func() -> u32` that defines resources `thing` and `other` and has a component inside: `take: func(t:
 * thing)`, `look: func(t: borrow<thing>)`, `both: func(b: borrow<thing>, t: thing)`, `leak: func(t: borrow<thing>)` which
 * keeps what it is lent, `give-back: func(t: borrow<thing>)` which gives it to the component around as if it were its own,
 * `write: func(s: string)` and `read: func() -> string`, both lowered for UTF-16.
 */
function guest(parts: Parts): Uint8Array {
  const component = new ComponentBuilder();
  const plain = (body: Bytes = []): number =>
    component.coreInstance(
      component.coreModule(
        coreModule({ tag: true, functions: [{ export: "call", params: [i32], body }] }),
      ),
    );
  const destructor = component.coreAlias("func", plain(parts.destructor), "call");
  const thing = component.type(define.resource(destructor));
  const other = component.type(define.resource());
  const own = component.type(define.own(thing));
  const returned = component.lift(
    component.coreAlias("func", plain(parts.back), "call"),
    component.type(define.function([["t", [own]]])),
  );
  const inside = component.instance(component.component(inner()), {
    thing: ["type", thing],
    back: ["func", returned],
  });
  const lowered = (name: string, ...opts: readonly Bytes[]): readonly ["func", number] => [
    "func",
    component.lower(component.alias("func", inside, name), ...opts),
  ];
  const canon = (...bytes: Bytes): readonly ["func", number] => ["func", component.canon(...bytes)];
  const simple = {
    new: canon(2, thing),
    rep: canon(4, thing),
    drop: canon(3, thing),
    "other-new": canon(2, other),
    "set-new": canon(0x1f),
    "backpressure-inc": canon(0x24),
    "backpressure-dec": canon(0x25),
    take: lowered("take"),
    look: lowered("look"),
    both: lowered("both"),
    leak: lowered("leak"),
    "give-back": lowered("give-back"),
  };
  const heap = makeHeap(component, parts, simple);
  const strings = [options.utf16, options.memory(heap.memory), options.realloc(heap.realloc)];
  const items: Readonly<Record<Call, readonly ["func", number]>> = {
    ...simple,
    write: lowered("write", ...strings),
    read: lowered("read", ...strings),
  };
  const main = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: names.map((name) => ({ module: "env", name, ...calls[name] })),
        tag: true,
        functions: [
          {
            export: "run",
            results: [i32],
            locals: [i32],
            body: [...(parts.run ?? []), ...op.const(0)],
          },
          ...(parts.start === undefined ? [] : [{ body: parts.start }]),
        ],
        ...(parts.start === undefined ? {} : { start: names.length + 1 }),
      }),
    ),
    { env: component.coreExports(items) },
  );
  const lifted = component.lift(
    component.coreAlias("func", main, "run"),
    component.type(define.function([], types.u32)),
    ...(parts.postReturn === undefined ? [] : [options.postReturn(heap.postReturn)]),
  );
  component.export("run", "func", lifted);
  return component.bytes();
}

type Items = Readonly<Partial<Record<Call, readonly ["func", number]>>>;

/** A memory, with functions that may call out. */
function makeHeap(
  component: ComponentBuilder,
  { realloc = op.const(1024), postReturn = [], leaving }: Parts,
  items: Items,
): Readonly<Record<"memory" | "realloc" | "postReturn", number>> {
  const imported = leaving === undefined ? undefined : leavingFunction(component, leaving, items);
  const heap = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: imported === undefined ? [] : [{ module: "env", name: "leave", ...imported.type }],
        tag: true,
        memory: 1,
        functions: [
          { export: "realloc", params: [i32, i32, i32, i32], results: [i32], body: realloc },
          { export: "post-return", params: [i32], body: postReturn },
        ],
        data: [{ offset: 8, bytes: [0x00, 0xd8] }],
      }),
    ),
    imported === undefined ? {} : { env: component.coreExports({ leave: imported.item }) },
  );
  return {
    memory: component.coreAlias("memory", heap, "memory"),
    realloc: component.coreAlias("func", heap, "realloc"),
    postReturn: component.coreAlias("func", heap, "post-return"),
  };
}

interface Signature {
  readonly params?: Bytes;
  readonly results?: Bytes;
}

function leavingFunction(
  component: ComponentBuilder,
  leaving: Leaving,
  items: Items,
): { readonly type: Signature; readonly item: readonly ["func", number] } {
  if (typeof leaving === "string") {
    const item = items[leaving];
    if (item === undefined) {
      throw new Error(`${leaving} needs a memory`);
    }
    return { type: calls[leaving], item };
  }
  const [name, type] = leaving;
  const base = component.coreInstance(
    component.coreModule(
      coreModule({
        memory: 1,
        functions: [
          { export: "realloc", params: [i32, i32, i32, i32], results: [i32], body: op.const(512) },
        ],
      }),
    ),
  );
  const table = component.coreInstance(
    component.coreModule([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[4, 4, 1, 0x70, 0, 1],
      ...[7, 9, 1, 5, 0x74, 0x61, 0x62, 0x6c, 0x65, 1, 0],
    ]),
  );
  const places = {
    memory: component.coreAlias("memory", base, "memory"),
    realloc: component.coreAlias("func", base, "realloc"),
    table: component.coreAlias("table", table, "table"),
  };
  const subject = type === undefined ? component.coreType([0x60, 1, i32, 0]) : component.type(type);
  const item = ["func", component.canon(...details(name).canon(places, subject))] as const;
  return { type: details(name), item };
}

function inner(): Uint8Array {
  const component = new ComponentBuilder();
  const thing = component.importResource("thing");
  const own = component.type(define.own(thing));
  const borrow = component.type(define.borrow(thing));
  const taking = component.type(define.function([["t", [own]]]));
  const back = component.lower(component.import("back", "func", taking));
  const drop = component.canon(3, thing);
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [
          { module: "env", name: "back", params: [i32] },
          { module: "env", name: "drop", params: [i32] },
        ],
        memory: 1,
        functions: [
          { export: "take", params: [i32], body: [...op.get(0), ...op.call(1)] },
          { export: "look", params: [i32], body: [...op.get(0), ...op.call(1)] },
          {
            export: "both",
            params: [i32, i32],
            body: [...op.get(0), ...op.call(1), ...op.get(1), ...op.call(1)],
          },
          { export: "leak", params: [i32], body: [] },
          { export: "give-back", params: [i32], body: [...op.get(0), ...op.call(0)] },
          { export: "write", params: [i32, i32], body: [] },
          { export: "read", results: [i32], body: op.const(0) },
          {
            export: "realloc",
            params: [i32, i32, i32, i32],
            results: [i32],
            body: op.const(1024),
          },
        ],
        data: [{ offset: 0, bytes: [8, 0, 0, 0, 2, 0, 0, 0, 0x68, 0x69] }],
      }),
    ),
    { env: component.coreExports({ back: ["func", back], drop: ["func", drop] }) },
  );
  const memory = options.memory(component.coreAlias("memory", core, "memory"));
  const realloc = options.realloc(component.coreAlias("func", core, "realloc"));
  const exportFunction = (name: string, type: Bytes, ...opts: readonly Bytes[]): void => {
    const lifted = component.lift(
      component.coreAlias("func", core, name),
      component.type(type),
      ...opts,
    );
    component.export(name, "func", lifted);
  };
  const lent = define.function([["t", [borrow]]]);
  exportFunction("take", define.function([["t", [own]]]));
  exportFunction("look", lent);
  exportFunction(
    "both",
    define.function([
      ["b", [borrow]],
      ["t", [own]],
    ]),
  );
  exportFunction("leak", lent);
  exportFunction("give-back", lent);
  exportFunction("write", define.function([["s", types.string]]), memory, realloc);
  exportFunction("read", define.function([], types.string), memory);
  return component.bytes();
}

/** Repeats `body` for as long as the local has not come down to 0. */
const times = (count: number, body: Bytes): Bytes => [
  ...[...op.const(count), ...op.set(0)],
  ...[0x03, 0x40, ...body],
  ...[...op.get(0), ...op.const(1), ...op.sub, ...op.set(0), ...op.get(0), 0x0d, 0, ...op.end],
];

const make = [...call("new", 5), ...op.drop];
const makeOther = [...call("other-new", 5), ...op.drop];
const makeSet = [...call("set-new"), ...op.drop];

const cases: readonly (readonly [what: string, code: string | undefined, parts: Parts])[] = [
  ["lends a handle and gives it away at once", "T43", { run: [...make, ...call("both", 1, 1)] }],
  ["gives a borrow away", "T44", { run: [...make, ...call("give-back", 1)] }],
  ["gives away what is no resource", "T41", { run: [...makeSet, ...call("take", 1)] }],
  ["gives away another resource", "T42", { run: [...makeOther, ...call("take", 1)] }],
  ["gives away nothing", "T19", { run: call("take", 0) }],
  ["gives away what never was", "T18", { run: call("take", 9) }],
  ["lends what is no resource", "T45", { run: [...makeSet, ...call("look", 1)] }],
  ["lends another resource", "T46", { run: [...makeOther, ...call("look", 1)] }],
  ["lends nothing", "T19", { run: call("look", 0) }],
  ["drops what is no resource", "T47", { run: [...makeSet, ...call("drop", 1)] }],
  ["drops another resource", "T48", { run: [...makeOther, ...call("drop", 1)] }],
  [
    "asks for what no resource stands for",
    "T50",
    { run: [...makeSet, ...call("rep", 1), ...op.drop] },
  ],
  [
    "asks for what another resource stands for",
    "T51",
    { run: [...makeOther, ...call("rep", 1), ...op.drop] },
  ],
  ["keeps a borrow", "T5", { run: [...make, ...call("leak", 1)] }],
  ["passes UTF-16 out of line", "T24", { run: call("write", 65, 1) }],
  ["passes UTF-16 that is not", "T26", { run: call("write", 8, 1) }],
  ["raises backpressure too often", "T16", { run: times(65536, call("backpressure-inc")) }],
  ["lowers backpressure below zero", "T17", { run: call("backpressure-dec") }],
  ["throws", "T11", { run: op.throw }],
  ["throws in realloc", "T11", { run: call("read", 64), realloc: op.throw }],
  ["throws in post-return", "T11", { postReturn: op.throw }],
  ["throws in a destructor", "T11", { run: [...make, ...call("drop", 1)], destructor: op.throw }],
  [
    "throws in a destructor that another component calls",
    "T11",
    { run: [...make, ...call("take", 1)], destructor: op.throw },
  ],
  ["calls itself for ever", "T11", { run: [...op.call(names.length), ...op.drop] }],
  ["traps", undefined, { run: op.unreachable }],
  ["traps in realloc", undefined, { run: call("read", 64), realloc: op.unreachable }],
  ["traps in post-return", undefined, { postReturn: op.unreachable }],
  [
    "traps in a destructor",
    undefined,
    { run: [...make, ...call("drop", 1)], destructor: op.unreachable },
  ],
];

/** Calls function 0 of the memory's module with zeros. */
const leave = ({ params = [], results = [] }: Signature): Bytes => [
  ...[...params.flatMap(() => op.const(0)), ...op.call(0)],
  ...results.flatMap(() => op.drop),
];

/** What an instance may not leave for while its realloc or post-return runs. */
const leavings: readonly Leaving[] = [
  ...(["new", "drop", "take", "look", "both", "set-new"] as const),
  ...Object.keys(builtins).flatMap((name): readonly Leaving[] => {
    if (name.startsWith("other.")) {
      return [];
    }
    if (name.startsWith("stream.")) {
      return [[name, stream(types.u8)]];
    }
    return [name.startsWith("future.") ? [name, future(types.u8)] : [name]];
  }),
];

const signatureOf = (leaving: Leaving): Signature =>
  typeof leaving === "string" ? calls[leaving] : details(leaving[0]);

describe.each(["function", "closures"] as const)("with the back-end %s", (backend) => {
  const run = async (parts: Parts) => {
    const bytes = catching(guest(parts));
    const instance = await (await loadComponent(bytes, { backend })).instantiate();
    return { instance, called: instance.exports["run"] as () => number };
  };

  /** Expects that a call traps, through the guest that called, and closes what it went through. */
  const expectTrap = async (parts: Parts, code: string | undefined): Promise<void> => {
    const { instance, called } = await run(parts);
    const error = thrownBy(called);
    expect(isTrap(error)).toBe(true);
    const { message, code: found } = error as { readonly message: string; readonly code?: string };
    expect([found, message]).toEqual([code, expect.any(String)]);
    expect(/^unreachable/i.test(message)).toBe(code === undefined);
    expect(instance.poisoned).toBe(true);
    expect(called).toThrow("cannot enter component instance");
  };

  it("a guest that does nothing of it runs", async () => {
    const { called } = await run({
      run: [
        ...[...make, ...call("look", 1), ...call("rep", 1), ...op.drop, ...call("take", 1)],
        ...[...call("write", 16, 1), ...call("read", 64)],
        ...[...call("backpressure-inc"), ...call("backpressure-dec")],
      ],
    });
    expect([called(), called()]).toEqual([0, 0]);
  });

  it.each(cases)("a guest that %s traps (%s)", async (_, code, parts) => {
    await expectTrap(parts, code);
  });

  it.each(leavings.map((leaving) => ({ leaving })))(
    "realloc and post-return may not leave for $leaving",
    async ({ leaving }) => {
      const body = leave(signatureOf(leaving));
      const realloc = [...body, ...op.const(1024)];
      await expectTrap({ leaving, realloc, run: call("read", 64) }, "T2");
      await expectTrap({ leaving, postReturn: body }, "T2");
    },
  );

  it("realloc and post-return may do what stays inside", async () => {
    for (const leaving of ["backpressure-inc", "rep"] as const) {
      const body = leaving === "rep" ? [...op.const(1), ...op.call(0), ...op.drop] : op.call(0);
      const { called } = await run({
        leaving,
        realloc: [...body, ...op.const(1024)],
        postReturn: body,
        run: [...make, ...call("read", 64)],
      });
      expect(called()).toBe(0);
    }
  });

  it("a core module that throws at its start is not instantiated", async () => {
    await expect(run({ start: op.throw })).rejects.toMatchObject({ code: "T95" });
    await expect(run({ start: op.unreachable })).rejects.toSatisfy(isTrap);
  });
});
