import type { AbiFunctionType, AbiResource, TupleType } from "../../src/abi/abi-type.js";
import { alignment } from "../reference/alignment.js";
import { alignTo, elemSize } from "../reference/element-size.js";
import {
  flattenFunctype,
  flattenTypes,
  paramTypes,
  type CoreFunctionType,
} from "../reference/flattening.js";
import type { Bytes } from "./bytes.js";
import { CoreModuleBuilder, op } from "./core-module.js";
import { storeFlat, type Flat } from "./store-flat.js";

/** A function that gives back what it gets: its result is its parameter, the tuple of its parameters, or nothing. */
export interface EchoFunction {
  readonly name: string;
  readonly type: AbiFunctionType;
}

/** The interface that the guest exports. */
export const guestInterface = "test:roundtrip/guest";
/** The interface that the guest imports. */
export const hostInterface = "test:roundtrip/host";

/** Where the guest's memory and allocator are: in the module itself, or in another one that it imports. */
export type MemoryPlace = "own" | "imported";

/** Address of the one return area: every result that goes through memory is put there. */
const returnArea = 64;
const heapStart = 32768;

/** The core type of `cabi_realloc`. */
const reallocType: CoreFunctionType = { params: ["i32", "i32", "i32", "i32"], results: ["i32"] };
const counterType: CoreFunctionType = { params: [], results: ["i32"] };

/** Builds a module with nothing but memory, allocator and their counters: `imported` guests take them from there. */
export function memoryModule(): Uint8Array<ArrayBuffer> {
  const module = new CoreModuleBuilder();
  defineMemory(module);
  return module.build();
}

interface MemoryGlobals {
  readonly heap: number;
  readonly reallocCount: number;
}

function defineMemory(module: CoreModuleBuilder): MemoryGlobals {
  module.memory(1);
  const heap = module.mutableI32(heapStart);
  const reallocCount = module.mutableI32(0);
  const realloc = module.func(reallocType, reallocBody(heap, reallocCount), ["i32", "i32"]);
  module.export_("memory", "memory", 0);
  module.export_("cabi_realloc", "func", realloc);
  module.export_("heap", "global", heap);
  module.export_("realloc_count", "global", reallocCount);
  return { heap, reallocCount };
}

/** A bump allocator: every call gives a new block, to which it moves the old contents; memory grows as needed. */
function reallocBody(heap: number, reallocCount: number): Bytes {
  const [old, oldSize, align, newSize, pointer, end] = [0, 1, 2, 3, 4, 5];
  return [
    ...add(op.globalGet(reallocCount), op.i32Const(1)),
    ...op.globalSet(reallocCount),
    // pointer = heap rounded up
    ...add(op.globalGet(heap), [...op.localGet(align), ...op.i32Const(1), ...op.i32Sub]),
    ...op.i32Const(0),
    ...op.localGet(align),
    ...op.i32Sub,
    ...op.i32And,
    ...op.localTee(pointer),
    ...op.localGet(newSize),
    ...op.i32Add,
    ...op.localTee(end),
    ...op.globalSet(heap),
    // grow by the missing pages
    ...op.localGet(end),
    ...op.memorySize,
    ...op.i32Const(16),
    ...op.i32Shl,
    ...op.i32GtU,
    ...op.if_,
    ...add(op.localGet(end), op.i32Const(65535)),
    ...op.i32Const(16),
    ...op.i32ShrU,
    ...op.memorySize,
    ...op.i32Sub,
    ...op.memoryGrow,
    ...op.i32Const(-1),
    ...op.i32Eq,
    ...op.if_,
    ...op.unreachable,
    ...op.end,
    ...op.end,
    // move min(oldSize, newSize) bytes
    ...op.localGet(pointer),
    ...op.localGet(old),
    ...op.localGet(oldSize),
    ...op.localGet(newSize),
    ...op.localGet(oldSize),
    ...op.localGet(newSize),
    ...op.i32LtU,
    ...op.select,
    ...op.memoryCopy,
    ...op.localGet(pointer),
  ];
}

function add(a: Bytes, b: Bytes): Bytes {
  return [...a, ...b, ...op.i32Add];
}

/**
 * Builds the guest's module. Per function `f` it exports `f`, which echoes by itself, and, if `imports` is set, `call-f`, which
 * has the host's `f` do it; both with a `cabi_post_` that counts and frees. Names are those of a core module that is
 * bound by canonical names.
 */
