/** Says that the program itself is wrong: never the user's input, never a guest. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * Checks what must be true whatever the input is.
 *
 * @throws InvariantError when `condition` is false: a bug in wit-ts.
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) {
    throw new InvariantError(`${message} (this is a bug in wit-ts, please report it)`);
  }
}

/** Closes a `switch` over a union: the compiler accepts the call only when every case was handled. */
export function assertNever(value: never): never {
  throw new InvariantError(
    `unexpected ${JSON.stringify(value)} (this is a bug in wit-ts, please report it)`,
  );
}
