import type { AbiFunctionType, AbiResource, AbiType } from "../../src/abi/abi-type.js";
import type { GlueOptions } from "../../src/abi/glue-module.js";
import type { Bound } from "../../src/runtime/bound.js";
import { isComponentError } from "../../src/runtime/is-component-error.js";
import {
  handlesOf as tableOf,
  ResourceHandle as ProjectHandle,
} from "../../src/runtime/handle-table.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import type { ResourceType as ProjectResourceType } from "../../src/runtime/resource-type.js";
import { isTrap } from "../../src/runtime/trap.js";
import { webAssembly, type CoreMemory } from "../../src/runtime/web-assembly.js";
import {
  hostFunction,
  invoke,
  lift,
  lower,
  type Definition,
} from "../reference/canonical-definitions.js";
import type { ReallocCall } from "../reference/heap.js";
import { fromJs, normalize, toJs } from "../reference/js-mapping.js";
import { memInst, type CoreFunction, type CoreValue } from "../reference/options.js";
import { ComponentInstance, ResourceHandle, ResourceType } from "../reference/runtime-state.js";
import { Trap } from "../reference/trap.js";
import type { BackEnd } from "./back-ends.js";

/** The resource of which random types have own handles. */
export const hostResource: AbiResource = {
  key: "test:x/y.thing",
  name: "thing",
  definedBy: "host",
};

/** What a call ends with. */
export type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "trap"; readonly code: string; readonly message?: string }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** How the guest of a run behaves, the same on both sides. */
export interface GuestPlan {
  /** Pages that memory has. */
  readonly pages: number;
  /** Where the allocator starts. */
  readonly heapStart: number;
  /** The calls of `realloc` at which memory grows, counted from 0. */
  readonly growAt?: number;
  /** What `realloc` returns instead of a good pointer, by call. */
  readonly badPointers?: ReadonlyMap<number, number>;
  /** Handles that the guest has from the start. */
  readonly handles?: readonly object[];
  readonly mayLeave?: boolean;
  /** A function of the guest that throws an exception instead of what it should do. */
  readonly throwIn?: "core" | "realloc" | "post-return";
}

/** What one side saw. */
export interface Observed {
  /** Core arguments of the lifted function, or the core result of the lowered one. */
  core: CoreValue[];
  /** Memory when the lifted function was called, or when the lowered one had returned. */
  memory: Uint8Array | undefined;
  reallocCalls: ReallocCall[];
  postReturn: CoreValue[][];
  /** What the host function was called with. */
  hostArguments: unknown[] | undefined;
  handles: unknown[];
  mayEnter: boolean;
  mayLeave: boolean;
  outcome: Outcome;
}

/** A guest whose functions are plain JavaScript, and what it saw. */
export class Guest {
  readonly memory: CoreMemory & { grow(pages: number): number };
  readonly observed: Observed = {
    core: [],
    memory: undefined,
    reallocCalls: [],
    postReturn: [],
    hostArguments: undefined,
    handles: [],
    mayEnter: true,
    mayLeave: true,
    outcome: { kind: "value", value: undefined },
  };
  readonly #plan: GuestPlan;
  #next: number;

