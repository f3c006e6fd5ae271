import type { CoreMemory } from "./web-assembly.js";

const empty = /* @__PURE__ */ new ArrayBuffer(0);

/**
 * One set of typed-array views on a linear memory. When the memory grows, the engine detaches the buffer and every view
 * has length 0: {@link MemoryViews.refresh} is due. Little-endian hosts only, as all JavaScript engines are.
 */
export class MemoryViews {
  memory: CoreMemory | undefined;
  declare i8: Int8Array;
  declare u8: Uint8Array<ArrayBuffer>;
  declare i16: Int16Array;
  declare u16: Uint16Array<ArrayBuffer>;
  declare i32: Int32Array;
  declare u32: Uint32Array;
  declare i64: BigInt64Array;
  declare u64: BigUint64Array;
  declare f32: Float32Array;
  declare f64: Float64Array;
  /** Second result of the last function that lowered a string or list: its length in code units or elements. */
  length = 0;
  /** What strings and lists cost that were lifted so far, about in bytes: see `checkLifted`. */
  lifted = 0;

  /** @param memory may be given later; {@link MemoryViews.refresh} is due then */
  constructor(memory?: CoreMemory) {
    this.memory = memory;
    this.refresh();
  }

  /** Makes the views anew, from the memory's present buffer. */
  refresh(): void {
    const buffer = this.memory?.buffer ?? empty;
    this.i8 = new Int8Array(buffer);
    this.u8 = new Uint8Array(buffer);
    this.i16 = new Int16Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.i64 = new BigInt64Array(buffer);
    this.u64 = new BigUint64Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
  }
}

/** Renews the views if the memory grew since the last time: due after every call into the guest. */
export function renew(memory: MemoryViews): void {
  if (memory.u8.length === 0) {
    memory.refresh();
  }
}
