import type { Bound } from "./bound.js";
import { findValue } from "./find-path.js";
import {
  describe,
  findRoot,
  InvalidValue,
  invalidValueError,
  type FindValue,
} from "./invalid-value.js";
import { isA, isTrap, makeTrap } from "./trap.js";
import { cannotCall } from "./enter.js";

/**
 * The error that a call of an export ends with. A wrong argument, or what its code threw, leaves the instance as it was;
 * whatever the guest threw is a trap, and the instance stays closed.
 *
 * @param args the arguments by name
 * @param entered whether the guest was called: all arguments were lowered
 */
export function callFailed(
  bound: Bound,
  error: unknown,
  args: Readonly<Record<string, unknown>>,
  entered: boolean,
): unknown {
  return endCall(bound, error, args, entered, findValue);
}

/** {@link callFailed} for a function whose arguments have nothing inside: neither a wrong value nor code. */
export function simpleCallFailed(
  bound: Bound,
  error: unknown,
  args: Readonly<Record<string, unknown>>,
): unknown {
  return endCall(bound, error, args, true, findRoot);
}

function endCall(
  bound: Bound,
  error: unknown,
  args: Readonly<Record<string, unknown>>,
  entered: boolean,
  find: FindValue,
): unknown {
  const { instance } = bound;
  if (isTrap(error)) {
    return error;
  }
  if (entered && !isA(error, InvalidValue)) {
    return makeTrap("T11", `${bound.path} threw ${describe(error)}`, error);
  }
  instance.mayEnter = true;
  instance.transfers?.undo(instance);
  instance.scope?.takeBack(instance, instance.scope);
  return isA(error, InvalidValue) ? invalidValueError(error, bound.path, args, find) : error;
}

/**
 * The trap that a call of a host function ends with when it threw something that its WIT type has no place for, or
 * returned a value of another type.
 *
 * @param results what it returned, by name
 */
export function hostFailed(
  bound: Bound,
  error: unknown,
  results: Readonly<Record<string, unknown>>,
): unknown {
  return endHostCall(bound, error, results, findValue);
}

/** {@link hostFailed} for a function whose result has nothing inside that could be wrong. */
export function simpleHostFailed(
  bound: Bound,
  error: unknown,
  results: Readonly<Record<string, unknown>>,
): unknown {
  return endHostCall(bound, error, results, findRoot);
}

function endHostCall(
  bound: Bound,
  error: unknown,
  results: Readonly<Record<string, unknown>>,
  find: FindValue,
): unknown {
  // A trap that the host has made itself would be caught by the guest.
  if (isTrap(error) && (error.code !== undefined || bound.callee !== undefined)) {
    return error;
  }
  if (isA(error, InvalidValue)) {
    const cause = invalidValueError(error, bound.path, results, find);
    return makeTrap("T96", cause.message, cause);
  }
  // Between components only the stack can end outside of what the callee's own glue catches.
  const code = bound.callee === undefined ? "T96" : "T11";
  return makeTrap(code, `${bound.path} threw ${describe(error)}`, error);
}

/**
 * The error value of a `result` that a host function stands for by what it threw: the payload of a ComponentError or of
 * any Error with a `payload` of its own, or a thrown value that is no Error. Other errors, and traps, are thrown on.
 */
export function thrownPayload(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  if (Object.hasOwn(error, "payload")) {
    return (error as { readonly payload?: unknown }).payload;
  }
  throw error;
}

/** Fails a call of a function whose type this version cannot run: of an export with an error, of an import with a trap. */
export function notSupported(bound: Bound, what: string): never {
  if (bound.core === undefined) {
    return cannotCall(bound, what);
  }
  throw new Error(`${bound.path}: ${what} is not supported yet`);
}
