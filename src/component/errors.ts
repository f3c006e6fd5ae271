/**
 * Says that a binary is not a component, or not a valid one.
 *
 * `offset` counts bytes from the start of the outermost binary.
 */
export class InvalidComponentError extends Error {
  override readonly name = "InvalidComponentError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} (at offset 0x${offset.toString(16)})`);
    this.offset = offset;
  }
}

/** Says that a component is valid, as far as known, but needs a feature that wit-ts does not run. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
}
