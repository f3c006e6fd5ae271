import { describe, expect, it } from "vitest";
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
  types,
  type Bytes,
} from "./assembler.js";
import { catching } from "./catching.js";
import { details, future, stream } from "./task-canons.js";

/** The built-ins of tasks, waitables, streams, futures, error contexts and threads, called by synchronous tasks. */

const noPage = 65536;

/** One call: the built-in and its arguments. What it gives is added up where `+` stands before its name. */
type Call = readonly [name: string, ...args: number[]];

/** A call, or a load of the guest's memory that is added up, or a store, or pages that are added to it. */
type Step =
  | Call
  | { readonly load: number }
  | { readonly store: readonly [number, number] }
  | { readonly grow: number };

const nameOf = ([name]: Call): string => (name.startsWith("+") ? name.slice(1) : name);
const isCall = (step: Step): step is Call => Array.isArray(step);

/** A guest whose `run: func() -> u32` does some steps and gives the sum of what they gave. */
function guest(type: Bytes | undefined, steps: readonly Step[]): Uint8Array {
  const component = new ComponentBuilder();
  const heapInstance = component.coreInstance(
    component.coreModule(coreModule({ memory: 1, globals: [4096], functions: [bumpRealloc(0)] })),
  );
  const tableInstance = component.coreInstance(component.coreModule(tableModule()));
  const heap = {
    memory: component.coreAlias("memory", heapInstance, "memory"),
    realloc: component.coreAlias("func", heapInstance, "realloc"),
    table: component.coreAlias("table", tableInstance, "table"),
  };
  const calls = steps.filter(isCall);
  const names = [...new Set(calls.map(nameOf))];
  const startType = names.includes("thread.new") ? component.coreType([0x60, 1, i32, 0]) : 0;
  const subject = type === undefined ? startType : component.type(type);
  if (type !== undefined) {
    component.type(stream(types.u16));
  }
  const items: Record<string, readonly ["func", number]> = {};
  for (const name of names) {
    items[name] = ["func", component.canon(...details(name).canon(heap, subject))];
  }
  const main = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: names.map((name) => ({ module: "env", name, ...details(name) })),
        importedMemory: { module: "heap", name: "memory" },
        functions: [
          {
            export: "run",
            results: [i32],
            locals: [i32],
            body: [...steps.flatMap((step) => code(step, names)), ...op.get(0)],
          },
        ],
      }),
    ),
    { env: component.coreExports(items), heap: heapInstance },
  );
  const lifted = component.lift(
    component.coreAlias("func", main, "run"),
    component.type(define.function([], types.u32)),
  );
  component.export("run", "func", lifted);
  return component.bytes();
}

function code(step: Step, names: readonly string[]): Bytes {
  const add = [...op.get(0), ...op.add, ...op.set(0)];
  if ("load" in step) {
    return [...op.const(step.load), ...op.load(), ...add];
  }
  if ("store" in step) {
    const [pointer, value] = step.store;
    return [...op.const(pointer), ...op.const(value), ...op.store()];
  }
  if ("grow" in step) {
    return [...op.const(step.grow), ...[0x40, 0], ...op.drop];
  }
  const [name, ...args] = step;
  const called = nameOf(step);
  const call = [...args.flatMap((arg) => op.const(arg)), ...op.call(names.indexOf(called))];
  const [result] = details(called).results ?? [];
  if (name.startsWith("+")) {
    // The sum of both halves: times 2^32 + 1, of which the upper half.
    const halves = [0x42, 0x81, 0x80, 0x80, 0x80, 0x10, 0x7e, 0x42, 32, 0x88, 0xa7];
    return [...call, ...(result === i32 ? [] : halves), ...add];
  }
  return result === undefined ? call : [...call, ...op.drop];
}

