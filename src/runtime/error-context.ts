import type { Bound, CoreFunction } from "./bound.js";
import { handlesOf } from "./handle-table.js";
import { checkLeave, type InstanceState } from "./instance-state.js";
import { renew } from "./memory-views.js";
import type { TaggedString } from "./transcode-strings.js";
import { trap } from "./trap.js";
import { findHandle } from "./waitables.js";

/** definitions.py `ErrorContext`. */
class ErrorContext {
  declare readonly type?: undefined;
  readonly message: TaggedString;

  constructor(message: TaggedString) {
    this.message = message;
  }
}

/** How strings of one encoding come from and go to a guest. */
export interface StringGlue {
  readonly lift: (memory: Bound["memory"], pointer: number, length: number) => TaggedString;
  readonly lower: (bound: Bound, value: TaggedString) => number;
}

/** The core function of `canon error-context.new`. */
export function errorContextNew({ instance, memory }: Bound, strings: StringGlue): CoreFunction {
  return (pointer = 0, length = 0) => {
    checkLeave(instance);
    renew(memory);
    const message = strings.lift(memory, Number(pointer) >>> 0, Number(length) >>> 0);
    return handlesOf(instance).add(new ErrorContext(message));
  };
}

/** The core function of `canon error-context.debug-message`. */
export function errorContextDebugMessage(bound: Bound, strings: StringGlue): CoreFunction {
  const { instance, memory } = bound;
  return (index = 0, place = 0) => {
    checkLeave(instance);
    const context = findContext(instance, Number(index), "T53");
    const pointer = Number(place) >>> 0;
    if ((pointer & 3) !== 0) {
      trap("T40", `unaligned pointer: message at ${pointer} is not aligned to 4`);
    }
    const begin = strings.lower(bound, context.message);
    if (pointer + 8 > memory.u8.length) {
      trap("T40", `pointer out of bounds of memory: message at ${pointer}`);
    }
    memory.u32[pointer >>> 2] = begin;
    memory.u32[(pointer >>> 2) + 1] = memory.length;
  };
}

/** The core function of `canon error-context.drop`. */
export function errorContextDrop(instance: InstanceState): CoreFunction {
  return (index = 0) => {
    checkLeave(instance);
    findContext(instance, Number(index), "T54");
    handlesOf(instance).free(Number(index));
  };
}

function findContext(instance: InstanceState, index: number, code: "T53" | "T54"): ErrorContext {
  return findHandle(instance, index, ErrorContext, code, "error context");
}
