import type { Bound, CoreFunction } from "../runtime/bound.js";
import { unsupportedBuiltin } from "../runtime/canon-builtins.js";
import {
  errorContextDebugMessage,
  errorContextDrop,
  errorContextNew,
  type StringGlue,
} from "../runtime/error-context.js";
import type { InstanceState } from "../runtime/instance-state.js";
import {
  copyCancel,
  copyDrop,
  copyNew,
  copyTransfer,
  subtaskCancel,
  subtaskDrop,
  taskCancel,
  taskReturn,
  threadNewIndirect,
  threadSuspend,
  threadSwitch,
  threadYield,
  waitableJoin,
  waitableSetDrop,
  waitableSetNew,
  waitableSetPoll,
  waitableSetWait,
  type CopyBuiltin,
} from "../runtime/task-builtins.js";
import {
  liftTaggedString,
  liftTaggedStringLatin1OrUtf16,
  liftTaggedStringUtf16,
  lowerTaggedString,
  lowerTaggedStringLatin1OrUtf16,
  lowerTaggedStringUtf16,
} from "../runtime/transcode-strings.js";
import { payloadOf } from "./copy-payload.js";
import type { CoreReference, PlannedBuiltin, PlannedOptions } from "./link-plan.js";
import { present, type Linker } from "./linker.js";
import type { CanonBuiltin, StringEncoding } from "./model.js";
import type { Resource } from "./validate/types.js";

/** Makes the core function of a built-in of tasks, waitables, streams, futures, error contexts or threads. */
export function taskBuiltin(linker: Linker, canon: PlannedBuiltin): CoreFunction {
  const { builtin, options } = canon;
  const instance = linker.state(canon.instance);
  switch (builtin.kind) {
    case "task.return":
      return taskReturn(instance);
    case "task.cancel":
      return taskCancel(instance);
    case "waitable-set.new":
      return waitableSetNew(instance);
    case "waitable-set.wait":
      return waitableSetWait(bind(linker, instance, canon.memory));
    case "waitable-set.poll":
      return waitableSetPoll(bind(linker, instance, canon.memory));
    case "waitable-set.drop":
      return waitableSetDrop(instance);
    case "waitable.join":
      return waitableJoin(instance);
    case "subtask.cancel":
      return subtaskCancel(instance);
    case "subtask.drop":
      return subtaskDrop(instance);
    case "thread.suspend":
      return threadSuspend(instance);
    case "thread.yield":
      return threadYield(instance);
    case "thread.resume-later":
      return threadSwitch(instance, "T91");
    case "thread.suspend-then-resume":
      return threadSwitch(instance, "T92");
    case "thread.yield-then-resume":
      return threadSwitch(instance, "T93");
    case "thread.suspend-then-promote":
      return threadSwitch(instance, "promote");
    case "thread.yield-then-promote":
      return threadSwitch(instance, "promote", () => 0);
    case "thread.new-indirect":
      return threadNewIndirect(instance, linker.core(present(canon.table)));
    case "error-context.new":
      return errorContextNew(...bindStrings(linker, instance, present(options)));
    case "error-context.debug-message":
      return errorContextDebugMessage(...bindStrings(linker, instance, present(options)));
    case "error-context.drop":
      return errorContextDrop(instance);
    default:
      return isCopy(builtin)
        ? copyBuiltin(linker, instance, builtin, canon)
        : unsupportedBuiltin(instance, builtin.kind);
  }
}

/** What a built-in is bound to: for one that calls nothing, a memory is enough. */
function bind(
  linker: Linker,
  instance: InstanceState,
  memory: CoreReference | undefined,
  realloc?: CoreReference,
): Bound {
  const nothing = { postReturn: undefined, callback: undefined, async: false } as const;
  const options = { ...nothing, stringEncoding: "utf8", memory, realloc } as const;
  return linker.bound("a canonical built-in", instance, {}, options);
}

const strings: Readonly<Record<StringEncoding, StringGlue>> = {
  utf8: { lift: liftTaggedString, lower: lowerTaggedString },
  utf16: { lift: liftTaggedStringUtf16, lower: lowerTaggedStringUtf16 },
  "latin1+utf16": { lift: liftTaggedStringLatin1OrUtf16, lower: lowerTaggedStringLatin1OrUtf16 },
};

function bindStrings(
  linker: Linker,
  instance: InstanceState,
  { memory, realloc, stringEncoding }: PlannedOptions,
): [Bound, StringGlue] {
  return [bind(linker, instance, memory, realloc), strings[stringEncoding]];
}

type CopyDefinition = Extract<CanonBuiltin, { readonly kind: `${"stream" | "future"}.${string}` }>;

function isCopy(builtin: CanonBuiltin): builtin is CopyDefinition {
  return /^(stream|future)\./.test(builtin.kind);
}

function copyBuiltin(
  linker: Linker,
  instance: InstanceState,
  definition: CopyDefinition,
  { options, payload }: PlannedBuiltin,
): CoreFunction {
  const kind = definition.kind.startsWith("stream") ? "stream" : "future";
  const builtin: CopyBuiltin = { instance, kind, payload: payloadOf(payload, numberOf) };
  switch (definition.kind) {
    case "stream.new":
    case "future.new":
      return copyNew(builtin);
    case "stream.read":
    case "stream.write":
    case "future.read":
    case "future.write": {
      const { async, memory } = present(options);
      const isWrite = definition.kind.endsWith("write");
      return copyTransfer(builtin, isWrite, async, bind(linker, instance, memory).memory);
    }
    case "stream.cancel-read":
    case "stream.cancel-write":
    case "future.cancel-read":
    case "future.cancel-write":
      return copyCancel(builtin, definition.kind.endsWith("write"), definition.async);
    case "stream.drop-readable":
    case "stream.drop-writable":
    case "future.drop-readable":
    case "future.drop-writable":
      return copyDrop(builtin, definition.kind.endsWith("writable"));
  }
}

const numbers = new WeakMap<Resource, string>();
let lastNumber = 0;

/** Resource types can have one name: numbers tell them apart. */
function numberOf(resource: Resource): string {
  let number = numbers.get(resource);
  if (number === undefined) {
    number = `#${++lastNumber}`;
    numbers.set(resource, number);
  }
  return number;
}
