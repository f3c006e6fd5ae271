import type { Bound, CoreFunction } from "./bound.js";
import { CopyEnd, copyResults, GuestBuffer, SharedCopy, type Payload } from "./copies.js";
import { handlesOf } from "./handle-table.js";
import { checkLeave, type InstanceState } from "./instance-state.js";
import { renew } from "./memory-views.js";
import { trap } from "./trap.js";
import {
  cannotBlock,
  eventCodes,
  findHandle,
  Waitable,
  WaitableSet,
  type WaitableEvent,
} from "./waitables.js";

// The core functions of canonical built-ins of tasks, waitables and threads, in the order of definitions.py. All that runs
// yet is synchronous tasks of one thread each: what could only go on when another task or thread did traps.

/** What a read or write that goes on in the background returns (definitions.py `BLOCKED`). */
const blocked = 0xffffffff;

/** Makes a built-in of something that `instance` may leave for. */
function leaving(
  instance: InstanceState,
  call: (...args: number[]) => number | bigint | undefined,
): CoreFunction {
  return (...args) => {
    checkLeave(instance);
    return call(...(args as number[]).map((arg) => arg >>> 0));
  };
}

/** The core function of `canon task.return`. */
export function taskReturn(instance: InstanceState): CoreFunction {
  return leaving(instance, () => trap("T12", "`task.return` called by a synchronous task"));
}

/** The core function of `canon task.cancel`. */
export function taskCancel(instance: InstanceState): CoreFunction {
  return leaving(instance, () => trap("T13", "`task.cancel` called by a synchronous task"));
}

/** The core function of `canon waitable-set.new`. */
export function waitableSetNew(instance: InstanceState): CoreFunction {
  return leaving(instance, () => handlesOf(instance).add(new WaitableSet()));
}

/** The core function of `canon waitable-set.wait`. */
export function waitableSetWait({
  instance,
  memory,
}: Pick<Bound, "instance" | "memory">): CoreFunction {
  return leaving(instance, (set = 0, pointer = 0) => {
    const event = findHandle(instance, set, WaitableSet, "T59", "waitable set").takeEvent();
    return storeEvent(memory, pointer, event ?? cannotBlock());
  });
}

/** The core function of `canon waitable-set.poll`. */
export function waitableSetPoll({
  instance,
  memory,
}: Pick<Bound, "instance" | "memory">): CoreFunction {
  return leaving(instance, (set = 0, pointer = 0) => {
    const event = findHandle(instance, set, WaitableSet, "T60", "waitable set").takeEvent();
    return storeEvent(memory, pointer, event ?? [eventCodes.none, 0, 0]);
  });
}

/** definitions.py `unpack_event`. */
function storeEvent(
  memory: Bound["memory"],
  pointer: number,
  [code, index, payload]: WaitableEvent,
): number {
  renew(memory);
  if ((pointer & 3) !== 0) {
    trap("T40", `unaligned pointer: event at ${pointer} is not aligned to 4`);
  }
  if (pointer + 8 > memory.u8.length) {
    trap("T40", `pointer out of bounds of memory: event at ${pointer}`);
  }
  memory.u32[pointer >>> 2] = index;
  memory.u32[(pointer >>> 2) + 1] = payload;
  return code;
}

/** The core function of `canon waitable-set.drop`. */
export function waitableSetDrop(instance: InstanceState): CoreFunction {
  return leaving(instance, (index = 0) => {
    const set = findHandle(instance, index, WaitableSet, "T61", "waitable set");
    if (set.elements.size > 0) {
      trap("T62", "cannot drop waitable set with waitables in it");
    }
    handlesOf(instance).free(index);
    return undefined;
  });
}

/** The core function of `canon waitable.join`. */
export function waitableJoin(instance: InstanceState): CoreFunction {
  return leaving(instance, (index = 0, set = 0) => {
    const waitable = findHandle(instance, index, Waitable, "T64", "waitable");
    waitable.join(
      set === 0 ? undefined : findHandle(instance, set, WaitableSet, "T66", "waitable set"),
    );
    return undefined;
  });
}

