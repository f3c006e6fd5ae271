import type { ComponentError } from "./component-error.js";

/** Tells whether `error` is a {@link ComponentError}, of this or another copy of the runtime. */
export function isComponentError(error: unknown): error is ComponentError;
/** Tells whether `error` is a {@link ComponentError} with a payload that the guard of a type accepts. */
export function isComponentError<E>(
  error: unknown,
  isPayload: (payload: unknown) => payload is E,
): error is ComponentError<E>;
export function isComponentError(
  error: unknown,
  isPayload: (payload: unknown) => boolean = () => true,
): boolean {
  return (
    error instanceof Error &&
    error.name === "ComponentError" &&
    Object.hasOwn(error, "payload") &&
    isPayload((error as { payload?: unknown }).payload)
  );
}
