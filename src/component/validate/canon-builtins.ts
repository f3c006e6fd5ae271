import type { CanonBuiltin, CoreValueType } from "../model.js";
import {
  checkLowerOptions,
  checkMemory,
  flattenChecked,
  requireMemory,
  requireRealloc,
  resolveOptions,
  type CanonOptions,
} from "./canon-options.js";
import { coreMismatch } from "./core-types.js";
import { at, coreTypeAt, resourceTypeAt, type Scope } from "./scope.js";
import { leafInfo, valueInfo, type Fail } from "./type-info.js";
import type { FunctionType, Resource, ValueType } from "./types.js";
import { definedTypeAt, resolveValueType } from "./value-types.js";

/** What a canonical definition's indices mean, kept for linking. */
export type ResolvedCanon =
  | { readonly kind: "lift" | "lower"; readonly type: FunctionType; readonly options: CanonOptions }
  | { readonly kind: "resource"; readonly resource: Resource }
  | {
      readonly kind: "task-return";
      readonly result: ValueType | undefined;
      readonly options: CanonOptions;
    }
  | {
      readonly kind: "copy";
      readonly payload: ValueType | undefined;
      readonly options: CanonOptions | undefined;
    }
  | { readonly kind: "other"; readonly options: CanonOptions | undefined };

/** Adds a core function that a canonical definition makes. */
export function pushCore(
  scope: Scope,
  params: readonly CoreValueType[],
  results: readonly CoreValueType[],
): void {
  scope.coreFunctions.push(scope.interner.functionType(params, results));
}

/** Checks a built-in and adds its core function. */
export function addBuiltin(scope: Scope, canon: CanonBuiltin, fail: Fail): ResolvedCanon {
  switch (canon.kind) {
    case "resource.new":
    case "resource.rep":
    case "resource.drop":
      return addResourceBuiltin(scope, canon.kind, canon.type, fail);
    case "task.return":
      return addTaskReturn(scope, canon, fail);
    case "context.get":
    case "context.set":
      return addContext(scope, canon, fail);
    case "stream.new":
    case "future.new":
      return addCopy(scope, canon, [], ["i64"], fail);
    case "stream.read":
    case "stream.write":
      return addCopy(scope, canon, ["i32", "i32", "i32"], ["i32"], fail);
    case "future.read":
    case "future.write":
      return addCopy(scope, canon, ["i32", "i32"], ["i32"], fail);
    case "stream.cancel-read":
    case "stream.cancel-write":
    case "future.cancel-read":
    case "future.cancel-write":
      return addCopy(scope, canon, ["i32"], ["i32"], fail);
    case "stream.drop-readable":
    case "stream.drop-writable":
    case "future.drop-readable":
    case "future.drop-writable":
      return addCopy(scope, canon, ["i32"], [], fail);
    case "error-context.new":
    case "error-context.debug-message":
      return addErrorContext(scope, canon, fail);
    case "waitable-set.wait":
    case "waitable-set.poll":
      checkMemory(scope, canon.memory, fail);
      return addPlain(scope, ["i32", "i32"], ["i32"]);
    case "thread.new-indirect":
      checkStart(scope, canon.functionType, canon.table, fail);
      return addPlain(scope, ["i32", "i32"], ["i32"]);
    case "thread.spawn-ref":
      coreTypeAt(scope.coreTypes, canon.functionType, fail);
      return addSpawnRef(scope);
    case "thread.spawn-indirect":
      checkStart(scope, canon.functionType, canon.table, fail);
      return addPlain(scope, ["i32", "i32"], ["i32"]);
    case "thread.suspend-then-resume":
    case "thread.yield-then-resume":
    case "thread.suspend-then-promote":
    case "thread.yield-then-promote":
    case "subtask.cancel":
      return addPlain(scope, ["i32"], ["i32"]);
    case "subtask.drop":
    case "error-context.drop":
    case "waitable-set.drop":
    case "thread.resume-later":
      return addPlain(scope, ["i32"], []);
    case "waitable.join":
      return addPlain(scope, ["i32", "i32"], []);
    case "waitable-set.new":
    case "thread.index":
    case "thread.yield":
    case "thread.suspend":
    case "thread.available-parallelism":
      return addPlain(scope, [], ["i32"]);
    case "backpressure.inc":
    case "backpressure.dec":
    case "task.cancel":
      return addPlain(scope, [], []);
  }
}

function addPlain(
  scope: Scope,
  params: readonly CoreValueType[],
  results: readonly CoreValueType[],
): ResolvedCanon {
  pushCore(scope, params, results);
  return { kind: "other", options: undefined };
}

function addSpawnRef(scope: Scope): ResolvedCanon {
  const reference = { kind: "reference", nullable: true, heap: "func" } as const;
  pushCore(scope, [reference, "i32"], ["i32"]);
  return { kind: "other", options: undefined };
}