/** The core function of `canon subtask.cancel`: no call makes a subtask yet. */
export function subtaskCancel(instance: InstanceState): CoreFunction {
  return leaving(instance, (index = 0) => {
    handlesOf(instance).get(index);
    return trap("T67", `handle index ${index} is not a subtask`);
  });
}

/** The core function of `canon subtask.drop`. */
export function subtaskDrop(instance: InstanceState): CoreFunction {
  return leaving(instance, (index = 0) => {
    handlesOf(instance).get(index);
    return trap("T71", `handle index ${index} is not a subtask`);
  });
}

/** What a built-in of streams or futures is of. */
export interface CopyBuiltin {
  readonly instance: InstanceState;
  readonly kind: "stream" | "future";
  readonly payload: Payload;
}

/** The core function of `canon stream.new` and `canon future.new`. */
export function copyNew({ instance, kind, payload }: CopyBuiltin): CoreFunction {
  return leaving(instance, () => {
    const shared = new SharedCopy(kind, payload);
    const readable = handlesOf(instance).add(new CopyEnd(shared, false));
    const writable = handlesOf(instance).add(new CopyEnd(shared, true));
    return BigInt(readable) | (BigInt(writable) << 32n);
  });
}

/** Finds an end of a stream or future; the trap for another payload is the next one. */
function findEnd(
  { instance, kind, payload }: CopyBuiltin,
  index: number,
  isWritable: boolean,
  trapNumber: 73 | 81 | 85,
): CopyEnd {
  const what = `${isWritable ? "writable" : "readable"} end of a ${kind}`;
  const end = findHandle(instance, index, CopyEnd, `T${trapNumber}`, what);
  if (end.isWritable !== isWritable || end.shared.kind !== kind) {
    trap(`T${trapNumber}`, `handle index ${index} is not a ${what}`);
  }
  if (end.shared.payload.key !== payload.key) {
    trap(`T${trapNumber + 1}`, `handle index ${index} is of a ${kind} of another type`);
  }
  return end;
}

function checkNotInSet(end: CopyEnd, isAsync: boolean, code: "T76" | "T84"): void {
  if (end.set !== undefined && !isAsync) {
    trap(code, "waitable cannot be used synchronously while added to a waitable set");
  }
}

/** The core function of `canon stream.read` … `canon future.write` (definitions.py `stream_copy`, `future_copy`). */
export function copyTransfer(
  builtin: CopyBuiltin,
  isWrite: boolean,
  isAsync: boolean,
  memory: Bound["memory"],
): CoreFunction {
  const { instance, kind, payload } = builtin;
  const isFuture = kind === "future";
  const code = eventCodes[`${kind}${isWrite ? "Write" : "Read"}`];
  return leaving(instance, (index = 0, pointer = 0, length = 0) => {
    const end = findEnd(builtin, index, isWrite, 73);
    if (end.state !== "idle") {
      trap("T75", end.state === "done" ? isOver(end) : concurrent);
    }
    checkNotInSet(end, isAsync, "T76");
    const buffer = new GuestBuffer(memory, payload, pointer, isFuture ? 1 : length);
    const finish = (result: number, reclaim?: () => void) => (): WaitableEvent => {
      reclaim?.();
      const isDone =
        result === copyResults.dropped || (isFuture && result === copyResults.completed);
      end.state = isDone ? "done" : "idle";
      return [code, index, isFuture ? result : result | (buffer.progress << 4)];
    };
    end.state = "copying";
    end.shared.copy(
      {
        buffer,
        onCopy(reclaim) {
          end.pendingEvent = finish(copyResults.completed, reclaim);
        },
        onDone(result) {
          end.pendingEvent = finish(result);
        },
      },
      isWrite,
    );
    return end.takeEvent()?.[2] ?? (isAsync ? blocked : cannotBlock());
  });
}