/** A module with a table of one function and an empty place. */
function tableModule(): Bytes {
  return [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 5, 1, 0x60, 1, i32, 0],
    ...[3, 2, 1, 0],
    ...[4, 4, 1, 0x70, 0, 2],
    ...[7, 9, 1, 5, 0x74, 0x61, 0x62, 0x6c, 0x65, 1, 0],
    ...[9, 7, 1, 0, ...op.const(0), ...op.end, 1, 0],
    ...[10, 4, 1, 2, 0, 0x0b],
  ];
}

/** Handles 1 and 2 are the readable and the writable end; the memory has room from 64 on. */
const traps: readonly (readonly [code: string, type: Bytes | undefined, ...steps: Step[]])[] = [
  ["T12", undefined, ["task.return"]],
  ["T13", undefined, ["task.cancel"]],
  ["T18", undefined, ["set.wait", 1, 64]],
  ["T19", undefined, ["set.wait", 0, 64]],
  ["T59", stream(), ["stream.new"], ["set.wait", 1, 64]],
  ["T8", undefined, ["set.new"], ["set.wait", 1, 64]],
  ["T60", stream(), ["stream.new"], ["set.poll", 1, 64]],
  ["T40", undefined, ["set.new"], ["set.poll", 1, 65]],
  ["T40", undefined, ["set.new"], ["set.poll", 1, noPage - 4]],
  ["T61", stream(), ["stream.new"], ["set.drop", 1]],
  ["T62", stream(), ["stream.new"], ["set.new"], ["join", 1, 3], ["set.drop", 3]],
  ["T19", undefined, ["set.new"], ["set.drop", 1], ["set.drop", 1]],
  ["T64", undefined, ["set.new"], ["join", 1, 0]],
  ["T66", stream(), ["stream.new"], ["join", 1, 2]],
  ["T18", stream(), ["stream.new"], ["join", 1, 3]],
  ["T67", undefined, ["set.new"], ["subtask.cancel", 1]],
  ["T19", undefined, ["subtask.cancel", 0]],
  ["T71", undefined, ["set.new"], ["subtask.drop", 1]],
  ["T19", undefined, ["subtask.drop", 0]],
  ["T73", stream(types.u8), ["stream.new"], ["stream.read", 2, 64, 1]],
  ["T73", stream(types.u8), ["set.new"], ["stream.write", 1, 64, 1]],
  ["T18", stream(types.u8), ["stream.write", 1, 64, 1]],
  ["T73", future(types.u16), ["future.new"], ["other.read", 1, 64, 1]],
  ["T74", stream(types.u8), ["stream.new"], ["other.read", 1, 64, 1]],
  ["T82", stream(types.u8), ["stream.new"], ["other.cancel-read", 1]],
  ["T86", stream(types.u32), ["stream.new"], ["other.drop-readable", 1]],
  ["T75", stream(types.u8), ["stream.new"], ["stream.read", 1, 64, 1], ["stream.read", 1, 64, 1]],
  ["T76", stream(), ["stream.new"], ["set.new"], ["join", 1, 3], ["stream.read-sync", 1, 0, 1]],
  ["T77", stream(types.u8), ["stream.new"], ["stream.read", 1, 0, 2 ** 28]],
  ["T78", stream(types.u32), ["stream.new"], ["stream.read", 1, 66, 1]],
  ["T79", stream(types.u32), ["stream.new"], ["stream.read", 1, noPage - 4, 2]],
  ["T79", stream(types.u8), ["stream.new"], ["stream.write", 2, -1, 2]],
  [
    "T80",
    stream(types.bool),
    ["stream.new"],
    ["stream.read", 1, 64, 1],
    ["stream.write", 2, 64, 1],
  ],
  ["T8", stream(types.u8), ["stream.new"], ["stream.read-sync", 1, 64, 1]],
  ["T8", stream(types.u8), ["stream.new"], ["stream.write-sync", 2, 64, 1]],
  ["T81", stream(), ["stream.new"], ["stream.cancel-read", 2]],
  ["T83", stream(), ["stream.new"], ["stream.cancel-read", 1]],
  [
    "T84",
    stream(),
    ...([["stream.new"], ["set.new"], ["stream.read", 1, 0, 1], ["join", 1, 3]] as const),
    ["stream.cancel-read", 1],
  ],
  ["T85", stream(), ["stream.new"], ["stream.drop-readable", 2]],
  ["T87", stream(), ["stream.new"], ["stream.read", 1, 0, 1], ["stream.drop-readable", 1]],
  ["T87", stream(), ["stream.new"], ["stream.write", 2, 0, 1], ["stream.drop-writable", 2]],
  ["T73", future(types.u8), ["future.new"], ["future.write", 1, 64]],
  ["T80", future(types.char), ["future.new"], ["future.read", 1, 64], ["future.write", 2, 64]],
  ["T79", future(types.u64), ["future.new"], ["future.read", 1, noPage]],
  ["T85", future(), ["future.new"], ["future.drop-writable", 1]],
  ["T88", future(), ["future.new"], ["future.drop-writable", 2]],
  [
    "T75",
    future(),
    ["future.new"],
    ["future.read", 1, 0],
    ["future.write", 2, 0],
    ["future.write", 2, 0],
  ],
  ["T53", undefined, ["set.new"], ["error.message", 1, 64]],
  ["T54", undefined, ["set.new"], ["error.drop", 1]],
  ["T25", undefined, ["error.new", noPage, 1]],
  ["T26", undefined, { store: [64, 0xff] }, ["error.new", 64, 1]],
  ["T40", undefined, ["error.new", 64, 0], ["error.message", 1, 65]],
  ["T40", undefined, ["error.new", 64, 0], ["error.message", 1, 66]],
  ["T40", undefined, ["error.new", 64, 0], ["error.message", 1, noPage - 4]],
  ["T19", undefined, ["thread.resume-later", 0]],
  ["T18", undefined, ["thread.suspend-then-resume", 7]],
  ["T91", undefined, ["thread.resume-later", 1]],
  ["T92", undefined, ["thread.suspend-then-resume", 1]],
  ["T93", undefined, ["thread.yield-then-resume", 1]],
  ["T8", undefined, ["thread.suspend-then-promote", 1]],
  ["T18", undefined, ["thread.yield-then-promote", 2]],
  ["T8", undefined, ["thread.suspend"]],
  ["T89", undefined, ["thread.new", 1, 0]],
  ["T89", undefined, ["thread.new", 2, 0]],
  ["T97", undefined, ["thread.new", 0, 0]],
  ["T97", undefined, ["thread.index"]],
];

