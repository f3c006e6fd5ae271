import type { AbiFunctionType, AbiResource, TupleType } from "../../src/abi/abi-type.js";
import { alignment } from "../reference/alignment.js";
import { contains } from "../reference/despecialize.js";
import { alignTo, elemSize } from "../reference/element-size.js";
import {
  flattenFunctype,
  flattenTypes,
  paramTypes,
  type CoreFunctionType,
} from "../reference/flattening.js";
import type { Bytes } from "./bytes.js";
import { resourcesOf } from "./component-types.js";
import { legacyNames, type CoreNames } from "./core-names.js";
import { CoreModuleBuilder, op } from "./core-module.js";
import { dropHandles, type DropContext } from "./drop-handles.js";
import { storeFlat, type Flat } from "./store-flat.js";

/**
 * A function that gives back what it gets: its result is its parameter, the tuple of its parameters, or nothing. In the
 * result, u32 may stand for borrows of the guest's own resource: their representations. Without a result it drops the
 * handles of the host's resources.
 */
export interface EchoFunction {
  readonly name: string;
  readonly type: AbiFunctionType;
}

/**
 * The resource that the guest defines if a function has handles of it: `constructor(id: u32)` and `get: func() -> u32`,
 * which gives the id. The id is its representation.
 */
export const gadget: AbiResource = { key: "gadget", name: "gadget", definedBy: "guest" };

/** Tells whether the guest has a resource of its own. */
export function definesGadget(functions: readonly EchoFunction[]): boolean {
  return functions.some(({ type }) => resourcesOf(type).has(gadget));
}

/** Tells whether the host can have a function: its interface does not know the guest's resource. */
export function isHostFunction({ type }: EchoFunction): boolean {
  return !resourcesOf(type).has(gadget);
}

/** The interface that the guest exports. */
export const guestInterface = "test:roundtrip/guest";
/** The interface that the guest imports. */
export const hostInterface = "test:roundtrip/host";

/** Where the guest's memory and allocator are: in the module itself, or in another one that it imports. */
export type MemoryPlace = "own" | "imported";

/** The name of the destructor of {@link gadget} in the module that defines the memory. */
export const destructorName: string = legacyNames.destructor(guestInterface, gadget.name);

/** Address of the one return area: every result that goes through memory is put there. */
const returnArea = 64;
const heapStart = 32768;

/** The core type of `cabi_realloc`. */
const reallocType: CoreFunctionType = { params: ["i32", "i32", "i32", "i32"], results: ["i32"] };
const counterType: CoreFunctionType = { params: [], results: ["i32"] };
const unaryType: CoreFunctionType = { params: ["i32"], results: ["i32"] };

/** Builds a module with nothing but memory, allocator and their counters: `imported` guests take them from there. */
export function memoryModule(): Uint8Array<ArrayBuffer> {
  const module = new CoreModuleBuilder();
  defineMemory(module, legacyNames);
  return module.build();
}

interface MemoryGlobals {
  readonly heap: number;
  readonly reallocCount: number;
  readonly dropCount: number;
}

