import type { AbiResource } from "../../src/abi/abi-type.js";
import { assert, trapIf } from "./trap.js";

/** A component instance, its handle table and its gates (definitions.py `ComponentInstance`). */
export class ComponentInstance {
  readonly parent: ComponentInstance | undefined;
  readonly handles: Table = new Table();
  mayEnter = true;
  mayLeave = true;

  constructor(parent?: ComponentInstance) {
    this.parent = parent;
  }

  mayEnterFrom(caller: ComponentInstance | undefined): boolean {
    return [...this.enteringSet(caller)].every((inst) => inst.mayEnter);
  }

  enterFrom(caller: ComponentInstance | undefined): void {
    for (const inst of this.enteringSet(caller)) {
      assert(inst.mayEnter);
      inst.mayEnter = false;
    }
  }

  leaveTo(caller: ComponentInstance | undefined): void {
    for (const inst of this.enteringSet(caller)) {
      assert(!inst.mayEnter);
      inst.mayEnter = true;
    }
  }

  enteringSet(caller: ComponentInstance | undefined): Set<ComponentInstance> {
    const entering = this.selfAndAncestors();
    for (const outside of caller?.selfAndAncestors() ?? []) {
      entering.delete(outside);
    }
    return entering;
  }

  selfAndAncestors(): Set<ComponentInstance> {
    const set = new Set<ComponentInstance>([this]);
    for (let up = this.parent; up !== undefined; up = up.parent) {
      set.add(up);
    }
    return set;
  }
}

/** Anything that has an index in a component instance's table. Only resource handles exist without async. */
export type TableElement = ResourceHandle | { readonly other: string };

/** definitions.py `Table` */
export class Table {
  static readonly maxLength: number = 2 ** 28 - 1;
  readonly #array: (TableElement | undefined)[] = [undefined];
  readonly #free: number[] = [];

  get(i: number): TableElement {
    trapIf(i >= this.#array.length, "T18");
    const e = this.#array[i];
    trapIf(e === undefined, "T19");
    assert(e !== undefined);
    return e;
  }

  add(e: TableElement): number {
    const free = this.#free.pop();
    if (free !== undefined) {
      assert(this.#array[free] === undefined);
      this.#array[free] = e;
      return free;
    }
    const i = this.#array.length;
    trapIf(i > Table.maxLength, "T20");
    this.#array.push(e);
    return i;
  }

  remove(i: number): TableElement {
    const e = this.get(i);
    this.#array[i] = undefined;
    this.#free.push(i);
    return e;
  }

  /** The live elements with their indices, for tests that compare tables. */
  entries(): [number, TableElement][] {
    return this.#array.flatMap((e, i): [number, TableElement][] =>
      e === undefined ? [] : [[i, e]],
    );
  }
}

/** definitions.py `ResourceHandle` */
export class ResourceHandle {
  readonly rt: ResourceType;
  readonly rep: unknown;
  readonly own: boolean;
  readonly borrowScope: Task | undefined;
  numLends = 0;

  constructor(rt: ResourceType, rep: unknown, own: boolean, borrowScope?: Task) {
    this.rt = rt;
    this.rep = rep;
    this.own = own;
    this.borrowScope = borrowScope;
  }
}

/** definitions.py `ResourceType`: `impl` is undefined where the host implements the resource. */
export class ResourceType {
  readonly impl: ComponentInstance | undefined;
  readonly dtor: ((rep: unknown) => void) | undefined;

  constructor(impl: ComponentInstance | undefined, dtor?: (rep: unknown) => void) {
    this.impl = impl;
    this.dtor = dtor;
  }
}

/** Says which run-time resource type stands behind each type that function types name. */
export type ResourceTypes = ReadonlyMap<AbiResource, ResourceType>;

/** A call into a component instance (definitions.py `Task`, of which sync calls need this part). */
export class Task {
  state: "initial" | "started" | "resolved" = "initial";
  numBorrows = 0;

  start(): void {
    assert(this.state === "initial");
    this.state = "started";
  }

  return_(): void {
    trapIf(this.state === "resolved", "T4");
    trapIf(this.numBorrows > 0, "T5");
    this.state = "resolved";
  }
}

/** A call out of a component instance (definitions.py `Subtask`, of which sync calls need this part). */
export class Subtask {
  state: "starting" | "started" | "returned" = "starting";
  #lenders: ResourceHandle[] | undefined = [];

  addLender(lendingHandle: ResourceHandle): void {
    assert(this.#lenders !== undefined && this.state !== "returned");
    lendingHandle.numLends += 1;
    this.#lenders.push(lendingHandle);
  }

  deliverResolve(): void {
    assert(this.#lenders !== undefined && this.state === "returned");
    for (const handle of this.#lenders) {
      handle.numLends -= 1;
    }
    this.#lenders = undefined;
  }
}