const concurrent = "cannot have concurrent operations active on a future/stream";

/** Why nothing can be read from or written to an end any more. */
function isOver({ shared, isWritable }: CopyEnd): string {
  const tried = isWritable ? `cannot write to ${shared.kind}` : `cannot read from ${shared.kind}`;
  if (shared.kind === "stream") {
    const other = isWritable ? "readable" : "writable";
    return `${tried} after being notified that the ${other} end dropped`;
  }
  return isWritable
    ? `${tried} after previous write succeeded or readable end dropped`
    : `${tried} after previous read succeeded`;
}

/** The core function of `canon stream.cancel-read` … `canon future.cancel-write` (definitions.py `cancel_copy`). */
export function copyCancel(builtin: CopyBuiltin, isWrite: boolean, isAsync: boolean): CoreFunction {
  return leaving(builtin.instance, (index = 0) => {
    const end = findEnd(builtin, index, isWrite, 81);
    if (end.state !== "copying") {
      trap("T83", `cannot cancel what is not in progress: ${builtin.kind} ${index}`);
    }
    checkNotInSet(end, isAsync, "T84");
    if (end.pendingEvent === undefined) {
      end.shared.cancel();
    }
    // What nobody else runs is cancelled at once.
    return end.takeEvent()?.[2];
  });
}

/** The core function of `canon stream.drop-readable` … `canon future.drop-writable` (definitions.py `drop`). */
export function copyDrop(builtin: CopyBuiltin, isWritable: boolean): CoreFunction {
  const { instance, kind } = builtin;
  return leaving(instance, (index = 0) => {
    const end = findEnd(builtin, index, isWritable, 85);
    if (kind === "future" && isWritable && end.state !== "done") {
      trap("T88", "cannot drop future write end without first writing a value");
    }
    if (end.state === "copying") {
      trap("T87", `cannot ${isWritable ? "drop" : "remove"} busy ${kind}`);
    }
    handlesOf(instance).free(index);
    end.shared.drop();
    end.join(undefined);
    return undefined;
  });
}

/** What a thread is asked to do with another one, with the trap for one that is not suspended. */
export type ThreadSwitch = "T91" | "T92" | "T93" | "promote";

/**
 * The core function of a built-in that names another thread: there is none. The index of the running one, 1, is of a thread
 * that is not suspended; promoting it leaves `whenRunning` to do (definitions.py `suspend_then_promote`).
 */
export function threadSwitch(
  instance: InstanceState,
  kind: ThreadSwitch,
  whenRunning: () => number = cannotBlock,
): CoreFunction {
  return leaving(instance, (index = 0) => {
    if (index !== 1) {
      trap(index === 0 ? "T19" : "T18", `unknown thread index ${index}`);
    }
    return kind === "promote" ? whenRunning() : trap(kind, `thread ${index} is not suspended`);
  });
}

/** The core function of `canon thread.suspend`. */
export function threadSuspend(instance: InstanceState): CoreFunction {
  return leaving(instance, cannotBlock);
}

/** The core function of `canon thread.yield`: the only thread goes on, and nothing has cancelled it. */
export function threadYield(instance: InstanceState): CoreFunction {
  return leaving(instance, () => 0);
}

/** A core table of functions, as JavaScript sees it. */
interface FunctionTable {
  readonly length: number;
  get(index: number): unknown;
}

/** The core function of `canon thread.new-indirect`, up to where the thread would be made. */
export function threadNewIndirect(instance: InstanceState, table: unknown): CoreFunction {
  // Validation has shown what the export is.
  const functions = table as FunctionTable;
  return leaving(instance, (index = 0) => {
    if (index >= functions.length || functions.get(index) === null) {
      trap("T89", `table has no function at ${index}`);
    }
    return trap("T97", "canon thread.new-indirect is not supported yet");
  });
}
