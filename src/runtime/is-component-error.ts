import type { ComponentError } from "./component-error.js";

/** Tells whether `error` is a {@link ComponentError}, of this or another copy of the runtime. */
export function isComponentError(error: unknown): error is ComponentError {
  return (
    error instanceof Error && error.name === "ComponentError" && Object.hasOwn(error, "payload")
  );
}
