import type { Canon, CanonDefinition } from "../model.js";
import { addBuiltin, pushCore, type ResolvedCanon } from "./canon-builtins.js";
import {
  checkLowerOptions,
  flattenChecked,
  resolveOptions,
  type CanonOptions,
} from "./canon-options.js";
import { at, failAt, functionTypeAt, type Scope } from "./scope.js";
import type { Fail } from "./type-info.js";
import type { FunctionType } from "./types.js";

/** Checks a canonical definition and adds the function that it makes (CanonicalABI.md, "Canonical Definitions"). */
export function addCanon(scope: Scope, definition: CanonDefinition): ResolvedCanon {
  const fail = failAt(definition.offset);
  const { canon } = definition;
  switch (canon.kind) {
    case "lift":
      return addLift(scope, canon, fail);
    case "lower":
      return addLower(scope, canon, fail);
    default:
      return addBuiltin(scope, canon, fail);
  }
}

function addLift(scope: Scope, canon: Extract<Canon, { kind: "lift" }>, fail: Fail): ResolvedCanon {
  const type = functionTypeAt(scope, canon.type, fail);
  const core = at(scope.coreFunctions, canon.coreFunction, "core function", fail);
  const options = resolveOptions(scope, canon.options, fail);
  if (options.postReturn !== undefined) {
    const post = at(scope.coreFunctions, options.postReturn, "core function", fail);
    if (post.params.join() !== core.results.join() || post.results.length !== 0) {
      fail("canonical option `post-return` uses a core function with an incorrect signature");
    }
  }
  if (options.callback !== undefined) {
    const callback = at(scope.coreFunctions, options.callback, "core function", fail);
    if (callback.params.join() !== "i32,i32,i32" || callback.results.join() !== "i32") {
      fail("canonical option `callback` uses a core function with an incorrect signature");
    }
  }
  checkAsync(type, options, fail);
  const { params, results } = flattenChecked(type, options, "lift", fail);
  if (params.join() !== core.params.join()) {
    fail(
      `lowered parameter types \`${listText(params)}\` do not match parameter types \`${listText(core.params)}\` of core function ${canon.coreFunction}`,
    );
  }
  if (results.join() !== core.results.join()) {
    fail(
      `lowered result types \`${listText(results)}\` do not match result types \`${listText(core.results)}\` of core function ${canon.coreFunction}`,
    );
  }
  scope.functions.push(type);
  return { kind: "lift", type, options };
}

function listText(types: readonly string[]): string {
  return `[${types.map((type) => type.toUpperCase()).join(", ")}]`;
}

function addLower(
  scope: Scope,
  canon: Extract<Canon, { kind: "lower" }>,
  fail: Fail,
): ResolvedCanon {
  const type = at(scope.functions, canon.function, "function", fail);
  const options = resolveOptions(scope, canon.options, fail);
  checkLowerOptions(options, fail);
  checkAsync(type, options, fail);
  const { params, results } = flattenChecked(type, options, "lower", fail);
  pushCore(scope, params, results);
  return { kind: "lower", type, options };
}

function checkAsync(type: FunctionType, options: CanonOptions, fail: Fail): void {
  if (options.async && !type.async) {
    fail("the `async` canonical option requires an async function type");
  }
}