export function echoModule(
  functions: readonly EchoFunction[],
  options: { readonly memory: MemoryPlace; readonly imports: boolean },
): Uint8Array<ArrayBuffer> {
  const module = new CoreModuleBuilder();
  const drops = new Map<AbiResource, number>();
  for (const resource of borrowedResources(functions)) {
    const field = `[resource-drop]${resource.name}`;
    const type: CoreFunctionType = { params: ["i32"], results: [] };
    drops.set(resource, module.importFunction(hostInterface, field, type));
  }
  const imported = functions.map(({ name, type }) =>
    options.imports
      ? module.importFunction(hostInterface, name, flattenFunctype(type, "lower"))
      : -1,
  );
  const globals = options.memory === "own" ? defineMemory(module) : importMemory(module);
  const postCount = module.mutableI32(0);

  const exportWithPost = (name: string, type: AbiFunctionType, body: Bytes): void => {
    const core = flattenFunctype(type, "lift");
    module.export_(`${guestInterface}#${name}`, "func", module.func(core, body));
    const post = module.func({ params: core.results, results: [] }, [
      ...add(op.globalGet(postCount), op.i32Const(1)),
      ...op.globalSet(postCount),
      ...op.i32Const(heapStart),
      ...op.globalSet(globals.heap),
    ]);
    module.export_(`cabi_post_${guestInterface}#${name}`, "func", post);
  };
  for (const [i, { name, type }] of functions.entries()) {
    exportWithPost(name, type, echoBody(type, drops));
    if (options.imports) {
      exportWithPost(`call-${name}`, type, forwardBody(type, imported[i] ?? -1));
    }
  }
  for (const [name, global] of [
    ["post-return-count", postCount],
    ["realloc-count", globals.reallocCount],
  ] as const) {
    module.export_(
      `${guestInterface}#${name}`,
      "func",
      module.func(counterType, op.globalGet(global)),
    );
  }
  return module.build();
}

function importMemory(module: CoreModuleBuilder): MemoryGlobals {
  module.importMemory("env", "memory");
  const heap = module.importMutableI32("env", "heap");
  const reallocCount = module.importMutableI32("env", "realloc_count");
  return { heap, reallocCount };
}

function borrowedResources(functions: readonly EchoFunction[]): Set<AbiResource> {
  return new Set(
    functions.flatMap(({ type }) =>
      paramTypes(type).flatMap((t) => (t.kind === "borrow" ? [t.resource] : [])),
    ),
  );
}

/** Gives back the parameters: as they are, through the return area, or copied there from where they were spilled. */
function echoBody(type: AbiFunctionType, drops: ReadonlyMap<AbiResource, number>): Bytes {
  const types = paramTypes(type);
  const tuple: TupleType = { kind: "tuple", types };
  if (type.result === undefined) {
    return types.flatMap((t, i) =>
      t.kind === "borrow" ? [...op.localGet(i), ...op.call(drops.get(t.resource) ?? -1)] : [],
    );
  }
  const flat = flattenTypes(types, "i32");
  if (flat.length === 1) {
    return op.localGet(0);
  }
  const size = elemSize(tuple, "i32");
  if (returnArea + size > heapStart) {
    throw new Error(`a result of ${size} bytes is too large for the return area`);
  }
  const locals = flat.map((core, i): Flat => ({ type: core, push: op.localGet(i) }));
  const spilled = flattenFunctype(type, "lift").params.length < flat.length;
  const put = spilled
    ? [...op.i32Const(returnArea), ...op.localGet(0), ...op.i32Const(size), ...op.memoryCopy]
    : storeFlat(tuple, alignTo(returnArea, alignment(tuple, "i32")), locals);
  return [...put, ...op.i32Const(returnArea)];
}

/** Calls the host's function with the parameters as they came. */
function forwardBody(type: AbiFunctionType, callee: number): Bytes {
  const lifted = flattenFunctype(type, "lift");
  const lowered = flattenFunctype(type, "lower");
  const params = lifted.params.flatMap((_, i) => op.localGet(i));
  return lowered.params.length > lifted.params.length
    ? [...params, ...op.i32Const(returnArea), ...op.call(callee), ...op.i32Const(returnArea)]
    : [...params, ...op.call(callee)];
}
