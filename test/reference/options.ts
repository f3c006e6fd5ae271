/** Canonical ABI options (definitions.py, "Canonical ABI Options"). */

export type PointerType = "i32" | "i64";

export type StringEncoding = "utf8" | "utf16" | "latin1+utf16";

export type CoreValue = number | bigint;

export type CoreFunction = (...args: CoreValue[]) => unknown;

/** A linear memory. `bytes` is read anew at each use, because memories grow. */
export interface MemInst {
  readonly bytes: Uint8Array;
  readonly addrtype: PointerType;
}

export interface CanonicalOptions {
  readonly stringEncoding: StringEncoding;
  readonly memory?: MemInst;
  readonly realloc?: CoreFunction;
  readonly postReturn?: CoreFunction;
}

export function ptrSize(pointerType: PointerType): number {
  return pointerType === "i32" ? 4 : 8;
}

/** Makes a {@link MemInst} of a core memory, or of anything that has its `buffer`. */
export function memInst(
  memory: { readonly buffer: ArrayBuffer },
  addrtype: PointerType = "i32",
): MemInst {
  return {
    addrtype,
    get bytes() {
      return new Uint8Array(memory.buffer);
    },
  };
}
