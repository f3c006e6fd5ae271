import { literalText } from "../../abi/glue-text.js";
import { invariant } from "../../assert.js";
import type { Doc } from "../../abi/doc.js";
import type { CoreReference, PlannedBuiltin, PlannedOptions } from "../../component/link-plan.js";
import type { StringEncoding } from "../../component/model.js";
import type { Payload } from "../../runtime/copies.js";
import { runtimeGlue } from "../module-builder.js";
import type { RuntimeValue } from "../runtime-symbols.js";
import {
  call,
  declare,
  entry,
  instanceName,
  object,
  runtime,
  taskName,
  type LinkWriter,
} from "./link-writer.js";

/** How a built-in refers to what its options name. */
interface References {
  /** The options of its instance with at least these. */
  readonly options: (options: PlannedOptions) => string;
  readonly item: (reference: CoreReference) => Doc;
}

/** Built-ins that are made for nothing but their instance. */
const plain: Readonly<Record<string, RuntimeValue>> = {
  "task.return": "taskReturn",
  "task.cancel": "taskCancel",
  "waitable-set.new": "waitableSetNew",
  "waitable-set.drop": "waitableSetDrop",
  "waitable.join": "waitableJoin",
  "subtask.cancel": "subtaskCancel",
  "subtask.drop": "subtaskDrop",
  "thread.suspend": "threadSuspend",
  "thread.yield": "threadYield",
  "error-context.drop": "errorContextDrop",
};

/** What follows the instance for built-ins that go on in another thread. */
const switches: Readonly<Record<string, readonly string[]>> = {
  "thread.resume-later": ['"T91"'],
  "thread.suspend-then-resume": ['"T92"'],
  "thread.yield-then-resume": ['"T93"'],
  "thread.suspend-then-promote": ['"promote"'],
  "thread.yield-then-promote": ['"promote"', "() => 0"],
};

/** The functions for strings of another encoding, or of another component. */
const strings: Readonly<Record<StringEncoding, readonly [lift: string, lower: string]>> = {
  utf8: ["liftTaggedString", "lowerTaggedString"],
  utf16: ["liftTaggedStringUtf16", "lowerTaggedStringUtf16"],
  "latin1+utf16": ["liftTaggedStringLatin1OrUtf16", "lowerTaggedStringLatin1OrUtf16"],
};

/** Writes the core function of a built-in that is not about resources, as the loader makes it. */
export function builtinFunction(
  writer: LinkWriter,
  canon: PlannedBuiltin,
  payload: Payload | undefined,
  references: References,
): Doc {
  const { builtin, memory } = canon;
  const instance = instanceName(writer, canon.instance);
  const made = (name: RuntimeValue, ...args: Doc[]): Doc => call(runtime(writer, name), args);
  const simple = plain[builtin.kind];
  if (simple !== undefined) {
    return made(simple, instance);
  }
  const switched = switches[builtin.kind];
  if (switched !== undefined) {
    return made("threadSwitch", instance, ...switched);
  }
  switch (builtin.kind) {
    case "context.get": {
      const get = builtin.slotType === "i64" ? "contextGetI64" : "contextGet";
      return made(get, taskName(writer, canon.instance), slotText(builtin));
    }
    case "context.set":
      return made("contextSet", taskName(writer, canon.instance), slotText(builtin));
    case "backpressure.inc":
      return made("backpressureInc", taskName(writer, canon.instance));
    case "backpressure.dec":
      return made("backpressureDec", taskName(writer, canon.instance));
    case "waitable-set.wait":
      return made("waitableSetWait", references.options(withMemory(memory)));
    case "waitable-set.poll":
      return made("waitableSetPoll", references.options(withMemory(memory)));
    case "thread.new-indirect":
      invariant(canon.table !== undefined, "a built-in has the table that it names");
      return made("threadNewIndirect", instance, references.item(canon.table));
    case "error-context.new":
    case "error-context.debug-message": {
      const { options } = canon;
      invariant(options !== undefined, "a built-in has the options that it names");
      const bound = made("bindFunction", references.options(options), literalText(BUILTIN_PATH));
      const isNew = builtin.kind === "error-context.new";
      return made(
        isNew ? "errorContextNew" : "errorContextDebugMessage",
        bound,
        stringsName(writer, options.stringEncoding),
      );
    }
    default:
      return payload === undefined
        ? made("unsupportedBuiltin", instance, literalText(builtin.kind))
        : copyFunction(writer, canon, payload, references);
  }
}

/** What messages call a built-in that calls into its guest. */
const BUILTIN_PATH = "a canonical built-in";

function slotText({ slot }: { readonly slot: number }): string {
  return slot === 0 ? "0" : "1";
}

function withMemory(memory: CoreReference | undefined): PlannedOptions {
  const nothing = { realloc: undefined, postReturn: undefined, callback: undefined } as const;
  return { ...nothing, memory, stringEncoding: "utf8", async: false };
}

/** A built-in of a stream or future: `stream.write`. */
function copyFunction(
  writer: LinkWriter,
  { instance, builtin, options }: PlannedBuiltin,
  payload: Payload,
  references: References,
): Doc {
  const [kind = "", operation = ""] = builtin.kind.split(".");
  const copy = copyName(writer, instanceName(writer, instance), kind, payload);
  const made = (name: RuntimeValue, ...args: Doc[]): Doc =>
    call(runtime(writer, name), [copy, ...args]);
  switch (operation) {
    case "new":
      return made("copyNew");
    case "read":
    case "write": {
      invariant(options !== undefined, "a built-in has the options that it names");
      const memory =
        options.memory === undefined
          ? call(runtime(writer, "viewMemory"), [])
          : `${references.options(withMemory(options.memory))}.memory`;
      const isWrite = String(operation === "write");
      return made("copyTransfer", isWrite, String(options.async), memory);
    }
    case "cancel-read":
    case "cancel-write": {
      const isAsync = String("async" in builtin && builtin.async);
      return made("copyCancel", String(operation === "cancel-write"), isAsync);
    }
    default:
      return made("copyDrop", String(operation === "drop-writable"));
  }
}

/** What the built-ins of one stream or future type share; declared when it is needed first. */
function copyName(
  writer: LinkWriter,
  instance: string,
  kind: string,
  { key, size, alignment, isNumber }: Payload,
): string {
  return described(writer, `${instance} ${kind} ${key}`, () => {
    const payload = object([
      // Prettier keeps a short key beside whatever follows.
      ["key: ", literalText(key)],
      entry("size", String(size)),
      entry("alignment", String(alignment)),
      entry("isNumber", String(isNumber)),
    ]);
    const copy = object([
      entry("instance", instance),
      entry("kind", literalText(kind)),
      entry("payload", payload),
    ]);
    return declare(writer, kind, copy, "CopyBuiltin");
  });
}

/** The functions for strings of an encoding; declared when they are needed first. */
function stringsName(writer: LinkWriter, encoding: StringEncoding): string {
  return described(writer, encoding, () => {
    const [lift, lower] = strings[encoding];
    runtimeGlue(writer.builder, lift);
    runtimeGlue(writer.builder, lower);
    return declare(writer, "strings", object([entry("lift", lift), entry("lower", lower)]));
  });
}

function described({ descriptions }: LinkWriter, identity: string, make: () => string): string {
  const name = descriptions.get(identity) ?? make();
  descriptions.set(identity, name);
  return name;
}