  constructor(plan: GuestPlan) {
    // The structural type of the project has no `grow`, which only guests call.
    this.memory = new webAssembly.Memory({ initial: plan.pages }) as Guest["memory"];
    this.#plan = plan;
    this.#next = plan.heapStart;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  /** Always gives a new block, signed as core functions give their results. */
  readonly realloc: CoreFunction = (...args) => {
    this.throwIn("realloc");
    const [old = 0, oldSize = 0, align = 1, newSize = 0] = args.map((arg) => Number(arg) >>> 0);
    const call = this.observed.reallocCalls.push([old, oldSize, align, newSize]) - 1;
    if (call === this.#plan.growAt) {
      this.memory.grow(1);
    }
    const bad = this.#plan.badPointers?.get(call);
    const pointer = bad ?? Math.ceil(this.#next / align) * align;
    if (bad === undefined) {
      this.#next = pointer + newSize;
      while (this.#next > this.memory.buffer.byteLength) {
        this.memory.grow(1);
      }
    }
    const { bytes } = this;
    const kept = bytes.slice(old, old + Math.min(oldSize, newSize));
    // What was freed is nobody's any more: only what is alive is compared.
    bytes.fill(0xdd, old, old + oldSize);
    bytes.set(kept.subarray(0, Math.max(0, bytes.length - pointer)), pointer);
    return pointer | 0;
  };

  readonly postReturn: CoreFunction = (...args: (CoreValue | undefined)[]) => {
    this.throwIn("post-return");
    // A core function without parameters ignores arguments.
    this.observed.postReturn.push(args.filter((arg) => arg !== undefined));
  };

  throwIn(place: GuestPlan["throwIn"]): void {
    if (this.#plan.throwIn === place) {
      throw new Error(`thrown in ${place}`);
    }
  }
}

/** What the core function of a lifted one does: returns a value after writing memory. */
export interface CoreBehaviour {
  readonly result: CoreValue | undefined;
  readonly write: (bytes: Uint8Array) => void;
}

/** Either implementation of the canonical ABI, bound to one function type. */
export interface Side {
  /** Calls a lifted function that the guest implements as `behaviour` says. */
  callExport(plan: GuestPlan, args: readonly unknown[], behaviour: CoreBehaviour): Observed;
  /** Calls a lowered function that the host implements as `host`. */
  callImport(
    plan: GuestPlan,
    args: readonly CoreValue[],
    write: (bytes: Uint8Array) => void,
    host: (...args: unknown[]) => unknown,
  ): Observed;
}

/** test/reference as a {@link Side}. */
export function referenceSide(
  type: AbiFunctionType,
  stringEncoding: GlueOptions["stringEncoding"],
): Side {
  const setUp = (plan: GuestPlan) => {
    const guest = new Guest(plan);
    const inst = new ComponentInstance();
    const rt = new ResourceType(undefined);
    plan.handles?.forEach((rep) => inst.handles.add(new ResourceHandle(rt, rep, true)));
    inst.mayLeave = plan.mayLeave ?? true;
    const definition: Definition = {
      type,
      inst,
      resources: new Map([[hostResource, rt]]),
      opts: {
        stringEncoding,
        memory: memInst(guest.memory),
        realloc: guest.realloc,
        postReturn: guest.postReturn,
      },
    };
    const finish = (run: () => unknown): Observed => {
      const { observed } = guest;
      observed.outcome = outcomeOf(run);
      observed.mayEnter = inst.mayEnter;
      observed.mayLeave = inst.mayLeave;
      observed.handles = inst.handles
        .entries()
        .map(([, e]) => (e instanceof ResourceHandle ? e.rep : e));
      return observed;
    };
    return { guest, definition, finish };
  };
  const { result } = type;
  return {
    callExport(plan, args, behaviour) {
      const { guest, definition, finish } = setUp(plan);
      const core: CoreFunction = (...flat) => coreCalled(guest, flat, behaviour);
      return finish(() => {
        const values = type.params.map((p, i) => fromJs(p.type, args[i]));
        const [value] = invoke(lift(core, definition), values);
        return result === undefined || value === undefined ? undefined : toJs(result, value);
      });
    },
    callImport(plan, args, write, host) {
      const { guest, definition, finish } = setUp(plan);
      const callee = hostFunction((...values) => {
        const js = type.params.map((p, i) => toJs(p.type, values[i] ?? []));
        guest.observed.hostArguments = js;
        const returned = host(...js);
        return result === undefined ? [] : [fromJs(result, returned)];
      });
      return finish(() => {
        importCalled(guest, lower(callee, definition), args, write);
        return undefined;
      });
    },
  };
}

/** The project's glue, made by `backEnd`, as a {@link Side}. */
export function projectSide(
  backEnd: BackEnd,
  type: AbiFunctionType,
  stringEncoding: GlueOptions["stringEncoding"],
  results: GlueOptions["results"] = "value",
): Side {
  const glue = backEnd.make(type, { stringEncoding, values: "host", results });
  const setUp = (plan: GuestPlan, core?: (guest: Guest) => CoreFunction) => {
    const guest = new Guest(plan);
    const instance = new InstanceState("guest");
    const resource: ProjectResourceType = { name: hostResource.name };
    plan.handles?.forEach((rep) => tableOf(instance).add(new ProjectHandle(resource, rep)));
    instance.mayLeave = plan.mayLeave ?? true;
    const bound: Bound = {
      path: "f()",
      instance,
      memory: new MemoryViews(guest.memory),
      realloc: guest.realloc as NonNullable<Bound["realloc"]>,
      resources: { [hostResource.key]: resource },
      ...(core === undefined ? {} : { core: core(guest), postReturn: guest.postReturn }),
    };
    const finish = (run: () => unknown): Observed => {
      const { observed } = guest;
      observed.outcome = outcomeOf(run);
      observed.mayEnter = instance.mayEnter;
      observed.mayLeave = instance.mayLeave;
      observed.handles = handlesOf(instance);
      return observed;
    };
    return { guest, bound, finish };
  };
  return {
    callExport(plan, args, behaviour) {
      const { bound, finish } = setUp(
        plan,
        (guest) =>
          (...flat) =>
            coreCalled(guest, flat, behaviour),
      );
      const lifted = glue.lift(bound) as (...values: readonly unknown[]) => unknown;
      return finish(() => lifted(...args));
    },
    callImport(plan, args, write, host) {
      const { guest, bound, finish } = setUp(plan);
      const lowered = glue.lower(bound, (...js: unknown[]) => {
        guest.observed.hostArguments = js;
        return host(...js);
      }) as CoreFunction;
      return finish(() => {
        // What was seen of the memory before is no longer good.
        guest.memory.grow(0);
        importCalled(guest, lowered, args, write);
        return undefined;
      });
    },
  };
}

/** The live handles by index; shown as what they stand for, unless `show` says otherwise. */
export function handlesOf(
  instance: InstanceState,
  show: (handle: ProjectHandle) => unknown = (handle) => handle.representation,
): unknown[] {
  const found: unknown[] = [];
  for (let index = 1; ; index++) {
    try {
      const entry = tableOf(instance).get(index);
      found.push(entry instanceof ProjectHandle ? show(entry) : entry);
    } catch (error) {
      if (isTrap(error) && error.code === "T18") {
        return found;
      }
    }
  }
}

/** The core function of a lifted one: writes down what it sees. */
export function coreCalled(
  guest: Guest,
  flat: CoreValue[],
  behaviour: CoreBehaviour,
): CoreValue | undefined {
  guest.throwIn("core");
  guest.observed.core = flat;
  guest.observed.memory = guest.bytes.slice();
  behaviour.write(guest.bytes);
  return behaviour.result;
}

/** Calls a lowered function as core code does. */
export function importCalled(
  guest: Guest,
  lowered: CoreFunction,
  args: readonly CoreValue[],
  write: (bytes: Uint8Array) => void,
): void {
  write(guest.bytes);
  const returned = lowered(...args);
  guest.observed.core = returned === undefined ? [] : [returned as CoreValue];
  guest.observed.memory = guest.bytes.slice();
}

/** Runs a call and says how it ended. */
export function outcomeOf(run: () => unknown): Outcome {
  try {
    return { kind: "value", value: normalize(run()) };
  } catch (error) {
    if (error instanceof Trap) {
      return { kind: "trap", code: error.code };
    }
    if (isTrap(error)) {
      return { kind: "trap", code: error.code ?? "T94", message: error.message };
    }
    if (isComponentError(error)) {
      return { kind: "value", value: { thrown: normalize(error.payload) } };
    }
    if (error instanceof TypeError || error instanceof RangeError) {
      return { kind: "error", name: error.name, message: error.message };
    }
    throw error;
  }
}

/** A function type of parameters `x0`, `x1`, … */
export function functionOf(params: readonly AbiType[], result?: AbiType): AbiFunctionType {
  return {
    params: params.map((type, i) => ({ label: `x${i}`, type })),
    ...(result === undefined ? {} : { result }),
    async: false,
  };
}
