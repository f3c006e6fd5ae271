import type { AbiResource } from "../../src/abi/abi-type.js";
import type { CanonicalOptions, CoreFunction, CoreValue, MemInst, PointerType } from "./options.js";
import type {
  ComponentInstance,
  ResourceType,
  ResourceTypes,
  Subtask,
  Task,
} from "./runtime-state.js";
import { assert, Trap } from "./trap.js";

/** Everything that lifting and lowering depend on besides type and value (definitions.py `LiftLowerContext`). */
export class LiftLowerContext {
  readonly opts: CanonicalOptions;
  readonly inst: ComponentInstance;
  readonly borrowScope: Task | Subtask | undefined;
  readonly #resources: ResourceTypes;

  constructor(
    opts: CanonicalOptions,
    inst: ComponentInstance,
    borrowScope?: Task | Subtask,
    resources: ResourceTypes = new Map(),
  ) {
    this.opts = opts;
    this.inst = inst;
    this.borrowScope = borrowScope;
    this.#resources = resources;
  }

  get memory(): MemInst {
    assert(this.opts.memory !== undefined, "a memory option");
    return this.opts.memory;
  }

  /** The pointer type; `i32` for functions without memory, whose types hold no pointer. */
  get ptrType(): PointerType {
    return this.opts.memory?.addrtype ?? "i32";
  }

  resourceType(resource: AbiResource): ResourceType {
    const rt = this.#resources.get(resource);
    assert(rt !== undefined, `a resource type for ${resource.name}`);
    return rt;
  }

  /** Calls the guest's `realloc`, which may not call out meanwhile. */
  reallocate(old: number, oldByteLength: number, align: number, newByteLength: number): number {
    const { realloc } = this.opts;
    assert(realloc !== undefined, "a realloc option");
    assert(this.inst.mayLeave);
    this.inst.mayLeave = false;
    const args = [old, oldByteLength, align, newByteLength];
    const ptr = callAndTrapOnThrow(realloc, this.ptrType === "i32" ? args : args.map(BigInt));
    this.inst.mayLeave = true;
    return coreToPointer(ptr as CoreValue, this.ptrType);
  }

  allocate(align: number, byteLength: number): number {
    return this.reallocate(0, 0, align, byteLength);
  }
}

/** Reads a pointer or length that core code gave. */
export function coreToPointer(value: CoreValue, pointerType: PointerType): number {
  return pointerType === "i32" ? Number(value) >>> 0 : Number(BigInt.asUintN(64, BigInt(value)));
}

/** Calls core code; what it throws is a trap (definitions.py `call_and_trap_on_throw`). */
export function callAndTrapOnThrow(callee: CoreFunction, args: readonly CoreValue[]): unknown {
  try {
    return callee(...args);
  } catch (error) {
    if (error instanceof Trap) {
      throw error;
    }
    // The engine's own traps are told apart by name: the namespace is not declared without the DOM library.
    const isCoreTrap = error instanceof Error && error.name === "RuntimeError";
    throw new Trap(isCoreTrap ? "T94" : "T11", error);
  }
}