function addResourceBuiltin(
  scope: Scope,
  kind: "resource.new" | "resource.rep" | "resource.drop",
  index: number,
  fail: Fail,
): ResolvedCanon {
  const { resource } = resourceTypeAt(scope, index, fail);
  const representation = scope.defined.get(resource);
  if (kind === "resource.drop") {
    pushCore(scope, ["i32"], []);
  } else if (representation === undefined) {
    fail(`type ${index} is not a local resource`);
  } else if (kind === "resource.new") {
    pushCore(scope, [representation], ["i32"]);
  } else {
    pushCore(scope, ["i32"], [representation]);
  }
  return { kind: "resource", resource };
}

function addTaskReturn(
  scope: Scope,
  canon: Extract<CanonBuiltin, { kind: "task.return" }>,
  fail: Fail,
): ResolvedCanon {
  const result =
    canon.result === undefined ? undefined : resolveValueType(scope, canon.result, fail);
  const options = resolveOptions(scope, canon.options, fail);
  for (const [name, value] of [
    ["realloc", options.realloc],
    ["post-return", options.postReturn],
  ] as const) {
    if (value !== undefined) {
      fail(`cannot specify \`${name}\` option on \`task.return\``);
    }
  }
  checkLowerOptions(options, fail);
  requireSync(options, "task.return", fail);
  const params = result === undefined ? [] : [{ label: "v", type: result }];
  const type: FunctionType = { kind: "function", params, async: false, info: leafInfo };
  const flat = flattenChecked(type, options, "lower", fail);
  pushCore(scope, flat.params, flat.results);
  return { kind: "task-return", result, options };
}

function requireSync(options: CanonOptions, what: string, fail: Fail): void {
  if (options.async) {
    fail(`cannot specify \`async\` option on \`${what}\``);
  }
}

function addContext(
  scope: Scope,
  canon: Extract<CanonBuiltin, { kind: "context.get" | "context.set" }>,
  fail: Fail,
): ResolvedCanon {
  const { kind, slotType, slot } = canon;
  if (slotType !== "i32" && slotType !== "i64") {
    fail(`\`${kind}\` only supports \`i32\` or \`i64\``);
  }
  scope.contextType ??= slotType;
  if (scope.contextType !== slotType) {
    fail(`\`${kind}\` type must match previous context type`);
  }
  if (slot > 1) {
    fail(`\`${kind}\` immediate must be zero or one: ${slot}`);
  }
  return kind === "context.get" ? addPlain(scope, [], [slotType]) : addPlain(scope, [slotType], []);
}

type CopyBuiltin = Extract<CanonBuiltin, { readonly kind: `${"stream" | "future"}.${string}` }>;

/** Adds a built-in of streams or futures: their type is one, and the options are what its payload needs. */
function addCopy(
  scope: Scope,
  canon: CopyBuiltin,
  params: readonly CoreValueType[],
  results: readonly CoreValueType[],
  fail: Fail,
): ResolvedCanon {
  const wanted = canon.kind.startsWith("stream.") ? "stream" : "future";
  const type = definedTypeAt(scope, canon.type, fail);
  if (type.kind !== wanted) {
    return fail(`\`${canon.kind}\` requires a ${wanted} type`);
  }
  let options: CanonOptions | undefined;
  if ("options" in canon) {
    options = resolveOptions(scope, canon.options, fail);
    checkLowerOptions(options, fail);
    if (type.payload !== undefined) {
      requireMemory(options, fail);
      if (canon.kind.endsWith(".read") && valueInfo(type.payload).hasPointer) {
        requireRealloc(options, fail);
      }
    }
  }
  pushCore(scope, params, results);
  return { kind: "copy", payload: type.payload, options };
}

function addErrorContext(
  scope: Scope,
  canon: Extract<CanonBuiltin, { kind: "error-context.new" | "error-context.debug-message" }>,
  fail: Fail,
): ResolvedCanon {
  const options = resolveOptions(scope, canon.options, fail);
  requireMemory(options, fail);
  requireSync(options, canon.kind, fail);
  checkLowerOptions(options, fail);
  if (canon.kind === "error-context.new") {
    pushCore(scope, ["i32", "i32"], ["i32"]);
  } else {
    requireRealloc(options, fail);
    pushCore(scope, ["i32", "i32"], []);
  }
  return { kind: "other", options };
}

/** Checks the start function type and the table of `thread.new-indirect`. */
function checkStart(scope: Scope, functionType: number, table: number, fail: Fail): void {
  const type = coreTypeAt(scope.coreTypes, functionType, fail);
  if (type.kind !== "function") {
    fail("start type must be a function");
  }
  if (type.params.join() !== "i32") {
    fail("start function must take a single `i32` argument (currently)");
  }
  if (type.results.length !== 0) {
    fail("start function must not return any values");
  }
  const mismatch = coreMismatch(at(scope.coreTables, table, "table", fail), {
    kind: "core-table",
    element: "funcref",
    limits: { addressType: "i32", shared: false, minimum: 0n },
  });
  if (mismatch !== undefined) {
    fail(`table is not a 32-bit table of (ref null (func)): ${mismatch}`);
  }
}
