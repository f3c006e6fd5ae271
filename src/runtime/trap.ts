import { webAssembly, type CoreModule, type CoreRuntimeError } from "./web-assembly.js";

/**
 * What went wrong, `T1` to `T97`: the numbers of the Component Model's trap conditions as listed in `docs/traps.md` of
 * the specification's checklist. `undefined` on traps that core WebAssembly itself raised.
 */
export type TrapCode = `T${number}`;

/** The error that every trap is: raised by the engine, so that no `catch_all` of a guest swallows it. */
export interface Trap extends CoreRuntimeError {
  readonly code?: TrapCode;
}

// (module (func (export "t") unreachable))
const helperBytes = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02,
  0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 0x74, 0x00, 0x00, 0x0a, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0b,
];

let raise: (() => void) | undefined;

/** Gives the compiled trap helper to hosts that forbid compiling at run time. */
export function installTrapHelper(module: CoreModule): void {
  raise = new webAssembly.Instance(module).exports["t"] as () => void;
}

/** The binary of the trap helper: a module whose only function is `unreachable`. */
export function trapHelperBytes(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(helperBytes);
}

/**
 * Makes a trap without throwing it. A JavaScript exception would be caught by a guest's `catch_all`; the engine's own
 * trap is not, even when it is caught, given another message and thrown again.
 */
export function makeTrap(code: TrapCode, message: string, cause?: unknown): Trap {
  try {
    if (raise === undefined) {
      installTrapHelper(new webAssembly.Module(trapHelperBytes()));
    }
    raise?.();
  } catch (error) {
    if (error instanceof webAssembly.RuntimeError) {
      error.message = message;
      error.code = code;
      if (cause !== undefined) {
        error.cause = cause;
      }
      return error as Trap;
    }
  }
  // Only where compiling is forbidden and no helper was installed.
  return Object.assign(new webAssembly.RuntimeError(message, { cause }), { code });
}

/** Traps: the guest or its binary broke the canonical ABI (definitions.py `trap`). */
export function trap(code: TrapCode, message: string, cause?: unknown): never {
  throw makeTrap(code, message, cause);
}

/** Tells whether `error` is a trap: of the canonical ABI, with a `code`, or of core WebAssembly. */
export function isTrap(error: unknown): error is Trap {
  return error instanceof webAssembly.RuntimeError;
}
