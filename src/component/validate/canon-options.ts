import {
  flattenFunctionType,
  flattenType,
  flattenTypes,
  maxFlatAsyncParams,
  maxFlatParams,
  maxFlatResults,
  type CoreSignature,
} from "../../abi/flatten.js";
import { abiTypeConverter } from "../abi-types.js";
import { UnsupportedError } from "../errors.js";
import type { CanonOption, StringEncoding } from "../model.js";
import { coreMismatch } from "./core-types.js";
import { at, type Scope } from "./scope.js";
import { valueInfo, type Fail } from "./type-info.js";
import type { FunctionType } from "./types.js";

/** The options of a canonical definition, each at most once, indices still of the component's index spaces. */
export interface CanonOptions {
  readonly stringEncoding: StringEncoding;
  readonly memory: number | undefined;
  readonly realloc: number | undefined;
  readonly postReturn: number | undefined;
  readonly async: boolean;
  readonly callback: number | undefined;
}

/** Checks options by themselves: each stands once, and with those that it needs (CanonicalABI.md, "`canonopt` Validation"). */
export function resolveOptions(
  scope: Scope,
  options: readonly CanonOption[],
  fail: Fail,
): CanonOptions {
  let stringEncoding: StringEncoding | undefined;
  let async = false;
  const indices = new Map<"memory" | "realloc" | "post-return" | "callback", number>();
  for (const option of options) {
    switch (option.kind) {
      case "string-encoding":
        if (stringEncoding !== undefined) {
          fail(
            `canonical encoding option \`${encodingText(stringEncoding)}\` conflicts with option \`${encodingText(option.encoding)}\``,
          );
        }
        stringEncoding = option.encoding;
        break;
      case "async":
        if (async) {
          fail("canonical option `async` is specified more than once");
        }
        async = true;
        break;
      default:
        if (indices.has(option.kind)) {
          fail(`canonical option \`${option.kind}\` is specified more than once`);
        }
        indices.set(option.kind, option.kind === "memory" ? option.memory : option.function);
    }
  }
  const resolved: CanonOptions = {
    stringEncoding: stringEncoding ?? "utf8",
    memory: indices.get("memory"),
    realloc: indices.get("realloc"),
    postReturn: indices.get("post-return"),
    async,
    callback: indices.get("callback"),
  };
  checkCombination(scope, resolved, fail);
  return resolved;
}

function encodingText(encoding: StringEncoding): string {
  return encoding === "latin1+utf16" ? "latin1-utf16" : encoding;
}

function checkCombination(scope: Scope, options: CanonOptions, fail: Fail): void {
  const { memory, realloc, callback, async, postReturn } = options;
  if (memory !== undefined) {
    checkMemory(scope, memory, fail);
  }
  if (callback !== undefined && !async) {
    fail("cannot specify callback without async");
  }
  if (postReturn !== undefined && async) {
    fail("cannot specify post-return function in async");
  }
  if (realloc !== undefined) {
    if (memory === undefined) {
      fail("canonical option `realloc` requires `memory` to also be specified");
    }
    const type = at(scope.coreFunctions, realloc, "core function", fail);
    if (type.params.join() !== "i32,i32,i32,i32" || type.results.join() !== "i32") {
      fail("canonical option `realloc` uses a core function with an incorrect signature");
    }
  }
}

/** Checks that a memory can be used by the canonical ABI: it is a subtype of `(memory 0)`. */
export function checkMemory(scope: Scope, index: number, fail: Fail): void {
  const memory = at(scope.coreMemories, index, "memory", fail);
  const { addressType } = memory.limits;
  const mismatch = coreMismatch(memory, {
    ...memory,
    limits: { addressType, shared: false, minimum: 0n },
  });
  if (mismatch !== undefined) {
    fail(mismatch);
  }
  if (addressType === "i64") {
    throw new UnsupportedError("64-bit memories are not supported in canonical options");
  }
}

/** Checks that a memory is given. */
export function requireMemory(options: CanonOptions, fail: Fail): void {
  if (options.memory === undefined) {
    fail("canonical option `memory` is required");
  }
}

/** Checks that `realloc`, and so a memory, is given. */
export function requireRealloc(options: CanonOptions, fail: Fail): void {
  requireMemory(options, fail);
  if (options.realloc === undefined) {
    fail("canonical option `realloc` is required");
  }
}

/** Checks what no lowering and no built-in may have. */
export function checkLowerOptions(options: CanonOptions, fail: Fail): void {
  if (options.postReturn !== undefined) {
    fail("canonical option `post-return` cannot be specified for lowerings");
  }
  if (options.callback !== undefined) {
    fail("canonical option `callback` cannot be specified for lowerings");
  }
}

/** A layout depends on no resource type's identity. */
const converter = abiTypeConverter(() => ({ key: "", name: "", definedBy: "host" }));

/**
 * The core signature of a function type under `options` (definitions.py `flatten_functype`), after checking that the
 * options give what strings, lists and values that pass through memory need.
 */
export function flattenChecked(
  type: FunctionType,
  options: CanonOptions,
  context: "lift" | "lower",
  fail: Fail,
): CoreSignature {
  const lift = context === "lift";
  const { async } = options;
  const abiType = converter.function(type);
  const params = flattenTypes(abiType.params.map((param) => param.type));
  const paramLimit = async && !lift ? maxFlatAsyncParams : maxFlatParams;
  if (params.length > paramLimit || type.params.some((param) => valueInfo(param.type).hasPointer)) {
    (lift ? requireRealloc : requireMemory)(options, fail);
  }
  if (type.result !== undefined && abiType.result !== undefined) {
    if (valueInfo(type.result).hasPointer) {
      (lift ? requireMemory : requireRealloc)(options, fail);
    }
    // An async lift gives its result to task.return, whose parameters it becomes.
    const resultLimit = async ? (lift ? maxFlatParams : 0) : maxFlatResults;
    if (flattenType(abiType.result).length > resultLimit) {
      requireMemory(options, fail);
    }
  }
  return flattenFunctionType(abiType, {
    context,
    async,
    callback: options.callback !== undefined,
  });
}