const blocked = -1;
const completed = (count: number): number => count << 4;
const [dropped, cancelled] = [1, 2];

/** What the steps give, added up. */
const results: readonly (readonly [
  what: string,
  want: number,
  type: Bytes | undefined,
  ...steps: Step[],
])[] = [
  ["a yield goes on", 0, undefined, ["+thread.yield"], ["+thread.yield-then-promote", 1]],
  ["an empty set has nothing", 0, undefined, ["set.new"], ["+set.poll", 1, 64], { load: 64 }],
  ["an event ends where memory ends", 0, undefined, ["set.new"], ["+set.poll", 1, noPage - 8]],
  ["both ends come at once", 1 + 2, stream(types.u8), ["+stream.new"]],
  [
    "what leaves a set, or is dropped, is not in it",
    0,
    stream(types.u8),
    ...([["stream.new"], ["set.new"], ["join", 1, 3], ["join", 2, 3]] as const),
    ...([
      ["join", 1, 0],
      ["stream.drop-writable", 2],
      ["set.drop", 3],
    ] as const),
  ],
  [
    "a set that is asked has the event, too",
    blocked + completed(1) + 2 + 1 + completed(1),
    stream(types.u8),
    ...([["stream.new"], ["set.new"], ["join", 1, 3]] as const),
    ...([
      ["+stream.read", 1, 128, 4],
      ["+stream.write", 2, 64, 1],
    ] as const),
    ["+set.poll", 3, 256],
    { load: 256 },
    { load: 260 },
  ],
  [
    "cancelling comes too late for what was copied",
    blocked + completed(1) + completed(1),
    stream(types.u8),
    ["stream.new"],
    ["+stream.read", 1, 128, 2],
    ["+stream.write", 2, 64, 1],
    ["+stream.cancel-read", 1],
  ],
  [
    "a future that was cancelled can be read again, to the end of memory",
    blocked + cancelled + blocked,
    future(types.u64),
    ["future.new"],
    ["+future.read", 1, noPage - 8],
    ["+future.cancel-read", 1],
    ["+future.read", 1, noPage - 8],
  ],
  ["handles are used again", 1, undefined, ["set.new"], ["set.drop", 1], ["+set.new"]],
  [
    "a read that waits gets what is written",
    blocked + completed(1) + 0x55,
    stream(types.u32),
    { store: [64, 0x55] },
    ["stream.new"],
    ["+stream.read", 1, 128, 2],
    ["+stream.write", 2, 64, 1],
    { load: 128 },
  ],
  [
    "a write that waits is read in two parts",
    blocked + completed(1) + completed(1) + 0x22,
    stream(types.u8),
    { store: [64, 0x2211] },
    ["stream.new"],
    ["+stream.write", 2, 64, 2],
    ["+stream.read", 1, 128, 1],
    ["+stream.read", 1, 128, 1],
    { load: 128 },
  ],
  [
    "a read behind all that was written waits, and the write hears of both parts",
    blocked + completed(1) + completed(1) + blocked + 3 + 2 + completed(2),
    stream(types.u8),
    ...([["stream.new"], ["set.new"], ["join", 2, 3]] as const),
    ["+stream.write", 2, 64, 2],
    ...([
      ["+stream.read", 1, 128, 1],
      ["+stream.read", 1, 128, 1],
      ["+stream.read", 1, 128, 1],
    ] as const),
    ["+set.wait", 3, 256],
    { load: 256 },
    { load: 260 },
  ],
  [
    "memory may grow before a copy, and between its halves",
    blocked + completed(1) + 0x55,
    stream(types.u32),
    ["stream.new"],
    { grow: 1 },
    { store: [noPage + 64, 0x55] },
    ["+stream.write", 2, noPage + 64, 1],
    { grow: 1 },
    ["+stream.read", 1, 2 * noPage + 64, 1],
    { load: 2 * noPage + 64 },
  ],
  [
    "what has no size is at any place, and there is much of it",
    blocked + completed(1),
    stream(),
    ["stream.new"],
    ["+stream.read", 1, noPage + 1, 2 ** 28 - 1],
    ["+stream.write", 2, noPage + 1, 1],
  ],
  [
    "nothing is read to any place",
    blocked,
    stream(types.u32),
    ["stream.new"],
    ["+stream.read", 1, noPage + 2, 0],
  ],
  [
    "a buffer ends where memory ends",
    blocked,
    stream(types.u32),
    ["stream.new"],
    ["+stream.read", 1, noPage - 4, 1],
  ],
  [
    "a set has the event of a read that was waited for, and the read is over",
    2 + 1 + completed(1) + blocked,
    stream(types.u8),
    ["stream.new"],
    ["set.new"],
    ["join", 1, 3],
    ["stream.read", 1, 128, 4],
    ["stream.write", 2, 64, 1],
    ["+set.wait", 3, 256],
    { load: 256 },
    { load: 260 },
    ["+stream.write", 2, 64, 1],
  ],
  [
    "dropping an end ends what the other waits for",
    blocked + dropped,
    stream(types.u8),
    ["stream.new"],
    ["+stream.read", 1, 64, 1],
    ["stream.drop-writable", 2],
    ["+stream.cancel-read", 1],
  ],
  [
    "cancelling ends it too",
    blocked + cancelled + blocked,
    stream(types.u8),
    ["stream.new"],
    ["+stream.write", 2, 64, 1],
    ["+stream.cancel-write", 2],
    ["+stream.write", 2, 64, 1],
  ],
  [
    "a write of nothing does not end a read",
    blocked + completed(0) + cancelled,
    stream(types.u8),
    ["stream.new"],
    ["+stream.read", 1, 64, 1],
    ["+stream.write", 2, 64, 0],
    ["+stream.cancel-read", 1],
  ],
  [
    "a write of nothing waits where a read has all",
    blocked + completed(1) + blocked,
    stream(types.u8),
    ["stream.new"],
    ["+stream.read", 1, 128, 1],
    ["+stream.write", 2, 64, 1],
    ["+stream.write", 2, 64, 0],
  ],
  [
    "a write ends a read of nothing, and waits",
    blocked + blocked + completed(0) + cancelled,
    stream(types.u8),
    ["stream.new"],
    ["+stream.read", 1, 64, 0],
    ["+stream.write", 2, 64, 1],
    ["+stream.cancel-read", 1],
    ["+stream.cancel-write", 2],
  ],
  [
    "a read of nothing ends a write of nothing, and waits",
    blocked + blocked + cancelled,
    stream(types.u8),
    ["stream.new"],
    ["+stream.write", 2, 64, 0],
    ["+stream.read", 1, 64, 0],
    ["+stream.cancel-read", 1],
  ],
  [
    "two of no length meet",
    blocked,
    stream(types.u8),
    ["stream.new"],
    ["+stream.read", 1, 64, 0],
    ["+stream.write", 2, 64, 0],
  ],
  [
    "a future passes one value, whatever its reader does then",
    blocked + 0x77 + 5 + 2,
    future(types.u32),
    { store: [64, 0x77] },
    ["future.new"],
    ["+future.write", 2, 64],
    ["+future.read", 1, 128],
    { load: 128 },
    ["future.drop-readable", 1],
    ["set.new"],
    ["join", 2, 1],
    ["+set.wait", 1, 256],
    { load: 256 },
    { load: 260 },
    ["future.drop-writable", 2],
  ],
  [
    "a future's writer hears of its dropped reader",
    dropped,
    future(types.u32),
    ["future.new"],
    ["future.drop-readable", 1],
    ["+future.write", 2, 64],
    ["future.drop-writable", 2],
  ],
  [
    "an error context has its message, in another encoding",
    4096 + 2 + 0x690068 + 1,
    undefined,
    { store: [64, 0x6968] },
    ["error.new", 64, 2],
    ["error.message", 1, 128],
    { load: 128 },
    { load: 132 },
    { load: 4096 },
    ["error.message", 1, noPage - 8],
    ["error.drop", 1],
    ["+error.new", 64, 2],
  ],
];

describe("built-ins of tasks", () => {
  const run = async (bytes: Uint8Array) => {
    const instance = await (await loadComponent(bytes)).instantiate();
    return { instance, call: instance.exports["run"] as () => number };
  };

  const trapping = traps.map(([code, type, ...steps]) => ({ code, type, steps }));
  it.each(trapping)("trap ($code): $steps", async ({ code, type, steps }) => {
    const { instance, call } = await run(catching(guest(type, steps)));
    const error = thrownBy(call);
    expect(isTrap(error)).toBe(true);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toMatch(/^unreachable/);
    expect(instance.poisoned).toBe(true);
    expect(call).toThrow("cannot enter component instance");
  });

  const returning = results.map(([what, want, type, ...steps]) => ({ what, want, type, steps }));
  it.each(returning)("$what", async ({ want, type, steps }) => {
    const { call } = await run(catching(guest(type, steps)));
    expect(call()).toBe(want >>> 0);
  });
});
