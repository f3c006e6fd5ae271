import { i32, options, type Bytes } from "./assembler.js";

const i64 = 0x7e;

/** A stream of some type. */
export const stream = (payload?: Bytes): Bytes => [
  0x66,
  ...(payload === undefined ? [0] : [1, ...payload]),
];
/** A future of some type. */
export const future = (payload?: Bytes): Bytes => [
  0x65,
  ...(payload === undefined ? [0] : [1, ...payload]),
];

/** How a core module imports a built-in. */
export interface Imported {
  readonly canon: (heap: { memory: number; realloc: number; table: number }, type: number) => Bytes;
  readonly params?: Bytes;
  readonly results?: Bytes;
}

const async = [0x06] as const;
const one = { params: [i32], results: [i32] } as const;
const plain =
  (...canon: Bytes): Imported["canon"] =>
  () =>
    canon;
const copy =
  (opcode: number, ...opts: readonly Bytes[]): Imported["canon"] =>
  ({ memory }, type) => [opcode, type, 1 + opts.length, ...options.memory(memory), ...opts.flat()];
const withStrings =
  (opcode: number, encoding: Bytes): Imported["canon"] =>
  ({ memory, realloc }) => [
    ...[opcode, 3, ...encoding],
    ...options.memory(memory),
    ...options.realloc(realloc),
  ];

/** Built-ins of tasks, waitables, streams, futures, error contexts and threads, by the names that tests call them by. */
export const builtins: Readonly<Record<string, Imported>> = {
  "task.return": { canon: plain(0x09, 1, 0, 0) },
  "task.cancel": { canon: plain(0x05) },
  "set.new": { canon: plain(0x1f), results: [i32] },
  "set.wait": { canon: ({ memory }) => [0x20, 0, memory], params: [i32, i32], results: [i32] },
  "set.poll": { canon: ({ memory }) => [0x21, 0, memory], params: [i32, i32], results: [i32] },
  "set.drop": { canon: plain(0x22), params: [i32] },
  join: { canon: plain(0x23), params: [i32, i32] },
  "subtask.cancel": { canon: plain(0x06, 0), ...one },
  "subtask.drop": { canon: plain(0x0d), params: [i32] },
  "thread.index": { canon: plain(0x26), results: [i32] },
  "thread.new": {
    canon: ({ table }, type) => [0x27, type, table],
    params: [i32, i32],
    results: [i32],
  },
  "thread.resume-later": { canon: plain(0x28), params: [i32] },
  "thread.suspend": { canon: plain(0x29, 0), results: [i32] },
  "thread.yield": { canon: plain(0x0c, 0), results: [i32] },
  "thread.suspend-then-resume": { canon: plain(0x2a, 0), ...one },
  "thread.yield-then-resume": { canon: plain(0x2b, 0), ...one },
  "thread.suspend-then-promote": { canon: plain(0x2c, 0), ...one },
  "thread.yield-then-promote": { canon: plain(0x2d, 0), ...one },
  "stream.new": { canon: (_, type) => [0x0e, type], results: [i64] },
  "stream.read": { canon: copy(0x0f, async), params: [i32, i32, i32], results: [i32] },
  "stream.write": { canon: copy(0x10, async), params: [i32, i32, i32], results: [i32] },
  "stream.read-sync": { canon: copy(0x0f), params: [i32, i32, i32], results: [i32] },
  "stream.write-sync": { canon: copy(0x10), params: [i32, i32, i32], results: [i32] },
  "stream.cancel-read": { canon: (_, type) => [0x11, type, 0], ...one },
  "stream.cancel-write": { canon: (_, type) => [0x12, type, 0], ...one },
  "stream.drop-readable": { canon: (_, type) => [0x13, type], params: [i32] },
  "stream.drop-writable": { canon: (_, type) => [0x14, type], params: [i32] },
  // Of the type after the one that the others are of.
  "other.read": {
    canon: (heap, type) => copy(0x0f, async)(heap, type + 1),
    params: [i32, i32, i32],
    results: [i32],
  },
  "other.cancel-read": { canon: (_, type) => [0x11, type + 1, 0], ...one },
  "other.drop-readable": { canon: (_, type) => [0x13, type + 1], params: [i32] },
  "future.new": { canon: (_, type) => [0x15, type], results: [i64] },
  "future.read": { canon: copy(0x16, async), params: [i32, i32], results: [i32] },
  "future.write": { canon: copy(0x17, async), params: [i32, i32], results: [i32] },
  "future.cancel-read": { canon: (_, type) => [0x18, type, 0], ...one },
  "future.cancel-write": { canon: (_, type) => [0x19, type, 0], ...one },
  "future.drop-readable": { canon: (_, type) => [0x1a, type], params: [i32] },
  "future.drop-writable": { canon: (_, type) => [0x1b, type], params: [i32] },
  "error.new": { canon: withStrings(0x1c, [0]), params: [i32, i32], results: [i32] },
  "error.message": { canon: withStrings(0x1d, [1]), params: [i32, i32] },
  "error.drop": { canon: plain(0x1e), params: [i32] },
};

/** The built-in of that name. */
export function details(name: string): Imported {
  const found = builtins[name];
  if (found === undefined) {
    throw new RangeError(`no built-in is called ${name}`);
  }
  return found;
}
