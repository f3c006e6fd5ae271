import { webAssembly, type CoreModule, type CoreRuntimeError } from "./web-assembly.js";

/**
 * What went wrong: `T1` to `T95` for the conditions under which definitions.py traps, `T96` for a host function that
 * failed, `T97` for what is not supported yet, `T98` for more than a host takes. `undefined` on traps that core WebAssembly
 * itself raised. `trap-codes.md` explains each.
 */
export type TrapCode = `T${number}`;

/** The error that every trap is: raised by the engine, so that no `catch_all` of a guest swallows it. */
export interface Trap extends CoreRuntimeError {
  readonly code?: TrapCode;
}

let raise: (() => void) | undefined;

/** Gives the compiled trap helper, where it is a file. */
export function installTrapHelper(module: CoreModule): void {
  prepareTraps(() => module);
}

/** Has the trap helper made when it is needed first; does nothing where there is one. */
export function prepareTraps(compileHelper: () => CoreModule): void {
  raise ??= () => {
    raise = new webAssembly.Instance(compileHelper()).exports["t"] as () => void;
    raise();
  };
}

/**
 * Makes a trap without throwing it. A JavaScript exception would be caught by a guest's `catch_all`; the engine's own
 * trap is not, even when it is caught, given another message and thrown again.
 */
export function makeTrap(code: TrapCode, message: string, cause?: unknown): Trap {
  // Thrown itself only where compiling is forbidden and no helper was installed.
  let made = new webAssembly.RuntimeError(message);
  try {
    raise?.();
  } catch (error) {
    if (isTrap(error)) {
      made = error;
      made.message = message;
    }
  }
  made.code = code;
  if (cause !== undefined) {
    made.cause = cause;
  }
  return made as Trap;
}

/** Traps: the guest or its binary broke the canonical ABI (definitions.py `trap`). */
export function trap(code: TrapCode, message: string, cause?: unknown): never {
  throw makeTrap(code, message, cause);
}

/** The trap for what a function of the guest threw: a trap stays as it is. */
export function guestThrew(what: string, error: unknown): unknown {
  return isTrap(error) ? error : makeTrap("T11", `${what} threw`, error);
}

/** Tells whether `error` is a trap: of the canonical ABI, with a `code`, or of core WebAssembly. */
export function isTrap(error: unknown): error is Trap {
  return isA(error, webAssembly.RuntimeError);
}

/** `instanceof` for what a host threw: a proxy may throw when it is asked. */
export function isA<T>(error: unknown, type: abstract new (...args: never[]) => T): error is T {
  try {
    return error instanceof type;
  } catch {
    return false;
  }
}