function defineMemory(module: CoreModuleBuilder, names: CoreNames): MemoryGlobals {
  module.memory(1);
  const heap = module.mutableI32(heapStart);
  const reallocCount = module.mutableI32(0);
  const realloc = module.func(reallocType, reallocBody(heap, reallocCount), ["i32", "i32"]);
  module.export_(names.memory, "memory", 0);
  module.export_(names.realloc, "func", realloc);
  module.export_("heap", "global", heap);
  module.export_("realloc_count", "global", reallocCount);
  const dropCount = module.mutableI32(0);
  const destructor = module.func({ params: ["i32"], results: [] }, [
    ...add(op.globalGet(dropCount), op.i32Const(1)),
    ...op.globalSet(dropCount),
  ]);
  module.export_(names.destructor(guestInterface, gadget.name), "func", destructor);
  module.export_("drop_count", "global", dropCount);
  return { heap, reallocCount, dropCount };
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
 * Builds the guest's module. Per function `f` it exports `f`, which echoes by itself, and, if `imports` is set and the host
 * can have it, `call-f`, which has the host's `f` do it; both with a `cabi_post_` that counts and frees. Names are those
 * of a core module that is bound by canonical names.
 */
export function echoModule(
  functions: readonly EchoFunction[],
  options: {
    readonly memory: MemoryPlace;
    readonly imports: boolean;
    readonly names?: CoreNames | undefined;
  },
): Uint8Array<ArrayBuffer> {
  const module = new CoreModuleBuilder();
  const { names = legacyNames } = options;
  const imported = names.imported(hostInterface);
  const drops = new Map<AbiResource, number>();
  for (const resource of hostResources(functions)) {
    const field = names.resourceDrop(resource.name);
    const type: CoreFunctionType = { params: ["i32"], results: [] };
    drops.set(resource, module.importFunction(imported, field, type));
  }
  const callees = functions.map((f) =>
    options.imports && isHostFunction(f)
      ? module.importFunction(imported, f.name, flattenFunctype(f.type, "lower"))
      : undefined,
  );
  const resourceNew = definesGadget(functions)
    ? module.importFunction(
        names.exportedBuiltins(guestInterface),
        names.resourceNew(gadget.name),
        unaryType,
      )
    : undefined;
  const globals = options.memory === "own" ? defineMemory(module, names) : importMemory(module);
  const postCount = module.mutableI32(0);

  const export_ = (name: string, type: CoreFunctionType, body: Bytes, locals = 0): void => {
    const index = module.func(type, body, new Array<"i32">(locals).fill("i32"));
    module.export_(names.exported(guestInterface, name), "func", index);
  };
  const exportWithPost = (name: string, type: AbiFunctionType, { code, locals }: Body): void => {
    const core = flattenFunctype(type, "lift");
    export_(name, core, code, locals);
    const post = module.func({ params: core.results, results: [] }, [
      ...add(op.globalGet(postCount), op.i32Const(1)),
      ...op.globalSet(postCount),
      ...op.i32Const(heapStart),
      ...op.globalSet(globals.heap),
    ]);
    module.export_(names.postReturn(names.exported(guestInterface, name)), "func", post);
  };
  for (const [i, { name, type }] of functions.entries()) {
    exportWithPost(name, type, echoBody(type, drops));
    const callee = callees[i];
    if (callee !== undefined) {
      exportWithPost(`call-${name}`, type, forwardBody(type, callee, drops));
    }
  }
  if (resourceNew !== undefined) {
    const construct = [...op.localGet(0), ...op.call(resourceNew)];
    export_(`[constructor]${gadget.name}`, unaryType, construct);
    export_(`[method]${gadget.name}.get`, unaryType, op.localGet(0));
  }
  export_("post-return-count", counterType, op.globalGet(postCount));
  export_("realloc-count", counterType, op.globalGet(globals.reallocCount));
  export_("drop-count", counterType, op.globalGet(globals.dropCount));
  return module.build();
}

function importMemory(module: CoreModuleBuilder): MemoryGlobals {
  module.importMemory("env", "memory");
  const heap = module.importMutableI32("env", "heap");
  const reallocCount = module.importMutableI32("env", "realloc_count");
  const dropCount = module.importMutableI32("env", "drop_count");
  return { heap, reallocCount, dropCount };
}

function hostResources(functions: readonly EchoFunction[]): AbiResource[] {
  const all = new Set(functions.flatMap(({ type }) => [...resourcesOf(type)]));
  return [...all].filter((resource) => resource !== gadget);
}

/** A function's instructions, and how many i32 locals it has beside its parameters. */
interface Body {
  readonly code: Bytes;
  readonly locals: number;
}

type Drops = ReadonlyMap<AbiResource, number>;

/** Gives back the parameters: as they are, or through memory. */
function echoBody(type: AbiFunctionType, drops: Drops): Body {
  if (type.result === undefined) {
    return dropParams(type, (part) =>
      part.kind === "own" || part.kind === "borrow" ? drops.get(part.resource) : undefined,
    );
  }
  return flattenTypes(paramTypes(type), "i32").length === 1
    ? { code: op.localGet(0), locals: 0 }
    : { code: [...paramsToMemory(type), ...op.i32Const(returnArea)], locals: 0 };
}

/** Calls the host's function with the parameters as they came; what was only lent to the guest is then given back. */
function forwardBody(type: AbiFunctionType, callee: number, drops: Drops): Body {
  const lifted = flattenFunctype(type, "lift");
  const lowered = flattenFunctype(type, "lower");
  const params = lifted.params.flatMap((_, i) => op.localGet(i));
  const dropped = dropParams(type, (part) =>
    part.kind === "borrow" ? drops.get(part.resource) : undefined,
  );
  const called =
    lowered.params.length > lifted.params.length
      ? [...params, ...op.i32Const(returnArea), ...op.call(callee), ...op.i32Const(returnArea)]
      : [...params, ...op.call(callee)];
  return { code: [...called, ...dropped.code], locals: dropped.locals };
}

/** Puts the parameters into the return area: from their locals, or from where they were spilled. */
function paramsToMemory(type: AbiFunctionType): Bytes {
  const types = paramTypes(type);
  const tuple: TupleType = { kind: "tuple", types };
  const size = elemSize(tuple, "i32");
  if (returnArea + size > heapStart) {
    throw new Error(`a result of ${size} bytes is too large for the return area`);
  }
  const flat = flattenTypes(types, "i32");
  const spilled = flattenFunctype(type, "lift").params.length < flat.length;
  const locals = flat.map((core, i): Flat => ({ type: core, push: op.localGet(i) }));
  return spilled
    ? [...op.i32Const(returnArea), ...op.localGet(0), ...op.i32Const(size), ...op.memoryCopy]
    : storeFlat(tuple, alignTo(returnArea, alignment(tuple, "i32")), locals);
}

function dropParams(type: AbiFunctionType, dropOf: DropContext["dropOf"]): Body {
  const types = paramTypes(type);
  if (!types.some((each) => contains(each, (part) => dropOf(part) !== undefined))) {
    return { code: [], locals: 0 };
  }
  const params = flattenFunctype(type, "lift").params.length;
  let locals = 0;
  const newLocal = (): number => params + locals++;
  const pointer = newLocal();
  const code = [
    ...paramsToMemory(type),
    ...op.i32Const(returnArea),
    ...op.localSet(pointer),
    ...dropHandles({ kind: "tuple", types }, { local: pointer, offset: 0 }, { dropOf, newLocal }),
  ];
  return { code, locals };
}
